// Gradient of cross_entropy, also with ignored rows and a scale
// RUN: bmc-opt %s -split-input-file --bmc-differentiate | bmc-eval -split-input-file --gradcheck --dims=B=1,S=2
// RUN: bmc-opt %s -split-input-file --bmc-differentiate --bmc-decompose | bmc-eval -split-input-file --gradcheck --dims=B=1,S=2
// RUN: bmc-opt %s -split-input-file --bmc-decompose --bmc-differentiate | bmc-eval -split-input-file --gradcheck --dims=B=1,S=2
// RUN: bmc-opt %s -split-input-file --bmc-differentiate | bmc-eval -split-input-file --gradcheck --dims=B=2,S=3
// RUN: bmc-opt %s -split-input-file --bmc-differentiate --bmc-decompose | bmc-eval -split-input-file --gradcheck --dims=B=2,S=3
// RUN: bmc-opt %s -split-input-file --bmc-decompose --bmc-differentiate | bmc-eval -split-input-file --gradcheck --dims=B=2,S=3

func.func @loss(
    %x: tensor<3xf64> {bmc.parameter = @x},
    %t: tensor<i32> {bmc.name = "t"})
    -> tensor<f64> {
  %0 = bmc.cross_entropy %x, %t : tensor<3xf64>, tensor<i32> -> tensor<f64>
  return %0 : tensor<f64>
}

// -----

func.func @loss(
    %x: tensor<1x1xf64> {bmc.parameter = @x},
    %t: tensor<1xi32> {bmc.name = "t"})
    -> tensor<f64> {
  %0 = bmc.cross_entropy %x, %t : tensor<1x1xf64>, tensor<1xi32> -> tensor<f64>
  return %0 : tensor<f64>
}

// -----

func.func @loss(
    %x: tensor<3x5xf64> {bmc.parameter = @x},
    %t: tensor<3xi32> {bmc.name = "t", bmc.value = dense<[4, -100, 0]> : tensor<3xi32>})
    -> tensor<f64> {
  %0 = bmc.cross_entropy %x, %t : tensor<3x5xf64>, tensor<3xi32> -> tensor<f64>
  return %0 : tensor<f64>
}

// -----

func.func @loss(
    %x: tensor<?x?x17xf64, #bmc.dims<"B", "S">> {bmc.parameter = @x},
    %t: tensor<?x?xi32, #bmc.dims<"B", "S">> {bmc.name = "t"})
    -> tensor<f64> {
  %0 = bmc.cross_entropy %x, %t : tensor<?x?x17xf64, #bmc.dims<"B", "S">>, tensor<?x?xi32, #bmc.dims<"B", "S">> -> tensor<f64>
  return %0 : tensor<f64>
}

// -----

func.func @loss(
    %x: tensor<2x127xf64> {bmc.parameter = @x},
    %t: tensor<2xi32> {bmc.name = "t"})
    -> tensor<f64> {
  %0 = bmc.cross_entropy %x, %t : tensor<2x127xf64>, tensor<2xi32> -> tensor<f64>
  return %0 : tensor<f64>
}

// -----

func.func @loss(
    %x: tensor<?x3xf64, #bmc.dims<"B">> {bmc.parameter = @x},
    %t: tensor<?xi32, #bmc.dims<"B">> {bmc.name = "t"})
    -> tensor<f64> {
  %0 = bmc.cross_entropy %x, %t : tensor<?x3xf64, #bmc.dims<"B">>, tensor<?xi32, #bmc.dims<"B">> -> tensor<f64>
  %1 = bmc.constant 2.5 : tensor<f64>
  %2 = bmc.mul %0, %1 : tensor<f64>
  return %2 : tensor<f64>
}
