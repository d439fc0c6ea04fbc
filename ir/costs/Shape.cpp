//===- Shape.cpp - Cost of ops that move elements -------------------------===//

#include "ir/BmcOps.h"

using namespace mlir;

namespace bmc {

OpCost SliceOp::getCost() { return {}; }

Amount SliceOp::getMoved(Value) { return Amount::elements(getY()); }

OpCost SelectRowOp::getCost() { return {}; }

Amount SelectRowOp::getMoved(Value value) {
  return Amount::elements(value == getX() ? getY() : value);
}

} // namespace bmc
