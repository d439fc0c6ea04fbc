// RUN: bmc-opt %s --bmc-differentiate --bmc-build-step -split-input-file | FileCheck %s

// Plain SGD keeps no state; without clipping the scale is 1.
// CHECK-NOT: @train_accumulate
// CHECK-LABEL: func.func @update(
// CHECK-NOT: momentum_buffer
// CHECK: %[[NORM:.*]] = bmc.global_norm
// CHECK-NEXT: %[[ONE:.*]] = bmc.constant 1.000000e+00 : tensor<f64>
// CHECK-NEXT: %[[NEW:.*]] = bmc.update "SGD" {} parameters(%{{.*}}) gradients(%{{.*}}) states() {{.*}} norm %[[NORM]] scale %[[ONE]]
// CHECK-NEXT: return %[[NEW]], %[[NORM]]
module attributes {bmc.train = {groups = [{optimizer = "SGD", numbers = {}}], clip_grad_norm = 0.0 : f64, accumulate = 1 : i64}} {
  bmc.parameter @w : tensor<f32> init <normal, 0.0, 1.0>
  func.func @loss(%w: tensor<f32> {bmc.parameter = @w, bmc.group = "param"}) -> (tensor<f32> {bmc.name = "loss"}) {
    %0 = bmc.mul %w, %w : tensor<f32>
    return %0 : tensor<f32>
  }
}

// -----

// CHECK-LABEL: func.func @update(
// CHECK-SAME: %[[M:[^:]*]]: tensor<f32> {bmc.group = "momentum_buffer", bmc.parameter = @w}
// CHECK-SAME: -> (tensor<f32> {bmc.group = "param", bmc.parameter = @w}, tensor<f32> {bmc.group = "momentum_buffer", bmc.parameter = @w}, tensor<f64> {bmc.name = "grad_norm"})
// CHECK: bmc.update "SGD" {momentum = 9.000000e-01 : f64, nesterov = 1.000000e+00 : f64} {{.*}} states(%[[M]])
module attributes {bmc.train = {groups = [{optimizer = "SGD", numbers = {momentum = 0.9 : f64, nesterov = 1.0 : f64}}], clip_grad_norm = 0.0 : f64, accumulate = 1 : i64}} {
  bmc.parameter @w : tensor<f32> init <normal, 0.0, 1.0>
  func.func @loss(%w: tensor<f32> {bmc.parameter = @w, bmc.group = "param"}) -> (tensor<f32> {bmc.name = "loss"}) {
    %0 = bmc.mul %w, %w : tensor<f32>
    return %0 : tensor<f32>
  }
}

// -----

// Two groups of parameters, each with its own numbers and states; what is frozen has no gradient, no state and no update.
// CHECK-LABEL: func.func @train(
// CHECK-SAME: -> (tensor<f32>{{[^)]*}}bmc.group = "grad", bmc.parameter = @a}, tensor<2xf32> {bmc.group = "grad", bmc.parameter = @c})
// CHECK-LABEL: func.func @update(
// CHECK-SAME: %[[C:[^:]*]]: tensor<2xf32> {bmc.group = "param", bmc.parameter = @c}, %[[A:[^:]*]]: tensor<2xf32> {bmc.group = "param", bmc.parameter = @a}
// CHECK-SAME: %[[DC:[^:]*]]: tensor<2xf32> {bmc.group = "grad", bmc.parameter = @c}, %[[DA:[^:]*]]: tensor<2xf32> {bmc.group = "grad", bmc.parameter = @a}
// CHECK-SAME: %[[M:[^:]*]]: tensor<2xf32> {bmc.group = "momentum_buffer", bmc.parameter = @a}
// CHECK: bmc.global_norm %[[DC]], %[[DA]]
// CHECK: bmc.update "SGD" {} parameters(%[[C]]) gradients(%[[DC]]) states()
// CHECK: bmc.update "SGD" {lr_scale = 5.000000e-01 : f64, momentum = 9.000000e-01 : f64} parameters(%[[A]]) gradients(%[[DA]]) states(%[[M]])
module attributes {bmc.train = {groups = [{optimizer = "SGD", numbers = {}},
    {optimizer = "SGD", numbers = {momentum = 0.9 : f64, lr_scale = 0.5 : f64}}], accumulate = 1 : i64}} {
  bmc.parameter @a : tensor<2xf32> init <normal, 0.0, 1.0> {group = 1 : i64}
  bmc.parameter @b : tensor<2xf32> init <normal, 0.0, 1.0> {frozen}
  bmc.parameter @c : tensor<2xf32> init <normal, 0.0, 1.0>
  func.func @loss(%a: tensor<2xf32> {bmc.parameter = @a, bmc.group = "param"},
                  %b: tensor<2xf32> {bmc.parameter = @b, bmc.group = "param"},
                  %c: tensor<2xf32> {bmc.parameter = @c, bmc.group = "param"}) -> (tensor<f32> {bmc.name = "loss"}) {
    %0 = bmc.mul %a, %b : tensor<2xf32>
    %1 = bmc.mul %0, %c : tensor<2xf32>
    %2 = bmc.sum %1, [0] : tensor<2xf32> -> tensor<f32>
    return %2 : tensor<f32>
  }
}
