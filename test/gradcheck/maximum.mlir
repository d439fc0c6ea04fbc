// Gradient of maximum, with one or both sides trained
// RUN: bmc-opt %s -split-input-file --bmc-differentiate | bmc-eval -split-input-file --gradcheck --dims=B=1,S=2
// RUN: bmc-opt %s -split-input-file --bmc-differentiate | bmc-eval -split-input-file --gradcheck --dims=B=2,S=3

func.func @loss(
    %a: tensor<1xf64> {bmc.parameter = @a},
    %b: tensor<1xf64> {bmc.parameter = @b},
    %c0: tensor<1xf64> {bmc.name = "c0"})
    -> tensor<f64> {
  %0 = bmc.maximum %a, %b : tensor<1xf64>
  %1 = bmc.mul %0, %c0 : tensor<1xf64>
  %2 = bmc.sum %1, [0] : tensor<1xf64> -> tensor<f64>
  return %2 : tensor<f64>
}

// -----

func.func @loss(
    %a: tensor<2x3xf64> {bmc.parameter = @a},
    %b: tensor<2x3xf64> {bmc.parameter = @b},
    %c0: tensor<2x3xf64> {bmc.name = "c0"})
    -> tensor<f64> {
  %0 = bmc.maximum %a, %b : tensor<2x3xf64>
  %1 = bmc.mul %0, %c0 : tensor<2x3xf64>
  %2 = bmc.sum %1, [0, 1] : tensor<2x3xf64> -> tensor<f64>
  return %2 : tensor<f64>
}

// -----

func.func @loss(
    %a: tensor<17xf64> {bmc.parameter = @a},
    %b: tensor<17xf64> {bmc.parameter = @b},
    %c0: tensor<17xf64> {bmc.name = "c0"})
    -> tensor<f64> {
  %0 = bmc.maximum %a, %b : tensor<17xf64>
  %1 = bmc.mul %0, %c0 : tensor<17xf64>
  %2 = bmc.sum %1, [0] : tensor<17xf64> -> tensor<f64>
  return %2 : tensor<f64>
}

// -----

func.func @loss(
    %a: tensor<?x?x2xf64, #bmc.dims<"B", "S">> {bmc.parameter = @a},
    %b: tensor<?x?x2xf64, #bmc.dims<"B", "S">> {bmc.parameter = @b},
    %c0: tensor<?x?x2xf64, #bmc.dims<"B", "S">> {bmc.name = "c0"})
    -> tensor<f64> {
  %0 = bmc.maximum %a, %b : tensor<?x?x2xf64, #bmc.dims<"B", "S">>
  %1 = bmc.mul %0, %c0 : tensor<?x?x2xf64, #bmc.dims<"B", "S">>
  %2 = bmc.sum %1, [0, 1, 2] : tensor<?x?x2xf64, #bmc.dims<"B", "S">> -> tensor<f64>
  return %2 : tensor<f64>
}

// -----

func.func @loss(
    %x: tensor<3xf64> {bmc.parameter = @x},
    %d: tensor<3xf64> {bmc.name = "d"},
    %c0: tensor<3xf64> {bmc.name = "c0"})
    -> tensor<f64> {
  %0 = bmc.maximum %x, %d : tensor<3xf64>
  %1 = bmc.mul %0, %c0 : tensor<3xf64>
  %2 = bmc.sum %1, [0] : tensor<3xf64> -> tensor<f64>
  return %2 : tensor<f64>
}

// -----

func.func @loss(
    %x: tensor<3xf64> {bmc.parameter = @x},
    %d: tensor<3xf64> {bmc.name = "d"},
    %c0: tensor<3xf64> {bmc.name = "c0"})
    -> tensor<f64> {
  %0 = bmc.maximum %d, %x : tensor<3xf64>
  %1 = bmc.mul %0, %c0 : tensor<3xf64>
  %2 = bmc.sum %1, [0] : tensor<3xf64> -> tensor<f64>
  return %2 : tensor<f64>
}
