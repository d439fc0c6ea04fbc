//===- Reduce.cpp - Cost of reductions ------------------------------------===//

#include "ir/BmcOps.h"

using namespace mlir;

namespace bmc {

OpCost SumOp::getCost() { return {{}, Amount::elements(getX())}; }

OpCost MeanOp::getCost() {
  return {{}, Amount::elements(getX()) + Amount::elements(getY())};
}

OpCost MaxOp::getCost() { return {{}, Amount::elements(getX())}; }

} // namespace bmc
