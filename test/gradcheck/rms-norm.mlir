// Gradient of rms_norm: with and without weight, one column
// RUN: bmc-opt %s -split-input-file --bmc-differentiate | bmc-eval -split-input-file --gradcheck --dims=B=1,S=2
// RUN: bmc-opt %s -split-input-file --bmc-differentiate --bmc-decompose | bmc-eval -split-input-file --gradcheck --dims=B=2,S=3
// RUN: bmc-opt %s -split-input-file --bmc-decompose --bmc-differentiate | bmc-eval -split-input-file --gradcheck --dims=B=2,S=3

func.func @loss(
    %x: tensor<?x?x3xf64, #bmc.dims<"B", "S">> {bmc.parameter = @x},
    %w: tensor<3xf64> {bmc.parameter = @w},
    %k0: tensor<?x?x3xf64, #bmc.dims<"B", "S">> {bmc.name = "k0"})
    -> tensor<f64> {
  %y:2 = bmc.rms_norm %x weight %w eps 0.01 : (tensor<?x?x3xf64, #bmc.dims<"B", "S">>, tensor<3xf64>) -> (tensor<?x?x3xf64, #bmc.dims<"B", "S">>, tensor<?x?xf64, #bmc.dims<"B", "S">>)
  %m0 = bmc.mul %y#0, %k0 : tensor<?x?x3xf64, #bmc.dims<"B", "S">>
  %s0 = bmc.sum %m0, [0, 1, 2] : tensor<?x?x3xf64, #bmc.dims<"B", "S">> -> tensor<f64>
  return %s0 : tensor<f64>
}

// -----

func.func @loss(
    %x: tensor<?x?x3xf64, #bmc.dims<"B", "S">> {bmc.parameter = @x},
    %k0: tensor<?x?x3xf64, #bmc.dims<"B", "S">> {bmc.name = "k0"})
    -> tensor<f64> {
  %y:2 = bmc.rms_norm %x eps 0.01 : (tensor<?x?x3xf64, #bmc.dims<"B", "S">>) -> (tensor<?x?x3xf64, #bmc.dims<"B", "S">>, tensor<?x?xf64, #bmc.dims<"B", "S">>)
  %m0 = bmc.mul %y#0, %k0 : tensor<?x?x3xf64, #bmc.dims<"B", "S">>
  %s0 = bmc.sum %m0, [0, 1, 2] : tensor<?x?x3xf64, #bmc.dims<"B", "S">> -> tensor<f64>
  return %s0 : tensor<f64>
}

// -----

func.func @loss(
    %x: tensor<4x1xf64> {bmc.parameter = @x},
    %w: tensor<1xf64> {bmc.parameter = @w},
    %k0: tensor<4x1xf64> {bmc.name = "k0"})
    -> tensor<f64> {
  %y:2 = bmc.rms_norm %x weight %w eps 0.01 : (tensor<4x1xf64>, tensor<1xf64>) -> (tensor<4x1xf64>, tensor<4xf64>)
  %m0 = bmc.mul %y#0, %k0 : tensor<4x1xf64>
  %s0 = bmc.sum %m0, [0, 1] : tensor<4x1xf64> -> tensor<f64>
  return %s0 : tensor<f64>
}
