// Gradient of flip
// RUN: bmc-opt %s -split-input-file --bmc-differentiate | bmc-eval -split-input-file --gradcheck --dims=B=1,S=1
// RUN: bmc-opt %s -split-input-file --bmc-differentiate | bmc-eval -split-input-file --gradcheck --dims=B=2,S=3

func.func @loss(
    %x: tensor<1x1xf64> {bmc.parameter = @x},
    %c0: tensor<1x1xf64> {bmc.name = "c0"})
    -> tensor<f64> {
  %0 = bmc.flip %x axis 1 : tensor<1x1xf64>
  %1 = bmc.mul %0, %c0 : tensor<1x1xf64>
  %2 = bmc.sum %1, [0, 1] : tensor<1x1xf64> -> tensor<f64>
  return %2 : tensor<f64>
}

// -----

func.func @loss(
    %x: tensor<?x5xf64, #bmc.dims<"B">> {bmc.parameter = @x},
    %c0: tensor<?x5xf64, #bmc.dims<"B">> {bmc.name = "c0"})
    -> tensor<f64> {
  %0 = bmc.flip %x axis 1 : tensor<?x5xf64, #bmc.dims<"B">>
  %1 = bmc.mul %0, %c0 : tensor<?x5xf64, #bmc.dims<"B">>
  %2 = bmc.sum %1, [0, 1] : tensor<?x5xf64, #bmc.dims<"B">> -> tensor<f64>
  return %2 : tensor<f64>
}

// -----

func.func @loss(
    %x: tensor<?x?xf64, #bmc.dims<"B", "S">> {bmc.parameter = @x},
    %c0: tensor<?x?xf64, #bmc.dims<"B", "S">> {bmc.name = "c0"})
    -> tensor<f64> {
  %0 = bmc.flip %x axis 1 : tensor<?x?xf64, #bmc.dims<"B", "S">>
  %1 = bmc.mul %0, %c0 : tensor<?x?xf64, #bmc.dims<"B", "S">>
  %2 = bmc.sum %1, [0, 1] : tensor<?x?xf64, #bmc.dims<"B", "S">> -> tensor<f64>
  return %2 : tensor<f64>
}

// -----

func.func @loss(
    %x: tensor<?x?x2xf64, #bmc.dims<"B", "S">> {bmc.parameter = @x},
    %c0: tensor<?x?x2xf64, #bmc.dims<"B", "S">> {bmc.name = "c0"})
    -> tensor<f64> {
  %0 = bmc.flip %x axis 1 : tensor<?x?x2xf64, #bmc.dims<"B", "S">>
  %1 = bmc.mul %0, %c0 : tensor<?x?x2xf64, #bmc.dims<"B", "S">>
  %2 = bmc.sum %1, [0, 1, 2] : tensor<?x?x2xf64, #bmc.dims<"B", "S">> -> tensor<f64>
  return %2 : tensor<f64>
}
