// Gradient of layer_norm, also beside a residual connection
// RUN: bmc-opt %s -split-input-file --bmc-differentiate | bmc-eval -split-input-file --gradcheck --dims=B=1,S=2
// RUN: bmc-opt %s -split-input-file --bmc-differentiate --bmc-decompose | bmc-eval -split-input-file --gradcheck --dims=B=1,S=2
// RUN: bmc-opt %s -split-input-file --bmc-decompose --bmc-differentiate | bmc-eval -split-input-file --gradcheck --dims=B=1,S=2
// RUN: bmc-opt %s -split-input-file --bmc-differentiate --bmc-fuse-residual-gradient | bmc-eval -split-input-file --gradcheck --dims=B=1,S=2
// RUN: bmc-opt %s -split-input-file --bmc-differentiate | bmc-eval -split-input-file --gradcheck --dims=B=2,S=3
// RUN: bmc-opt %s -split-input-file --bmc-differentiate --bmc-decompose | bmc-eval -split-input-file --gradcheck --dims=B=2,S=3
// RUN: bmc-opt %s -split-input-file --bmc-decompose --bmc-differentiate | bmc-eval -split-input-file --gradcheck --dims=B=2,S=3
// RUN: bmc-opt %s -split-input-file --bmc-differentiate --bmc-fuse-residual-gradient | bmc-eval -split-input-file --gradcheck --dims=B=2,S=3

func.func @loss(
    %x: tensor<3xf64> {bmc.parameter = @x},
    %c0: tensor<3xf64> {bmc.name = "c0"})
    -> tensor<f64> {
  %0:3 = bmc.layer_norm %x eps 1.0e-5 : (tensor<3xf64>) -> (tensor<3xf64>, tensor<f64>, tensor<f64>)
  %1 = bmc.mul %0#0, %c0 : tensor<3xf64>
  %2 = bmc.sum %1, [0] : tensor<3xf64> -> tensor<f64>
  return %2 : tensor<f64>
}

// -----

func.func @loss(
    %x: tensor<2x2xf64> {bmc.parameter = @x},
    %w: tensor<2xf64> {bmc.parameter = @w},
    %c0: tensor<2x2xf64> {bmc.name = "c0"})
    -> tensor<f64> {
  %0:3 = bmc.layer_norm %x weight %w eps 1.0e-5 : (tensor<2x2xf64>, tensor<2xf64>) -> (tensor<2x2xf64>, tensor<2xf64>, tensor<2xf64>)
  %1 = bmc.mul %0#0, %c0 : tensor<2x2xf64>
  %2 = bmc.sum %1, [0, 1] : tensor<2x2xf64> -> tensor<f64>
  return %2 : tensor<f64>
}

// -----

