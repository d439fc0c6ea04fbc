//===- EvalOrder.cpp - Positions by size ----------------------------------===//

#include "ir/reference/Rules.h"

#include <numeric>

using namespace mlir;

namespace bmc::reference {

/// NaN is larger than every number.
static bool isLess(double a, double b) {
  return std::isnan(b) ? !std::isnan(a) : a < b;
}

static void evalArgmax(ArgmaxOp op, Frame &frame) {
  const Tensor &x = frame[op.getX()];
  for (int64_t r = 0; r < x.getNumRows(); ++r)
    frame[op.getY()].ints()[r] =
        llvm::max_element(x.row(r), isLess) - x.row(r).begin();
}

static void evalArgsort(ArgsortOp op, Frame &frame) {
  const Tensor &x = frame[op.getX()];
  Tensor &y = frame[op.getY()];
  std::vector<int64_t> order(x.getRowSize());
  for (int64_t r = 0; r < x.getNumRows(); ++r) {
    ArrayRef<double> row = x.row(r);
    std::iota(order.begin(), order.end(), 0);
    std::sort(order.begin(), order.end(), [&](int64_t a, int64_t b) {
      double x = row[a], y = row[b];
      if (op.getDescending())
        std::swap(x, y);
      return isLess(x, y) || (!isLess(y, x) && a < b);
    });
    std::copy_n(order.begin(), y.getRowSize(),
                y.ints().begin() + r * y.getRowSize());
  }
}

void addOrderRules(RuleTable &rules) {
  rules.add<ArgmaxOp>(evalArgmax);
  rules.add<ArgsortOp>(evalArgsort);
}

} // namespace bmc::reference
