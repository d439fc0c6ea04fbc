// RUN: bmc-opt %s --bmc-differentiate --bmc-build-step | FileCheck %s

// The functions of the runtime, and no others.
// CHECK-NOT: func.func @forward
// CHECK-NOT: func.func @loss

// CHECK-LABEL: func.func @train(
// CHECK-SAME: %[[X:.*]]: tensor<?x2xf32, #bmc.dims<"B">> {bmc.name = "x"}, %[[T:.*]]: tensor<?x3xf32, #bmc.dims<"B">> {bmc.name = "t"}
// CHECK-SAME: {bmc.group = "param", bmc.parameter = @w}, %{{.*}}: tensor<2xi64> {bmc.name = "rng"})
// CHECK: bmc.dropout
// CHECK: bmc.constant 1.000000e+00

// Gradients so far come after the parameters and before other state.
// CHECK-LABEL: func.func @train_accumulate(
// CHECK-SAME: {bmc.group = "param", bmc.parameter = @w}, %[[G:.*]]: tensor<3x2xf32> {bmc.group = "grad", bmc.parameter = @w}, %{{.*}}: tensor<2xi64> {bmc.name = "rng"})
// CHECK-SAME: -> (tensor<f32> {bmc.name = "loss"}, tensor<3x2xf32> {bmc.group = "grad", bmc.parameter = @w})
// CHECK: %[[DW:.*]] = bmc.linear_dweight
// CHECK: %[[SUM:.*]] = bmc.add %[[G]], %[[DW]]
// CHECK: return %{{.*}}, %[[SUM]]

// CHECK-LABEL: func.func @update(
// CHECK-SAME: %[[W:[^:]*]]: tensor<3x2xf32> {bmc.group = "param", bmc.parameter = @w}
// CHECK-SAME: %[[DW:[^:]*]]: tensor<3x2xf32> {bmc.group = "grad", bmc.parameter = @w}
// CHECK-SAME: %[[M:[^:]*]]: tensor<3x2xf32> {bmc.group = "exp_avg", bmc.parameter = @w}
// CHECK-SAME: %[[V:[^:]*]]: tensor<3x2xf32> {bmc.group = "exp_avg_sq", bmc.parameter = @w}
// CHECK-SAME: %[[LR:[^:]*]]: tensor<f64> {bmc.name = "lr"}, %[[STEP:[^:]*]]: tensor<f64> {bmc.name = "step"})
// CHECK-SAME: -> (tensor<3x2xf32> {bmc.group = "param", bmc.parameter = @w}
// CHECK-SAME: tensor<3x2xf32> {bmc.group = "exp_avg", bmc.parameter = @w}
// CHECK-SAME: tensor<3x2xf32> {bmc.group = "exp_avg_sq", bmc.parameter = @w}
// CHECK-SAME: tensor<f64> {bmc.name = "grad_norm"})
// CHECK-NEXT: %[[NORM:.*]] = bmc.global_norm %[[DW]]
// CHECK-NEXT: %[[SCALE:.*]] = bmc.clip_coefficient %[[NORM]] max_norm 1.5
// CHECK-NEXT: %[[NW:.*]], %[[NS:.*]]:2 = bmc.update "AdamW" {beta2 = 8.750000e-01 : f64, weight_decay = 1.000000e-01 : f64} parameters(%[[W]]) gradients(%[[DW]]) states(%[[M]], %[[V]]) lr %[[LR]] step %[[STEP]] norm %[[NORM]] scale %[[SCALE]]
// CHECK-NEXT: return %[[NW]], %[[NS]]#0, %[[NS]]#1, %[[NORM]]

// Without dropout nobody needs random numbers.
// CHECK-LABEL: func.func @eval(
// CHECK-NOT: rng
// CHECK-NOT: bmc.dropout
// CHECK-LABEL: func.func @predict(
// CHECK-SAME: -> (tensor<?x3xf32, #bmc.dims<"B">> {bmc.name = "output"})
// CHECK-NOT: bmc.dropout
// CHECK-NOT: func.func
module attributes {bmc.train = {groups = [{optimizer = "AdamW", numbers = {beta2 = 0.875 : f64, weight_decay = 0.1 : f64}}],
    clip_grad_norm = 1.5 : f64, accumulate = 2 : i64}} {
  bmc.dim @B max 8
  bmc.parameter @w : tensor<3x2xf32> init <normal, 0.0, 1.0>
  func.func @forward(%x: tensor<?x2xf32, #bmc.dims<"B">> {bmc.name = "x"},
                     %w: tensor<3x2xf32> {bmc.parameter = @w, bmc.group = "param"},
                     %rng: tensor<2xi64> {bmc.name = "rng"})
      -> (tensor<?x3xf32, #bmc.dims<"B">> {bmc.name = "output"}) {
    %0 = bmc.dropout %x, %rng p 0.1 stream 0 : tensor<?x2xf32, #bmc.dims<"B">>, tensor<2xi64>
    %1 = bmc.linear %0, %w : (tensor<?x2xf32, #bmc.dims<"B">>, tensor<3x2xf32>) -> tensor<?x3xf32, #bmc.dims<"B">>
    return %1 : tensor<?x3xf32, #bmc.dims<"B">>
  }
  func.func @loss(%x: tensor<?x2xf32, #bmc.dims<"B">> {bmc.name = "x"},
                  %t: tensor<?x3xf32, #bmc.dims<"B">> {bmc.name = "t"},
                  %w: tensor<3x2xf32> {bmc.parameter = @w, bmc.group = "param"},
                  %rng: tensor<2xi64> {bmc.name = "rng"}) -> (tensor<f32> {bmc.name = "loss"}) {
    %0 = bmc.dropout %x, %rng p 0.1 stream 0 : tensor<?x2xf32, #bmc.dims<"B">>, tensor<2xi64>
    %1 = bmc.linear %0, %w : (tensor<?x2xf32, #bmc.dims<"B">>, tensor<3x2xf32>) -> tensor<?x3xf32, #bmc.dims<"B">>
    %2 = bmc.sub %1, %t : tensor<?x3xf32, #bmc.dims<"B">>
    %3 = bmc.mul %2, %2 : tensor<?x3xf32, #bmc.dims<"B">>
    %4 = bmc.mean %3, [0, 1] : tensor<?x3xf32, #bmc.dims<"B">> -> tensor<f32>
    return %4 : tensor<f32>
  }
}