func.func @loss(
    %x: tensor<?x3xf64, #bmc.dims<"B">> {bmc.parameter = @x},
    %w: tensor<3xf64> {bmc.parameter = @w},
    %b: tensor<3xf64> {bmc.parameter = @b},
    %c0: tensor<?x3xf64, #bmc.dims<"B">> {bmc.name = "c0"})
    -> tensor<f64> {
  %0:3 = bmc.layer_norm %x weight %w bias %b eps 1.0e-5 : (tensor<?x3xf64, #bmc.dims<"B">>, tensor<3xf64>, tensor<3xf64>) -> (tensor<?x3xf64, #bmc.dims<"B">>, tensor<?xf64, #bmc.dims<"B">>, tensor<?xf64, #bmc.dims<"B">>)
  %1 = bmc.mul %0#0, %c0 : tensor<?x3xf64, #bmc.dims<"B">>
  %2 = bmc.sum %1, [0, 1] : tensor<?x3xf64, #bmc.dims<"B">> -> tensor<f64>
  return %2 : tensor<f64>
}

// -----

func.func @loss(
    %x: tensor<?x?x17xf64, #bmc.dims<"B", "S">> {bmc.parameter = @x},
    %w: tensor<17xf64> {bmc.parameter = @w},
    %b: tensor<17xf64> {bmc.parameter = @b},
    %c0: tensor<?x?x17xf64, #bmc.dims<"B", "S">> {bmc.name = "c0"})
    -> tensor<f64> {
  %0:3 = bmc.layer_norm %x weight %w bias %b eps 1.0e-5 : (tensor<?x?x17xf64, #bmc.dims<"B", "S">>, tensor<17xf64>, tensor<17xf64>) -> (tensor<?x?x17xf64, #bmc.dims<"B", "S">>, tensor<?x?xf64, #bmc.dims<"B", "S">>, tensor<?x?xf64, #bmc.dims<"B", "S">>)
  %1 = bmc.mul %0#0, %c0 : tensor<?x?x17xf64, #bmc.dims<"B", "S">>
  %2 = bmc.sum %1, [0, 1, 2] : tensor<?x?x17xf64, #bmc.dims<"B", "S">> -> tensor<f64>
  return %2 : tensor<f64>
}

// -----

func.func @loss(
    %x: tensor<?x5xf64, #bmc.dims<"B">> {bmc.parameter = @x},
    %c0: tensor<?x5xf64, #bmc.dims<"B">> {bmc.name = "c0"})
    -> tensor<f64> {
  %0:3 = bmc.layer_norm %x eps 1.0e-5 : (tensor<?x5xf64, #bmc.dims<"B">>) -> (tensor<?x5xf64, #bmc.dims<"B">>, tensor<?xf64, #bmc.dims<"B">>, tensor<?xf64, #bmc.dims<"B">>)
  %1 = bmc.mul %0#0, %c0 : tensor<?x5xf64, #bmc.dims<"B">>
  %2 = bmc.sum %1, [0, 1] : tensor<?x5xf64, #bmc.dims<"B">> -> tensor<f64>
  return %2 : tensor<f64>
}

// -----

func.func @loss(
    %x: tensor<2x127xf64> {bmc.parameter = @x},
    %w: tensor<127xf64> {bmc.parameter = @w},
    %b: tensor<127xf64> {bmc.parameter = @b},
    %c0: tensor<2x127xf64> {bmc.name = "c0"})
    -> tensor<f64> {
  %0:3 = bmc.layer_norm %x weight %w bias %b eps 1.0e-5 : (tensor<2x127xf64>, tensor<127xf64>, tensor<127xf64>) -> (tensor<2x127xf64>, tensor<2xf64>, tensor<2xf64>)
  %1 = bmc.mul %0#0, %c0 : tensor<2x127xf64>
  %2 = bmc.sum %1, [0, 1] : tensor<2x127xf64> -> tensor<f64>
  return %2 : tensor<f64>
}

// -----

func.func @loss(
    %x: tensor<?x?x3xf64, #bmc.dims<"B", "S">> {bmc.parameter = @x},
    %w: tensor<3xf64> {bmc.parameter = @w},
    %b: tensor<3xf64> {bmc.parameter = @b},
    %c0: tensor<?x?x3xf64, #bmc.dims<"B", "S">> {bmc.name = "c0"})
    -> tensor<f64> {
  %0:3 = bmc.layer_norm %x weight %w bias %b eps 1.0e-5 : (tensor<?x?x3xf64, #bmc.dims<"B", "S">>, tensor<3xf64>, tensor<3xf64>) -> (tensor<?x?x3xf64, #bmc.dims<"B", "S">>, tensor<?x?xf64, #bmc.dims<"B", "S">>, tensor<?x?xf64, #bmc.dims<"B", "S">>)
  %1 = bmc.add %0#0, %x : tensor<?x?x3xf64, #bmc.dims<"B", "S">>
  %2 = bmc.mul %1, %c0 : tensor<?x?x3xf64, #bmc.dims<"B", "S">>
  %3 = bmc.sum %2, [0, 1, 2] : tensor<?x?x3xf64, #bmc.dims<"B", "S">> -> tensor<f64>
  return %3 : tensor<f64>
}

// -----

func.func @loss(
    %x: tensor<?x?x3xf64, #bmc.dims<"B", "S">> {bmc.parameter = @x},
    %c0: tensor<?x?x3xf64, #bmc.dims<"B", "S">> {bmc.name = "c0"})
    -> tensor<f64> {
  %0:3 = bmc.layer_norm %x eps 1.0e-5 : (tensor<?x?x3xf64, #bmc.dims<"B", "S">>) -> (tensor<?x?x3xf64, #bmc.dims<"B", "S">>, tensor<?x?xf64, #bmc.dims<"B", "S">>, tensor<?x?xf64, #bmc.dims<"B", "S">>)
  %1 = bmc.add %0#0, %x : tensor<?x?x3xf64, #bmc.dims<"B", "S">>
  %2 = bmc.mul %1, %c0 : tensor<?x?x3xf64, #bmc.dims<"B", "S">>
  %3 = bmc.sum %2, [0, 1, 2] : tensor<?x?x3xf64, #bmc.dims<"B", "S">> -> tensor<f64>
  return %3 : tensor<f64>
}

// -----

func.func @loss(
    %x: tensor<?x?x3xf64, #bmc.dims<"B", "S">> {bmc.name = "x"},
    %w: tensor<3xf64> {bmc.parameter = @w},
    %c0: tensor<?x?x3xf64, #bmc.dims<"B", "S">> {bmc.name = "c0"})
    -> tensor<f64> {
  %0:3 = bmc.layer_norm %x weight %w eps 1.0e-5 : (tensor<?x?x3xf64, #bmc.dims<"B", "S">>, tensor<3xf64>) -> (tensor<?x?x3xf64, #bmc.dims<"B", "S">>, tensor<?x?xf64, #bmc.dims<"B", "S">>, tensor<?x?xf64, #bmc.dims<"B", "S">>)
  %1 = bmc.mul %0#0, %c0 : tensor<?x?x3xf64, #bmc.dims<"B", "S">>
  %2 = bmc.sum %1, [0, 1, 2] : tensor<?x?x3xf64, #bmc.dims<"B", "S">> -> tensor<f64>
  return %2 : tensor<f64>
}

// -----

// The statistics are results as good as y.
func.func @loss(
    %x: tensor<?x5xf64, #bmc.dims<"B">> {bmc.parameter = @x},
    %w: tensor<5xf64> {bmc.parameter = @w},
    %c0: tensor<?x5xf64, #bmc.dims<"B">> {bmc.name = "c0"},
    %c1: tensor<?xf64, #bmc.dims<"B">> {bmc.name = "c1"},
    %c2: tensor<?xf64, #bmc.dims<"B">> {bmc.name = "c2"})
    -> tensor<f64> {
  %0:3 = bmc.layer_norm %x weight %w eps 1.0e-1 : (tensor<?x5xf64, #bmc.dims<"B">>, tensor<5xf64>) -> (tensor<?x5xf64, #bmc.dims<"B">>, tensor<?xf64, #bmc.dims<"B">>, tensor<?xf64, #bmc.dims<"B">>)
  %1 = bmc.mul %0#0, %c0 : tensor<?x5xf64, #bmc.dims<"B">>
  %2 = bmc.sum %1, [0, 1] : tensor<?x5xf64, #bmc.dims<"B">> -> tensor<f64>
  %3 = bmc.mul %0#1, %c1 : tensor<?xf64, #bmc.dims<"B">>
  %4 = bmc.mul %0#2, %c2 : tensor<?xf64, #bmc.dims<"B">>
  %5 = bmc.add %3, %4 : tensor<?xf64, #bmc.dims<"B">>
  %6 = bmc.sum %5, [0] : tensor<?xf64, #bmc.dims<"B">> -> tensor<f64>
  %7 = bmc.add %2, %6 : tensor<f64>
  return %7 : tensor<f64>
}

// -----

func.func @loss(
    %x: tensor<?x5xf64, #bmc.dims<"B">> {bmc.parameter = @x},
    %c2: tensor<?xf64, #bmc.dims<"B">> {bmc.name = "c2"})
    -> tensor<f64> {
  %0:3 = bmc.layer_norm %x eps 1.0e-1 : (tensor<?x5xf64, #bmc.dims<"B">>) -> (tensor<?x5xf64, #bmc.dims<"B">>, tensor<?xf64, #bmc.dims<"B">>, tensor<?xf64, #bmc.dims<"B">>)
  %1 = bmc.mul %0#2, %c2 : tensor<?xf64, #bmc.dims<"B">>
  %2 = bmc.sum %1, [0] : tensor<?xf64, #bmc.dims<"B">> -> tensor<f64>
  return %2 : tensor<f64>
}
