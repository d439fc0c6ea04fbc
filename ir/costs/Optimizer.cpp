//===- Optimizer.cpp - Cost of parameter updates --------------------------===//

#include "ir/BmcOps.h"

using namespace mlir;

namespace bmc {

static Amount totalElements(ValueRange tensors) {
  Amount total;
  for (Value tensor : tensors)
    total += Amount::elements(tensor);
  return total;
}

/// A square and an addition per element, and the root.
OpCost GlobalNormOp::getCost() {
  return {{}, totalElements(getInputs()) * 2 + 1};
}

/// What depends on the step only is computed once.
OpCost UpdateOp::getCost() {
  return {{}, totalElements(getParameters()) * getFormula().countOperations()};
}

} // namespace bmc
