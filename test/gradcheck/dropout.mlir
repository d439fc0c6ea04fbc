// Gradient of dropout with a fixed mask
// RUN: bmc-opt %s -split-input-file --bmc-differentiate | bmc-eval -split-input-file --gradcheck --dims=B=1,S=2
// RUN: bmc-opt %s -split-input-file --bmc-differentiate | bmc-eval -split-input-file --gradcheck --dims=B=2,S=3

func.func @loss(
    %x: tensor<17xf64> {bmc.parameter = @x},
    %rng: tensor<2xi64> {bmc.name = "rng", bmc.value = dense<[42, 3]> : tensor<2xi64>},
    %c0: tensor<17xf64> {bmc.name = "c0"})
    -> tensor<f64> {
  %0 = bmc.dropout %x, %rng p 0.5 stream 1 : tensor<17xf64>, tensor<2xi64>
  %1 = bmc.mul %0, %c0 : tensor<17xf64>
  %2 = bmc.sum %1, [0] : tensor<17xf64> -> tensor<f64>
  return %2 : tensor<f64>
}

// -----

func.func @loss(
    %x: tensor<?x?x3xf64, #bmc.dims<"B", "S">> {bmc.parameter = @x},
    %rng: tensor<2xi64> {bmc.name = "rng", bmc.value = dense<[42, 3]> : tensor<2xi64>},
    %c0: tensor<?x?x3xf64, #bmc.dims<"B", "S">> {bmc.name = "c0"})
    -> tensor<f64> {
  %0 = bmc.dropout %x, %rng p 0.1 stream 1 : tensor<?x?x3xf64, #bmc.dims<"B", "S">>, tensor<2xi64>
  %1 = bmc.mul %0, %c0 : tensor<?x?x3xf64, #bmc.dims<"B", "S">>
  %2 = bmc.sum %1, [0, 1, 2] : tensor<?x?x3xf64, #bmc.dims<"B", "S">> -> tensor<f64>
  return %2 : tensor<f64>
}

// -----

func.func @loss(
    %x: tensor<3xf64> {bmc.parameter = @x},
    %rng: tensor<2xi64> {bmc.name = "rng", bmc.value = dense<[42, 3]> : tensor<2xi64>},
    %c0: tensor<3xf64> {bmc.name = "c0"})
    -> tensor<f64> {
  %0 = bmc.dropout %x, %rng p 0.0 stream 1 : tensor<3xf64>, tensor<2xi64>
  %1 = bmc.mul %0, %c0 : tensor<3xf64>
  %2 = bmc.sum %1, [0] : tensor<3xf64> -> tensor<f64>
  return %2 : tensor<f64>
}
