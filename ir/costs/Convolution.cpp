//===- Convolution.cpp - Cost of convolutions and pooling -----------------===//

#include "ir/BmcOps.h"
#include "ir/ops/Windows.h"

using namespace mlir;

namespace bmc {

/// A multiplication and an addition per element of `y`, channel of a group and
/// element of the kernel: those that meet padding as well.
static OpCost convolutionCost(Operation *op, Value y) {
  Windows windows = describeWindows(op);
  return {Amount::elements(y) *
              Amount(2.0 * windows.groupChannels() * windows.kernel()),
          {}};
}

OpCost ConvOp::getCost() { return convolutionCost(*this, getY()); }

OpCost ConvDinputOp::getCost() { return convolutionCost(*this, getDy()); }

OpCost ConvDweightOp::getCost() { return convolutionCost(*this, getDy()); }

/// A comparison or an addition per element of every window.
static OpCost poolCost(Operation *op, Value y) {
  return {{},
          Amount::elements(y) *
              Amount(static_cast<double>(describeWindows(op).kernel()))};
}

OpCost MaxPoolOp::getCost() { return poolCost(*this, getY()); }

OpCost SumPoolOp::getCost() { return poolCost(*this, getY()); }

OpCost SumPoolBackwardOp::getCost() { return poolCost(*this, getDy()); }

} // namespace bmc
