//===- EvalLoss.cpp - Losses ----------------------------------------------===//

#include "ir/reference/Rules.h"

using namespace mlir;

namespace bmc::reference {

/// Number of rows that count: those whose target is not negative. Fails on a
/// target that is no class.
static FailureOr<int64_t> countRows(Operation *op, const Tensor &targets,
                                    int64_t classes) {
  int64_t count = 0;
  for (int64_t target : targets.ints()) {
    if (target < 0)
      continue;
    if (failed(checkIndex(op, target, classes)))
      return failure();
    ++count;
  }
  return count;
}

/// The loss of one row, before the mean.
static double rowLoss(ArrayRef<double> logits, int64_t target) {
  return logSumExp(logits) - logits[target];
}

/// (softmax(logits) - one_hot(target)) factor.
static SmallVector<double> rowGradient(ArrayRef<double> logits, int64_t target,
                                       double factor) {
  SmallVector<double> gradient(logits.size());
  softmax(logits, gradient);
  gradient[target] -= 1;
  for (double &value : gradient)
    value *= factor;
  return gradient;
}

static LogicalResult evalCrossEntropy(CrossEntropyOp op, Frame &frame) {
  const Tensor &logits = frame[op.getLogits()];
  const Tensor &targets = frame[op.getTargets()];
  FailureOr<int64_t> count = countRows(op, targets, logits.getRowSize());
  if (failed(count))
    return failure();
  double sum = 0;
  for (auto [r, target] : llvm::enumerate(targets.ints()))
    if (target >= 0)
      sum += rowLoss(logits.row(r), target);
  frame[op.getLoss()].floats()[0] = sum / *count;
  return success();
}

static LogicalResult evalCrossEntropyBackward(CrossEntropyBackwardOp op,
                                              Frame &frame) {
  const Tensor &logits = frame[op.getLogits()];
  const Tensor &targets = frame[op.getTargets()];
  FailureOr<int64_t> count = countRows(op, targets, logits.getRowSize());
  if (failed(count))
    return failure();
  double factor = frame[op.getDloss()].floats()[0] / *count;
  for (auto [r, target] : llvm::enumerate(targets.ints()))
    if (target >= 0)
      llvm::copy(rowGradient(logits.row(r), target, factor),
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
  FailureOr<int64_t> count =
      countRows(op, targets, frame[op.getWeight()].getNumRows());
  if (failed(count))
    return failure();
  double sum = 0;
  for (auto [r, target] : llvm::enumerate(targets.ints()))
    if (target >= 0)
      sum += rowLoss(rowLogits(op, frame, r), target);
  frame[op.getLoss()].floats()[0] = sum / *count;
  return success();
}

static LogicalResult evalLinearCrossEntropyGrad(LinearCrossEntropyGradOp op,
                                                Frame &frame) {
  const Tensor &x = frame[op.getX()], &weight = frame[op.getWeight()];
  const Tensor &targets = frame[op.getTargets()];
  FailureOr<int64_t> count = countRows(op, targets, weight.getNumRows());
  if (failed(count))
    return failure();
  double factor = frame[op.getDloss()].floats()[0] / *count;
  Tensor &dx = frame[op.getDx()], &dweight = frame[op.getDweight()];
  double sum = 0;
  for (auto [r, target] : llvm::enumerate(targets.ints())) {
    if (target < 0)
      continue;
    SmallVector<double> logits = rowLogits(op, frame, r);
    sum += rowLoss(logits, target);
    SmallVector<double> dlogits = rowGradient(logits, target, factor);
    if (op.getBias())
      addScaled(frame[op.getDbias()].floats(), 1.0, dlogits);
    for (auto [c, dlogit] : llvm::enumerate(dlogits)) {
      addScaled(dx.row(r), dlogit, weight.row(c));
      addScaled(dweight.row(c), dlogit, x.row(r));
    }
  }
  frame[op.getLoss()].floats()[0] = sum / *count;
  return success();
}

void addLossRules(RuleTable &rules) {
  rules.add<CrossEntropyOp>(evalCrossEntropy);
  rules.add<CrossEntropyBackwardOp>(evalCrossEntropyBackward);
  rules.add<LinearCrossEntropyOp>(evalLinearCrossEntropy);
  rules.add<LinearCrossEntropyGradOp>(evalLinearCrossEntropyGrad);
}

} // namespace bmc::reference
