// RUN: bmc-opt %s --bmc-differentiate --bmc-build-step -split-input-file -verify-diagnostics

// expected-error@+1 {{a group of the train block has no optimizer or no numbers}}
module attributes {bmc.train = {groups = [{optimizer = "SGD"}]}} {
  bmc.parameter @w : tensor<f32> init <normal, 0.0, 1.0>
  func.func @loss(%w: tensor<f32> {bmc.parameter = @w, bmc.group = "param"}) -> tensor<f32> {
    return %w : tensor<f32>
  }
}

// -----

// expected-error@+1 {{unknown optimizer "Sgd"}}
module attributes {bmc.train = {groups = [{optimizer = "Sgd", numbers = {}}]}} {
  bmc.parameter @w : tensor<f32> init <normal, 0.0, 1.0>
  func.func @loss(%w: tensor<f32> {bmc.parameter = @w, bmc.group = "param"}) -> tensor<f32> {
    return %w : tensor<f32>
  }
}

// -----

// expected-error@+1 {{the model has nothing to train, expected at least one parameter}}
module attributes {bmc.train = {groups = [{optimizer = "SGD", numbers = {}}]}} {
  func.func @loss(%x: tensor<f32> {bmc.name = "x"}) -> tensor<f32> {
    return %x : tensor<f32>
  }
}

// -----

// expected-error@+1 {{train block has no groups}}
module attributes {bmc.train = {}} {
  func.func @loss(%x: tensor<f32> {bmc.name = "x"}) -> tensor<f32> {
    return %x : tensor<f32>
  }
}

// -----

// expected-error@+1 {{the model has nothing to train, expected at least one parameter}}
module attributes {bmc.train = {groups = [{optimizer = "SGD", numbers = {}}]}} {
  bmc.parameter @w : tensor<f32> init <normal, 0.0, 1.0> {frozen}
  func.func @loss(%w: tensor<f32> {bmc.parameter = @w, bmc.group = "param"}) -> tensor<f32> {
    return %w : tensor<f32>
  }
}

// -----

module attributes {bmc.generate} {
  // expected-error@+1 {{generate needs an output of shape [batch, position, vocabulary], got [2, 3]}}
  func.func @forward(%x: tensor<2x3xf32> {bmc.name = "x"}) -> tensor<2x3xf32> {
    return %x : tensor<2x3xf32>
  }
}
