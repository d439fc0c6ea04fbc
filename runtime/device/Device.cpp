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

uint64_t tensorBytes(const BmrtTensor &tensor, std::span<const int64_t> dims) {
  uint64_t bytes = elementSize(tensor.dtype);
  for (uint32_t axis = 0; axis < tensor.rank; ++axis) {
    int64_t extent = tensor.extents[axis];
    bytes *= static_cast<uint64_t>(
        extent < 0 ? dims[static_cast<size_t>(-1 - extent)] : extent);
  }
  return bytes;
}

uint64_t lastingStateBytes(const BmrtProgram &program) {
  uint64_t lasting = 0, carried = program.stateBytes;
  for (const BmrtState &entry : std::span(program.states, program.numStates)) {
    uint64_t begin = entry.tensor.offset;
    if (entry.role == kBmrtCarried)
      carried = std::min(carried, begin);
    else
      lasting = std::max(lasting, begin + tensorBytes(entry.tensor, {}));
  }
  return lasting <= carried ? carried : program.stateBytes;
}

std::vector<int64_t> dimBounds(const BmrtProgram &program) {
  std::vector<int64_t> bounds;
  for (const BmrtDim &dim : std::span(program.dims, program.numDims))
    bounds.push_back(dim.max);
  return bounds;
}

ProgramUse ProgramUse::all(const BmrtProgram &program) {
  ProgramUse use;
  use.limits = dimBounds(program);
  for (const BmrtFunction &function :
       std::span(program.functions, program.numFunctions))
    use.functions.push_back(function.name);
  return use;
}

} // namespace bmc
