//===- GemmOutput.cpp - Where a product's elements go ---------------------===//

#include "codegen/cpu/gemm/GemmOutput.h"
#include "ir/BmcOps.h"

using namespace mlir;

namespace bmc {

int64_t partialSumBytes(func::FuncOp kernel, Value result, bool oneBlock,
                        DimBound bound) {
  if (oneBlock || findResultOutputs(kernel, result).partialSums)
    return 0;
  int64_t bytes =
      getElementTypeOrSelf(result.getType()).getIntOrFloatBitWidth() / 8;
  return boundedElements(getExtents(result.getType()), bound) * bytes;
}

VectorSink makeOutputSink(CpuKernel &kernel, Value result) {
  ResultOutputs outputs = findResultOutputs(kernel.function, result);
  return [=, &kernel](Value row, Value column, Value vector, Value mask) {
    storeResultOutputs(kernel, outputs, result, vector, row, column, mask);
  };
}

void bindOutput(CpuKernel &kernel, Value result, bool oneBlock, Value scratch,
                Gemm &gemm) {
  ResultOutputs output = findResultOutputs(kernel.function, result);
  Extents extents = getExtents(result.getType());
  gemm.cStride = kernel.extent(extents.back());
  if (output.partialSums)
    gemm.c = kernel.output(*output.partialSums);
  else if (!oneBlock)
    gemm.c = scratch;
  if (output.hasEpilogue())
    gemm.sink = makeOutputSink(kernel, result);
}

} // namespace bmc
