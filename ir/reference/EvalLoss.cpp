//===- EvalLoss.cpp - Losses ----------------------------------------------===//

#include "ir/reference/Rules.h"

using namespace mlir;

namespace bmc::reference {

/// A negative target means that the row does not count; others are classes.
static LogicalResult checkTargets(Operation *op, const Tensor &targets,
                                  int64_t classes) {
  for (int64_t target : targets.ints())
    if (target >= 0 && failed(checkIndex(op, target, classes)))
      return failure();
  return success();
}

/// The loss of one row.
static double rowLoss(ArrayRef<double> logits, int64_t target) {
  return -logSumExp(logits).below(logits[target]);
}

/// (softmax(logits) - one_hot(target)) dloss.
static SmallVector<double> rowGradient(ArrayRef<double> logits, int64_t target,
                                       double dloss) {
  SmallVector<double> gradient(logits.size());
  softmax(logits, gradient);
  gradient[target] -= 1;
  for (double &value : gradient)
    value *= dloss;
  return gradient;
}

static LogicalResult evalCrossEntropy(CrossEntropyOp op, Frame &frame) {
  const Tensor &logits = frame[op.getLogits()];
  const Tensor &targets = frame[op.getTargets()];
  if (failed(checkTargets(op, targets, logits.getRowSize())))
    return failure();
  double sum = 0;
  for (auto [r, target] : llvm::enumerate(targets.ints()))
    if (target >= 0)
      sum += rowLoss(logits.row(r), target);
  frame[op.getLoss()].floats()[0] = sum;
  return success();
}

static LogicalResult evalCrossEntropyBackward(CrossEntropyBackwardOp op,
                                              Frame &frame) {
  const Tensor &logits = frame[op.getLogits()];
  const Tensor &targets = frame[op.getTargets()];
  if (failed(checkTargets(op, targets, logits.getRowSize())))
    return failure();
  double dloss = frame[op.getDloss()].floats()[0];
  for (auto [r, target] : llvm::enumerate(targets.ints()))
    if (target >= 0)
      llvm::copy(rowGradient(logits.row(r), target, dloss),
                 frame[op.getDlogits()].row(r).begin());
  return success();
}

/// Row r of x weight^T + bias.
template <typename Op>
static SmallVector<double> rowLogits(Op op, Frame &frame, int64_t r) {
  const Tensor &x = frame[op.getX()], &weight = frame[op.getWeight()];
  SmallVector<double> logits(weight.getNumRows());
  if (op.getBias())
    llvm::copy(frame[op.getBias()].floats(), logits.begin());
  for (auto [c, logit] : llvm::enumerate(logits))
    logit += dot(x.row(r), weight.row(c));
  return logits;
}

static LogicalResult evalLinearCrossEntropy(LinearCrossEntropyOp op,
                                            Frame &frame) {
  const Tensor &targets = frame[op.getTargets()];
  if (failed(checkTargets(op, targets, frame[op.getWeight()].getNumRows())))
    return failure();
  double sum = 0;
  for (auto [r, target] : llvm::enumerate(targets.ints()))
    if (target >= 0)
      sum += rowLoss(rowLogits(op, frame, r), target);
  frame[op.getLoss()].floats()[0] = sum;
  return success();
}

static LogicalResult evalLinearCrossEntropyGrad(LinearCrossEntropyGradOp op,
                                                Frame &frame) {
  const Tensor &x = frame[op.getX()], &weight = frame[op.getWeight()];
  const Tensor &targets = frame[op.getTargets()];
  if (failed(checkTargets(op, targets, weight.getNumRows())))
    return failure();
  double dloss = frame[op.getDloss()].floats()[0];
  Tensor &dx = frame[op.getDx()], &dweight = frame[op.getDweight()];
  double sum = 0;
  for (auto [r, target] : llvm::enumerate(targets.ints())) {
    if (target < 0)
      continue;
    SmallVector<double> logits = rowLogits(op, frame, r);
    sum += rowLoss(logits, target);
    SmallVector<double> dlogits = rowGradient(logits, target, dloss);
    if (op.getBias())
      addScaled(frame[op.getDbias()].floats(), 1.0, dlogits);
    for (auto [c, dlogit] : llvm::enumerate(dlogits)) {
      addScaled(dx.row(r), dlogit, weight.row(c));
      addScaled(dweight.row(c), dlogit, x.row(r));
    }
  }
  frame[op.getLoss()].floats()[0] = sum;
  return success();
}

void addLossRules(RuleTable &rules) {
  rules.add<CrossEntropyOp>(evalCrossEntropy);
  rules.add<CrossEntropyBackwardOp>(evalCrossEntropyBackward);
  rules.add<LinearCrossEntropyOp>(evalLinearCrossEntropy);
  rules.add<LinearCrossEntropyGradOp>(evalLinearCrossEntropyGrad);
}

} // namespace bmc::reference
