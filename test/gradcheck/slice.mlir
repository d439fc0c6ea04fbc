// Gradient of slice, alone and in groups
// RUN: bmc-opt %s -split-input-file --bmc-differentiate | bmc-eval -split-input-file --gradcheck --dims=B=1,S=2
// RUN: bmc-opt %s -split-input-file --bmc-differentiate --bmc-join-slice-gradients | bmc-eval -split-input-file --gradcheck --dims=B=1,S=2
// RUN: bmc-opt %s -split-input-file --bmc-differentiate | bmc-eval -split-input-file --gradcheck --dims=B=2,S=3
// RUN: bmc-opt %s -split-input-file --bmc-differentiate --bmc-join-slice-gradients | bmc-eval -split-input-file --gradcheck --dims=B=2,S=3

func.func @loss(
    %x: tensor<5xf64> {bmc.parameter = @x},
    %c0: tensor<3xf64> {bmc.name = "c0"})
    -> tensor<f64> {
  %0 = bmc.slice %x axis 0 offset 1 size 3 : tensor<5xf64> -> tensor<3xf64>
  %1 = bmc.mul %0, %c0 : tensor<3xf64>
  %2 = bmc.sum %1, [0] : tensor<3xf64> -> tensor<f64>
  return %2 : tensor<f64>
}

// -----

