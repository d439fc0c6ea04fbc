//===- Matmul.cpp - Cost of products of matrices --------------------------===//

#include "ir/BmcOps.h"

using namespace mlir;

namespace bmc {

/// A multiplication and an addition per element of `result` and summand.
static Amount multiplyAdds(Value result, Extent depth) {
  return Amount::elements(result) * Amount::elements({depth}) * 2;
}

OpCost LinearOp::getCost() {
  OpCost cost;
  cost.products = multiplyAdds(getY(), getExtents(getX().getType()).back());
  if (getBias())
    cost.operations = Amount::elements(getY());
  return cost;
}

OpCost MatmulOp::getCost() {
  Extents a = getExtents(getA().getType());
  Extent depth = getTransposeA() ? a[a.size() - 2] : a.back();
  return {multiplyAdds(getY(), depth), {}};
}

OpCost LinearDweightOp::getCost() {
  Extent outputs = getExtents(getDy().getType()).back();
  return {Amount::elements(getX()) * Amount::elements({outputs}) * 2, {}};
}

} // namespace bmc
