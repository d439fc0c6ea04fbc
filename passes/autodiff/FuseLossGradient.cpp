//===- FuseLossGradient.cpp - Loss and gradient in one op -------*- C++ -*-===//
#include "passes/Passes.h"

#include "mlir/Analysis/SliceAnalysis.h"

using namespace mlir;

namespace bmc {
#define GEN_PASS_DEF_FUSELOSSGRADIENT
#include "passes/Passes.h.inc"
} // namespace bmc

using namespace bmc;

/// The gradient op of the same loss; null if there is none.
static LinearCrossEntropyGradOp findGradient(LinearCrossEntropyOp loss) {
  for (Operation *user : loss.getX().getUsers()) {
    auto gradient = dyn_cast<LinearCrossEntropyGradOp>(user);
    if (gradient && gradient->getBlock() == loss->getBlock() &&
        gradient.getX() == loss.getX() &&
        gradient.getWeight() == loss.getWeight() &&
        gradient.getTargets() == loss.getTargets() &&
        gradient.getBias() == loss.getBias())
      return gradient;
  }
  return {};
}

/// The ops behind `loss` that `value` comes from, in order; none if the loss is
/// one of them.
static std::optional<SetVector<Operation *>> opsBetween(Operation *loss,
                                                        Value value) {
  BackwardSliceOptions options;
  options.inclusive = true;
  options.filter = [&](Operation *op) {
    return op == loss || loss->isBeforeInBlock(op);
  };
  SetVector<Operation *> ops;
  if (failed(getBackwardSlice(value, &ops, options)) || ops.contains(loss))
    return std::nullopt;
  return ops;
}

/// The gradient op moves up to the loss: its operands are the loss's, and the
/// upstream gradient moves along. Fails if that one depends on the loss.
static LogicalResult replaceLoss(LinearCrossEntropyOp loss,
                                 LinearCrossEntropyGradOp gradient) {
  auto upstream = opsBetween(loss, gradient.getDloss());
  if (!upstream)
    return failure();
  for (Operation *op : *upstream)
    op->moveBefore(loss);
  if (!gradient->isBeforeInBlock(loss))
    gradient->moveBefore(loss);
  loss.getLoss().replaceAllUsesWith(gradient.getLoss());
  loss.erase();
  return success();
}

namespace {
struct FuseLossGradient : bmc::impl::FuseLossGradientBase<FuseLossGradient> {
  void runOnOperation() override {
    SmallVector<LinearCrossEntropyOp> losses;
    getOperation().walk(
        [&](LinearCrossEntropyOp loss) { losses.push_back(loss); });
    for (LinearCrossEntropyOp loss : losses) {
      LinearCrossEntropyGradOp gradient = findGradient(loss);
      if (gradient && succeeded(replaceLoss(loss, gradient)))
        ++numFused;
    }
  }
};
} // namespace
