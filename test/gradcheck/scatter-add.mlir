// Gradient of scatter_add: repeated positions, a run-time axis
// RUN: bmc-opt %s -split-input-file --bmc-differentiate | bmc-eval -split-input-file --gradcheck --dims=B=1,S=1
// RUN: bmc-opt %s -split-input-file --bmc-differentiate | bmc-eval -split-input-file --gradcheck --dims=B=2,S=3

func.func @loss(
    %x: tensor<1x1xf64> {bmc.parameter = @x},
    %i: tensor<1x1xi32> {bmc.name = "i", bmc.value = dense<[[0]]> : tensor<1x1xi32>},
    %c0: tensor<1x1xf64> {bmc.name = "c0"})
    -> tensor<f64> {
  %0 = bmc.scatter_add %x, %i : tensor<1x1xf64>, tensor<1x1xi32> -> tensor<1x1xf64>
  %1 = bmc.mul %0, %c0 : tensor<1x1xf64>
  %2 = bmc.sum %1, [0, 1] : tensor<1x1xf64> -> tensor<f64>
  return %2 : tensor<f64>
}

// -----

func.func @loss(
    %x: tensor<2x4xf64> {bmc.parameter = @x},
    %i: tensor<2x4xi32> {bmc.name = "i", bmc.value = dense<[[2, 0, 0, 1], [1, 1, 1, 1]]> : tensor<2x4xi32>},
    %c0: tensor<2x3xf64> {bmc.name = "c0"})
    -> tensor<f64> {
  %0 = bmc.scatter_add %x, %i : tensor<2x4xf64>, tensor<2x4xi32> -> tensor<2x3xf64>
  %1 = bmc.mul %0, %c0 : tensor<2x3xf64>
  %2 = bmc.mul %1, %0 : tensor<2x3xf64>
  %3 = bmc.sum %2, [0, 1] : tensor<2x3xf64> -> tensor<f64>
  return %3 : tensor<f64>
}

// -----

func.func @loss(
    %x: tensor<?x?xf64, #bmc.dims<"B", "S">> {bmc.parameter = @x},
    %y: tensor<?x?xf64, #bmc.dims<"B", "S">> {bmc.name = "y"},
    %c0: tensor<?x?xf64, #bmc.dims<"B", "S">> {bmc.name = "c0"})
    -> tensor<f64> {
  %i = bmc.argsort %y : tensor<?x?xf64, #bmc.dims<"B", "S">> -> tensor<?x?xi32, #bmc.dims<"B", "S">>
  %0 = bmc.scatter_add %x, %i : tensor<?x?xf64, #bmc.dims<"B", "S">>, tensor<?x?xi32, #bmc.dims<"B", "S">> -> tensor<?x?xf64, #bmc.dims<"B", "S">>
  %1 = bmc.mul %0, %c0 : tensor<?x?xf64, #bmc.dims<"B", "S">>
  %2 = bmc.sum %1, [0, 1] : tensor<?x?xf64, #bmc.dims<"B", "S">> -> tensor<f64>
  return %2 : tensor<f64>
}
