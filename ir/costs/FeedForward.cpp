//===- FeedForward.cpp - Cost of two linears with an activation -----------===//

#include "ir/BmcOps.h"

using namespace mlir;

namespace bmc {

/// One product of the rows of x with w1, or of those of u with w2.
static Amount oneProduct(Value x, Value u, bool first, Value y) {
  Extent inner = getExtents(u.getType()).back();
  return Amount::elements(first ? x : y) * Amount::elements({inner}) * 2;
}

OpCost FeedForwardOp::getCost() {
  OpCost cost;
  cost.products = oneProduct(getX(), getU(), true, getY()) +
                  oneProduct(getX(), getU(), false, getY());
  cost.operations = Amount::elements(getU());
  if (getB1())
    cost.operations += Amount::elements(getU());
  if (getB2())
    cost.operations += Amount::elements(getY());
  return cost;
}

/// Two products with each matrix. Per element of u: the activation, its
/// derivative, and * dh.
OpCost FeedForwardBackwardOp::getCost() {
  OpCost cost;
  cost.products = (oneProduct(getX(), getU(), true, getDy()) +
                   oneProduct(getX(), getU(), false, getDy())) *
                  2;
  cost.operations = Amount::elements(getU()) * 3;
  if (getHasB1())
    cost.operations += Amount::elements(getU());
  if (getHasB2())
    cost.operations += Amount::elements(getDy());
  return cost;
}

} // namespace bmc
