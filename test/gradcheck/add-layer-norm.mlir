// Gradient of add_layer_norm with one or both results used
// RUN: bmc-opt %s -split-input-file --bmc-differentiate | bmc-eval -split-input-file --gradcheck --dims=B=1,S=2
// RUN: bmc-opt %s -split-input-file --bmc-differentiate --bmc-decompose | bmc-eval -split-input-file --gradcheck --dims=B=1,S=2
// RUN: bmc-opt %s -split-input-file --bmc-decompose --bmc-differentiate | bmc-eval -split-input-file --gradcheck --dims=B=1,S=2
// RUN: bmc-opt %s -split-input-file --bmc-differentiate --bmc-fuse-residual-gradient | bmc-eval -split-input-file --gradcheck --dims=B=1,S=2
// RUN: bmc-opt %s -split-input-file --bmc-differentiate | bmc-eval -split-input-file --gradcheck --dims=B=2,S=3
// RUN: bmc-opt %s -split-input-file --bmc-differentiate --bmc-decompose | bmc-eval -split-input-file --gradcheck --dims=B=2,S=3
// RUN: bmc-opt %s -split-input-file --bmc-decompose --bmc-differentiate | bmc-eval -split-input-file --gradcheck --dims=B=2,S=3
// RUN: bmc-opt %s -split-input-file --bmc-differentiate --bmc-fuse-residual-gradient | bmc-eval -split-input-file --gradcheck --dims=B=2,S=3

func.func @loss(
    %x0: tensor<3xf64> {bmc.parameter = @x0},
    %x1: tensor<3xf64> {bmc.parameter = @x1},
    %c0: tensor<3xf64> {bmc.name = "c0"})
    -> tensor<f64> {
  %0:4 = bmc.add_layer_norm %x0, %x1 eps 1.0e-5 : (tensor<3xf64>, tensor<3xf64>) -> (tensor<3xf64>, tensor<3xf64>, tensor<f64>, tensor<f64>)
  %1 = bmc.mul %0#1, %c0 : tensor<3xf64>
  %2 = bmc.sum %1, [0] : tensor<3xf64> -> tensor<f64>
  return %2 : tensor<f64>
}

// -----

func.func @loss(
    %x0: tensor<2x2xf64> {bmc.parameter = @x0},
    %x1: tensor<2x2xf64> {bmc.parameter = @x1},
    %w: tensor<2xf64> {bmc.parameter = @w},
    %c0: tensor<2x2xf64> {bmc.name = "c0"})
    -> tensor<f64> {
  %0:4 = bmc.add_layer_norm %x0, %x1 weight %w eps 1.0e-5 : (tensor<2x2xf64>, tensor<2x2xf64>, tensor<2xf64>) -> (tensor<2x2xf64>, tensor<2x2xf64>, tensor<2xf64>, tensor<2xf64>)
  %1 = bmc.mul %0#1, %c0 : tensor<2x2xf64>
  %2 = bmc.sum %1, [0, 1] : tensor<2x2xf64> -> tensor<f64>
  return %2 : tensor<f64>
}

// -----

