//===- FuseFeedForward.cpp - linear, activation, linear -------------------===//

#include "passes/Passes.h"
#include "passes/fusion/Matchers.h"
#include "passes/fusion/Remarks.h"

using namespace mlir;

namespace bmc {

#define GEN_PASS_DEF_FUSEFEEDFORWARD
#include "passes/Passes.h.inc"

namespace {

/// The activation below the second linear, and the first linear below that;
/// what the second one skips over on the way is `obstacle`.
struct Chain {
  Operation *activation = nullptr;
  LinearOp first;
  Operation *obstacle = nullptr;
};

/// Dropout on the hidden layer is common and prevents the fusion; anything else
/// in between makes it no feed-forward.
Chain findChain(LinearOp second) {
  Chain chain;
  Operation *op = second.getX().getDefiningOp();
  if (isa_and_nonnull<DropoutOp>(op)) {
    chain.obstacle = op;
    op = op->getOperand(0).getDefiningOp();
  }
  if (!op || !getActivation(op))
    return chain;
  chain.first = op->getOperand(0).getDefiningOp<LinearOp>();
  if (chain.first)
    chain.activation = op;
  return chain;
}

void replace(LinearOp second, const Chain &chain) {
  OpBuilder builder(second);
  LinearOp first = chain.first;
  auto fused = FeedForwardOp::create(
      builder, second.getLoc(), first.getX(), first.getWeight(),
      first.getBias(), second.getWeight(), second.getBias(),
      *getActivation(chain.activation), first.getTransposed());
  second.getResult().replaceAllUsesWith(fused.getY());
  second->erase();
  chain.activation->erase();
  first->erase();
}

struct FuseFeedForward : impl::FuseFeedForwardBase<FuseFeedForward> {
  void runOnOperation() override {
    Remarks remarks;
    SmallVector<LinearOp> linears;
    getOperation()->walk([&](LinearOp op) { linears.push_back(op); });
    // In order of definition: of linear, relu, linear, relu, linear the first
    // three become one op, and no linear is erased before its turn.
    for (LinearOp second : linears) {
      Chain chain = findChain(second);
      if (!chain.activation)
        continue;
      std::string name = "feed-forward (" +
                         describeActivation(*getActivation(chain.activation)) +
                         ")";
      if (chain.obstacle) {
        remarks.notFused(chain.obstacle->getLoc(),
                         name +
                             ": dropout between activation and second linear");
      } else if (!chain.activation->hasOneUse() || !chain.first->hasOneUse()) {
        remarks.notFused(second.getLoc(),
                         name + ": the hidden layer is used more than once");
      } else if (chain.first.getTransposed() != second.getTransposed()) {
        remarks.notFused(second.getLoc(), name + ": " + kMixedWeights);
      } else {
        remarks.fused(second.getLoc(), name);
        replace(second, chain);
        ++numFused;
      }
    }
  }
};

} // namespace
} // namespace bmc
