// Gradient of matmul in every layout
// RUN: bmc-opt %s -split-input-file --bmc-differentiate | bmc-eval -split-input-file --gradcheck --dims=B=1,S=2
// RUN: bmc-opt %s -split-input-file --bmc-differentiate | bmc-eval -split-input-file --gradcheck --dims=B=2,S=3

func.func @loss(
    %a: tensor<2x3xf64> {bmc.parameter = @a},
    %b: tensor<3x4xf64> {bmc.parameter = @b},
    %c0: tensor<2x4xf64> {bmc.name = "c0"})
    -> tensor<f64> {
  %0 = bmc.matmul %a, %b : tensor<2x3xf64>, tensor<3x4xf64> -> tensor<2x4xf64>
  %1 = bmc.mul %0, %c0 : tensor<2x4xf64>
  %2 = bmc.sum %1, [0, 1] : tensor<2x4xf64> -> tensor<f64>
  return %2 : tensor<f64>
}

// -----

func.func @loss(
    %a: tensor<?x2x3xf64, #bmc.dims<"B">> {bmc.parameter = @a},
    %b: tensor<?x3x1xf64, #bmc.dims<"B">> {bmc.parameter = @b},
    %c0: tensor<?x2x1xf64, #bmc.dims<"B">> {bmc.name = "c0"})
    -> tensor<f64> {
  %0 = bmc.matmul %a, %b : tensor<?x2x3xf64, #bmc.dims<"B">>, tensor<?x3x1xf64, #bmc.dims<"B">> -> tensor<?x2x1xf64, #bmc.dims<"B">>
  %1 = bmc.mul %0, %c0 : tensor<?x2x1xf64, #bmc.dims<"B">>
  %2 = bmc.sum %1, [0, 1, 2] : tensor<?x2x1xf64, #bmc.dims<"B">> -> tensor<f64>
  return %2 : tensor<f64>
}

// -----

func.func @loss(
    %a: tensor<?x2x?x3xf64, #bmc.dims<"B", "S">> {bmc.parameter = @a},
    %b: tensor<?x2x3x?xf64, #bmc.dims<"B", "S">> {bmc.parameter = @b},
    %c0: tensor<?x2x?x?xf64, #bmc.dims<"B", "S", "S">> {bmc.name = "c0"})
    -> tensor<f64> {
  %0 = bmc.matmul %a, %b : tensor<?x2x?x3xf64, #bmc.dims<"B", "S">>, tensor<?x2x3x?xf64, #bmc.dims<"B", "S">> -> tensor<?x2x?x?xf64, #bmc.dims<"B", "S", "S">>
  %1 = bmc.mul %0, %c0 : tensor<?x2x?x?xf64, #bmc.dims<"B", "S", "S">>
  %2 = bmc.sum %1, [0, 1, 2, 3] : tensor<?x2x?x?xf64, #bmc.dims<"B", "S", "S">> -> tensor<f64>
  return %2 : tensor<f64>
}

// -----

func.func @loss(
    %a: tensor<2x3xf64> {bmc.parameter = @a},
    %b: tensor<4x3xf64> {bmc.parameter = @b},
    %c0: tensor<2x4xf64> {bmc.name = "c0"})
    -> tensor<f64> {
  %0 = bmc.matmul %a, %b transpose_b : tensor<2x3xf64>, tensor<4x3xf64> -> tensor<2x4xf64>
  %1 = bmc.mul %0, %c0 : tensor<2x4xf64>
  %2 = bmc.sum %1, [0, 1] : tensor<2x4xf64> -> tensor<f64>
  return %2 : tensor<f64>
}

// -----

func.func @loss(
    %a: tensor<?x2x3xf64, #bmc.dims<"B">> {bmc.parameter = @a},
    %b: tensor<?x1x3xf64, #bmc.dims<"B">> {bmc.parameter = @b},
    %c0: tensor<?x2x1xf64, #bmc.dims<"B">> {bmc.name = "c0"})
    -> tensor<f64> {
  %0 = bmc.matmul %a, %b transpose_b : tensor<?x2x3xf64, #bmc.dims<"B">>, tensor<?x1x3xf64, #bmc.dims<"B">> -> tensor<?x2x1xf64, #bmc.dims<"B">>
  %1 = bmc.mul %0, %c0 : tensor<?x2x1xf64, #bmc.dims<"B">>
  %2 = bmc.sum %1, [0, 1, 2] : tensor<?x2x1xf64, #bmc.dims<"B">> -> tensor<f64>
  return %2 : tensor<f64>
}

// -----

func.func @loss(
    %a: tensor<?x2x?x3xf64, #bmc.dims<"B", "S">> {bmc.parameter = @a},
    %b: tensor<?x2x?x3xf64, #bmc.dims<"B", "S">> {bmc.parameter = @b},
    %c0: tensor<?x2x?x?xf64, #bmc.dims<"B", "S", "S">> {bmc.name = "c0"})
    -> tensor<f64> {
  %0 = bmc.matmul %a, %b transpose_b : tensor<?x2x?x3xf64, #bmc.dims<"B", "S">>, tensor<?x2x?x3xf64, #bmc.dims<"B", "S">> -> tensor<?x2x?x?xf64, #bmc.dims<"B", "S", "S">>
  %1 = bmc.mul %0, %c0 : tensor<?x2x?x?xf64, #bmc.dims<"B", "S", "S">>
  %2 = bmc.sum %1, [0, 1, 2, 3] : tensor<?x2x?x?xf64, #bmc.dims<"B", "S", "S">> -> tensor<f64>
  return %2 : tensor<f64>
}

// -----

func.func @loss(
    %a: tensor<3x2xf64> {bmc.parameter = @a},
    %b: tensor<3x4xf64> {bmc.parameter = @b},
    %c0: tensor<2x4xf64> {bmc.name = "c0"})
    -> tensor<f64> {
  %0 = bmc.matmul %a, %b transpose_a : tensor<3x2xf64>, tensor<3x4xf64> -> tensor<2x4xf64>
  %1 = bmc.mul %0, %c0 : tensor<2x4xf64>
  %2 = bmc.sum %1, [0, 1] : tensor<2x4xf64> -> tensor<f64>
  return %2 : tensor<f64>
}

// -----

func.func @loss(
    %a: tensor<?x3x2xf64, #bmc.dims<"B">> {bmc.parameter = @a},
    %b: tensor<?x3x1xf64, #bmc.dims<"B">> {bmc.parameter = @b},
    %c0: tensor<?x2x1xf64, #bmc.dims<"B">> {bmc.name = "c0"})
    -> tensor<f64> {
  %0 = bmc.matmul %a, %b transpose_a : tensor<?x3x2xf64, #bmc.dims<"B">>, tensor<?x3x1xf64, #bmc.dims<"B">> -> tensor<?x2x1xf64, #bmc.dims<"B">>
  %1 = bmc.mul %0, %c0 : tensor<?x2x1xf64, #bmc.dims<"B">>
  %2 = bmc.sum %1, [0, 1, 2] : tensor<?x2x1xf64, #bmc.dims<"B">> -> tensor<f64>
  return %2 : tensor<f64>
}

// -----

func.func @loss(
    %a: tensor<?x2x3x?xf64, #bmc.dims<"B", "S">> {bmc.parameter = @a},
    %b: tensor<?x2x3x?xf64, #bmc.dims<"B", "S">> {bmc.parameter = @b},
    %c0: tensor<?x2x?x?xf64, #bmc.dims<"B", "S", "S">> {bmc.name = "c0"})
    -> tensor<f64> {
  %0 = bmc.matmul %a, %b transpose_a : tensor<?x2x3x?xf64, #bmc.dims<"B", "S">>, tensor<?x2x3x?xf64, #bmc.dims<"B", "S">> -> tensor<?x2x?x?xf64, #bmc.dims<"B", "S", "S">>
  %1 = bmc.mul %0, %c0 : tensor<?x2x?x?xf64, #bmc.dims<"B", "S", "S">>
  %2 = bmc.sum %1, [0, 1, 2, 3] : tensor<?x2x?x?xf64, #bmc.dims<"B", "S", "S">> -> tensor<f64>
  return %2 : tensor<f64>
}

// -----

func.func @loss(
    %a: tensor<3x2xf64> {bmc.parameter = @a},
    %b: tensor<4x3xf64> {bmc.parameter = @b},
    %c0: tensor<2x4xf64> {bmc.name = "c0"})
    -> tensor<f64> {
  %0 = bmc.matmul %a, %b transpose_a transpose_b : tensor<3x2xf64>, tensor<4x3xf64> -> tensor<2x4xf64>
  %1 = bmc.mul %0, %c0 : tensor<2x4xf64>
  %2 = bmc.sum %1, [0, 1] : tensor<2x4xf64> -> tensor<f64>
  return %2 : tensor<f64>
}

// -----

func.func @loss(
    %a: tensor<?x3x2xf64, #bmc.dims<"B">> {bmc.parameter = @a},
    %b: tensor<?x1x3xf64, #bmc.dims<"B">> {bmc.parameter = @b},
    %c0: tensor<?x2x1xf64, #bmc.dims<"B">> {bmc.name = "c0"})
    -> tensor<f64> {
  %0 = bmc.matmul %a, %b transpose_a transpose_b : tensor<?x3x2xf64, #bmc.dims<"B">>, tensor<?x1x3xf64, #bmc.dims<"B">> -> tensor<?x2x1xf64, #bmc.dims<"B">>
  %1 = bmc.mul %0, %c0 : tensor<?x2x1xf64, #bmc.dims<"B">>
  %2 = bmc.sum %1, [0, 1, 2] : tensor<?x2x1xf64, #bmc.dims<"B">> -> tensor<f64>
  return %2 : tensor<f64>
}

// -----

func.func @loss(
    %a: tensor<?x2x3x?xf64, #bmc.dims<"B", "S">> {bmc.parameter = @a},
    %b: tensor<?x2x?x3xf64, #bmc.dims<"B", "S">> {bmc.parameter = @b},
    %c0: tensor<?x2x?x?xf64, #bmc.dims<"B", "S", "S">> {bmc.name = "c0"})
    -> tensor<f64> {
  %0 = bmc.matmul %a, %b transpose_a transpose_b : tensor<?x2x3x?xf64, #bmc.dims<"B", "S">>, tensor<?x2x?x3xf64, #bmc.dims<"B", "S">> -> tensor<?x2x?x?xf64, #bmc.dims<"B", "S", "S">>
  %1 = bmc.mul %0, %c0 : tensor<?x2x?x?xf64, #bmc.dims<"B", "S", "S">>
  %2 = bmc.sum %1, [0, 1, 2, 3] : tensor<?x2x?x?xf64, #bmc.dims<"B", "S", "S">> -> tensor<f64>
  return %2 : tensor<f64>
}
