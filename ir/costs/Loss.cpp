//===- Loss.cpp - Cost of losses ------------------------------------------===//

#include "ir/BmcOps.h"

using namespace mlir;

namespace bmc {

/// Per logit: maximum, -, exp, sum. Per row: ln of the sum, + maximum, - logit
/// of the target, and the sum of all rows.
static Amount lossOperations(const Amount &logits, const Amount &rows) {
  return logits * 4 + rows * 4;
}

/// Per logit: maximum, -, exp, sum, / sum, * dloss. Per row: - 1 at the target.
static Amount gradientOperations(const Amount &logits, const Amount &rows) {
  return logits * 6 + rows;
}

OpCost CrossEntropyOp::getCost() {
  return {{},
          lossOperations(Amount::elements(getLogits()),
                         Amount::elements(getTargets()))};
}

OpCost CrossEntropyBackwardOp::getCost() {
  return {{},
          gradientOperations(Amount::elements(getLogits()),
                             Amount::elements(getTargets()))};
}

/// Logits that are not in memory, and the operations of one product with them.
struct Head {
  Head(Value x, Value weight)
      : logits(Amount::elements(leadingExtents(x.getType())) *
               Amount::elements({getExtents(weight.getType()).front()})),
        product(Amount::elements(x) *
                Amount::elements({getExtents(weight.getType()).front()}) * 2) {}
  Amount logits, product;
};

OpCost LinearCrossEntropyOp::getCost() {
  Head head(getX(), getWeight());
  Amount operations =
      lossOperations(head.logits, Amount::elements(getTargets()));
  return {head.product, getBias() ? operations + head.logits : operations};
}

/// The logits, dx and dweight are products. The loss costs the ln of each row
/// and what follows; a bias an addition, and one for its gradient.
OpCost LinearCrossEntropyGradOp::getCost() {
  Head head(getX(), getWeight());
  Amount rows = Amount::elements(getTargets());
  Amount operations = gradientOperations(head.logits, rows) + rows * 4;
  return {head.product * 3,
          getBias() ? operations + head.logits * 2 : operations};
}

} // namespace bmc
