//===- Device.cpp - Where a program's memory is and its kernels run -------===//
#include "runtime/device/Device.h"

#include "runtime/core/Tensor.h"

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

uint64_t boundBytes(const BmrtProgram &program, const BmrtTensor &tensor) {
  uint64_t bytes = elementSize(tensor.dtype);
  for (uint32_t axis = 0; axis < tensor.rank; ++axis) {
    int64_t extent = tensor.extents[axis];
    bytes *= static_cast<uint64_t>(extent < 0 ? program.dims[-1 - extent].max
                                              : extent);
  }
  return bytes;
}

} // namespace bmc
