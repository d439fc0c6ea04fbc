// Gradients of batch norm
// RUN: bmc-opt %s -split-input-file --bmc-differentiate | bmc-eval -split-input-file --gradcheck --dims=B=2
// RUN: bmc-opt %s -split-input-file --bmc-differentiate | bmc-eval -split-input-file --gradcheck --dims=B=3

func.func @loss(
    %x: tensor<2x2x3xf64> {bmc.parameter = @x},
    %c0: tensor<2x2x3xf64> {bmc.name = "c0"})
    -> tensor<f64> {
  %0, %m, %v = bmc.batch_norm %x eps 1.0e-5 : (tensor<2x2x3xf64>) -> (tensor<2x2x3xf64>, tensor<2xf64>, tensor<2xf64>)
  %1 = bmc.mul %0, %c0 : tensor<2x2x3xf64>
  %2 = bmc.sum %1, [0, 1, 2] : tensor<2x2x3xf64> -> tensor<f64>
  return %2 : tensor<f64>
}

// -----

func.func @loss(
    %x: tensor<?x3x2x2xf64, #bmc.dims<"B">> {bmc.parameter = @x},
    %w: tensor<3xf64> {bmc.parameter = @w},
    %b: tensor<3xf64> {bmc.parameter = @b},
    %c0: tensor<?x3x2x2xf64, #bmc.dims<"B">> {bmc.name = "c0"})
    -> tensor<f64> {
  %0, %m, %v = bmc.batch_norm %x weight %w bias %b eps 1.0e-5 : (tensor<?x3x2x2xf64, #bmc.dims<"B">>, tensor<3xf64>, tensor<3xf64>) -> (tensor<?x3x2x2xf64, #bmc.dims<"B">>, tensor<3xf64>, tensor<3xf64>)
  %1 = bmc.mul %0, %c0 : tensor<?x3x2x2xf64, #bmc.dims<"B">>
  %2 = bmc.sum %1, [0, 1, 2, 3] : tensor<?x3x2x2xf64, #bmc.dims<"B">> -> tensor<f64>
  return %2 : tensor<f64>
}

// -----

func.func @loss(
    %x: tensor<?x1x2xf64, #bmc.dims<"B">> {bmc.parameter = @x},
    %w: tensor<1xf64> {bmc.parameter = @w},
    %c0: tensor<?x1x2xf64, #bmc.dims<"B">> {bmc.name = "c0"})
    -> tensor<f64> {
  %0, %m, %v = bmc.batch_norm %x weight %w eps 1.0e-5 : (tensor<?x1x2xf64, #bmc.dims<"B">>, tensor<1xf64>) -> (tensor<?x1x2xf64, #bmc.dims<"B">>, tensor<1xf64>, tensor<1xf64>)
  %1 = bmc.mul %0, %c0 : tensor<?x1x2xf64, #bmc.dims<"B">>
  %2 = bmc.sum %1, [0, 1, 2] : tensor<?x1x2xf64, #bmc.dims<"B">> -> tensor<f64>
  return %2 : tensor<f64>
}

// -----

func.func @loss(
    %x: tensor<2x1x17xf64> {bmc.parameter = @x},
    %w: tensor<1xf64> {bmc.parameter = @w},
    %b: tensor<1xf64> {bmc.parameter = @b},
    %c0: tensor<2x1x17xf64> {bmc.name = "c0"})
    -> tensor<f64> {
  %0, %m, %v = bmc.batch_norm %x weight %w bias %b eps 1.0e-5 : (tensor<2x1x17xf64>, tensor<1xf64>, tensor<1xf64>) -> (tensor<2x1x17xf64>, tensor<1xf64>, tensor<1xf64>)
  %1 = bmc.mul %0, %c0 : tensor<2x1x17xf64>
  %2 = bmc.sum %1, [0, 1, 2] : tensor<2x1x17xf64> -> tensor<f64>
  return %2 : tensor<f64>
}
