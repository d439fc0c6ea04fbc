// Gradient of linear, also with a tied weight
// RUN: bmc-opt %s -split-input-file --bmc-differentiate | bmc-eval -split-input-file --gradcheck --dims=B=1,S=2
// RUN: bmc-opt %s -split-input-file --bmc-differentiate | bmc-eval -split-input-file --gradcheck --dims=B=2,S=3

func.func @loss(
    %x: tensor<1x1xf64> {bmc.parameter = @x},
    %w: tensor<1x1xf64> {bmc.parameter = @w},
    %c0: tensor<1x1xf64> {bmc.name = "c0"})
    -> tensor<f64> {
  %0 = bmc.linear %x, %w : (tensor<1x1xf64>, tensor<1x1xf64>) -> tensor<1x1xf64>
  %1 = bmc.mul %0, %c0 : tensor<1x1xf64>
  %2 = bmc.sum %1, [0, 1] : tensor<1x1xf64> -> tensor<f64>
  return %2 : tensor<f64>
}

// -----

func.func @loss(
    %x: tensor<3xf64> {bmc.parameter = @x},
    %w: tensor<2x3xf64> {bmc.parameter = @w},
    %b: tensor<2xf64> {bmc.parameter = @b},
    %c0: tensor<2xf64> {bmc.name = "c0"})
    -> tensor<f64> {
  %0 = bmc.linear %x, %w, %b : (tensor<3xf64>, tensor<2x3xf64>, tensor<2xf64>) -> tensor<2xf64>
  %1 = bmc.mul %0, %c0 : tensor<2xf64>
  %2 = bmc.sum %1, [0] : tensor<2xf64> -> tensor<f64>
  return %2 : tensor<f64>
}

// -----

func.func @loss(
    %x: tensor<2x3xf64> {bmc.parameter = @x},
    %w: tensor<4x3xf64> {bmc.parameter = @w},
    %c0: tensor<2x4xf64> {bmc.name = "c0"})
    -> tensor<f64> {
  %0 = bmc.linear %x, %w : (tensor<2x3xf64>, tensor<4x3xf64>) -> tensor<2x4xf64>
  %1 = bmc.mul %0, %c0 : tensor<2x4xf64>
  %2 = bmc.sum %1, [0, 1] : tensor<2x4xf64> -> tensor<f64>
  return %2 : tensor<f64>
}

// -----

func.func @loss(
    %x: tensor<?x2xf64, #bmc.dims<"B">> {bmc.parameter = @x},
    %w: tensor<3x2xf64> {bmc.parameter = @w},
    %b: tensor<3xf64> {bmc.parameter = @b},
    %c0: tensor<?x3xf64, #bmc.dims<"B">> {bmc.name = "c0"})
    -> tensor<f64> {
  %0 = bmc.linear %x, %w, %b : (tensor<?x2xf64, #bmc.dims<"B">>, tensor<3x2xf64>, tensor<3xf64>) -> tensor<?x3xf64, #bmc.dims<"B">>
  %1 = bmc.mul %0, %c0 : tensor<?x3xf64, #bmc.dims<"B">>
  %2 = bmc.sum %1, [0, 1] : tensor<?x3xf64, #bmc.dims<"B">> -> tensor<f64>
  return %2 : tensor<f64>
}

// -----

func.func @loss(
    %x: tensor<?x?x3xf64, #bmc.dims<"B", "S">> {bmc.parameter = @x},
    %w: tensor<2x3xf64> {bmc.parameter = @w},
    %b: tensor<2xf64> {bmc.parameter = @b},
    %c0: tensor<?x?x2xf64, #bmc.dims<"B", "S">> {bmc.name = "c0"})
    -> tensor<f64> {
  %0 = bmc.linear %x, %w, %b : (tensor<?x?x3xf64, #bmc.dims<"B", "S">>, tensor<2x3xf64>, tensor<2xf64>) -> tensor<?x?x2xf64, #bmc.dims<"B", "S">>
  %1 = bmc.mul %0, %c0 : tensor<?x?x2xf64, #bmc.dims<"B", "S">>
  %2 = bmc.sum %1, [0, 1, 2] : tensor<?x?x2xf64, #bmc.dims<"B", "S">> -> tensor<f64>
  return %2 : tensor<f64>
}

// -----

func.func @loss(
    %x: tensor<3x17xf64> {bmc.parameter = @x},
    %w: tensor<1x17xf64> {bmc.parameter = @w},
    %b: tensor<1xf64> {bmc.parameter = @b},
    %c0: tensor<3x1xf64> {bmc.name = "c0"})
    -> tensor<f64> {
  %0 = bmc.linear %x, %w, %b : (tensor<3x17xf64>, tensor<1x17xf64>, tensor<1xf64>) -> tensor<3x1xf64>
  %1 = bmc.mul %0, %c0 : tensor<3x1xf64>
  %2 = bmc.sum %1, [0, 1] : tensor<3x1xf64> -> tensor<f64>
  return %2 : tensor<f64>
}

// -----

func.func @loss(
    %x: tensor<1x2xf64> {bmc.parameter = @x},
    %w: tensor<127x2xf64> {bmc.parameter = @w},
    %c0: tensor<1x127xf64> {bmc.name = "c0"})
    -> tensor<f64> {
  %0 = bmc.linear %x, %w : (tensor<1x2xf64>, tensor<127x2xf64>) -> tensor<1x127xf64>
  %1 = bmc.mul %0, %c0 : tensor<1x127xf64>
  %2 = bmc.sum %1, [0, 1] : tensor<1x127xf64> -> tensor<f64>
  return %2 : tensor<f64>
}

// -----

func.func @loss(
    %x: tensor<?x3xf64, #bmc.dims<"B">> {bmc.name = "x"},
    %w: tensor<3x3xf64> {bmc.parameter = @w},
    %c0: tensor<?x3xf64, #bmc.dims<"B">> {bmc.name = "c0"})
    -> tensor<f64> {
  %0 = bmc.linear %x, %w : (tensor<?x3xf64, #bmc.dims<"B">>, tensor<3x3xf64>) -> tensor<?x3xf64, #bmc.dims<"B">>
  %1 = bmc.linear %0, %w : (tensor<?x3xf64, #bmc.dims<"B">>, tensor<3x3xf64>) -> tensor<?x3xf64, #bmc.dims<"B">>
  %2 = bmc.mul %1, %c0 : tensor<?x3xf64, #bmc.dims<"B">>
  %3 = bmc.sum %2, [0, 1] : tensor<?x3xf64, #bmc.dims<"B">> -> tensor<f64>
  return %3 : tensor<f64>
}

// -----

func.func @loss(
    %x: tensor<?x?x3xf64, #bmc.dims<"B", "S">> {bmc.parameter = @x},
    %w: tensor<3x5xf64> {bmc.parameter = @w},
    %b: tensor<5xf64> {bmc.parameter = @b},
    %k0: tensor<?x?x5xf64, #bmc.dims<"B", "S">> {bmc.name = "k0"})
    -> tensor<f64> {
  %y = bmc.linear %x, %w, %b transposed : (tensor<?x?x3xf64, #bmc.dims<"B", "S">>, tensor<3x5xf64>, tensor<5xf64>) -> tensor<?x?x5xf64, #bmc.dims<"B", "S">>
  %m0 = bmc.mul %y, %k0 : tensor<?x?x5xf64, #bmc.dims<"B", "S">>
  %s0 = bmc.sum %m0, [0, 1, 2] : tensor<?x?x5xf64, #bmc.dims<"B", "S">> -> tensor<f64>
  return %s0 : tensor<f64>
}
