// Gradient of select
// RUN: bmc-opt %s -split-input-file --bmc-differentiate | bmc-eval -split-input-file --gradcheck --dims=B=1,S=2
// RUN: bmc-opt %s -split-input-file --bmc-differentiate | bmc-eval -split-input-file --gradcheck --dims=B=2,S=3

func.func @loss(
    %a: tensor<1xf64> {bmc.parameter = @a},
    %b: tensor<1xf64> {bmc.parameter = @b},
    %k: tensor<1xf64> {bmc.name = "k"},
    %c0: tensor<1xf64> {bmc.name = "c0"})
    -> tensor<f64> {
  %0 = bmc.constant 0.0 : tensor<1xf64>
  %1 = bmc.compare gt, %k, %0 : tensor<1xf64>
  %2 = bmc.select %1, %a, %b : tensor<1xi1>, tensor<1xf64>
  %3 = bmc.mul %2, %c0 : tensor<1xf64>
  %4 = bmc.sum %3, [0] : tensor<1xf64> -> tensor<f64>
  return %4 : tensor<f64>
}

// -----

func.func @loss(
    %a: tensor<2x3xf64> {bmc.parameter = @a},
    %b: tensor<2x3xf64> {bmc.parameter = @b},
    %k: tensor<2x3xf64> {bmc.name = "k"},
    %c0: tensor<2x3xf64> {bmc.name = "c0"})
    -> tensor<f64> {
  %0 = bmc.constant 0.0 : tensor<2x3xf64>
  %1 = bmc.compare gt, %k, %0 : tensor<2x3xf64>
  %2 = bmc.select %1, %a, %b : tensor<2x3xi1>, tensor<2x3xf64>
  %3 = bmc.mul %2, %c0 : tensor<2x3xf64>
  %4 = bmc.sum %3, [0, 1] : tensor<2x3xf64> -> tensor<f64>
  return %4 : tensor<f64>
}

// -----

func.func @loss(
    %a: tensor<17xf64> {bmc.parameter = @a},
    %b: tensor<17xf64> {bmc.parameter = @b},
    %k: tensor<17xf64> {bmc.name = "k"},
    %c0: tensor<17xf64> {bmc.name = "c0"})
    -> tensor<f64> {
  %0 = bmc.constant 0.0 : tensor<17xf64>
  %1 = bmc.compare gt, %k, %0 : tensor<17xf64>
  %2 = bmc.select %1, %a, %b : tensor<17xi1>, tensor<17xf64>
  %3 = bmc.mul %2, %c0 : tensor<17xf64>
  %4 = bmc.sum %3, [0] : tensor<17xf64> -> tensor<f64>
  return %4 : tensor<f64>
}

// -----

func.func @loss(
    %a: tensor<?x?x2xf64, #bmc.dims<"B", "S">> {bmc.parameter = @a},
    %b: tensor<?x?x2xf64, #bmc.dims<"B", "S">> {bmc.parameter = @b},
    %k: tensor<?x?x2xf64, #bmc.dims<"B", "S">> {bmc.name = "k"},
    %c0: tensor<?x?x2xf64, #bmc.dims<"B", "S">> {bmc.name = "c0"})
    -> tensor<f64> {
  %0 = bmc.constant 0.0 : tensor<?x?x2xf64, #bmc.dims<"B", "S">>
  %1 = bmc.compare gt, %k, %0 : tensor<?x?x2xf64, #bmc.dims<"B", "S">>
  %2 = bmc.select %1, %a, %b : tensor<?x?x2xi1, #bmc.dims<"B", "S">>, tensor<?x?x2xf64, #bmc.dims<"B", "S">>
  %3 = bmc.mul %2, %c0 : tensor<?x?x2xf64, #bmc.dims<"B", "S">>
  %4 = bmc.sum %3, [0, 1, 2] : tensor<?x?x2xf64, #bmc.dims<"B", "S">> -> tensor<f64>
  return %4 : tensor<f64>
}

// -----

func.func @loss(
    %a: tensor<17xf64> {bmc.parameter = @a},
    %b: tensor<17xf64> {bmc.parameter = @b},
    %c0: tensor<17xf64> {bmc.name = "c0"})
    -> tensor<f64> {
  %0 = bmc.compare lt, %a, %b : tensor<17xf64>
  %1 = bmc.select %0, %a, %b : tensor<17xi1>, tensor<17xf64>
  %2 = bmc.mul %1, %c0 : tensor<17xf64>
  %3 = bmc.sum %2, [0] : tensor<17xf64> -> tensor<f64>
  return %3 : tensor<f64>
}
