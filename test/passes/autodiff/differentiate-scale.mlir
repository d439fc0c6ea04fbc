// Gradients of micro-batches are scaled to add up to their mean; the loss is not.
// RUN: bmc-opt %s --bmc-differentiate | FileCheck %s --check-prefix=ACCUMULATE
// RUN: bmc-opt %s --bmc-differentiate=scale=3.0 | FileCheck %s --check-prefix=GIVEN

// ACCUMULATE-LABEL: @train
// ACCUMULATE: %[[LOSS:.*]] = bmc.mul
// ACCUMULATE: bmc.constant 2.500000e-01
// ACCUMULATE: return %[[LOSS]]
// GIVEN-LABEL: @train
// GIVEN: bmc.constant 3.000000e+00
module attributes {bmc.train = {accumulate = 4 : i64}} {
  bmc.parameter @w : tensor<1xf32> init <normal, 0.0, 1.0>
  func.func @loss(%w: tensor<1xf32> {bmc.parameter = @w, bmc.group = "param"}) -> tensor<f32> {
    %0 = bmc.reshape %w : tensor<1xf32> -> tensor<f32>
    %1 = bmc.mul %0, %0 : tensor<f32>
    return %1 : tensor<f32>
  }
}
