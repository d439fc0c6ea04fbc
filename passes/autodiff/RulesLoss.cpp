//===- RulesLoss.cpp - Losses -----------------------------------*- C++ -*-===//
#include "passes/autodiff/Rules.h"

using namespace mlir;
using namespace bmc;

void bmc::addLossRules(RuleTable &rules) {
  // loss = sum over counted rows of lse - logit[target]:
  // dlogits = (softmax - one_hot) dloss in these rows
  rules.add<CrossEntropyOp>([](CrossEntropyOp op, Reverse &r) {
    r.add(op.getLogits(),
          CrossEntropyBackwardOp::create(r.ops(), r.d(op.getLoss()),
                                         op.getLogits(), op.getTargets()));
  });
  // logits = x W^T + b: dx = dlogits W, dW = dlogits^T x, db = dlogits summed
  // over rows. The op also yields the loss; bmc-fuse-loss-gradient uses that.
  rules.add<LinearCrossEntropyOp>([](LinearCrossEntropyOp op, Reverse &r) {
    auto gradient = LinearCrossEntropyGradOp::create(
        r.ops(), r.d(op.getLoss()), op.getX(), op.getWeight(), op.getTargets(),
        op.getBias());
    r.add(op.getX(), gradient.getDx());
    r.add(op.getWeight(), gradient.getDweight());
    if (op.getBias())
      r.add(op.getBias(), gradient.getDbias());
  });
}
