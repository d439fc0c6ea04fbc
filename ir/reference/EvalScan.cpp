//===- EvalScan.cpp - Running sums and products ---------------------------===//

#include "ir/reference/Rules.h"

using namespace mlir;

namespace bmc::reference {

/// visit(positions in memory of the elements of a line) for every line along
/// `axis`.
static void forEachLine(ArrayRef<int64_t> shape, int64_t axis,
                        llvm::function_ref<void(ArrayRef<int64_t>)> visit) {
  SmallVector<int64_t> lines(shape);
  lines[axis] = 1;
  forEachIndex(lines, [&](ArrayRef<int64_t> index) {
    SmallVector<int64_t> at(index), positions;
    for (at[axis] = 0; at[axis] < shape[axis]; ++at[axis])
      positions.push_back(linearIndex(shape, at));
    visit(positions);
  });
}

static void evalCumsum(CumsumOp op, Frame &frame) {
  const Tensor &x = frame[op.getX()];
  Tensor &y = frame[op.getY()];
  forEachLine(x.getShape(), op.getAxis(), [&](ArrayRef<int64_t> line) {
    SmallVector<int64_t> order(line);
    if (op.getReverse())
      std::reverse(order.begin(), order.end());
    ExactSum sum;
    for (int64_t i : order) {
      sum.add(x.floats()[i]);
      y.floats()[i] = sum.value();
    }
  });
}

static void evalCumprod(CumprodOp op, Frame &frame) {
  const Tensor &x = frame[op.getX()];
  forEachLine(x.getShape(), op.getAxis(), [&](ArrayRef<int64_t> line) {
    double product = 1;
    for (int64_t i : line)
      frame[op.getY()].floats()[i] = product *= x.floats()[i];
  });
}

/// The sum over j >= i of dy[j] times the product of all x[k], k <= j, but
/// x[i].
static void evalCumprodBackward(CumprodBackwardOp op, Frame &frame) {
  const Tensor &x = frame[op.getX()], &dy = frame[op.getDy()];
  forEachLine(x.getShape(), op.getAxis(), [&](ArrayRef<int64_t> line) {
    for (auto [i, to] : llvm::enumerate(line)) {
      double product = 1;
      ExactSum sum;
      for (auto [j, from] : llvm::enumerate(line)) {
        if (i != j)
          product *= x.floats()[from];
        if (j >= i)
          sum.add(dy.floats()[from] * product);
      }
      frame[op.getDx()].floats()[to] = sum.value();
    }
  });
}

void addScanRules(RuleTable &rules) {
  rules.add<CumsumOp>(evalCumsum);
  rules.add<CumprodOp>(evalCumprod);
  rules.add<CumprodBackwardOp>(evalCumprodBackward);
}

} // namespace bmc::reference
