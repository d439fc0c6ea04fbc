// RUN: bmc-opt %s --bmc-differentiate --bmc-build-step -split-input-file | FileCheck %s

// Plain SGD keeps no state; without clipping the scale is 1.
// CHECK-NOT: @train_accumulate
// CHECK-LABEL: func.func @update(
// CHECK-NOT: momentum_buffer
// CHECK: %[[NORM:.*]] = bmc.global_norm
// CHECK-NEXT: %[[ONE:.*]] = bmc.constant 1.000000e+00 : tensor<f64>
// CHECK-NEXT: %[[NEW:.*]] = bmc.sgd(%{{.*}}) gradients(%{{.*}}) momenta() {{.*}} norm %[[NORM]] scale %[[ONE]]
// CHECK-NEXT: return %[[NEW]], %[[NORM]]
module attributes {bmc.train = {optimizer = "sgd", lr = 0.1 : f64, momentum = 0.0 : f64, dampening = 0.0 : f64,
    weight_decay = 0.0 : f64, nesterov = false, clip_grad_norm = 0.0 : f64, accumulate = 1 : i64}} {
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
// CHECK: bmc.sgd({{.*}}) momenta(%[[M]]) {{.*}} {dampening = 5.000000e-01 : f64, momentum = 9.000000e-01 : f64, nesterov, weight_decay = 1.000000e-02 : f64}
module attributes {bmc.train = {optimizer = "sgd", lr = 0.1 : f64, momentum = 0.9 : f64, dampening = 0.5 : f64,
    weight_decay = 0.01 : f64, nesterov = true, clip_grad_norm = 0.0 : f64, accumulate = 1 : i64}} {
  bmc.parameter @w : tensor<f32> init <normal, 0.0, 1.0>
  func.func @loss(%w: tensor<f32> {bmc.parameter = @w, bmc.group = "param"}) -> (tensor<f32> {bmc.name = "loss"}) {
    %0 = bmc.mul %w, %w : tensor<f32>
    return %0 : tensor<f32>
  }
}
