//===- EvalReduce.cpp - Reductions over axes ------------------------------===//

#include "ir/reference/Rules.h"

#include <cmath>
#include <limits>

using namespace mlir;

namespace bmc::reference {

/// y[i without axes] = f(y[i without axes], x[i]) for all i in order.
static void fold(const Tensor &x, ArrayRef<int64_t> axes, Tensor &y,
                 double (*f)(double, double)) {
  int64_t from = 0;
  forEachIndex(x.getShape(), [&](ArrayRef<int64_t> index) {
    SmallVector<int64_t> kept;
    for (auto [axis, i] : llvm::enumerate(index))
      if (!llvm::is_contained(axes, static_cast<int64_t>(axis)))
        kept.push_back(i);
    double &element = y.floats()[linearIndex(y.getShape(), kept)];
    element = f(element, x.floats()[from++]);
  });
}

static double add(double a, double b) { return a + b; }

/// NaN wins, as in torch.amax.
static double larger(double a, double b) {
  return std::isnan(a) || std::isnan(b) ? NAN : std::max(a, b);
}

static void evalSum(SumOp op, Frame &frame) {
  fold(frame[op.getX()], op.getAxes(), frame[op.getY()], add);
}

static void evalMean(MeanOp op, Frame &frame) {
  const Tensor &x = frame[op.getX()];
  Tensor &y = frame[op.getY()];
  fold(x, op.getAxes(), y, add);
  int64_t count = 1;
  for (int64_t axis : op.getAxes())
    count *= x.getShape()[axis];
  for (double &element : y.floats())
    element /= count;
}

static void evalMax(MaxOp op, Frame &frame) {
  Tensor &y = frame[op.getY()];
  llvm::fill(y.floats(), -std::numeric_limits<double>::infinity());
  fold(frame[op.getX()], op.getAxes(), y, larger);
}

void addReduceRules(RuleTable &rules) {
  rules.add<SumOp>(evalSum);
  rules.add<MeanOp>(evalMean);
  rules.add<MaxOp>(evalMax);
}

} // namespace bmc::reference
