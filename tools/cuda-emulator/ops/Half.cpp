//===- Half.cpp - f16 and bf16, alone and in pairs ------------------------===//
//
// Sums and products of two are exact enough in f32 to be rounded again; fma
// keeps what f64 loses in its last bit (rounding to odd).
//
//===----------------------------------------------------------------------===//
#include "tools/cuda-emulator/ops/HalfTypes.h"
#include "tools/cuda-emulator/ops/Narrow.h"

namespace emulator::EMULATOR_ISA {
namespace {

template <class H> struct Two {
  H lo, hi;
};

template <class H> EMULATOR_INLINE H fusedHalf(H a, H b, H c) {
  double product = static_cast<double>(toFloat(a)) * toFloat(b),
         add = toFloat(c);
  double sum = product + add;
  double part = sum - product;
  double lost = (product - (sum - part)) + (add - part);
  uint64_t bits = __builtin_bit_cast(uint64_t, sum);
  bool isInexact = (lost != 0) & (lost == lost) & ((bits & 1) == 0);
  uint64_t odd = (lost > 0) == (sum > 0) ? bits + 1 : bits - 1;
  return nearestHalf<H>(__builtin_bit_cast(double, isInexact ? odd : bits));
}

template <class H> EMULATOR_INLINE H pick(H a, H b, bool larger, bool nan) {
  float x = toFloat(a), y = toFloat(b);
  if (x != x || y != y)
    return (nan || (x != x && y != y)) ? H{kNan16} : x != x ? b : a;
  bool first = x == y ? ((a.bits >> 15) != 0) != larger : (x < y) != larger;
  return first ? a : b;
}

template <class H, bool Paired, class F> Handler twoOperands(F) {
  if constexpr (Paired)
    return binary<Two<H>, Two<H>, Two<H>>([](Two<H> a, Two<H> b) {
      return Two<H>{F{}(a.lo, b.lo), F{}(a.hi, b.hi)};
    });
  else
    return binary<H, H, H>(F{});
}
template <class H, bool Paired, class F> Handler oneOperand(F) {
  if constexpr (Paired)
    return unary<Two<H>, Two<H>>(
        [](Two<H> a) { return Two<H>{F{}(a.lo), F{}(a.hi)}; });
  else
    return unary<H, H>(F{});
}
template <class H, bool Paired, class F> Handler threeOperands(F) {
  if constexpr (Paired)
    return ternary<Two<H>, Two<H>, Two<H>, Two<H>>(
        [](Two<H> a, Two<H> b, Two<H> c) {
          return Two<H>{F{}(a.lo, b.lo, c.lo), F{}(a.hi, b.hi, c.hi)};
        });
  else
    return ternary<H, H, H, H>(F{});
}

template <class H, bool Paired> Handler pairHandler(Form &form) {
  auto two = [](auto f) { return twoOperands<H, Paired>(f); };
  if (form.is("add"))
    return two(
        [](H a, H b) { return nearestHalf<H>(toFloat(a) + toFloat(b)); });
  if (form.is("sub"))
    return two(
        [](H a, H b) { return nearestHalf<H>(toFloat(a) - toFloat(b)); });
  if (form.is("mul"))
    return two(
        [](H a, H b) { return nearestHalf<H>(toFloat(a) * toFloat(b)); });
  bool nan = form.take("NaN");
  if (form.is("min"))
    return nan ? two([](H a, H b) { return pick(a, b, false, true); })
               : two([](H a, H b) { return pick(a, b, false, false); });
  if (form.is("max"))
    return nan ? two([](H a, H b) { return pick(a, b, true, true); })
               : two([](H a, H b) { return pick(a, b, true, false); });
  return nullptr;
}

template <class H, bool Paired>
bool selectTyped(Form &form, Selection &s, Type type) {
  Slot d = out(type), a = in(type);
  if (form.is("fma")) {
    if (!form.take("rn"))
      return false;
    bool relu = form.take("relu");
    return s.set(relu ? threeOperands<H, Paired>([](H a, H b, H c) {
                   H value = fusedHalf(a, b, c);
                   return toFloat(value) < 0 ? H{0} : value;
                 })
                      : threeOperands<H, Paired>(
                            [](H a, H b, H c) { return fusedHalf(a, b, c); }),
                 {d, a, a, a});
  }
  if (form.is("neg"))
    return s.set(
        oneOperand<H, Paired>([](H a) { return H{uint16_t(a.bits ^ 0x8000)}; }),
        {d, a});
  if (form.is("abs"))
    return s.set(
        oneOperand<H, Paired>([](H a) { return H{uint16_t(a.bits & 0x7fff)}; }),
        {d, a});
  form.take("rn");
  Handler handler = pairHandler<H, Paired>(form);
  return handler && s.set(handler, {d, a, a});
}

constexpr const char *kOpcodes[] = {"add", "sub", "mul", "fma",
                                    "neg", "abs", "min", "max"};

} // namespace

bool selectHalf(Form &form, Selection &s) {
  Type type;
  if (!form.isAny(kOpcodes) || !form.takeType(type))
    return false;
  switch (type) {
  case Type::F16:
    return selectTyped<Half, false>(form, s, type);
  case Type::BF16:
    return selectTyped<BHalf, false>(form, s, type);
  case Type::F16x2:
    return selectTyped<Half, true>(form, s, type);
  case Type::BF16x2:
    return selectTyped<BHalf, true>(form, s, type);
  default:
    return false;
  }
}

} // namespace emulator::EMULATOR_ISA
