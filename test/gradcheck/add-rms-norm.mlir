// Gradient of add_rms_norm: both results, each alone
// RUN: bmc-opt %s -split-input-file --bmc-differentiate | bmc-eval -split-input-file --gradcheck --dims=B=1,S=2
// RUN: bmc-opt %s -split-input-file --bmc-differentiate --bmc-decompose | bmc-eval -split-input-file --gradcheck --dims=B=2,S=3
// RUN: bmc-opt %s -split-input-file --bmc-decompose --bmc-differentiate | bmc-eval -split-input-file --gradcheck --dims=B=2,S=3

func.func @loss(
    %a: tensor<?x?x3xf64, #bmc.dims<"B", "S">> {bmc.parameter = @a},
    %b: tensor<?x?x3xf64, #bmc.dims<"B", "S">> {bmc.parameter = @b},
    %w: tensor<3xf64> {bmc.parameter = @w},
    %k0: tensor<?x?x3xf64, #bmc.dims<"B", "S">> {bmc.name = "k0"},
    %k1: tensor<?x?x3xf64, #bmc.dims<"B", "S">> {bmc.name = "k1"})
    -> tensor<f64> {
  %y:3 = bmc.add_rms_norm %a, %b weight %w eps 0.01 : (tensor<?x?x3xf64, #bmc.dims<"B", "S">>, tensor<?x?x3xf64, #bmc.dims<"B", "S">>, tensor<3xf64>) -> (tensor<?x?x3xf64, #bmc.dims<"B", "S">>, tensor<?x?x3xf64, #bmc.dims<"B", "S">>, tensor<?x?xf64, #bmc.dims<"B", "S">>)
  %m0 = bmc.mul %y#0, %k0 : tensor<?x?x3xf64, #bmc.dims<"B", "S">>
  %s0 = bmc.sum %m0, [0, 1, 2] : tensor<?x?x3xf64, #bmc.dims<"B", "S">> -> tensor<f64>
  %m1 = bmc.mul %y#1, %k1 : tensor<?x?x3xf64, #bmc.dims<"B", "S">>
  %s1 = bmc.sum %m1, [0, 1, 2] : tensor<?x?x3xf64, #bmc.dims<"B", "S">> -> tensor<f64>
  %t1 = bmc.add %s0, %s1 : tensor<f64>
  return %t1 : tensor<f64>
}

// -----

func.func @loss(
    %a: tensor<?x?x3xf64, #bmc.dims<"B", "S">> {bmc.parameter = @a},
    %b: tensor<?x?x3xf64, #bmc.dims<"B", "S">> {bmc.parameter = @b},
    %k0: tensor<?x?x3xf64, #bmc.dims<"B", "S">> {bmc.name = "k0"})
    -> tensor<f64> {
  %y:3 = bmc.add_rms_norm %a, %b eps 0.01 : (tensor<?x?x3xf64, #bmc.dims<"B", "S">>, tensor<?x?x3xf64, #bmc.dims<"B", "S">>) -> (tensor<?x?x3xf64, #bmc.dims<"B", "S">>, tensor<?x?x3xf64, #bmc.dims<"B", "S">>, tensor<?x?xf64, #bmc.dims<"B", "S">>)
  %m0 = bmc.mul %y#1, %k0 : tensor<?x?x3xf64, #bmc.dims<"B", "S">>
  %s0 = bmc.sum %m0, [0, 1, 2] : tensor<?x?x3xf64, #bmc.dims<"B", "S">> -> tensor<f64>
  return %s0 : tensor<f64>
}

// -----

func.func @loss(
    %a: tensor<?x?x3xf64, #bmc.dims<"B", "S">> {bmc.parameter = @a},
    %b: tensor<?x?x3xf64, #bmc.dims<"B", "S">> {bmc.parameter = @b},
    %w: tensor<3xf64> {bmc.parameter = @w},
    %k0: tensor<?x?x3xf64, #bmc.dims<"B", "S">> {bmc.name = "k0"})
    -> tensor<f64> {
  %y:3 = bmc.add_rms_norm %a, %b weight %w eps 0.01 : (tensor<?x?x3xf64, #bmc.dims<"B", "S">>, tensor<?x?x3xf64, #bmc.dims<"B", "S">>, tensor<3xf64>) -> (tensor<?x?x3xf64, #bmc.dims<"B", "S">>, tensor<?x?x3xf64, #bmc.dims<"B", "S">>, tensor<?x?xf64, #bmc.dims<"B", "S">>)
  %m0 = bmc.mul %y#0, %k0 : tensor<?x?x3xf64, #bmc.dims<"B", "S">>
  %s0 = bmc.sum %m0, [0, 1, 2] : tensor<?x?x3xf64, #bmc.dims<"B", "S">> -> tensor<f64>
  return %s0 : tensor<f64>
}
