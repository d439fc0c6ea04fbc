//===- Narrow.h - To 16-bit floats ------------------------------*- C++ -*-===//
#ifndef EMULATOR_OPS_NARROW_H
#define EMULATOR_OPS_NARROW_H

#include "tools/cuda-emulator/ops/HalfTypes.h"

namespace emulator::EMULATOR_ISA {

/// The last bit is set if anything was lost: rounding again is then right.
EMULATOR_INLINE float oddFloat(double a) {
  auto near = static_cast<float>(a);
  uint32_t bits = bitsOf32(near);
  double back = near;
  bool isEvenAndInexact = (back != a) & ((bits & 1) == 0) & (a == a);
  bool isTooLarge = __builtin_fabs(back) > __builtin_fabs(a);
  return floatOf(isEvenAndInexact ? (isTooLarge ? bits - 1 : bits + 1) : bits);
}

template <class H> EMULATOR_INLINE H nearestHalf(float a) {
  if constexpr (std::is_same_v<H, Half>)
    return toHalf(a);
  else
    return toBHalf(a);
}
template <class H> EMULATOR_INLINE H nearestHalf(double a) {
  return nearestHalf<H>(oddFloat(a));
}

/// Integers up to 64 bits: what a double cannot hold is far out of range of
/// f16, and for bf16 sticks to the last bit.
template <class H, class T> EMULATOR_INLINE H nearestHalfOfInteger(T a) {
  auto near = static_cast<double>(a);
  if constexpr (sizeof(T) == 8) {
    __int128 lost = static_cast<__int128>(a) - static_cast<__int128>(near);
    uint64_t bits = __builtin_bit_cast(uint64_t, near);
    if (lost != 0 && !(bits & 1))
      near = __builtin_bit_cast(double,
                                (lost > 0) == (near > 0) ? bits + 1 : bits - 1);
  }
  return nearestHalf<H>(near);
}

template <class H> EMULATOR_INLINE H truncatedHalf(float a) {
  H near = nearestHalf<H>(a);
  bool isLarger = __builtin_fabsf(toFloat(near)) > __builtin_fabsf(a);
  return {isLarger ? uint16_t(near.bits - 1) : near.bits};
}

/// cvt to a float with .rz, .rm or .rp; takes the modifier. nullptr: none.
Handler directedConversion(Form &form, Type to, Type from);

} // namespace emulator::EMULATOR_ISA

#endif // EMULATOR_OPS_NARROW_H
