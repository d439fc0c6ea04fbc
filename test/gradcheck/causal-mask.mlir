// Gradient of causal_mask, also under softmax
// RUN: bmc-opt %s -split-input-file --bmc-differentiate | bmc-eval -split-input-file --gradcheck --dims=B=1,S=2
// RUN: bmc-opt %s -split-input-file --bmc-differentiate | bmc-eval -split-input-file --gradcheck --dims=B=2,S=3

func.func @loss(
    %x: tensor<1x1xf64> {bmc.parameter = @x},
    %c0: tensor<1x1xf64> {bmc.name = "c0"})
    -> tensor<f64> {
  %0 = bmc.causal_mask %x fill -1.0 : tensor<1x1xf64>
  %1 = bmc.mul %0, %c0 : tensor<1x1xf64>
  %2 = bmc.sum %1, [0, 1] : tensor<1x1xf64> -> tensor<f64>
  return %2 : tensor<f64>
}

// -----

func.func @loss(
    %x: tensor<3x3xf64> {bmc.parameter = @x},
    %c0: tensor<3x3xf64> {bmc.name = "c0"})
    -> tensor<f64> {
  %0 = bmc.causal_mask %x fill -1.0 : tensor<3x3xf64>
  %1 = bmc.mul %0, %c0 : tensor<3x3xf64>
  %2 = bmc.sum %1, [0, 1] : tensor<3x3xf64> -> tensor<f64>
  return %2 : tensor<f64>
}

// -----

func.func @loss(
    %x: tensor<?x?x?xf64, #bmc.dims<"B", "S", "S">> {bmc.parameter = @x},
    %c0: tensor<?x?x?xf64, #bmc.dims<"B", "S", "S">> {bmc.name = "c0"})
    -> tensor<f64> {
  %0 = bmc.causal_mask %x fill -1.0 : tensor<?x?x?xf64, #bmc.dims<"B", "S", "S">>
  %1 = bmc.mul %0, %c0 : tensor<?x?x?xf64, #bmc.dims<"B", "S", "S">>
  %2 = bmc.sum %1, [0, 1, 2] : tensor<?x?x?xf64, #bmc.dims<"B", "S", "S">> -> tensor<f64>
  return %2 : tensor<f64>
}

// -----

func.func @loss(
    %x: tensor<2x4xf64> {bmc.parameter = @x},
    %c0: tensor<2x4xf64> {bmc.name = "c0"})
    -> tensor<f64> {
  %0 = bmc.causal_mask %x fill -1.0 : tensor<2x4xf64>
  %1 = bmc.mul %0, %c0 : tensor<2x4xf64>
  %2 = bmc.sum %1, [0, 1] : tensor<2x4xf64> -> tensor<f64>
  return %2 : tensor<f64>
}

// -----

func.func @loss(
    %x: tensor<3x2xf64> {bmc.parameter = @x},
    %c0: tensor<3x2xf64> {bmc.name = "c0"})
    -> tensor<f64> {
  %0 = bmc.causal_mask %x fill -1.0 : tensor<3x2xf64>
  %1 = bmc.mul %0, %c0 : tensor<3x2xf64>
  %2 = bmc.sum %1, [0, 1] : tensor<3x2xf64> -> tensor<f64>
  return %2 : tensor<f64>
}

// -----

func.func @loss(
    %x: tensor<?x?x?xf64, #bmc.dims<"B", "S", "S">> {bmc.parameter = @x},
    %c0: tensor<?x?x?xf64, #bmc.dims<"B", "S", "S">> {bmc.name = "c0"})
    -> tensor<f64> {
  %0 = bmc.causal_mask %x fill 0xFFF0000000000000 : tensor<?x?x?xf64, #bmc.dims<"B", "S", "S">>
  %1 = bmc.softmax %0 : tensor<?x?x?xf64, #bmc.dims<"B", "S", "S">>
  %2 = bmc.mul %1, %c0 : tensor<?x?x?xf64, #bmc.dims<"B", "S", "S">>
  %3 = bmc.sum %2, [0, 1, 2] : tensor<?x?x?xf64, #bmc.dims<"B", "S", "S">> -> tensor<f64>
  return %3 : tensor<f64>
}
