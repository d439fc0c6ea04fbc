// Gradient of gated_feed_forward: activations, biases, one joint product, weights stored [in, out]
// RUN: bmc-opt %s -split-input-file --bmc-differentiate | bmc-eval -split-input-file --gradcheck --dims=B=1,S=2
// RUN: bmc-opt %s -split-input-file --bmc-differentiate --bmc-decompose | bmc-eval -split-input-file --gradcheck --dims=B=2,S=3
// RUN: bmc-opt %s -split-input-file --bmc-decompose --bmc-differentiate | bmc-eval -split-input-file --gradcheck --dims=B=2,S=3

func.func @loss(
    %x: tensor<?x?x3xf64, #bmc.dims<"B", "S">> {bmc.parameter = @x},
    %w1: tensor<5x3xf64> {bmc.parameter = @w1},
    %b1: tensor<5xf64> {bmc.parameter = @b1},
    %v1: tensor<5x3xf64> {bmc.parameter = @v1},
    %c1: tensor<5xf64> {bmc.parameter = @c1},
    %w2: tensor<2x5xf64> {bmc.parameter = @w2},
    %b2: tensor<2xf64> {bmc.parameter = @b2},
    %k0: tensor<?x?x2xf64, #bmc.dims<"B", "S">> {bmc.name = "k0"})
    -> tensor<f64> {
  %y:3 = bmc.gated_feed_forward %x w1 %w1 b1 %b1 v1 %v1 c1 %c1 w2 %w2 b2 %b2 silu : (tensor<?x?x3xf64, #bmc.dims<"B", "S">>, tensor<5x3xf64>, tensor<5xf64>, tensor<5x3xf64>, tensor<5xf64>, tensor<2x5xf64>, tensor<2xf64>) -> (tensor<?x?x2xf64, #bmc.dims<"B", "S">>, tensor<?x?x5xf64, #bmc.dims<"B", "S">>, tensor<?x?x5xf64, #bmc.dims<"B", "S">>)
  %m0 = bmc.mul %y#0, %k0 : tensor<?x?x2xf64, #bmc.dims<"B", "S">>
  %s0 = bmc.sum %m0, [0, 1, 2] : tensor<?x?x2xf64, #bmc.dims<"B", "S">> -> tensor<f64>
  return %s0 : tensor<f64>
}

// -----

func.func @loss(
    %x: tensor<?x?x3xf64, #bmc.dims<"B", "S">> {bmc.parameter = @x},
    %w1: tensor<5x3xf64> {bmc.parameter = @w1},
    %b1: tensor<5xf64> {bmc.parameter = @b1},
    %v1: tensor<5x3xf64> {bmc.parameter = @v1},
    %c1: tensor<5xf64> {bmc.parameter = @c1},
    %w2: tensor<2x5xf64> {bmc.parameter = @w2},
    %b2: tensor<2xf64> {bmc.parameter = @b2},
    %k0: tensor<?x?x2xf64, #bmc.dims<"B", "S">> {bmc.name = "k0"})
    -> tensor<f64> {
  %y:3 = bmc.gated_feed_forward %x w1 %w1 b1 %b1 v1 %v1 c1 %c1 w2 %w2 b2 %b2 gelu : (tensor<?x?x3xf64, #bmc.dims<"B", "S">>, tensor<5x3xf64>, tensor<5xf64>, tensor<5x3xf64>, tensor<5xf64>, tensor<2x5xf64>, tensor<2xf64>) -> (tensor<?x?x2xf64, #bmc.dims<"B", "S">>, tensor<?x?x5xf64, #bmc.dims<"B", "S">>, tensor<?x?x5xf64, #bmc.dims<"B", "S">>)
  %m0 = bmc.mul %y#0, %k0 : tensor<?x?x2xf64, #bmc.dims<"B", "S">>
  %s0 = bmc.sum %m0, [0, 1, 2] : tensor<?x?x2xf64, #bmc.dims<"B", "S">> -> tensor<f64>
  return %s0 : tensor<f64>
}

// -----

func.func @loss(
    %x: tensor<?x?x3xf64, #bmc.dims<"B", "S">> {bmc.parameter = @x},
    %w1: tensor<5x3xf64> {bmc.parameter = @w1},
    %b1: tensor<5xf64> {bmc.parameter = @b1},
    %v1: tensor<5x3xf64> {bmc.parameter = @v1},
    %c1: tensor<5xf64> {bmc.parameter = @c1},
    %w2: tensor<2x5xf64> {bmc.parameter = @w2},
    %b2: tensor<2xf64> {bmc.parameter = @b2},
    %k0: tensor<?x?x2xf64, #bmc.dims<"B", "S">> {bmc.name = "k0"})
    -> tensor<f64> {
  %y:3 = bmc.gated_feed_forward %x w1 %w1 b1 %b1 v1 %v1 c1 %c1 w2 %w2 b2 %b2 gelu_tanh : (tensor<?x?x3xf64, #bmc.dims<"B", "S">>, tensor<5x3xf64>, tensor<5xf64>, tensor<5x3xf64>, tensor<5xf64>, tensor<2x5xf64>, tensor<2xf64>) -> (tensor<?x?x2xf64, #bmc.dims<"B", "S">>, tensor<?x?x5xf64, #bmc.dims<"B", "S">>, tensor<?x?x5xf64, #bmc.dims<"B", "S">>)
  %m0 = bmc.mul %y#0, %k0 : tensor<?x?x2xf64, #bmc.dims<"B", "S">>
  %s0 = bmc.sum %m0, [0, 1, 2] : tensor<?x?x2xf64, #bmc.dims<"B", "S">> -> tensor<f64>
  return %s0 : tensor<f64>
}

// -----

func.func @loss(
    %x: tensor<?x?x3xf64, #bmc.dims<"B", "S">> {bmc.parameter = @x},
    %w1: tensor<5x3xf64> {bmc.parameter = @w1},
    %b1: tensor<5xf64> {bmc.parameter = @b1},
    %v1: tensor<5x3xf64> {bmc.parameter = @v1},
    %c1: tensor<5xf64> {bmc.parameter = @c1},
    %w2: tensor<2x5xf64> {bmc.parameter = @w2},
    %b2: tensor<2xf64> {bmc.parameter = @b2},
    %k0: tensor<?x?x2xf64, #bmc.dims<"B", "S">> {bmc.name = "k0"})
    -> tensor<f64> {
  %y:3 = bmc.gated_feed_forward %x w1 %w1 b1 %b1 v1 %v1 c1 %c1 w2 %w2 b2 %b2 relu : (tensor<?x?x3xf64, #bmc.dims<"B", "S">>, tensor<5x3xf64>, tensor<5xf64>, tensor<5x3xf64>, tensor<5xf64>, tensor<2x5xf64>, tensor<2xf64>) -> (tensor<?x?x2xf64, #bmc.dims<"B", "S">>, tensor<?x?x5xf64, #bmc.dims<"B", "S">>, tensor<?x?x5xf64, #bmc.dims<"B", "S">>)
  %m0 = bmc.mul %y#0, %k0 : tensor<?x?x2xf64, #bmc.dims<"B", "S">>
  %s0 = bmc.sum %m0, [0, 1, 2] : tensor<?x?x2xf64, #bmc.dims<"B", "S">> -> tensor<f64>
  return %s0 : tensor<f64>
}

// -----

func.func @loss(
    %x: tensor<?x?x3xf64, #bmc.dims<"B", "S">> {bmc.parameter = @x},
    %w1: tensor<5x3xf64> {bmc.parameter = @w1},
    %b1: tensor<5xf64> {bmc.parameter = @b1},
    %v1: tensor<5x3xf64> {bmc.parameter = @v1},
    %c1: tensor<5xf64> {bmc.parameter = @c1},
    %w2: tensor<2x5xf64> {bmc.parameter = @w2},
    %b2: tensor<2xf64> {bmc.parameter = @b2},
    %k0: tensor<?x?x2xf64, #bmc.dims<"B", "S">> {bmc.name = "k0"})
    -> tensor<f64> {
  %y:3 = bmc.gated_feed_forward %x w1 %w1 b1 %b1 v1 %v1 c1 %c1 w2 %w2 b2 %b2 tanh : (tensor<?x?x3xf64, #bmc.dims<"B", "S">>, tensor<5x3xf64>, tensor<5xf64>, tensor<5x3xf64>, tensor<5xf64>, tensor<2x5xf64>, tensor<2xf64>) -> (tensor<?x?x2xf64, #bmc.dims<"B", "S">>, tensor<?x?x5xf64, #bmc.dims<"B", "S">>, tensor<?x?x5xf64, #bmc.dims<"B", "S">>)
  %m0 = bmc.mul %y#0, %k0 : tensor<?x?x2xf64, #bmc.dims<"B", "S">>
  %s0 = bmc.sum %m0, [0, 1, 2] : tensor<?x?x2xf64, #bmc.dims<"B", "S">> -> tensor<f64>
  return %s0 : tensor<f64>
}

// -----

func.func @loss(
    %x: tensor<?x?x3xf64, #bmc.dims<"B", "S">> {bmc.parameter = @x},
    %w1: tensor<5x3xf64> {bmc.parameter = @w1},
    %b1: tensor<5xf64> {bmc.parameter = @b1},
    %v1: tensor<5x3xf64> {bmc.parameter = @v1},
    %c1: tensor<5xf64> {bmc.parameter = @c1},
    %w2: tensor<2x5xf64> {bmc.parameter = @w2},
    %b2: tensor<2xf64> {bmc.parameter = @b2},
    %k0: tensor<?x?x2xf64, #bmc.dims<"B", "S">> {bmc.name = "k0"})
    -> tensor<f64> {
  %y:3 = bmc.gated_feed_forward %x w1 %w1 b1 %b1 v1 %v1 c1 %c1 w2 %w2 b2 %b2 sigmoid : (tensor<?x?x3xf64, #bmc.dims<"B", "S">>, tensor<5x3xf64>, tensor<5xf64>, tensor<5x3xf64>, tensor<5xf64>, tensor<2x5xf64>, tensor<2xf64>) -> (tensor<?x?x2xf64, #bmc.dims<"B", "S">>, tensor<?x?x5xf64, #bmc.dims<"B", "S">>, tensor<?x?x5xf64, #bmc.dims<"B", "S">>)
  %m0 = bmc.mul %y#0, %k0 : tensor<?x?x2xf64, #bmc.dims<"B", "S">>
  %s0 = bmc.sum %m0, [0, 1, 2] : tensor<?x?x2xf64, #bmc.dims<"B", "S">> -> tensor<f64>
  return %s0 : tensor<f64>
}

// -----

func.func @loss(
    %x: tensor<?x?x3xf64, #bmc.dims<"B", "S">> {bmc.parameter = @x},
    %w1: tensor<4x3xf64> {bmc.parameter = @w1},
    %b1: tensor<4xf64> {bmc.parameter = @b1},
    %w2: tensor<2x2xf64> {bmc.parameter = @w2},
    %k0: tensor<?x?x2xf64, #bmc.dims<"B", "S">> {bmc.name = "k0"})
    -> tensor<f64> {
  %y:2 = bmc.gated_feed_forward %x w1 %w1 b1 %b1 w2 %w2 silu : (tensor<?x?x3xf64, #bmc.dims<"B", "S">>, tensor<4x3xf64>, tensor<4xf64>, tensor<2x2xf64>) -> (tensor<?x?x2xf64, #bmc.dims<"B", "S">>, tensor<?x?x4xf64, #bmc.dims<"B", "S">>)
  %m0 = bmc.mul %y#0, %k0 : tensor<?x?x2xf64, #bmc.dims<"B", "S">>
  %s0 = bmc.sum %m0, [0, 1, 2] : tensor<?x?x2xf64, #bmc.dims<"B", "S">> -> tensor<f64>
  return %s0 : tensor<f64>
}

// -----

func.func @loss(
    %x: tensor<?x?x3xf64, #bmc.dims<"B", "S">> {bmc.parameter = @x},
    %w1: tensor<4x3xf64> {bmc.parameter = @w1},
    %b1: tensor<4xf64> {bmc.parameter = @b1},
    %w2: tensor<2x2xf64> {bmc.parameter = @w2},
    %k0: tensor<?x?x2xf64, #bmc.dims<"B", "S">> {bmc.name = "k0"})
    -> tensor<f64> {
  %y:2 = bmc.gated_feed_forward %x w1 %w1 b1 %b1 w2 %w2 silu gate_last : (tensor<?x?x3xf64, #bmc.dims<"B", "S">>, tensor<4x3xf64>, tensor<4xf64>, tensor<2x2xf64>) -> (tensor<?x?x2xf64, #bmc.dims<"B", "S">>, tensor<?x?x4xf64, #bmc.dims<"B", "S">>)
  %m0 = bmc.mul %y#0, %k0 : tensor<?x?x2xf64, #bmc.dims<"B", "S">>
  %s0 = bmc.sum %m0, [0, 1, 2] : tensor<?x?x2xf64, #bmc.dims<"B", "S">> -> tensor<f64>
  return %s0 : tensor<f64>
}

// -----

func.func @loss(
    %x: tensor<?x?x3xf64, #bmc.dims<"B", "S">> {bmc.parameter = @x},
    %w1: tensor<3x4xf64> {bmc.parameter = @w1},
    %w2: tensor<2x2xf64> {bmc.parameter = @w2},
    %b2: tensor<2xf64> {bmc.parameter = @b2},
    %k0: tensor<?x?x2xf64, #bmc.dims<"B", "S">> {bmc.name = "k0"})
    -> tensor<f64> {
  %y:2 = bmc.gated_feed_forward %x w1 %w1 w2 %w2 b2 %b2 gelu gate_last transposed : (tensor<?x?x3xf64, #bmc.dims<"B", "S">>, tensor<3x4xf64>, tensor<2x2xf64>, tensor<2xf64>) -> (tensor<?x?x2xf64, #bmc.dims<"B", "S">>, tensor<?x?x4xf64, #bmc.dims<"B", "S">>)
  %m0 = bmc.mul %y#0, %k0 : tensor<?x?x2xf64, #bmc.dims<"B", "S">>
  %s0 = bmc.sum %m0, [0, 1, 2] : tensor<?x?x2xf64, #bmc.dims<"B", "S">> -> tensor<f64>
  return %s0 : tensor<f64>
}

// -----

func.func @loss(
    %x: tensor<?x?x3xf64, #bmc.dims<"B", "S">> {bmc.parameter = @x},
    %w1: tensor<3x5xf64> {bmc.parameter = @w1},
    %v1: tensor<3x5xf64> {bmc.parameter = @v1},
    %c1: tensor<5xf64> {bmc.parameter = @c1},
    %w2: tensor<5x2xf64> {bmc.parameter = @w2},
    %k0: tensor<?x?x2xf64, #bmc.dims<"B", "S">> {bmc.name = "k0"})
    -> tensor<f64> {
  %y:3 = bmc.gated_feed_forward %x w1 %w1 v1 %v1 c1 %c1 w2 %w2 silu transposed : (tensor<?x?x3xf64, #bmc.dims<"B", "S">>, tensor<3x5xf64>, tensor<3x5xf64>, tensor<5xf64>, tensor<5x2xf64>) -> (tensor<?x?x2xf64, #bmc.dims<"B", "S">>, tensor<?x?x5xf64, #bmc.dims<"B", "S">>, tensor<?x?x5xf64, #bmc.dims<"B", "S">>)
  %m0 = bmc.mul %y#0, %k0 : tensor<?x?x2xf64, #bmc.dims<"B", "S">>
  %s0 = bmc.sum %m0, [0, 1, 2] : tensor<?x?x2xf64, #bmc.dims<"B", "S">> -> tensor<f64>
  return %s0 : tensor<f64>
}
