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

/// Per element: scale grad; + weight_decay p; momentum m + (1 - dampening) g;
/// + momentum m'; p - lr ..
OpCost SgdOp::getCost() {
  double operations = 3;
  if (getWeightDecay().isNonZero())
    operations += 2;
  if (getMomentum().isNonZero())
    operations += getDampening().isNonZero() ? 3 : 2;
  if (getNesterov())
    operations += 2;
  return {{}, totalElements(getParameters()) * operations};
}

/// Per element: scale grad; weight decay; 3 of m', 4 of v'; sqrt, /, + eps, /,
/// * rate, -. What depends on the step only is computed once.
OpCost AdamOp::getCost() {
  double operations = 14;
  if (getWeightDecay().isNonZero())
    operations += getDecoupled() ? 1 : 2;
  return {{}, totalElements(getParameters()) * operations};
}

} // namespace bmc
