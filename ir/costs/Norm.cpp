//===- Norm.cpp - Cost of softmax and layer norm --------------------------===//

#include "ir/BmcOps.h"

using namespace mlir;

namespace bmc {

/// Per element: maximum, -, exp, sum, and / or -.
static Amount softmaxOperations(Value x) { return Amount::elements(x) * 5; }

OpCost SoftmaxOp::getCost() { return {{}, softmaxOperations(getX())}; }

/// ln of the sum, per row.
OpCost LogSoftmaxOp::getCost() {
  return {{},
          softmaxOperations(getX()) +
              Amount::elements(leadingExtents(getX().getType()))};
}

/// Per element: sum, - mean, square, sum, * rstd; * weight, + bias. Per row:
/// the quotients of both sums, + eps, 1 / sqrt.
static Amount layerNormOperations(Value x, Value weight, Value bias) {
  Amount perElement = 5.0 + (weight ? 1 : 0) + (bias ? 1 : 0);
  return Amount::elements(x) * perElement +
         Amount::elements(leadingExtents(x.getType())) * 4;
}

OpCost LayerNormOp::getCost() {
  return {{}, layerNormOperations(getX(), getWeight(), getBias())};
}

OpCost AddLayerNormOp::getCost() {
  return {{},
          Amount::elements(getA()) +
              layerNormOperations(getA(), getWeight(), getBias())};
}

/// Per element: square, sum, * rstd; * weight. Per row: the quotient of the
/// sum, + eps, 1 / sqrt.
static Amount rmsNormOperations(Value x, Value weight) {
  return Amount::elements(x) * (3.0 + (weight ? 1 : 0)) +
         Amount::elements(leadingExtents(x.getType())) * 3;
}

OpCost RmsNormOp::getCost() {
  return {{}, rmsNormOperations(getX(), getWeight())};
}

OpCost AddRmsNormOp::getCost() {
  return {{},
          Amount::elements(getA()) + rmsNormOperations(getA(), getWeight())};
}

/// Per element: x rstd, the sum of g xhat (2); dx: xhat * mean, -, * rstd; of a
/// weight: dy weight, dy xhat, its sum; + residual. Per row: a quotient.
OpCost RmsNormBackwardOp::getCost() {
  Amount perElement = 6.0 + (getWeight() ? 3 : 0) + (getResidual() ? 1 : 0);
  return {{},
          Amount::elements(getX()) * perElement +
              Amount::elements(leadingExtents(getX().getType()))};
}

/// Per element: c = x - mean, its sum, - mean(c), * rstd; the sums of g and of
/// g xhat (2); dx: xhat * mean, two -, * rstd; of a weight: dy weight, dy xhat,
/// its sum; of a bias: a sum; + residual. Per row: three quotients.
OpCost LayerNormBackwardOp::getCost() {
  Amount perElement = 11.0 + (getWeight() ? 3 : 0) + (getHasBias() ? 1 : 0) +
                      (getResidual() ? 1 : 0);
  return {{},
          Amount::elements(getX()) * perElement +
              Amount::elements(leadingExtents(getX().getType())) * 3};
}

/// Per element: sum, - mean, square, sum, - mean, * rstd; * weight, + bias. Per
/// channel: three quotients, + eps, 1 / sqrt.
OpCost BatchNormOp::getCost() {
  Amount perElement = 6.0 + (getWeight() ? 1 : 0) + (getBias() ? 1 : 0);
  return {{},
          Amount::elements(getX()) * perElement +
              Amount::elements(getMean()) * 5};
}

/// Per element: sum of dy; x - mean, * rstd, * dy, sum; xhat * mean, two -, *
/// the factor. Per channel: biased variance, + eps, 1 / sqrt, two quotients,
/// factor.
OpCost BatchNormBackwardOp::getCost() {
  return {{}, Amount::elements(getX()) * 9 + Amount::elements(getMean()) * 6};
}

} // namespace bmc
