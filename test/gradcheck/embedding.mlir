// Gradient of embedding: repeated rows, tied tables
// RUN: bmc-opt %s -split-input-file --bmc-differentiate | bmc-eval -split-input-file --gradcheck --dims=B=1,S=2
// RUN: bmc-opt %s -split-input-file --bmc-differentiate --bmc-fuse-residual-gradient | bmc-eval -split-input-file --gradcheck --dims=B=1,S=2
// RUN: bmc-opt %s -split-input-file --bmc-differentiate | bmc-eval -split-input-file --gradcheck --dims=B=2,S=3
// RUN: bmc-opt %s -split-input-file --bmc-differentiate --bmc-fuse-residual-gradient | bmc-eval -split-input-file --gradcheck --dims=B=2,S=3

func.func @loss(
    %i: tensor<i32> {bmc.name = "i", bmc.value = dense<2> : tensor<i32>},
    %w: tensor<3x2xf64> {bmc.parameter = @w},
    %c0: tensor<2xf64> {bmc.name = "c0"})
    -> tensor<f64> {
  %0 = bmc.embedding %i, %w : tensor<i32>, tensor<3x2xf64> -> tensor<2xf64>
  %1 = bmc.mul %0, %c0 : tensor<2xf64>
  %2 = bmc.sum %1, [0] : tensor<2xf64> -> tensor<f64>
  return %2 : tensor<f64>
}

// -----

func.func @loss(
    %i: tensor<1xi32> {bmc.name = "i", bmc.value = dense<0> : tensor<1xi32>},
    %w: tensor<1x1xf64> {bmc.parameter = @w},
    %c0: tensor<1x1xf64> {bmc.name = "c0"})
    -> tensor<f64> {
  %0 = bmc.embedding %i, %w : tensor<1xi32>, tensor<1x1xf64> -> tensor<1x1xf64>
  %1 = bmc.mul %0, %c0 : tensor<1x1xf64>
  %2 = bmc.sum %1, [0, 1] : tensor<1x1xf64> -> tensor<f64>
  return %2 : tensor<f64>
}

// -----

func.func @loss(
    %i: tensor<3xi32> {bmc.name = "i", bmc.value = dense<[1, 1, 0]> : tensor<3xi32>},
    %w: tensor<2x3xf64> {bmc.parameter = @w},
    %c0: tensor<3x3xf64> {bmc.name = "c0"})
    -> tensor<f64> {
  %0 = bmc.embedding %i, %w : tensor<3xi32>, tensor<2x3xf64> -> tensor<3x3xf64>
  %1 = bmc.mul %0, %c0 : tensor<3x3xf64>
  %2 = bmc.sum %1, [0, 1] : tensor<3x3xf64> -> tensor<f64>
  return %2 : tensor<f64>
}

// -----

func.func @loss(
    %i: tensor<?x?xi32, #bmc.dims<"B", "S">> {bmc.name = "i"},
    %w: tensor<5x2xf64> {bmc.parameter = @w},
    %c0: tensor<?x?x2xf64, #bmc.dims<"B", "S">> {bmc.name = "c0"})
    -> tensor<f64> {
  %0 = bmc.embedding %i, %w : tensor<?x?xi32, #bmc.dims<"B", "S">>, tensor<5x2xf64> -> tensor<?x?x2xf64, #bmc.dims<"B", "S">>
  %1 = bmc.mul %0, %c0 : tensor<?x?x2xf64, #bmc.dims<"B", "S">>
  %2 = bmc.sum %1, [0, 1, 2] : tensor<?x?x2xf64, #bmc.dims<"B", "S">> -> tensor<f64>
  return %2 : tensor<f64>
}

// -----

func.func @loss(
    %i: tensor<2xi32> {bmc.name = "i", bmc.value = dense<[16, 0]> : tensor<2xi32>},
    %w: tensor<17x1xf64> {bmc.parameter = @w},
    %c0: tensor<2x1xf64> {bmc.name = "c0"})
    -> tensor<f64> {
  %0 = bmc.embedding %i, %w : tensor<2xi32>, tensor<17x1xf64> -> tensor<2x1xf64>
  %1 = bmc.mul %0, %c0 : tensor<2x1xf64>
  %2 = bmc.sum %1, [0, 1] : tensor<2x1xf64> -> tensor<f64>
  return %2 : tensor<f64>
}

// -----

func.func @loss(
    %i: tensor<?x?xi32, #bmc.dims<"B", "S">> {bmc.name = "i"},
    %targets: tensor<?x?xi32, #bmc.dims<"B", "S">> {bmc.name = "targets"},
    %w: tensor<5x2xf64> {bmc.parameter = @w})
    -> tensor<f64> {
  %0 = bmc.embedding %i, %w : tensor<?x?xi32, #bmc.dims<"B", "S">>, tensor<5x2xf64> -> tensor<?x?x2xf64, #bmc.dims<"B", "S">>
  %1 = bmc.linear %0, %w : (tensor<?x?x2xf64, #bmc.dims<"B", "S">>, tensor<5x2xf64>) -> tensor<?x?x5xf64, #bmc.dims<"B", "S">>
  %2 = bmc.cross_entropy %1, %targets : tensor<?x?x5xf64, #bmc.dims<"B", "S">>, tensor<?x?xi32, #bmc.dims<"B", "S">> -> tensor<f64>
  return %2 : tensor<f64>
}

// -----

func.func @loss(
    %i: tensor<?xi32, #bmc.dims<"B">> {bmc.name = "i"},
    %j: tensor<?xi32, #bmc.dims<"B">> {bmc.name = "j"},
    %w: tensor<3x2xf64> {bmc.parameter = @w},
    %c0: tensor<?x2xf64, #bmc.dims<"B">> {bmc.name = "c0"},
    %c1: tensor<?x2xf64, #bmc.dims<"B">> {bmc.name = "c1"})
    -> tensor<f64> {
  %0 = bmc.embedding %i, %w : tensor<?xi32, #bmc.dims<"B">>, tensor<3x2xf64> -> tensor<?x2xf64, #bmc.dims<"B">>
  %1 = bmc.mul %0, %c0 : tensor<?x2xf64, #bmc.dims<"B">>
  %2 = bmc.sum %1, [0, 1] : tensor<?x2xf64, #bmc.dims<"B">> -> tensor<f64>
  %3 = bmc.embedding %j, %w : tensor<?xi32, #bmc.dims<"B">>, tensor<3x2xf64> -> tensor<?x2xf64, #bmc.dims<"B">>
  %4 = bmc.mul %3, %c1 : tensor<?x2xf64, #bmc.dims<"B">>
  %5 = bmc.sum %4, [0, 1] : tensor<?x2xf64, #bmc.dims<"B">> -> tensor<f64>
  %6 = bmc.add %2, %5 : tensor<f64>
  return %6 : tensor<f64>
}
