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

/// Half of u, or all of it if there is a v.
static Extent hiddenExtent(Value u, Value v) {
  Extent extent = getExtents(u.getType()).back();
  return v ? extent : Extent::fixed(extent.size / 2);
}

static Amount hiddenElements(Value u, Value v) {
  return Amount::elements(leadingExtents(u.getType())) *
         Amount::elements({hiddenExtent(u, v)});
}

/// Rows times the two matrices of the hidden layer and the one behind it.
static Amount gatedProducts(Value x, Value u, Value v, Value y) {
  Amount first = oneProduct(x, u, true, y);
  return first + (v ? first : Amount()) +
         Amount::elements(y) * Amount::elements({hiddenExtent(u, v)}) * 2;
}

/// The activation and the product, per element of the hidden layer.
OpCost GatedFeedForwardOp::getCost() {
  OpCost cost;
  cost.products = gatedProducts(getX(), getU(), getV(), getY());
  Amount hidden = hiddenElements(getU(), getV());
  cost.operations = hidden * 2;
  if (getB1())
    cost.operations += Amount::elements(getU());
  if (getC1())
    cost.operations += hidden;
  if (getB2())
    cost.operations += Amount::elements(getY());
  return cost;
}

/// Two products with each matrix. Per element of the hidden layer: the
/// activation, h, dv, dh v, the derivative, and * that; dx of two matrices is a
/// sum.
OpCost GatedFeedForwardBackwardOp::getCost() {
  OpCost cost;
  cost.products = gatedProducts(getX(), getU(), getV(), getDy()) * 2;
  Amount hidden = hiddenElements(getU(), getV());
  cost.operations = hidden * 6;
  if (getV())
    cost.operations += Amount::elements(getX());
  if (getHasB1())
    cost.operations += Amount::elements(getU());
  if (getHasC1())
    cost.operations += hidden;
  if (getHasB2())
    cost.operations += Amount::elements(getDy());
  return cost;
}

} // namespace bmc
