// Gradient of select_row, counted from either end
// RUN: bmc-opt %s -split-input-file --bmc-differentiate | bmc-eval -split-input-file --gradcheck --dims=B=1,S=1
// RUN: bmc-opt %s -split-input-file --bmc-differentiate | bmc-eval -split-input-file --gradcheck --dims=B=2,S=3

func.func @loss(
    %x: tensor<?x?x2xf64, #bmc.dims<"B", "S">> {bmc.parameter = @x},
    %c0: tensor<?x2xf64, #bmc.dims<"B">> {bmc.name = "c0"})
    -> tensor<f64> {
  %i = bmc.constant 0.0 : tensor<i32>
  %0 = bmc.select_row %x, %i axis 1 : (tensor<?x?x2xf64, #bmc.dims<"B", "S">>, tensor<i32>) -> tensor<?x2xf64, #bmc.dims<"B">>
  %1 = bmc.mul %0, %c0 : tensor<?x2xf64, #bmc.dims<"B">>
  %2 = bmc.sum %1, [0, 1] : tensor<?x2xf64, #bmc.dims<"B">> -> tensor<f64>
  return %2 : tensor<f64>
}

// -----

func.func @loss(
    %x: tensor<?x?x2xf64, #bmc.dims<"B", "S">> {bmc.parameter = @x},
    %c0: tensor<?x2xf64, #bmc.dims<"B">> {bmc.name = "c0"})
    -> tensor<f64> {
  %i = bmc.constant 0.0 : tensor<i32>
  %0 = bmc.select_row %x, %i axis 1 from_end : (tensor<?x?x2xf64, #bmc.dims<"B", "S">>, tensor<i32>) -> tensor<?x2xf64, #bmc.dims<"B">>
  %1 = bmc.mul %0, %c0 : tensor<?x2xf64, #bmc.dims<"B">>
  %2 = bmc.sum %1, [0, 1] : tensor<?x2xf64, #bmc.dims<"B">> -> tensor<f64>
  return %2 : tensor<f64>
}

// -----

func.func @loss(
    %x: tensor<?x?x2xf64, #bmc.dims<"B", "S">> {bmc.parameter = @x},
    %c0: tensor<?x2xf64, #bmc.dims<"S">> {bmc.name = "c0"})
    -> tensor<f64> {
  %i = bmc.constant 0.0 : tensor<i32>
  %0 = bmc.select_row %x, %i axis 0 from_end : (tensor<?x?x2xf64, #bmc.dims<"B", "S">>, tensor<i32>) -> tensor<?x2xf64, #bmc.dims<"S">>
  %1 = bmc.mul %0, %c0 : tensor<?x2xf64, #bmc.dims<"S">>
  %2 = bmc.sum %1, [0, 1] : tensor<?x2xf64, #bmc.dims<"S">> -> tensor<f64>
  return %2 : tensor<f64>
}

// -----

func.func @loss(
    %x: tensor<?x?x2xf64, #bmc.dims<"B", "S">> {bmc.parameter = @x},
    %c0: tensor<?x?xf64, #bmc.dims<"B", "S">> {bmc.name = "c0"})
    -> tensor<f64> {
  %i = bmc.constant 0.0 : tensor<i32>
  %0 = bmc.select_row %x, %i axis 2 : (tensor<?x?x2xf64, #bmc.dims<"B", "S">>, tensor<i32>) -> tensor<?x?xf64, #bmc.dims<"B", "S">>
  %1 = bmc.mul %0, %c0 : tensor<?x?xf64, #bmc.dims<"B", "S">>
  %2 = bmc.sum %1, [0, 1] : tensor<?x?xf64, #bmc.dims<"B", "S">> -> tensor<f64>
  return %2 : tensor<f64>
}
