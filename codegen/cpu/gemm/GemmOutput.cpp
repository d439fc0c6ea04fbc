//===- GemmOutput.cpp - Where a product's elements go ---------------------===//

#include "codegen/cpu/gemm/GemmOutput.h"
#include "codegen/common/points/PointEmitter.h"
#include "ir/BmcOps.h"

using namespace mlir;

namespace bmc {

static bool dependsOn(Value value, Value source,
                      SmallPtrSetImpl<Operation *> &seen) {
  if (value == source)
    return true;
  Operation *op = value.getDefiningOp();
  if (!op || op == source.getDefiningOp() || !seen.insert(op).second)
    return false;
  return llvm::any_of(op->getOperands(), [&](Value operand) {
    return dependsOn(operand, source, seen);
  });
}

ProductOutput findProductOutput(func::FuncOp kernel, Value result) {
  ProductOutput output;
  Operation *terminator = kernel.getBody().front().getTerminator();
  for (auto [i, value] : llvm::enumerate(terminator->getOperands())) {
    // A kernel may also store a value of the same extents that only reads its
    // arguments: the outliner puts it where its operands are read anyway.
    bool other = llvm::any_of(
        result.getDefiningOp()->getResults(), [&](Value anchorResult) {
          SmallPtrSet<Operation *, 8> seen;
          return anchorResult != result && dependsOn(value, anchorResult, seen);
        });
    if (other || getExtents(value.getType()) != getExtents(result.getType()))
      continue;
    output.outputs.push_back(i);
    if (value == result && !output.own)
      output.own = i;
  }
  output.partialSums = output.own;
  bool inputMayAlias =
      llvm::is_contained(kernel.getArgumentTypes(), result.getType());
  for (unsigned i : output.outputs)
    if (!output.partialSums && !inputMayAlias &&
        terminator->getOperand(i).getType() == result.getType())
      output.partialSums = i;
  return output;
}

int64_t partialSumBytes(func::FuncOp kernel, Value result, bool oneBlock,
                        DimBound bound) {
  if (oneBlock || findProductOutput(kernel, result).partialSums)
    return 0;
  int64_t bytes =
      getElementTypeOrSelf(result.getType()).getIntOrFloatBitWidth() / 8;
  return boundedElements(getExtents(result.getType()), bound) * bytes;
}

VectorSink makeOutputSink(CpuKernel &kernel, Value result) {
  ProductOutput output = findProductOutput(kernel.function, result);
  Extents extents = getExtents(result.getType());
  return [=, &kernel](Value row, Value column, Value vector, Value mask) {
    CpuBuilder &b = kernel.builder;
    unsigned lanes = cast<VectorType>(vector.getType()).getNumElements();
    PointEmitter point(kernel, extents, row, column, lanes, mask);
    point.bind(result, vector);
    Value offset = b.add(b.mul(row, kernel.extent(extents.back())), column);
    // Everything is read before anything is written: an output may be an input
    // updated in place.
    SmallVector<Value> values;
    for (unsigned i : output.outputs)
      values.push_back(point.emit(kernel.result(i)));
    for (auto [i, value] : llvm::zip_equal(output.outputs, values)) {
      Type type = getElementTypeOrSelf(kernel.result(i).getType());
      b.storeVector(value, b.pointer(kernel.output(i), offset, type), mask);
    }
  };
}

void bindOutput(CpuKernel &kernel, Value result, bool oneBlock, Value scratch,
                Gemm &gemm) {
  ProductOutput output = findProductOutput(kernel.function, result);
  Extents extents = getExtents(result.getType());
  gemm.cStride = kernel.extent(extents.back());
  if (output.partialSums)
    gemm.c = kernel.output(*output.partialSums);
  else if (!oneBlock)
    gemm.c = scratch;
  if (output.hasEpilogue())
    gemm.sink = makeOutputSink(kernel, result);
}

MatrixOperand matrixOperand(CpuKernel &kernel, Value value) {
  CpuBuilder &b = kernel.builder;
  int64_t offset = 0;
  while (auto slice = value.getDefiningOp<SliceOp>()) {
    offset += slice.getOffset();
    value = slice.getX();
  }
  Value base = kernel.input(cast<BlockArgument>(value).getArgNumber());
  if (offset)
    base =
        b.pointer(base, b.index(offset), getElementTypeOrSelf(value.getType()));
  return {base, kernel.extent(getExtents(value.getType()).back())};
}

} // namespace bmc
