// Gradient of fmod between its jumps
// RUN: bmc-opt %s -split-input-file --bmc-differentiate | bmc-eval -split-input-file --gradcheck --dims=B=1,S=2
// RUN: bmc-opt %s -split-input-file --bmc-differentiate | bmc-eval -split-input-file --gradcheck --dims=B=2,S=3

func.func @loss(
    %a: tensor<1xf64> {bmc.parameter = @a},
    %b: tensor<1xf64> {bmc.parameter = @b},
    %c0: tensor<1xf64> {bmc.name = "c0"})
    -> tensor<f64> {
  %0 = bmc.mul %b, %b : tensor<1xf64>
  %1 = bmc.constant 0.4 : tensor<1xf64>
  %2 = bmc.add %0, %1 : tensor<1xf64>
  %3 = bmc.fmod %a, %2 : tensor<1xf64>
  %4 = bmc.mul %3, %c0 : tensor<1xf64>
  %5 = bmc.sum %4, [0] : tensor<1xf64> -> tensor<f64>
  return %5 : tensor<f64>
}

// -----

func.func @loss(
    %a: tensor<2x3xf64> {bmc.parameter = @a},
    %b: tensor<2x3xf64> {bmc.parameter = @b},
    %c0: tensor<2x3xf64> {bmc.name = "c0"})
    -> tensor<f64> {
  %0 = bmc.mul %b, %b : tensor<2x3xf64>
  %1 = bmc.constant 0.4 : tensor<2x3xf64>
  %2 = bmc.add %0, %1 : tensor<2x3xf64>
  %3 = bmc.fmod %a, %2 : tensor<2x3xf64>
  %4 = bmc.mul %3, %c0 : tensor<2x3xf64>
  %5 = bmc.sum %4, [0, 1] : tensor<2x3xf64> -> tensor<f64>
  return %5 : tensor<f64>
}

// -----

func.func @loss(
    %a: tensor<17xf64> {bmc.parameter = @a},
    %b: tensor<17xf64> {bmc.parameter = @b},
    %c0: tensor<17xf64> {bmc.name = "c0"})
    -> tensor<f64> {
  %0 = bmc.mul %b, %b : tensor<17xf64>
  %1 = bmc.constant 0.4 : tensor<17xf64>
  %2 = bmc.add %0, %1 : tensor<17xf64>
  %3 = bmc.fmod %a, %2 : tensor<17xf64>
  %4 = bmc.mul %3, %c0 : tensor<17xf64>
  %5 = bmc.sum %4, [0] : tensor<17xf64> -> tensor<f64>
  return %5 : tensor<f64>
}

// -----

func.func @loss(
    %a: tensor<?x?x2xf64, #bmc.dims<"B", "S">> {bmc.parameter = @a},
    %b: tensor<?x?x2xf64, #bmc.dims<"B", "S">> {bmc.parameter = @b},
    %c0: tensor<?x?x2xf64, #bmc.dims<"B", "S">> {bmc.name = "c0"})
    -> tensor<f64> {
  %0 = bmc.mul %b, %b : tensor<?x?x2xf64, #bmc.dims<"B", "S">>
  %1 = bmc.constant 0.4 : tensor<?x?x2xf64, #bmc.dims<"B", "S">>
  %2 = bmc.add %0, %1 : tensor<?x?x2xf64, #bmc.dims<"B", "S">>
  %3 = bmc.fmod %a, %2 : tensor<?x?x2xf64, #bmc.dims<"B", "S">>
  %4 = bmc.mul %3, %c0 : tensor<?x?x2xf64, #bmc.dims<"B", "S">>
  %5 = bmc.sum %4, [0, 1, 2] : tensor<?x?x2xf64, #bmc.dims<"B", "S">> -> tensor<f64>
  return %5 : tensor<f64>
}
