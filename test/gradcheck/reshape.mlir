// Gradient of reshape
// RUN: bmc-opt %s -split-input-file --bmc-differentiate | bmc-eval -split-input-file --gradcheck --dims=B=1,S=2
// RUN: bmc-opt %s -split-input-file --bmc-differentiate | bmc-eval -split-input-file --gradcheck --dims=B=2,S=3

func.func @loss(
    %x: tensor<2x6xf64> {bmc.parameter = @x},
    %c0: tensor<2x2x3xf64> {bmc.name = "c0"})
    -> tensor<f64> {
  %0 = bmc.reshape %x : tensor<2x6xf64> -> tensor<2x2x3xf64>
  %1 = bmc.mul %0, %c0 : tensor<2x2x3xf64>
  %2 = bmc.sum %1, [0, 1, 2] : tensor<2x2x3xf64> -> tensor<f64>
  return %2 : tensor<f64>
}

// -----

func.func @loss(
    %x: tensor<?x2x3xf64, #bmc.dims<"B">> {bmc.parameter = @x},
    %c0: tensor<?x6xf64, #bmc.dims<"B">> {bmc.name = "c0"})
    -> tensor<f64> {
  %0 = bmc.reshape %x : tensor<?x2x3xf64, #bmc.dims<"B">> -> tensor<?x6xf64, #bmc.dims<"B">>
  %1 = bmc.mul %0, %c0 : tensor<?x6xf64, #bmc.dims<"B">>
  %2 = bmc.sum %1, [0, 1] : tensor<?x6xf64, #bmc.dims<"B">> -> tensor<f64>
  return %2 : tensor<f64>
}

// -----

func.func @loss(
    %x: tensor<1xf64> {bmc.parameter = @x})
    -> tensor<f64> {
  %0 = bmc.reshape %x : tensor<1xf64> -> tensor<f64>
  return %0 : tensor<f64>
}

// -----

func.func @loss(
    %x: tensor<?x?x17xf64, #bmc.dims<"B", "S">> {bmc.parameter = @x},
    %c0: tensor<?x?x17x1xf64, #bmc.dims<"B", "S">> {bmc.name = "c0"})
    -> tensor<f64> {
  %0 = bmc.reshape %x : tensor<?x?x17xf64, #bmc.dims<"B", "S">> -> tensor<?x?x17x1xf64, #bmc.dims<"B", "S">>
  %1 = bmc.mul %0, %c0 : tensor<?x?x17x1xf64, #bmc.dims<"B", "S">>
  %2 = bmc.sum %1, [0, 1, 2, 3] : tensor<?x?x17x1xf64, #bmc.dims<"B", "S">> -> tensor<f64>
  return %2 : tensor<f64>
}