func.func @loss(
    %x0: tensor<?x3xf64, #bmc.dims<"B">> {bmc.parameter = @x0},
    %x1: tensor<?x3xf64, #bmc.dims<"B">> {bmc.parameter = @x1},
    %w: tensor<3xf64> {bmc.parameter = @w},
    %b: tensor<3xf64> {bmc.parameter = @b},
    %c0: tensor<?x3xf64, #bmc.dims<"B">> {bmc.name = "c0"})
    -> tensor<f64> {
  %0:4 = bmc.add_layer_norm %x0, %x1 weight %w bias %b eps 1.0e-5 : (tensor<?x3xf64, #bmc.dims<"B">>, tensor<?x3xf64, #bmc.dims<"B">>, tensor<3xf64>, tensor<3xf64>) -> (tensor<?x3xf64, #bmc.dims<"B">>, tensor<?x3xf64, #bmc.dims<"B">>, tensor<?xf64, #bmc.dims<"B">>, tensor<?xf64, #bmc.dims<"B">>)
  %1 = bmc.mul %0#1, %c0 : tensor<?x3xf64, #bmc.dims<"B">>
  %2 = bmc.sum %1, [0, 1] : tensor<?x3xf64, #bmc.dims<"B">> -> tensor<f64>
  return %2 : tensor<f64>
}

// -----

func.func @loss(
    %x0: tensor<?x?x17xf64, #bmc.dims<"B", "S">> {bmc.parameter = @x0},
    %x1: tensor<?x?x17xf64, #bmc.dims<"B", "S">> {bmc.parameter = @x1},
    %w: tensor<17xf64> {bmc.parameter = @w},
    %b: tensor<17xf64> {bmc.parameter = @b},
    %c0: tensor<?x?x17xf64, #bmc.dims<"B", "S">> {bmc.name = "c0"})
    -> tensor<f64> {
  %0:4 = bmc.add_layer_norm %x0, %x1 weight %w bias %b eps 1.0e-5 : (tensor<?x?x17xf64, #bmc.dims<"B", "S">>, tensor<?x?x17xf64, #bmc.dims<"B", "S">>, tensor<17xf64>, tensor<17xf64>) -> (tensor<?x?x17xf64, #bmc.dims<"B", "S">>, tensor<?x?x17xf64, #bmc.dims<"B", "S">>, tensor<?x?xf64, #bmc.dims<"B", "S">>, tensor<?x?xf64, #bmc.dims<"B", "S">>)
  %1 = bmc.mul %0#1, %c0 : tensor<?x?x17xf64, #bmc.dims<"B", "S">>
  %2 = bmc.sum %1, [0, 1, 2] : tensor<?x?x17xf64, #bmc.dims<"B", "S">> -> tensor<f64>
  return %2 : tensor<f64>
}

// -----

func.func @loss(
    %x0: tensor<?x5xf64, #bmc.dims<"B">> {bmc.parameter = @x0},
    %x1: tensor<?x5xf64, #bmc.dims<"B">> {bmc.parameter = @x1},
    %c0: tensor<?x5xf64, #bmc.dims<"B">> {bmc.name = "c0"})
    -> tensor<f64> {
  %0:4 = bmc.add_layer_norm %x0, %x1 eps 1.0e-5 : (tensor<?x5xf64, #bmc.dims<"B">>, tensor<?x5xf64, #bmc.dims<"B">>) -> (tensor<?x5xf64, #bmc.dims<"B">>, tensor<?x5xf64, #bmc.dims<"B">>, tensor<?xf64, #bmc.dims<"B">>, tensor<?xf64, #bmc.dims<"B">>)
  %1 = bmc.mul %0#1, %c0 : tensor<?x5xf64, #bmc.dims<"B">>
  %2 = bmc.sum %1, [0, 1] : tensor<?x5xf64, #bmc.dims<"B">> -> tensor<f64>
  return %2 : tensor<f64>
}

// -----

func.func @loss(
    %x0: tensor<2x127xf64> {bmc.parameter = @x0},
    %x1: tensor<2x127xf64> {bmc.parameter = @x1},
    %w: tensor<127xf64> {bmc.parameter = @w},
    %b: tensor<127xf64> {bmc.parameter = @b},
    %c0: tensor<2x127xf64> {bmc.name = "c0"})
    -> tensor<f64> {
  %0:4 = bmc.add_layer_norm %x0, %x1 weight %w bias %b eps 1.0e-5 : (tensor<2x127xf64>, tensor<2x127xf64>, tensor<127xf64>, tensor<127xf64>) -> (tensor<2x127xf64>, tensor<2x127xf64>, tensor<2xf64>, tensor<2xf64>)
  %1 = bmc.mul %0#1, %c0 : tensor<2x127xf64>
  %2 = bmc.sum %1, [0, 1] : tensor<2x127xf64> -> tensor<f64>
  return %2 : tensor<f64>
}

// -----

func.func @loss(
    %x0: tensor<?x?x3xf64, #bmc.dims<"B", "S">> {bmc.parameter = @x0},
    %x1: tensor<?x?x3xf64, #bmc.dims<"B", "S">> {bmc.parameter = @x1},
    %w: tensor<3xf64> {bmc.parameter = @w},
    %b: tensor<3xf64> {bmc.parameter = @b},
    %c0: tensor<?x?x3xf64, #bmc.dims<"B", "S">> {bmc.name = "c0"},
    %c1: tensor<?x?x3xf64, #bmc.dims<"B", "S">> {bmc.name = "c1"})
    -> tensor<f64> {
  %0:4 = bmc.add_layer_norm %x0, %x1 weight %w bias %b eps 1.0e-5 : (tensor<?x?x3xf64, #bmc.dims<"B", "S">>, tensor<?x?x3xf64, #bmc.dims<"B", "S">>, tensor<3xf64>, tensor<3xf64>) -> (tensor<?x?x3xf64, #bmc.dims<"B", "S">>, tensor<?x?x3xf64, #bmc.dims<"B", "S">>, tensor<?x?xf64, #bmc.dims<"B", "S">>, tensor<?x?xf64, #bmc.dims<"B", "S">>)
  %1 = bmc.mul %0#1, %c0 : tensor<?x?x3xf64, #bmc.dims<"B", "S">>
  %2 = bmc.sum %1, [0, 1, 2] : tensor<?x?x3xf64, #bmc.dims<"B", "S">> -> tensor<f64>
  %3 = bmc.mul %0#0, %c1 : tensor<?x?x3xf64, #bmc.dims<"B", "S">>
  %4 = bmc.sum %3, [0, 1, 2] : tensor<?x?x3xf64, #bmc.dims<"B", "S">> -> tensor<f64>
  %5 = bmc.add %2, %4 : tensor<f64>
  return %5 : tensor<f64>
}

// -----

func.func @loss(
    %x0: tensor<2xf64> {bmc.parameter = @x0},
    %x1: tensor<2xf64> {bmc.parameter = @x1},
    %c0: tensor<2xf64> {bmc.name = "c0"},
    %c1: tensor<2xf64> {bmc.name = "c1"})
    -> tensor<f64> {
  %0:4 = bmc.add_layer_norm %x0, %x1 eps 1.0e-5 : (tensor<2xf64>, tensor<2xf64>) -> (tensor<2xf64>, tensor<2xf64>, tensor<f64>, tensor<f64>)
  %1 = bmc.mul %0#1, %c0 : tensor<2xf64>
  %2 = bmc.sum %1, [0] : tensor<2xf64> -> tensor<f64>
  %3 = bmc.mul %0#0, %c1 : tensor<2xf64>
  %4 = bmc.sum %3, [0] : tensor<2xf64> -> tensor<f64>
  %5 = bmc.add %2, %4 : tensor<f64>
  return %5 : tensor<f64>
}
