// Gradient of matmul whose right operand meets every row, and long ones
// RUN: bmc-opt %s -split-input-file --bmc-differentiate | bmc-eval -split-input-file --gradcheck --dims=B=1,S=2
// RUN: bmc-opt %s -split-input-file --bmc-differentiate | bmc-eval -split-input-file --gradcheck --dims=B=2,S=3

func.func @loss(
    %a: tensor<3xf64> {bmc.parameter = @a},
    %b: tensor<3x2xf64> {bmc.parameter = @b},
    %c0: tensor<2xf64> {bmc.name = "c0"})
    -> tensor<f64> {
  %0 = bmc.matmul %a, %b : tensor<3xf64>, tensor<3x2xf64> -> tensor<2xf64>
  %1 = bmc.mul %0, %c0 : tensor<2xf64>
  %2 = bmc.sum %1, [0] : tensor<2xf64> -> tensor<f64>
  return %2 : tensor<f64>
}

// -----

func.func @loss(
    %a: tensor<?x?x3xf64, #bmc.dims<"B", "S">> {bmc.parameter = @a},
    %b: tensor<3x2xf64> {bmc.parameter = @b},
    %c0: tensor<?x?x2xf64, #bmc.dims<"B", "S">> {bmc.name = "c0"})
    -> tensor<f64> {
  %0 = bmc.matmul %a, %b : tensor<?x?x3xf64, #bmc.dims<"B", "S">>, tensor<3x2xf64> -> tensor<?x?x2xf64, #bmc.dims<"B", "S">>
  %1 = bmc.mul %0, %c0 : tensor<?x?x2xf64, #bmc.dims<"B", "S">>
  %2 = bmc.sum %1, [0, 1, 2] : tensor<?x?x2xf64, #bmc.dims<"B", "S">> -> tensor<f64>
  return %2 : tensor<f64>
}

// -----

func.func @loss(
    %a: tensor<3xf64> {bmc.parameter = @a},
    %b: tensor<2x3xf64> {bmc.parameter = @b},
    %c0: tensor<2xf64> {bmc.name = "c0"})
    -> tensor<f64> {
  %0 = bmc.matmul %a, %b transpose_b : tensor<3xf64>, tensor<2x3xf64> -> tensor<2xf64>
  %1 = bmc.mul %0, %c0 : tensor<2xf64>
  %2 = bmc.sum %1, [0] : tensor<2xf64> -> tensor<f64>
  return %2 : tensor<f64>
}

// -----

func.func @loss(
    %a: tensor<?x?x3xf64, #bmc.dims<"B", "S">> {bmc.parameter = @a},
    %b: tensor<2x3xf64> {bmc.parameter = @b},
    %c0: tensor<?x?x2xf64, #bmc.dims<"B", "S">> {bmc.name = "c0"})
    -> tensor<f64> {
  %0 = bmc.matmul %a, %b transpose_b : tensor<?x?x3xf64, #bmc.dims<"B", "S">>, tensor<2x3xf64> -> tensor<?x?x2xf64, #bmc.dims<"B", "S">>
  %1 = bmc.mul %0, %c0 : tensor<?x?x2xf64, #bmc.dims<"B", "S">>
  %2 = bmc.sum %1, [0, 1, 2] : tensor<?x?x2xf64, #bmc.dims<"B", "S">> -> tensor<f64>
  return %2 : tensor<f64>
}

// -----

func.func @loss(
    %a: tensor<1x17xf64> {bmc.parameter = @a},
    %b: tensor<17x1xf64> {bmc.parameter = @b},
    %c0: tensor<1x1xf64> {bmc.name = "c0"})
    -> tensor<f64> {
  %0 = bmc.matmul %a, %b : tensor<1x17xf64>, tensor<17x1xf64> -> tensor<1x1xf64>
  %1 = bmc.mul %0, %c0 : tensor<1x1xf64>
  %2 = bmc.sum %1, [0, 1] : tensor<1x1xf64> -> tensor<f64>
  return %2 : tensor<f64>
}

// -----

func.func @loss(
    %a: tensor<1x1xf64> {bmc.parameter = @a},
    %b: tensor<1x127xf64> {bmc.parameter = @b},
    %c0: tensor<1x127xf64> {bmc.name = "c0"})
    -> tensor<f64> {
  %0 = bmc.matmul %a, %b : tensor<1x1xf64>, tensor<1x127xf64> -> tensor<1x127xf64>
  %1 = bmc.mul %0, %c0 : tensor<1x127xf64>
  %2 = bmc.sum %1, [0, 1] : tensor<1x127xf64> -> tensor<f64>
  return %2 : tensor<f64>
}
