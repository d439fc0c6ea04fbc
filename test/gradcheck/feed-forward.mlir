// Gradient of feed_forward: activations, biases, shapes
// RUN: bmc-opt %s -split-input-file --bmc-differentiate | bmc-eval -split-input-file --gradcheck --dims=B=1,S=2
// RUN: bmc-opt %s -split-input-file --bmc-differentiate --bmc-decompose | bmc-eval -split-input-file --gradcheck --dims=B=1,S=2
// RUN: bmc-opt %s -split-input-file --bmc-decompose --bmc-differentiate | bmc-eval -split-input-file --gradcheck --dims=B=1,S=2
// RUN: bmc-opt %s -split-input-file --bmc-differentiate | bmc-eval -split-input-file --gradcheck --dims=B=2,S=3
// RUN: bmc-opt %s -split-input-file --bmc-differentiate --bmc-decompose | bmc-eval -split-input-file --gradcheck --dims=B=2,S=3
// RUN: bmc-opt %s -split-input-file --bmc-decompose --bmc-differentiate | bmc-eval -split-input-file --gradcheck --dims=B=2,S=3

func.func @loss(
    %x: tensor<?x?x3xf64, #bmc.dims<"B", "S">> {bmc.parameter = @x},
    %w1: tensor<5x3xf64> {bmc.parameter = @w1},
    %b1: tensor<5xf64> {bmc.parameter = @b1},
    %w2: tensor<2x5xf64> {bmc.parameter = @w2},
    %b2: tensor<2xf64> {bmc.parameter = @b2},
    %c0: tensor<?x?x2xf64, #bmc.dims<"B", "S">> {bmc.name = "c0"})
    -> tensor<f64> {
  %0:2 = bmc.feed_forward %x w1 %w1 b1 %b1 w2 %w2 b2 %b2 relu : (tensor<?x?x3xf64, #bmc.dims<"B", "S">>, tensor<5x3xf64>, tensor<5xf64>, tensor<2x5xf64>, tensor<2xf64>) -> (tensor<?x?x2xf64, #bmc.dims<"B", "S">>, tensor<?x?x5xf64, #bmc.dims<"B", "S">>)
  %1 = bmc.mul %0#0, %c0 : tensor<?x?x2xf64, #bmc.dims<"B", "S">>
  %2 = bmc.sum %1, [0, 1, 2] : tensor<?x?x2xf64, #bmc.dims<"B", "S">> -> tensor<f64>
  return %2 : tensor<f64>
}

// -----

func.func @loss(
    %x: tensor<?x?x3xf64, #bmc.dims<"B", "S">> {bmc.parameter = @x},
    %w1: tensor<5x3xf64> {bmc.parameter = @w1},
    %b1: tensor<5xf64> {bmc.parameter = @b1},
    %w2: tensor<2x5xf64> {bmc.parameter = @w2},
    %b2: tensor<2xf64> {bmc.parameter = @b2},
    %c0: tensor<?x?x2xf64, #bmc.dims<"B", "S">> {bmc.name = "c0"})
    -> tensor<f64> {
  %0:2 = bmc.feed_forward %x w1 %w1 b1 %b1 w2 %w2 b2 %b2 gelu : (tensor<?x?x3xf64, #bmc.dims<"B", "S">>, tensor<5x3xf64>, tensor<5xf64>, tensor<2x5xf64>, tensor<2xf64>) -> (tensor<?x?x2xf64, #bmc.dims<"B", "S">>, tensor<?x?x5xf64, #bmc.dims<"B", "S">>)
  %1 = bmc.mul %0#0, %c0 : tensor<?x?x2xf64, #bmc.dims<"B", "S">>
  %2 = bmc.sum %1, [0, 1, 2] : tensor<?x?x2xf64, #bmc.dims<"B", "S">> -> tensor<f64>
  return %2 : tensor<f64>
}

// -----

func.func @loss(
    %x: tensor<?x?x3xf64, #bmc.dims<"B", "S">> {bmc.parameter = @x},
    %w1: tensor<5x3xf64> {bmc.parameter = @w1},
    %b1: tensor<5xf64> {bmc.parameter = @b1},
    %w2: tensor<2x5xf64> {bmc.parameter = @w2},
    %b2: tensor<2xf64> {bmc.parameter = @b2},
    %c0: tensor<?x?x2xf64, #bmc.dims<"B", "S">> {bmc.name = "c0"})
    -> tensor<f64> {
  %0:2 = bmc.feed_forward %x w1 %w1 b1 %b1 w2 %w2 b2 %b2 gelu_tanh : (tensor<?x?x3xf64, #bmc.dims<"B", "S">>, tensor<5x3xf64>, tensor<5xf64>, tensor<2x5xf64>, tensor<2xf64>) -> (tensor<?x?x2xf64, #bmc.dims<"B", "S">>, tensor<?x?x5xf64, #bmc.dims<"B", "S">>)
  %1 = bmc.mul %0#0, %c0 : tensor<?x?x2xf64, #bmc.dims<"B", "S">>
  %2 = bmc.sum %1, [0, 1, 2] : tensor<?x?x2xf64, #bmc.dims<"B", "S">> -> tensor<f64>
  return %2 : tensor<f64>
}

// -----

func.func @loss(
    %x: tensor<?x?x3xf64, #bmc.dims<"B", "S">> {bmc.parameter = @x},
    %w1: tensor<5x3xf64> {bmc.parameter = @w1},
    %b1: tensor<5xf64> {bmc.parameter = @b1},
    %w2: tensor<2x5xf64> {bmc.parameter = @w2},
    %b2: tensor<2xf64> {bmc.parameter = @b2},
    %c0: tensor<?x?x2xf64, #bmc.dims<"B", "S">> {bmc.name = "c0"})
    -> tensor<f64> {
  %0:2 = bmc.feed_forward %x w1 %w1 b1 %b1 w2 %w2 b2 %b2 silu : (tensor<?x?x3xf64, #bmc.dims<"B", "S">>, tensor<5x3xf64>, tensor<5xf64>, tensor<2x5xf64>, tensor<2xf64>) -> (tensor<?x?x2xf64, #bmc.dims<"B", "S">>, tensor<?x?x5xf64, #bmc.dims<"B", "S">>)
  %1 = bmc.mul %0#0, %c0 : tensor<?x?x2xf64, #bmc.dims<"B", "S">>
  %2 = bmc.sum %1, [0, 1, 2] : tensor<?x?x2xf64, #bmc.dims<"B", "S">> -> tensor<f64>
  return %2 : tensor<f64>
}

// -----

func.func @loss(
    %x: tensor<?x?x3xf64, #bmc.dims<"B", "S">> {bmc.parameter = @x},
    %w1: tensor<5x3xf64> {bmc.parameter = @w1},
    %b1: tensor<5xf64> {bmc.parameter = @b1},
    %w2: tensor<2x5xf64> {bmc.parameter = @w2},
    %b2: tensor<2xf64> {bmc.parameter = @b2},
    %c0: tensor<?x?x2xf64, #bmc.dims<"B", "S">> {bmc.name = "c0"})
    -> tensor<f64> {
  %0:2 = bmc.feed_forward %x w1 %w1 b1 %b1 w2 %w2 b2 %b2 tanh : (tensor<?x?x3xf64, #bmc.dims<"B", "S">>, tensor<5x3xf64>, tensor<5xf64>, tensor<2x5xf64>, tensor<2xf64>) -> (tensor<?x?x2xf64, #bmc.dims<"B", "S">>, tensor<?x?x5xf64, #bmc.dims<"B", "S">>)
  %1 = bmc.mul %0#0, %c0 : tensor<?x?x2xf64, #bmc.dims<"B", "S">>
  %2 = bmc.sum %1, [0, 1, 2] : tensor<?x?x2xf64, #bmc.dims<"B", "S">> -> tensor<f64>
  return %2 : tensor<f64>
}

// -----

func.func @loss(
    %x: tensor<?x?x3xf64, #bmc.dims<"B", "S">> {bmc.parameter = @x},
    %w1: tensor<5x3xf64> {bmc.parameter = @w1},
    %b1: tensor<5xf64> {bmc.parameter = @b1},
    %w2: tensor<2x5xf64> {bmc.parameter = @w2},
    %b2: tensor<2xf64> {bmc.parameter = @b2},
    %c0: tensor<?x?x2xf64, #bmc.dims<"B", "S">> {bmc.name = "c0"})
    -> tensor<f64> {
  %0:2 = bmc.feed_forward %x w1 %w1 b1 %b1 w2 %w2 b2 %b2 sigmoid : (tensor<?x?x3xf64, #bmc.dims<"B", "S">>, tensor<5x3xf64>, tensor<5xf64>, tensor<2x5xf64>, tensor<2xf64>) -> (tensor<?x?x2xf64, #bmc.dims<"B", "S">>, tensor<?x?x5xf64, #bmc.dims<"B", "S">>)
  %1 = bmc.mul %0#0, %c0 : tensor<?x?x2xf64, #bmc.dims<"B", "S">>
  %2 = bmc.sum %1, [0, 1, 2] : tensor<?x?x2xf64, #bmc.dims<"B", "S">> -> tensor<f64>
  return %2 : tensor<f64>
}

// -----

func.func @loss(
    %x: tensor<1xf64> {bmc.parameter = @x},
    %w1: tensor<1x1xf64> {bmc.parameter = @w1},
    %w2: tensor<1x1xf64> {bmc.parameter = @w2},
    %c0: tensor<1xf64> {bmc.name = "c0"})
    -> tensor<f64> {
  %0:2 = bmc.feed_forward %x w1 %w1 w2 %w2 tanh : (tensor<1xf64>, tensor<1x1xf64>, tensor<1x1xf64>) -> (tensor<1xf64>, tensor<1xf64>)
  %1 = bmc.mul %0#0, %c0 : tensor<1xf64>
  %2 = bmc.sum %1, [0] : tensor<1xf64> -> tensor<f64>
  return %2 : tensor<f64>
}

// -----

func.func @loss(
    %x: tensor<2x2xf64> {bmc.parameter = @x},
    %w1: tensor<1x2xf64> {bmc.parameter = @w1},
    %b1: tensor<1xf64> {bmc.parameter = @b1},
    %w2: tensor<3x1xf64> {bmc.parameter = @w2},
    %c0: tensor<2x3xf64> {bmc.name = "c0"})
    -> tensor<f64> {
  %0:2 = bmc.feed_forward %x w1 %w1 b1 %b1 w2 %w2 gelu : (tensor<2x2xf64>, tensor<1x2xf64>, tensor<1xf64>, tensor<3x1xf64>) -> (tensor<2x3xf64>, tensor<2x1xf64>)
  %1 = bmc.mul %0#0, %c0 : tensor<2x3xf64>
  %2 = bmc.sum %1, [0, 1] : tensor<2x3xf64> -> tensor<f64>
  return %2 : tensor<f64>
}

// -----

func.func @loss(
    %x: tensor<3x1xf64> {bmc.parameter = @x},
    %w1: tensor<17x1xf64> {bmc.parameter = @w1},
    %w2: tensor<2x17xf64> {bmc.parameter = @w2},
    %b2: tensor<2xf64> {bmc.parameter = @b2},
    %c0: tensor<3x2xf64> {bmc.name = "c0"})
    -> tensor<f64> {
  %0:2 = bmc.feed_forward %x w1 %w1 w2 %w2 b2 %b2 gelu_tanh : (tensor<3x1xf64>, tensor<17x1xf64>, tensor<2x17xf64>, tensor<2xf64>) -> (tensor<3x2xf64>, tensor<3x17xf64>)
  %1 = bmc.mul %0#0, %c0 : tensor<3x2xf64>
  %2 = bmc.sum %1, [0, 1] : tensor<3x2xf64> -> tensor<f64>
  return %2 : tensor<f64>
}

// -----

func.func @loss(
    %x: tensor<?x17xf64, #bmc.dims<"B">> {bmc.parameter = @x},
    %w1: tensor<3x17xf64> {bmc.parameter = @w1},
    %w2: tensor<1x3xf64> {bmc.parameter = @w2},
    %c0: tensor<?x1xf64, #bmc.dims<"B">> {bmc.name = "c0"})
    -> tensor<f64> {
  %0:2 = bmc.feed_forward %x w1 %w1 w2 %w2 silu : (tensor<?x17xf64, #bmc.dims<"B">>, tensor<3x17xf64>, tensor<1x3xf64>) -> (tensor<?x1xf64, #bmc.dims<"B">>, tensor<?x3xf64, #bmc.dims<"B">>)
  %1 = bmc.mul %0#0, %c0 : tensor<?x1xf64, #bmc.dims<"B">>
  %2 = bmc.sum %1, [0, 1] : tensor<?x1xf64, #bmc.dims<"B">> -> tensor<f64>
  return %2 : tensor<f64>
}

// -----

func.func @loss(
    %x: tensor<?x3xf64, #bmc.dims<"B">> {bmc.name = "x"},
    %w1: tensor<2x3xf64> {bmc.parameter = @w1},
    %b1: tensor<2xf64> {bmc.parameter = @b1},
    %w2: tensor<1x2xf64> {bmc.parameter = @w2},
    %b2: tensor<1xf64> {bmc.parameter = @b2},
    %c0: tensor<?x1xf64, #bmc.dims<"B">> {bmc.name = "c0"})
    -> tensor<f64> {
  %0:2 = bmc.feed_forward %x w1 %w1 b1 %b1 w2 %w2 b2 %b2 gelu : (tensor<?x3xf64, #bmc.dims<"B">>, tensor<2x3xf64>, tensor<2xf64>, tensor<1x2xf64>, tensor<1xf64>) -> (tensor<?x1xf64, #bmc.dims<"B">>, tensor<?x2xf64, #bmc.dims<"B">>)
  %1 = bmc.mul %0#0, %c0 : tensor<?x1xf64, #bmc.dims<"B">>
  %2 = bmc.sum %1, [0, 1] : tensor<?x1xf64, #bmc.dims<"B">> -> tensor<f64>
  return %2 : tensor<f64>
}

// -----

func.func @loss(
    %x: tensor<?x?x3xf64, #bmc.dims<"B", "S">> {bmc.parameter = @x},
    %w1: tensor<3x5xf64> {bmc.parameter = @w1},
    %b1: tensor<5xf64> {bmc.parameter = @b1},
    %w2: tensor<5x2xf64> {bmc.parameter = @w2},
    %b2: tensor<2xf64> {bmc.parameter = @b2},
    %k0: tensor<?x?x2xf64, #bmc.dims<"B", "S">> {bmc.name = "k0"})
    -> tensor<f64> {
  %y:2 = bmc.feed_forward %x w1 %w1 b1 %b1 w2 %w2 b2 %b2 silu transposed : (tensor<?x?x3xf64, #bmc.dims<"B", "S">>, tensor<3x5xf64>, tensor<5xf64>, tensor<5x2xf64>, tensor<2xf64>) -> (tensor<?x?x2xf64, #bmc.dims<"B", "S">>, tensor<?x?x5xf64, #bmc.dims<"B", "S">>)
  %m0 = bmc.mul %y#0, %k0 : tensor<?x?x2xf64, #bmc.dims<"B", "S">>
  %s0 = bmc.sum %m0, [0, 1, 2] : tensor<?x?x2xf64, #bmc.dims<"B", "S">> -> tensor<f64>
  return %s0 : tensor<f64>
}
