// Gradient of log_softmax
// RUN: bmc-opt %s -split-input-file --bmc-differentiate | bmc-eval -split-input-file --gradcheck --dims=B=1,S=2
// RUN: bmc-opt %s -split-input-file --bmc-differentiate | bmc-eval -split-input-file --gradcheck --dims=B=2,S=3

func.func @loss(
    %x: tensor<1xf64> {bmc.parameter = @x},
    %c0: tensor<1xf64> {bmc.name = "c0"})
    -> tensor<f64> {
  %0 = bmc.log_softmax %x : tensor<1xf64>
  %1 = bmc.mul %0, %c0 : tensor<1xf64>
  %2 = bmc.sum %1, [0] : tensor<1xf64> -> tensor<f64>
  return %2 : tensor<f64>
}

// -----

func.func @loss(
    %x: tensor<2xf64> {bmc.parameter = @x},
    %c0: tensor<2xf64> {bmc.name = "c0"})
    -> tensor<f64> {
  %0 = bmc.log_softmax %x : tensor<2xf64>
  %1 = bmc.mul %0, %c0 : tensor<2xf64>
  %2 = bmc.sum %1, [0] : tensor<2xf64> -> tensor<f64>
  return %2 : tensor<f64>
}

// -----

func.func @loss(
    %x: tensor<?x3xf64, #bmc.dims<"B">> {bmc.parameter = @x},
    %c0: tensor<?x3xf64, #bmc.dims<"B">> {bmc.name = "c0"})
    -> tensor<f64> {
  %0 = bmc.log_softmax %x : tensor<?x3xf64, #bmc.dims<"B">>
  %1 = bmc.mul %0, %c0 : tensor<?x3xf64, #bmc.dims<"B">>
  %2 = bmc.sum %1, [0, 1] : tensor<?x3xf64, #bmc.dims<"B">> -> tensor<f64>
  return %2 : tensor<f64>
}

// -----

func.func @loss(
    %x: tensor<?x?x17xf64, #bmc.dims<"B", "S">> {bmc.parameter = @x},
    %c0: tensor<?x?x17xf64, #bmc.dims<"B", "S">> {bmc.name = "c0"})
    -> tensor<f64> {
  %0 = bmc.log_softmax %x : tensor<?x?x17xf64, #bmc.dims<"B", "S">>
  %1 = bmc.mul %0, %c0 : tensor<?x?x17xf64, #bmc.dims<"B", "S">>
  %2 = bmc.sum %1, [0, 1, 2] : tensor<?x?x17xf64, #bmc.dims<"B", "S">> -> tensor<f64>
  return %2 : tensor<f64>
}

// -----

func.func @loss(
    %x: tensor<2x127xf64> {bmc.parameter = @x},
    %c0: tensor<2x127xf64> {bmc.name = "c0"})
    -> tensor<f64> {
  %0 = bmc.log_softmax %x : tensor<2x127xf64>
  %1 = bmc.mul %0, %c0 : tensor<2x127xf64>
  %2 = bmc.sum %1, [0, 1] : tensor<2x127xf64> -> tensor<f64>
  return %2 : tensor<f64>
}
