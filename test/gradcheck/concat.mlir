// Gradient of concat
// RUN: bmc-opt %s -split-input-file --bmc-differentiate | bmc-eval -split-input-file --gradcheck --dims=B=1,S=2
// RUN: bmc-opt %s -split-input-file --bmc-differentiate | bmc-eval -split-input-file --gradcheck --dims=B=2,S=3

func.func @loss(
    %x0: tensor<3xf64> {bmc.parameter = @x0},
    %c0: tensor<3xf64> {bmc.name = "c0"})
    -> tensor<f64> {
  %0 = bmc.concat %x0 axis 0 : tensor<3xf64> -> tensor<3xf64>
  %1 = bmc.mul %0, %c0 : tensor<3xf64>
  %2 = bmc.sum %1, [0] : tensor<3xf64> -> tensor<f64>
  return %2 : tensor<f64>
}

// -----

func.func @loss(
    %x0: tensor<2xf64> {bmc.parameter = @x0},
    %x1: tensor<1xf64> {bmc.parameter = @x1},
    %x2: tensor<3xf64> {bmc.parameter = @x2},
    %c0: tensor<6xf64> {bmc.name = "c0"})
    -> tensor<f64> {
  %0 = bmc.concat %x0, %x1, %x2 axis 0 : tensor<2xf64>, tensor<1xf64>, tensor<3xf64> -> tensor<6xf64>
  %1 = bmc.mul %0, %c0 : tensor<6xf64>
  %2 = bmc.sum %1, [0] : tensor<6xf64> -> tensor<f64>
  return %2 : tensor<f64>
}

// -----

func.func @loss(
    %x0: tensor<?x1xf64, #bmc.dims<"B">> {bmc.parameter = @x0},
    %x1: tensor<?x2xf64, #bmc.dims<"B">> {bmc.parameter = @x1},
    %c0: tensor<?x3xf64, #bmc.dims<"B">> {bmc.name = "c0"})
    -> tensor<f64> {
  %0 = bmc.concat %x0, %x1 axis 1 : tensor<?x1xf64, #bmc.dims<"B">>, tensor<?x2xf64, #bmc.dims<"B">> -> tensor<?x3xf64, #bmc.dims<"B">>
  %1 = bmc.mul %0, %c0 : tensor<?x3xf64, #bmc.dims<"B">>
  %2 = bmc.sum %1, [0, 1] : tensor<?x3xf64, #bmc.dims<"B">> -> tensor<f64>
  return %2 : tensor<f64>
}

// -----

func.func @loss(
    %x0: tensor<2x1x2xf64> {bmc.parameter = @x0},
    %x1: tensor<2x3x2xf64> {bmc.parameter = @x1},
    %c0: tensor<2x4x2xf64> {bmc.name = "c0"})
    -> tensor<f64> {
  %0 = bmc.concat %x0, %x1 axis 1 : tensor<2x1x2xf64>, tensor<2x3x2xf64> -> tensor<2x4x2xf64>
  %1 = bmc.mul %0, %c0 : tensor<2x4x2xf64>
  %2 = bmc.sum %1, [0, 1, 2] : tensor<2x4x2xf64> -> tensor<f64>
  return %2 : tensor<f64>
}

// -----

func.func @loss(
    %x: tensor<2xf64> {bmc.parameter = @x},
    %c0: tensor<4xf64> {bmc.name = "c0"})
    -> tensor<f64> {
  %0 = bmc.concat %x, %x axis 0 : tensor<2xf64>, tensor<2xf64> -> tensor<4xf64>
  %1 = bmc.mul %0, %c0 : tensor<4xf64>
  %2 = bmc.sum %1, [0] : tensor<4xf64> -> tensor<f64>
  return %2 : tensor<f64>
}
