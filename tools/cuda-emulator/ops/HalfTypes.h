//===- HalfTypes.h - 16-bit floats and flushing -----------------*- C++ -*-===//
#ifndef EMULATOR_OPS_HALFTYPES_H
#define EMULATOR_OPS_HALFTYPES_H

#include "tools/cuda-emulator/ops/Lanes.h"

namespace emulator::EMULATOR_ISA {

struct Half {
  uint16_t bits;
};
struct BHalf {
  uint16_t bits;
};

constexpr uint32_t kNan32 = 0x7fffffff;
constexpr uint16_t kNan16 = 0x7fff;

EMULATOR_INLINE uint32_t bitsOf32(float a) {
  return __builtin_bit_cast(uint32_t, a);
}
EMULATOR_INLINE float floatOf(uint32_t bits) {
  return __builtin_bit_cast(float, bits);
}

EMULATOR_INLINE float toFloat(BHalf a) {
  return floatOf(uint32_t(a.bits) << 16);
}
EMULATOR_INLINE float toFloat(Half a) {
  return static_cast<float>(__builtin_bit_cast(_Float16, a.bits));
}

/// Denormals of f32 become zero of their sign.
EMULATOR_INLINE float flush(float a) {
  return __builtin_fabsf(a) < 0x1p-126f ? floatOf(bitsOf32(a) & 0x80000000u)
                                        : a;
}
EMULATOR_INLINE double flush(double a) { return a; }

/// What f32 arithmetic gives instead of any NaN.
EMULATOR_INLINE float canonical(float a) {
  return a != a ? floatOf(kNan32) : a;
}
EMULATOR_INLINE double canonical(double a) { return a; }

/// To nearest, ties to even; NaN becomes the canonical one.
EMULATOR_INLINE BHalf toBHalf(float a) {
  uint32_t bits = bitsOf32(a);
  uint32_t rounded = (bits + 0x7fff + (bits >> 16 & 1)) >> 16;
  return {a != a ? kNan16 : uint16_t(rounded)};
}
EMULATOR_INLINE Half toHalf(float a) {
  uint16_t bits = __builtin_bit_cast(uint16_t, static_cast<_Float16>(a));
  return {a != a ? kNan16 : bits};
}

} // namespace emulator::EMULATOR_ISA

#endif // EMULATOR_OPS_HALFTYPES_H
