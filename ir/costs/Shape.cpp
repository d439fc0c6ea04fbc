//===- Shape.cpp - Cost of ops that move elements -------------------------===//

#include "ir/BmcOps.h"

using namespace mlir;

namespace bmc {

OpCost SliceOp::getCost() { return {}; }

Amount SliceOp::getMoved(Value) { return Amount::elements(getY()); }

OpCost PadOp::getCost() { return {}; }

/// Of x what y has, at most.
Amount PadOp::getMoved(Value value) {
  if (value == getY())
    return Amount::elements(value);
  Extents x = getExtents(getX().getType()), y = getExtents(getY().getType());
  std::optional<int64_t> left = difference(x[getAxis()], y[getAxis()]);
  bool hasFewer = left ? *left <= 0 : x[getAxis()].isStatic();
  return Amount::elements(hasFewer ? x : y);
}

OpCost SelectRowOp::getCost() { return {}; }

Amount SelectRowOp::getMoved(Value value) {
  return Amount::elements(value == getX() ? getY() : value);
}

} // namespace bmc
