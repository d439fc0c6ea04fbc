//===- ResultOutputs.cpp - What a kernel makes of a result ----------------===//

#include "codegen/common/points/ResultOutputs.h"
#include "codegen/common/points/PointEmitter.h"

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

ResultOutputs findResultOutputs(func::FuncOp kernel, Value result) {
  ResultOutputs output;
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

void storeResultOutputs(Kernel &kernel, const ResultOutputs &outputs,
                        Value result, Value value, Value row, Value col,
                        Value mask) {
  KernelBuilder &b = kernel.builder;
  Extents extents = getExtents(result.getType());
  if (extents.empty())
    extents.push_back(Extent::fixed(1));
  auto vector = dyn_cast<VectorType>(value.getType());
  unsigned lanes = vector ? vector.getNumElements() : 1;
  PointEmitter point(kernel, extents, row, col, lanes, mask);
  point.bind(result, value);
  Value offset = b.add(b.mul(row, kernel.extent(extents.back())), col);
  // Everything is read before anything is written: an output may be an input
  // updated in place.
  SmallVector<Value> values;
  for (unsigned i : outputs.outputs)
    values.push_back(point.emit(kernel.result(i)));
  for (auto [i, element] : llvm::zip_equal(outputs.outputs, values)) {
    Type type = getElementTypeOrSelf(kernel.result(i).getType());
    Value pointer = b.pointer(kernel.output(i), offset, type);
    if (vector)
      b.storeVector(element, pointer, mask);
    else
      b.store(element, pointer);
  }
}

} // namespace bmc