func.func @loss(
    %x: tensor<?x6xf64, #bmc.dims<"B">> {bmc.parameter = @x},
    %c0: tensor<?x2xf64, #bmc.dims<"B">> {bmc.name = "c0"})
    -> tensor<f64> {
  %0 = bmc.slice %x axis 1 offset 4 size 2 : tensor<?x6xf64, #bmc.dims<"B">> -> tensor<?x2xf64, #bmc.dims<"B">>
  %1 = bmc.mul %0, %c0 : tensor<?x2xf64, #bmc.dims<"B">>
  %2 = bmc.sum %1, [0, 1] : tensor<?x2xf64, #bmc.dims<"B">> -> tensor<f64>
  return %2 : tensor<f64>
}

// -----

func.func @loss(
    %x: tensor<2x3x2xf64> {bmc.parameter = @x},
    %c0: tensor<2x1x2xf64> {bmc.name = "c0"})
    -> tensor<f64> {
  %0 = bmc.slice %x axis 1 offset 0 size 1 : tensor<2x3x2xf64> -> tensor<2x1x2xf64>
  %1 = bmc.mul %0, %c0 : tensor<2x1x2xf64>
  %2 = bmc.sum %1, [0, 1, 2] : tensor<2x1x2xf64> -> tensor<f64>
  return %2 : tensor<f64>
}

// -----

func.func @loss(
    %x: tensor<17xf64> {bmc.parameter = @x},
    %c0: tensor<1xf64> {bmc.name = "c0"})
    -> tensor<f64> {
  %0 = bmc.slice %x axis 0 offset 16 size 1 : tensor<17xf64> -> tensor<1xf64>
  %1 = bmc.mul %0, %c0 : tensor<1xf64>
  %2 = bmc.sum %1, [0] : tensor<1xf64> -> tensor<f64>
  return %2 : tensor<f64>
}

// -----

func.func @loss(
    %x: tensor<3xf64> {bmc.parameter = @x},
    %c0: tensor<3xf64> {bmc.name = "c0"})
    -> tensor<f64> {
  %0 = bmc.slice %x axis 0 offset 0 size 3 : tensor<3xf64> -> tensor<3xf64>
  %1 = bmc.mul %0, %c0 : tensor<3xf64>
  %2 = bmc.sum %1, [0] : tensor<3xf64> -> tensor<f64>
  return %2 : tensor<f64>
}

// -----

func.func @loss(
    %x: tensor<?x6xf64, #bmc.dims<"B">> {bmc.parameter = @x},
    %c0: tensor<?x2xf64, #bmc.dims<"B">> {bmc.name = "c0"},
    %c1: tensor<?x2xf64, #bmc.dims<"B">> {bmc.name = "c1"},
    %c2: tensor<?x2xf64, #bmc.dims<"B">> {bmc.name = "c2"})
    -> tensor<f64> {
  %0 = bmc.slice %x axis 1 offset 0 size 2 : tensor<?x6xf64, #bmc.dims<"B">> -> tensor<?x2xf64, #bmc.dims<"B">>
  %1 = bmc.mul %0, %c0 : tensor<?x2xf64, #bmc.dims<"B">>
  %2 = bmc.sum %1, [0, 1] : tensor<?x2xf64, #bmc.dims<"B">> -> tensor<f64>
  %3 = bmc.slice %x axis 1 offset 2 size 2 : tensor<?x6xf64, #bmc.dims<"B">> -> tensor<?x2xf64, #bmc.dims<"B">>
  %4 = bmc.mul %3, %c1 : tensor<?x2xf64, #bmc.dims<"B">>
  %5 = bmc.sum %4, [0, 1] : tensor<?x2xf64, #bmc.dims<"B">> -> tensor<f64>
  %6 = bmc.slice %x axis 1 offset 4 size 2 : tensor<?x6xf64, #bmc.dims<"B">> -> tensor<?x2xf64, #bmc.dims<"B">>
  %7 = bmc.mul %6, %c2 : tensor<?x2xf64, #bmc.dims<"B">>
  %8 = bmc.sum %7, [0, 1] : tensor<?x2xf64, #bmc.dims<"B">> -> tensor<f64>
  %9 = bmc.add %2, %5 : tensor<f64>
  %10 = bmc.add %9, %8 : tensor<f64>
  return %10 : tensor<f64>
}

// -----

func.func @loss(
    %x: tensor<?x6xf64, #bmc.dims<"B">> {bmc.parameter = @x},
    %c0: tensor<?x4xf64, #bmc.dims<"B">> {bmc.name = "c0"},
    %c1: tensor<?x4xf64, #bmc.dims<"B">> {bmc.name = "c1"})
    -> tensor<f64> {
  %0 = bmc.slice %x axis 1 offset 0 size 4 : tensor<?x6xf64, #bmc.dims<"B">> -> tensor<?x4xf64, #bmc.dims<"B">>
  %1 = bmc.mul %0, %c0 : tensor<?x4xf64, #bmc.dims<"B">>
  %2 = bmc.sum %1, [0, 1] : tensor<?x4xf64, #bmc.dims<"B">> -> tensor<f64>
  %3 = bmc.slice %x axis 1 offset 2 size 4 : tensor<?x6xf64, #bmc.dims<"B">> -> tensor<?x4xf64, #bmc.dims<"B">>
  %4 = bmc.mul %3, %c1 : tensor<?x4xf64, #bmc.dims<"B">>
  %5 = bmc.sum %4, [0, 1] : tensor<?x4xf64, #bmc.dims<"B">> -> tensor<f64>
  %6 = bmc.add %2, %5 : tensor<f64>
  return %6 : tensor<f64>
}

// -----

func.func @loss(
    %x: tensor<?x6xf64, #bmc.dims<"B">> {bmc.parameter = @x},
    %c0: tensor<?x1xf64, #bmc.dims<"B">> {bmc.name = "c0"},
    %c1: tensor<?x1xf64, #bmc.dims<"B">> {bmc.name = "c1"})
    -> tensor<f64> {
  %0 = bmc.slice %x axis 1 offset 0 size 1 : tensor<?x6xf64, #bmc.dims<"B">> -> tensor<?x1xf64, #bmc.dims<"B">>
  %1 = bmc.mul %0, %c0 : tensor<?x1xf64, #bmc.dims<"B">>
  %2 = bmc.sum %1, [0, 1] : tensor<?x1xf64, #bmc.dims<"B">> -> tensor<f64>
  %3 = bmc.slice %x axis 1 offset 5 size 1 : tensor<?x6xf64, #bmc.dims<"B">> -> tensor<?x1xf64, #bmc.dims<"B">>
  %4 = bmc.mul %3, %c1 : tensor<?x1xf64, #bmc.dims<"B">>
  %5 = bmc.sum %4, [0, 1] : tensor<?x1xf64, #bmc.dims<"B">> -> tensor<f64>
  %6 = bmc.add %2, %5 : tensor<f64>
  return %6 : tensor<f64>
}
