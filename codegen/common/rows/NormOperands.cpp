//===- NormOperands.cpp - What norms and their gradients share ------------===//

#include "codegen/common/rows/NormOperands.h"
#include "ir/BmcOps.h"

#include "llvm/ADT/TypeSwitch.h"

using namespace mlir;

namespace bmc {

/// What all norms have, under the names that all give it.
template <typename OpT> static NormOperands common(OpT norm) {
  NormOperands op;
  op.weight = norm.getWeight();
  op.eps = norm.getEps().convertToDouble();
  op.y = norm.getY();
  op.rstd = norm.getRstd();
  if constexpr (requires { norm.getA(); }) {
    op.x = norm.getA();
    op.addend = norm.getB();
    op.sum = norm.getSum();
  } else {
    op.x = norm.getX();
  }
  if constexpr (requires { norm.getMean(); }) {
    op.mean = norm.getMean();
    op.bias = norm.getBias();
  }
  return op;
}

NormOperands normOperands(Operation *anchor) {
  return llvm::TypeSwitch<Operation *, NormOperands>(anchor)
      .Case<LayerNormOp, AddLayerNormOp, RmsNormOp, AddRmsNormOp>(
          [](auto norm) { return common(norm); });
}

NormGradients normGradients(Operation *anchor) {
  if (auto norm = dyn_cast<RmsNormBackwardOp>(anchor))
    return {norm.getDy(),   norm.getX(),       {},
            norm.getRstd(), norm.getWeight(),  norm.getResidual(),
            norm.getDx(),   norm.getDweight(), {}};
  auto norm = cast<LayerNormBackwardOp>(anchor);
  ResultRange parameters = norm.getDparams();
  return {norm.getDy(),
          norm.getX(),
          norm.getMean(),
          norm.getRstd(),
          norm.getWeight(),
          norm.getResidual(),
          norm.getDx(),
          parameters.size() > 0 ? parameters[0] : Value(),
          parameters.size() > 1 ? parameters[1] : Value()};
}

} // namespace bmc
