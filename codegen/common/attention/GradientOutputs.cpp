//===- GradientOutputs.cpp - Where attention's gradients go ---------------===//

#include "codegen/common/attention/GradientOutputs.h"
#include "ir/BmcOps.h"

using namespace mlir;

namespace bmc {

/// The gradients in one value that the kernel returns.
static SmallVector<Value> partsOf(Value value) {
  if (auto concat = value.getDefiningOp<ConcatOp>())
    return SmallVector<Value>(concat.getInputs());
  return {value};
}

FailureOr<GradientOutputs> findGradientOutputs(Kernel &kernel,
                                               Operation *backward) {
  KernelBuilder &b = kernel.builder;
  GradientOutputs outputs;
  MatrixOperand *targets[] = {&outputs.dq, &outputs.dk, &outputs.dv,
                              &outputs.dbias};
  for (unsigned i = 0; i < kernel.numOutputs(); ++i) {
    int64_t offset = 0;
    SmallVector<Value> parts = partsOf(kernel.result(i));
    int64_t stride =
        cast<RankedTensorType>(kernel.result(i).getType()).getShape().back();
    for (Value part : parts) {
      auto result = dyn_cast<OpResult>(part);
      if (!result || result.getOwner() != backward)
        return backward->emitOpError("kernel returns more than gradients");
      auto type = cast<RankedTensorType>(part.getType());
      int64_t width = type.getShape().back();
      *targets[result.getResultNumber()] = {
          b.pointer(kernel.output(i), b.index(offset), type.getElementType()),
          b.index(stride)};
      offset += width;
    }
  }
  return outputs;
}

bool returnsGradient(func::FuncOp kernel, Operation *backward, unsigned i) {
  Operation *terminator = kernel.getBody().front().getTerminator();
  return llvm::any_of(terminator->getOperands(), [&](Value value) {
    return llvm::is_contained(partsOf(value), backward->getResult(i));
  });
}

} // namespace bmc
