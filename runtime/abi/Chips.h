//===- Chips.h - The time that no device can beat ---------------*- C++ -*-===//
//
// What chips can do at their best. The compiler (--emit=cost) and the programs
// (--profile) print times from it, nothing is decided by it.
//
//===----------------------------------------------------------------------===//
#ifndef BMC_RUNTIME_ABI_CHIPS_H
#define BMC_RUNTIME_ABI_CHIPS_H

#include "runtime/abi/Abi.h"

#include <string_view>

namespace bmc {

/// Per second.
struct ChipRates {
  double bytes; ///< read or written in memory
  /// Floating-point operations, by element type; matrix products may have units
  /// of their own.
  double f32, f64, f64Products;
  /// Of products in bf16 with sums in f32; 0 where there is no unit for them.
  double bf16Products;
};

struct Chip {
  std::string_view name;   ///< "h100-sxm", what --chip takes
  std::string_view title;  ///< "H100 SXM"
  std::string_view driver; ///< part of what the driver calls it
  std::string_view arch;   ///< code for it; the first one of an arch stands in
                           ///< for chips that are not here
  ChipRates rates;
};

/// Peaks of the data sheets, without sparsity; bf16 products and memory of H100
/// as measured (a matrix product of 8192^3, a copy).
inline constexpr Chip kChips[] = {
    {"a100-sxm",
     "A100 SXM",
     "A100-SXM4-80GB",
     "sm_80",
     {2.039e12, 19.5e12, 9.7e12, 19.5e12, 312e12}},
    {"a100-pcie",
     "A100 PCIe",
     "A100 80GB PCIe",
     "sm_80",
     {1.935e12, 19.5e12, 9.7e12, 19.5e12, 312e12}},
    {"a100-40gb",
     "A100 40 GB",
     "A100",
     "sm_80",
     {1.555e12, 19.5e12, 9.7e12, 19.5e12, 312e12}},
    {"rtx-3090",
     "RTX 3090",
     "RTX 3090",
     "sm_86",
     {0.936e12, 35.6e12, 0.556e12, 0.556e12, 71e12}},
    {"a10",
     "A10",
     "A10",
     "sm_86",
     {0.6e12, 31.2e12, 0.488e12, 0.488e12, 125e12}},
    {"l40s",
     "L40S",
     "L40S",
     "sm_89",
     {0.864e12, 91.6e12, 1.43e12, 1.43e12, 362e12}},
    {"l4", "L4", "L4", "sm_89", {0.3e12, 30.3e12, 0.473e12, 0.473e12, 121e12}},
    {"rtx-4090",
     "RTX 4090",
     "RTX 4090",
     "sm_89",
     {1.008e12, 82.6e12, 1.29e12, 1.29e12, 165e12}},
    {"h100-sxm",
     "H100 SXM",
     "H100 80GB HBM3",
     "sm_90a",
     {3.0e12, 67e12, 34e12, 67e12, 798e12}},
    {"h100-pcie",
     "H100 PCIe",
     "H100 PCIe",
     "sm_90a",
     {2.0e12, 51e12, 26e12, 51e12, 756e12}},
    {"h200", "H200", "H200", "sm_90a", {4.8e12, 67e12, 34e12, 67e12, 798e12}},
    {"b200", "B200", "B200", "sm_100", {8.0e12, 75e12, 37e12, 37e12, 2250e12}},
};

/// What one launch does.
struct LaunchWork {
  double bytes = 0, products = 0, operations = 0;

  LaunchWork &operator+=(const LaunchWork &other) {
    bytes += other.bytes;
    products += other.products;
    operations += other.operations;
    return *this;
  }
};

/// Seconds that launches of this work take at the very least: memory and
/// arithmetic overlap at best.
struct LaunchFloor {
  double memory = 0, arithmetic = 0;

  double seconds() const { return memory > arithmetic ? memory : arithmetic; }
};

/// With `asBf16` as if products were computed in bf16.
constexpr LaunchFloor floorOf(const LaunchWork &work, BmrtDType dtype,
                              const ChipRates &rates, bool asBf16 = false) {
  bool isWide = dtype == kBmrtF64;
  double operations = isWide ? rates.f64 : rates.f32;
  double products = isWide ? rates.f64Products : rates.f32;
  if (asBf16)
    products = rates.bf16Products;
  return {work.bytes / rates.bytes,
          work.products / products + work.operations / operations};
}

} // namespace bmc

#endif // BMC_RUNTIME_ABI_CHIPS_H
