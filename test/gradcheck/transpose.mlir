// Gradient of transpose
// RUN: bmc-opt %s -split-input-file --bmc-differentiate | bmc-eval -split-input-file --gradcheck --dims=B=1,S=2
// RUN: bmc-opt %s -split-input-file --bmc-differentiate | bmc-eval -split-input-file --gradcheck --dims=B=2,S=3

func.func @loss(
    %x: tensor<2x3xf64> {bmc.parameter = @x},
    %c0: tensor<3x2xf64> {bmc.name = "c0"})
    -> tensor<f64> {
  %0 = bmc.transpose %x, [1, 0] : tensor<2x3xf64> -> tensor<3x2xf64>
  %1 = bmc.mul %0, %c0 : tensor<3x2xf64>
  %2 = bmc.sum %1, [0, 1] : tensor<3x2xf64> -> tensor<f64>
  return %2 : tensor<f64>
}

// -----

func.func @loss(
    %x: tensor<?x?x2x3xf64, #bmc.dims<"B", "S">> {bmc.parameter = @x},
    %c0: tensor<?x2x?x3xf64, #bmc.dims<"B", "S">> {bmc.name = "c0"})
    -> tensor<f64> {
  %0 = bmc.transpose %x, [0, 2, 1, 3] : tensor<?x?x2x3xf64, #bmc.dims<"B", "S">> -> tensor<?x2x?x3xf64, #bmc.dims<"B", "S">>
  %1 = bmc.mul %0, %c0 : tensor<?x2x?x3xf64, #bmc.dims<"B", "S">>
  %2 = bmc.sum %1, [0, 1, 2, 3] : tensor<?x2x?x3xf64, #bmc.dims<"B", "S">> -> tensor<f64>
  return %2 : tensor<f64>
}

// -----

func.func @loss(
    %x: tensor<1x2x3xf64> {bmc.parameter = @x},
    %c0: tensor<3x1x2xf64> {bmc.name = "c0"})
    -> tensor<f64> {
  %0 = bmc.transpose %x, [2, 0, 1] : tensor<1x2x3xf64> -> tensor<3x1x2xf64>
  %1 = bmc.mul %0, %c0 : tensor<3x1x2xf64>
  %2 = bmc.sum %1, [0, 1, 2] : tensor<3x1x2xf64> -> tensor<f64>
  return %2 : tensor<f64>
}

// -----

func.func @loss(
    %x: tensor<17xf64> {bmc.parameter = @x},
    %c0: tensor<17xf64> {bmc.name = "c0"})
    -> tensor<f64> {
  %0 = bmc.transpose %x, [0] : tensor<17xf64> -> tensor<17xf64>
  %1 = bmc.mul %0, %c0 : tensor<17xf64>
  %2 = bmc.sum %1, [0] : tensor<17xf64> -> tensor<f64>
  return %2 : tensor<f64>
}
