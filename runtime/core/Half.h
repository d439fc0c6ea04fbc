//===- Half.h - Floats of 16 bits -------------------------------*- C++ -*-===//
#ifndef BMC_RUNTIME_CORE_HALF_H
#define BMC_RUNTIME_CORE_HALF_H

#include <bit>
#include <cstdint>

namespace bmc {

/// IEEE half precision to single, exactly.
inline float halfToFloat(uint16_t half) {
  uint32_t sign = uint32_t{half} >> 15 << 31, bits = half & 0x7FFF;
  if (bits >= 0x7C00)
    return std::bit_cast<float>(sign | 0x7F800000 | (bits & 0x3FF) << 13);
  // Subnormal halves are normal floats: let the multiplication do it.
  return std::bit_cast<float>(sign | bits << 13) * 0x1p112f;
}

/// bfloat16 to single, exactly.
inline float bfloatToFloat(uint16_t bits) {
  return std::bit_cast<float>(uint32_t{bits} << 16);
}

} // namespace bmc

#endif // BMC_RUNTIME_CORE_HALF_H
