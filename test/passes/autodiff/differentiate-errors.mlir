// RUN: bmc-opt %s --bmc-differentiate -split-input-file -verify-diagnostics

// An op without a rule, at the place where the user wrote it.
bmc.parameter @w : tensor<f32> init <normal, 0.0, 1.0>
func.func @loss(%w: tensor<f32> {bmc.parameter = @w}) -> tensor<f32> {
  // expected-error@+1 {{gradient of addf is not defined}}
  %0 = arith.addf %w, %w : tensor<f32>
  return %0 : tensor<f32>
}

// -----

// Declared non-differentiable, yet a parameter reaches the loss through it.
bmc.parameter @w : tensor<f32> init <normal, 0.0, 1.0>
func.func @loss(%w: tensor<f32> {bmc.parameter = @w}) -> tensor<f32> {
  // expected-error@+1 {{gradient of gelu grad is not defined}}
  %0 = bmc.gelu_grad %w : tensor<f32>
  return %0 : tensor<f32>
}

// -----

// A saved value of a fused op is not a way for gradients.
bmc.parameter @w : tensor<1x2x4xf32> init <normal, 0.0, 1.0>
func.func @loss(%w: tensor<1x2x4xf32> {bmc.parameter = @w}) -> tensor<f32> {
  // expected-error@+1 {{gradient through the saved values of attention is not defined}}
  %out, %lse = bmc.attention %w, %w, %w heads 2 scale 1.0
    : (tensor<1x2x4xf32>, tensor<1x2x4xf32>, tensor<1x2x4xf32>) -> (tensor<1x2x4xf32>, tensor<1x2x2x2xf32>)
  %0 = bmc.sum %lse, [0, 1, 2, 3] : tensor<1x2x2x2xf32> -> tensor<f32>
  return %0 : tensor<f32>
}

// -----

// expected-error@+1 {{loss is not one number}}
func.func @loss(%x: tensor<3xf32>) -> tensor<3xf32> {
  return %x : tensor<3xf32>
}

// -----

// expected-error@+1 {{loss has branches, expected straight-line code}}
func.func @loss(%x: tensor<f32>) -> tensor<f32> {
  cf.br ^bb1
^bb1:
  return %x : tensor<f32>
}

// -----

// Of a branch that no parameter reaches nothing is asked.
bmc.parameter @w : tensor<f32> init <normal, 0.0, 1.0>
func.func @loss(%x: tensor<f32>, %w: tensor<f32> {bmc.parameter = @w}) -> tensor<f32> {
  %0 = arith.addf %x, %x : tensor<f32>
  %1 = bmc.mul %0, %w : tensor<f32>
  return %1 : tensor<f32>
}

// -----

func.func @loss(%x: tensor<f32>) -> tensor<f32> {
  return %x : tensor<f32>
}
// expected-error@+1 {{the program has gradients already}}
func.func private @train()
