//===- Convolution.cpp - Cost of convolutions and pooling -----------------===//

#include "ir/BmcOps.h"

using namespace mlir;

namespace bmc {

/// A multiplication and an addition per element of `y`, channel of a group and
/// element of the kernel: those that meet padding as well.
static OpCost convolutionCost(int64_t filterElements, Value y) {
  return {Amount::elements(y) * Amount(2.0 * filterElements), {}};
}

/// Elements of one filter.
static int64_t filterElements(Type weight) {
  return staticProduct(ArrayRef(getExtents(weight)).drop_front()).value();
}

OpCost ConvOp::getCost() {
  return convolutionCost(filterElements(getWeight().getType()), getY());
}

OpCost ConvDinputOp::getCost() {
  return convolutionCost(filterElements(getWeight().getType()), getDy());
}

OpCost ConvDweightOp::getCost() {
  return convolutionCost(filterElements(getType()), getDy());
}

/// A comparison or an addition per element of every window.
static OpCost poolCost(ArrayRef<int64_t> kernel, Value y) {
  int64_t count = 1;
  for (int64_t extent : kernel)
    count *= extent;
  return {{}, Amount::elements(y) * Amount(static_cast<double>(count))};
}

OpCost MaxPoolOp::getCost() { return poolCost(getKernel(), getY()); }

OpCost SumPoolOp::getCost() { return poolCost(getKernel(), getY()); }

OpCost SumPoolBackwardOp::getCost() { return poolCost(getKernel(), getDy()); }

} // namespace bmc
