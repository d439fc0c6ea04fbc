//===- EvalReduce.cpp - Reductions over axes ------------------------------===//

#include "ir/reference/Math.h"
#include "ir/reference/Rules.h"

#include <cmath>
#include <limits>

using namespace mlir;

namespace bmc::reference {

/// visit(position of i without axes in y, x[i]) for all i in order.
static void fold(const Tensor &x, ArrayRef<int64_t> axes, const Tensor &y,
                 llvm::function_ref<void(int64_t, double)> visit) {
  int64_t from = 0;
  forEachIndex(x.getShape(), [&](ArrayRef<int64_t> index) {
    SmallVector<int64_t> kept;
    for (auto [axis, i] : llvm::enumerate(index))
      if (!llvm::is_contained(axes, static_cast<int64_t>(axis)))
        kept.push_back(i);
    visit(linearIndex(y.getShape(), kept), x.number(from++));
  });
}

/// Of i32 the nearest there is.
static void setNumber(Tensor &y, int64_t i, double value) {
  if (y.isFloat())
    y.floats()[i] = value;
  else
    y.ints()[i] = toInt32(value);
}

static void sumOver(const Tensor &x, ArrayRef<int64_t> axes, Tensor &y) {
  SmallVector<ExactSum> sums(y.getNumElements());
  fold(x, axes, y, [&](int64_t at, double value) { sums[at].add(value); });
  for (auto [i, sum] : llvm::enumerate(sums))
    setNumber(y, i, sum.value());
}

/// NaN wins, as in torch.amax.
static double larger(double a, double b) {
  return std::isnan(a) || std::isnan(b) ? NAN : std::max(a, b);
}

static void evalSum(SumOp op, Frame &frame) {
  sumOver(frame[op.getX()], op.getAxes(), frame[op.getY()]);
}

static void evalMean(MeanOp op, Frame &frame) {
  const Tensor &x = frame[op.getX()];
  Tensor &y = frame[op.getY()];
  sumOver(x, op.getAxes(), y);
  int64_t count = 1;
  for (int64_t axis : op.getAxes())
    count *= x.getShape()[axis];
  for (double &element : y.floats())
    element /= count;
}

static void evalMax(MaxOp op, Frame &frame) {
  Tensor &y = frame[op.getY()];
  SmallVector<double> most(y.getNumElements(),
                           -std::numeric_limits<double>::infinity());
  fold(frame[op.getX()], op.getAxes(), y,
       [&](int64_t at, double value) { most[at] = larger(most[at], value); });
  for (auto [i, value] : llvm::enumerate(most))
    setNumber(y, i, value);
}

void addReduceRules(RuleTable &rules) {
  rules.add<SumOp>(evalSum);
  rules.add<MeanOp>(evalMean);
  rules.add<MaxOp>(evalMax);
}

} // namespace bmc::reference
