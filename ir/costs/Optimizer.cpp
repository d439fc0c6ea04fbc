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

/// How many rows are touched nobody knows: perhaps none.
OpCost RowsNormOp::getCost() { return {{}, Amount(1)}; }

Amount RowsNormOp::getMoved(Value value) {
  return value == getX() ? Amount() : Amount::elements(value);
}

/// What depends on the step only is computed once.
OpCost UpdateOp::getCost() {
  if (getTouched())
    return {};
  return {{}, totalElements(getParameters()) * getFormula().countOperations()};
}

/// Of a table perhaps no row is touched.
Amount UpdateOp::getMoved(Value value) {
  bool isScalar = cast<RankedTensorType>(value.getType()).getRank() == 0;
  return getTouched() && value != getTouched() && !isScalar
             ? Amount()
             : Amount::elements(value);
}

} // namespace bmc
