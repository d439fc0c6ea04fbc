// Gradient of linear_cross_entropy, also with ignored rows and a scale
// RUN: bmc-opt %s -split-input-file --bmc-differentiate | bmc-eval -split-input-file --gradcheck --dims=B=1,S=2
// RUN: bmc-opt %s -split-input-file --bmc-differentiate --bmc-decompose | bmc-eval -split-input-file --gradcheck --dims=B=1,S=2
// RUN: bmc-opt %s -split-input-file --bmc-decompose --bmc-differentiate | bmc-eval -split-input-file --gradcheck --dims=B=1,S=2
// RUN: bmc-opt %s -split-input-file --bmc-differentiate --bmc-fuse-loss-gradient | bmc-eval -split-input-file --gradcheck --dims=B=1,S=2
// RUN: bmc-opt %s -split-input-file --bmc-differentiate | bmc-eval -split-input-file --gradcheck --dims=B=2,S=3
// RUN: bmc-opt %s -split-input-file --bmc-differentiate --bmc-decompose | bmc-eval -split-input-file --gradcheck --dims=B=2,S=3
// RUN: bmc-opt %s -split-input-file --bmc-decompose --bmc-differentiate | bmc-eval -split-input-file --gradcheck --dims=B=2,S=3
// RUN: bmc-opt %s -split-input-file --bmc-differentiate --bmc-fuse-loss-gradient | bmc-eval -split-input-file --gradcheck --dims=B=2,S=3

func.func @loss(
    %x: tensor<2xf64> {bmc.parameter = @x},
    %w: tensor<3x2xf64> {bmc.parameter = @w},
    %t: tensor<i32> {bmc.name = "t"})
    -> tensor<f64> {
  %0 = bmc.linear_cross_entropy %x, %w, %t : tensor<2xf64>, tensor<3x2xf64>, tensor<i32> -> tensor<f64>
  return %0 : tensor<f64>
}

// -----

func.func @loss(
    %x: tensor<1x1xf64> {bmc.parameter = @x},
    %w: tensor<1x1xf64> {bmc.parameter = @w},
    %t: tensor<1xi32> {bmc.name = "t"})
    -> tensor<f64> {
  %0 = bmc.linear_cross_entropy %x, %w, %t : tensor<1x1xf64>, tensor<1x1xf64>, tensor<1xi32> -> tensor<f64>
  return %0 : tensor<f64>
}

// -----

func.func @loss(
    %x: tensor<3x2xf64> {bmc.parameter = @x},
    %w: tensor<5x2xf64> {bmc.parameter = @w},
    %t: tensor<3xi32> {bmc.name = "t", bmc.value = dense<[4, -100, 0]> : tensor<3xi32>})
    -> tensor<f64> {
  %0 = bmc.linear_cross_entropy %x, %w, %t : tensor<3x2xf64>, tensor<5x2xf64>, tensor<3xi32> -> tensor<f64>
  return %0 : tensor<f64>
}

// -----

func.func @loss(
    %x: tensor<?x?x3xf64, #bmc.dims<"B", "S">> {bmc.parameter = @x},
    %w: tensor<17x3xf64> {bmc.parameter = @w},
    %t: tensor<?x?xi32, #bmc.dims<"B", "S">> {bmc.name = "t"})
    -> tensor<f64> {
  %0 = bmc.linear_cross_entropy %x, %w, %t : tensor<?x?x3xf64, #bmc.dims<"B", "S">>, tensor<17x3xf64>, tensor<?x?xi32, #bmc.dims<"B", "S">> -> tensor<f64>
  return %0 : tensor<f64>
}

// -----

func.func @loss(
    %x: tensor<2x17xf64> {bmc.parameter = @x},
    %w: tensor<2x17xf64> {bmc.parameter = @w},
    %t: tensor<2xi32> {bmc.name = "t"})
    -> tensor<f64> {
  %0 = bmc.linear_cross_entropy %x, %w, %t : tensor<2x17xf64>, tensor<2x17xf64>, tensor<2xi32> -> tensor<f64>
  return %0 : tensor<f64>
}

// -----

func.func @loss(
    %x: tensor<?x2xf64, #bmc.dims<"B">> {bmc.parameter = @x},
    %w: tensor<3x2xf64> {bmc.parameter = @w},
    %t: tensor<?xi32, #bmc.dims<"B">> {bmc.name = "t"})
    -> tensor<f64> {
  %0 = bmc.linear_cross_entropy %x, %w, %t : tensor<?x2xf64, #bmc.dims<"B">>, tensor<3x2xf64>, tensor<?xi32, #bmc.dims<"B">> -> tensor<f64>
  %1 = bmc.constant 2.5 : tensor<f64>
  %2 = bmc.mul %0, %1 : tensor<f64>
  return %2 : tensor<f64>
}

// -----

func.func @loss(
    %x: tensor<?x2xf64, #bmc.dims<"B">> {bmc.name = "x"},
    %w: tensor<3x2xf64> {bmc.parameter = @w},
    %t: tensor<?xi32, #bmc.dims<"B">> {bmc.name = "t"})
    -> tensor<f64> {
  %0 = bmc.linear_cross_entropy %x, %w, %t : tensor<?x2xf64, #bmc.dims<"B">>, tensor<3x2xf64>, tensor<?xi32, #bmc.dims<"B">> -> tensor<f64>
  return %0 : tensor<f64>
}

// -----

func.func @loss(
    %x: tensor<?x?x3xf64, #bmc.dims<"B", "S">> {bmc.parameter = @x},
    %w: tensor<17x3xf64> {bmc.parameter = @w},
    %b: tensor<17xf64> {bmc.parameter = @b},
    %t: tensor<?x?xi32, #bmc.dims<"B", "S">> {bmc.name = "t"})
    -> tensor<f64> {
  %0 = bmc.linear_cross_entropy %x, %w, %t, %b : tensor<?x?x3xf64, #bmc.dims<"B", "S">>, tensor<17x3xf64>, tensor<?x?xi32, #bmc.dims<"B", "S">>, tensor<17xf64> -> tensor<f64>
  return %0 : tensor<f64>
}

// -----

func.func @loss(
    %x: tensor<3x2xf64> {bmc.parameter = @x},
    %w: tensor<5x2xf64> {bmc.name = "w"},
    %b: tensor<5xf64> {bmc.parameter = @b},
    %t: tensor<3xi32> {bmc.name = "t", bmc.value = dense<[4, -100, 0]> : tensor<3xi32>})
    -> tensor<f64> {
  %0 = bmc.linear_cross_entropy %x, %w, %t, %b : tensor<3x2xf64>, tensor<5x2xf64>, tensor<3xi32>, tensor<5xf64> -> tensor<f64>
  return %0 : tensor<f64>
}
