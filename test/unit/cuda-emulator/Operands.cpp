//===- Operands.cpp - Operands that instructions are tried on -------------===//
#include "test/unit/cuda-emulator/Operands.h"

#include <cstddef>

namespace bmc::cuda {
namespace {

using Values = std::vector<uint64_t>;

/// Truncated to the width of a register where they are used.
const Values kIntegers = {0,
                          1,
                          2,
                          3,
                          5,
                          0x7f,
                          0x80,
                          0xff,
                          0x100,
                          0x7fff,
                          0x8000,
                          0xffff,
                          0x10000,
                          0x7fffffff,
                          0x80000000,
                          0xffffffff,
                          0x100000000,
                          0x7fffffffffffffff,
                          0x8000000000000000,
                          ~uint64_t{0},
                          ~uint64_t{1},
                          ~uint64_t{0x7f},
                          ~uint64_t{0x7fff},
                          ~uint64_t{0x7fffffff}};
const Values kAmounts = {0,  1,  4,   7,   8,   15,  16,  17,
                         24, 31, 32,  33,  40,  63,  64,  65,
                         96, 99, 127, 128, 255, 256, 257, 0xffffffff};
// Zeros, subnormal, least normal and largest numbers, 1 and its neighbours,
// ties, bounds of integers and of narrower floats, infinities, NaN of both
// kinds and signs.
const Values kF32 = {0x00000000, 0x80000000, 0x00000001, 0x80000001, 0x007fffff,
                     0x807fffff, 0x00800000, 0x80800000, 0x3f800000, 0xbf800000,
                     0x3f800001, 0x3f7fffff, 0x33800000, 0x33000000, 0x33000001,
                     0x3f000000, 0x3fc00000, 0xc0200000, 0x477fe000, 0x477ff000,
                     0x4f000000, 0xcf000000, 0x4f800000, 0x5f000000, 0x5f800000,
                     0x7f7f8000, 0x7f7fffff, 0xff7fffff, 0x7f800000, 0xff800000,
                     0x7fc00000, 0x7f800001, 0xffc12345};
const Values kF64 = {0x0000000000000000, 0x8000000000000000, 0x0000000000000001,
                     0x800fffffffffffff, 0x0010000000000000, 0x8010000000000000,
                     0x3ff0000000000000, 0xbff0000000000000, 0x3ff0000000000001,
                     0x3fefffffffffffff, 0x3ca0000000000000, 0x3fe0000000000000,
                     0x3ff8000000000000, 0xc004000000000000, 0x3ff0000010000000,
                     0x36a0000000000000, 0x3690000000000000, 0x3810000000000000,
                     0x380fffffffffffff, 0x40effc0000000000, 0x40effe0000000000,
                     0x3e60000000000001, 0x41dfffffffc00000, 0x41e0000000000000,
                     0xc1e0000000200000, 0x41f0000000000000, 0x43e0000000000000,
                     0x43f0000000000000, 0x47efffffe0000000, 0x47effffff0000000,
                     0x7fefffffffffffff, 0xffefffffffffffff, 0x7ff0000000000000,
                     0xfff0000000000000, 0x7ff8000000000000, 0x7ff0000000000001,
                     0xfff8000000012345};
const Values kF16 = {0x0000, 0x8000, 0x0001, 0x8001, 0x03ff, 0x83ff, 0x0400,
                     0x8400, 0x3c00, 0xbc00, 0x3c01, 0x3bff, 0x1000, 0x3800,
                     0x3e00, 0xc100, 0x5800, 0xd801, 0x7bff, 0xfbff, 0x7c00,
                     0xfc00, 0x7e00, 0x7c01, 0xfe12};
const Values kBF16 = {0x0000, 0x8000, 0x0001, 0x8001, 0x007f, 0x807f, 0x0080,
                      0x8080, 0x3f80, 0xbf80, 0x3f81, 0x3f7f, 0x3b80, 0x3f00,
                      0x3fc0, 0xc020, 0x4300, 0xc381, 0x7f7f, 0xff7f, 0x7f80,
                      0xff80, 0x7fc0, 0x7f81, 0xffc1};

struct Layout {
  unsigned bits, fraction; ///< of a float; fraction 0: an integer
};

Layout layoutOf(Kind kind) {
  switch (kind) {
  case Kind::Word16:
  case Kind::Divisor16:
    return {16, 0};
  case Kind::Word64:
  case Kind::Divisor64:
    return {64, 0};
  case Kind::F16:
  case Kind::F16x2:
    return {16, 10};
  case Kind::BF16:
  case Kind::BF16x2:
    return {16, 7};
  case Kind::F32:
    return {32, 23};
  case Kind::F64:
    return {64, 52};
  default:
    return {32, 0};
  }
}

bool isDivisor(Kind kind) {
  return kind == Kind::Divisor16 || kind == Kind::Divisor32 ||
         kind == Kind::Divisor64;
}
bool isPair(Kind kind) { return kind == Kind::F16x2 || kind == Kind::BF16x2; }

const Values &edgesOf(Kind kind) {
  switch (kind) {
  case Kind::Amount:
    return kAmounts;
  case Kind::F16:
  case Kind::F16x2:
    return kF16;
  case Kind::BF16:
  case Kind::BF16x2:
    return kBF16;
  case Kind::F32:
    return kF32;
  case Kind::F64:
    return kF64;
  default:
    return kIntegers;
  }
}

uint64_t lowBits(uint64_t value, unsigned bits) {
  return bits == 64 ? value : value & ((uint64_t{1} << bits) - 1);
}

/// SplitMix64 of a counter.
uint64_t draw(uint64_t counter) {
  uint64_t z = (counter + 1) * 0x9e3779b97f4a7c15u;
  z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
  z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
  return z ^ (z >> 31);
}

/// Integers of every magnitude. Floats: any bits, or, where `near`, exponents
/// around that of 1, so that sums do not lose one of their terms.
uint64_t drawn(Kind kind, uint64_t counter, bool near) {
  Layout layout = layoutOf(kind);
  uint64_t value = draw(2 * counter), more = draw(2 * counter + 1);
  if (kind == Kind::Amount)
    return near ? value % 80 : lowBits(value, 32);
  if (layout.fraction == 0)
    return lowBits(value, layout.bits) >> (near ? more % layout.bits : 0);
  value = lowBits(value, layout.bits);
  if (!near)
    return value;
  unsigned exponentBits = layout.bits - 1 - layout.fraction;
  uint64_t bias = (uint64_t{1} << (exponentBits - 1)) - 1;
  uint64_t mask = ((uint64_t{1} << exponentBits) - 1) << layout.fraction;
  uint64_t exponent = bias - 8 + more % 17;
  return (value & ~mask) | (exponent << layout.fraction);
}

uint64_t finished(Kind kind, uint64_t value, uint64_t other) {
  value = lowBits(value, layoutOf(kind).bits);
  if (isPair(kind))
    return value | other << 16;
  return isDivisor(kind) && value == 0 ? 6 : value;
}

uint64_t oneNaN(uint64_t bits, unsigned width, unsigned fraction) {
  uint64_t size = lowBits(bits, width - 1);
  uint64_t infinity = ((uint64_t{1} << (width - 1 - fraction)) - 1) << fraction;
  return size > infinity ? infinity | uint64_t{1} << (fraction - 1) : bits;
}

} // namespace

char bankOf(Kind kind) {
  switch (kind) {
  case Kind::Pred:
    return 'p';
  case Kind::F32:
    return 'f';
  case Kind::F64:
    return 'g';
  default:
    break;
  }
  unsigned bits = layoutOf(kind).bits;
  return isPair(kind) || bits == 32 ? 'r' : bits == 64 ? 'd' : 'h';
}

std::vector<uint64_t> operandTuples(const std::string &kinds, unsigned count) {
  std::vector<uint64_t> values;
  size_t crossed = 1;
  for (char kind : kinds)
    crossed *= edgesOf(static_cast<Kind>(kind)).size();
  for (unsigned tuple = 0; tuple < count; ++tuple) {
    // Too many to cross: edges are drawn.
    bool isEdge = tuple < count / 2, isAll = crossed <= count / 2;
    size_t index = tuple;
    for (size_t k = 0; k < kinds.size(); ++k) {
      Kind kind = static_cast<Kind>(kinds[k]);
      const Values &edges = edgesOf(kind);
      uint64_t counter = uint64_t{tuple} * 8 + k;
      size_t edge = isAll ? index % edges.size() : draw(counter) % edges.size();
      index /= edges.size();
      bool takesEdge = isAll ? tuple < crossed : isEdge;
      uint64_t value =
          takesEdge ? edges[edge] : drawn(kind, counter, tuple % 3 != 0);
      uint64_t other = takesEdge ? edges[draw(counter) % edges.size()]
                                 : drawn(kind, counter + 4, tuple % 3 != 0);
      values.push_back(finished(kind, value, other));
    }
  }
  return values;
}

uint64_t withOneNaN(Kind kind, uint64_t bits) {
  Layout layout = layoutOf(kind);
  if (layout.fraction == 0 || kind == Kind::Pred)
    return bits;
  if (isPair(kind))
    return oneNaN(bits & 0xffff, 16, layout.fraction) |
           oneNaN(bits >> 16, 16, layout.fraction) << 16;
  return oneNaN(bits, layout.bits, layout.fraction);
}

} // namespace bmc::cuda
