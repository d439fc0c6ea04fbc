// RUN: bmc-opt %s --bmc-differentiate --bmc-build-step -split-input-file -verify-diagnostics

// expected-error@+1 {{unknown optimizer 'rmsprop', expected sgd or adam}}
module attributes {bmc.train = {optimizer = "rmsprop", lr = 0.1 : f64}} {
  bmc.parameter @w : tensor<f32> init <normal, 0.0, 1.0>
  func.func @loss(%w: tensor<f32> {bmc.parameter = @w, bmc.group = "param"}) -> tensor<f32> {
    return %w : tensor<f32>
  }
}

// -----

// expected-error@+1 {{train block has no valid 'beta2'}}
module attributes {bmc.train = {optimizer = "adam", lr = 0.1 : f64, beta1 = 0.9 : f64, eps = 1.0e-8 : f64,
    weight_decay = 0.1 : f64, decoupled = true, clip_grad_norm = 1.5 : f64, accumulate = 2 : i64}} {
  bmc.parameter @w : tensor<f32> init <normal, 0.0, 1.0>
  func.func @loss(%w: tensor<f32> {bmc.parameter = @w, bmc.group = "param"}) -> tensor<f32> {
    return %w : tensor<f32>
  }
}

// -----

// expected-error@+1 {{the model has nothing to train, expected at least one parameter}}
module attributes {bmc.train = {optimizer = "sgd", lr = 0.1 : f64}} {
  func.func @loss(%x: tensor<f32> {bmc.name = "x"}) -> tensor<f32> {
    return %x : tensor<f32>
  }
}

// -----

module attributes {bmc.generate} {
  // expected-error@+1 {{generate needs an output of shape [batch, position, vocabulary], got [2, 3]}}
  func.func @forward(%x: tensor<2x3xf32> {bmc.name = "x"}) -> tensor<2x3xf32> {
    return %x : tensor<2x3xf32>
  }
}
