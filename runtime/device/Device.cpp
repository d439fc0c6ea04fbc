//===- Device.cpp - Where a program's memory is and its kernels run -------===//
#include "runtime/device/Device.h"

namespace bmc {

Status evaluateSize(const BmrtSize &size, std::span<const int64_t> dims,
                    const BmrtLaunch &launch, int64_t &value) {
  value = size.factor;
  for (size_t k = 0; k < dims.size(); ++k)
    for (int power = 0; power < size.exponents[k]; ++power)
      if (dims[k] == 0 || __builtin_mul_overflow(value, dims[k], &value))
        return internalError("launch '{}': a size cannot be computed",
                             launch.name);
  return {};
}

} // namespace bmc
