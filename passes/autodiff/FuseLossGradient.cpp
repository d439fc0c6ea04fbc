//===- FuseLossGradient.cpp - Loss and gradient in one op -------*- C++ -*-===//
#include "passes/Passes.h"

using namespace mlir;

namespace bmc {
#define GEN_PASS_DEF_FUSELOSSGRADIENT
#include "passes/Passes.h.inc"
} // namespace bmc

using namespace bmc;

/// The gradient op of the same loss whose upstream gradient is a constant; null
/// if there is none. Any other upstream gradient may depend on the loss itself.
static LinearCrossEntropyGradOp findGradient(LinearCrossEntropyOp loss) {
  for (Operation *user : loss.getX().getUsers()) {
    auto gradient = dyn_cast<LinearCrossEntropyGradOp>(user);
    if (gradient && gradient->getBlock() == loss->getBlock() &&
        gradient.getX() == loss.getX() &&
        gradient.getWeight() == loss.getWeight() &&
        gradient.getTargets() == loss.getTargets() &&
        gradient.getBias() == loss.getBias() &&
        gradient.getDloss().getDefiningOp<ConstantOp>())
      return gradient;
  }
  return {};
}

/// The gradient op moves up to the loss: its operands are the loss's, and the
/// constant moves along.
static void replaceLoss(LinearCrossEntropyOp loss,
                        LinearCrossEntropyGradOp gradient) {
  Operation *seed = gradient.getDloss().getDefiningOp();
  if (!seed->isBeforeInBlock(loss))
    seed->moveBefore(loss);
  if (!gradient->isBeforeInBlock(loss))
    gradient->moveBefore(loss);
  loss.getLoss().replaceAllUsesWith(gradient.getLoss());
  loss.erase();
}

namespace {
struct FuseLossGradient : bmc::impl::FuseLossGradientBase<FuseLossGradient> {
  void runOnOperation() override {
    SmallVector<LinearCrossEntropyOp> losses;
    getOperation().walk(
        [&](LinearCrossEntropyOp loss) { losses.push_back(loss); });
    for (LinearCrossEntropyOp loss : losses) {
      if (LinearCrossEntropyGradOp gradient = findGradient(loss)) {
        replaceLoss(loss, gradient);
        ++numFused;
      }
    }
  }
};
} // namespace
