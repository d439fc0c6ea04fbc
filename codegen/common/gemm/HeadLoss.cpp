//===- HeadLoss.cpp - The operands of linear_cross_entropy(_grad) ---------===//

#include "codegen/common/gemm/HeadLoss.h"
#include "ir/BmcOps.h"

using namespace mlir;

namespace bmc {

HeadLoss::HeadLoss(Operation *anchor) {
  if (auto op = dyn_cast<LinearCrossEntropyOp>(anchor)) {
    x = op.getX(), weight = op.getWeight(), targets = op.getTargets();
    bias = op.getBias(), loss = op.getLoss();
  } else {
    auto grad = cast<LinearCrossEntropyGradOp>(anchor);
    dloss = grad.getDloss(), x = grad.getX(), weight = grad.getWeight();
    targets = grad.getTargets(), bias = grad.getBias(), loss = grad.getLoss();
    dx = grad.getDx(), dweight = grad.getDweight(), dbias = grad.getDbias();
  }
  auto type = cast<RankedTensorType>(weight.getType());
  elementType = type.getElementType();
  bytes = elementType.getIntOrFloatBitWidth() / 8;
  classes = type.getShape()[0];
  features = type.getShape()[1];
}

} // namespace bmc
