// Gradient of pow, with one or both sides trained
// RUN: bmc-opt %s -split-input-file --bmc-differentiate | bmc-eval -split-input-file --gradcheck --dims=B=1,S=2
// RUN: bmc-opt %s -split-input-file --bmc-differentiate | bmc-eval -split-input-file --gradcheck --dims=B=2,S=3

func.func @loss(
    %a: tensor<1xf64> {bmc.parameter = @a},
    %b: tensor<1xf64> {bmc.parameter = @b},
    %c0: tensor<1xf64> {bmc.name = "c0"})
    -> tensor<f64> {
  %0 = bmc.mul %a, %a : tensor<1xf64>
  %1 = bmc.constant 0.5 : tensor<1xf64>
  %2 = bmc.add %0, %1 : tensor<1xf64>
  %3 = bmc.pow %2, %b : tensor<1xf64>
  %4 = bmc.mul %3, %c0 : tensor<1xf64>
  %5 = bmc.sum %4, [0] : tensor<1xf64> -> tensor<f64>
  return %5 : tensor<f64>
}

// -----

func.func @loss(
    %a: tensor<2x3xf64> {bmc.parameter = @a},
    %b: tensor<2x3xf64> {bmc.parameter = @b},
    %c0: tensor<2x3xf64> {bmc.name = "c0"})
    -> tensor<f64> {
  %0 = bmc.mul %a, %a : tensor<2x3xf64>
  %1 = bmc.constant 0.5 : tensor<2x3xf64>
  %2 = bmc.add %0, %1 : tensor<2x3xf64>
  %3 = bmc.pow %2, %b : tensor<2x3xf64>
  %4 = bmc.mul %3, %c0 : tensor<2x3xf64>
  %5 = bmc.sum %4, [0, 1] : tensor<2x3xf64> -> tensor<f64>
  return %5 : tensor<f64>
}

// -----

func.func @loss(
    %a: tensor<2x3xf64> {bmc.parameter = @a},
    %c0: tensor<2x3xf64> {bmc.name = "c0"})
    -> tensor<f64> {
  %0 = bmc.mul %a, %a : tensor<2x3xf64>
  %1 = bmc.constant 0.5 : tensor<2x3xf64>
  %2 = bmc.add %0, %1 : tensor<2x3xf64>
  %3 = bmc.pow %2, %a : tensor<2x3xf64>
  %4 = bmc.mul %3, %c0 : tensor<2x3xf64>
  %5 = bmc.sum %4, [0, 1] : tensor<2x3xf64> -> tensor<f64>
  return %5 : tensor<f64>
}

// -----

func.func @loss(
    %a: tensor<17xf64> {bmc.parameter = @a},
    %b: tensor<17xf64> {bmc.parameter = @b},
    %c0: tensor<17xf64> {bmc.name = "c0"})
    -> tensor<f64> {
  %0 = bmc.mul %a, %a : tensor<17xf64>
  %1 = bmc.constant 0.5 : tensor<17xf64>
  %2 = bmc.add %0, %1 : tensor<17xf64>
  %3 = bmc.pow %2, %b : tensor<17xf64>
  %4 = bmc.mul %3, %c0 : tensor<17xf64>
  %5 = bmc.sum %4, [0] : tensor<17xf64> -> tensor<f64>
  return %5 : tensor<f64>
}

// -----

func.func @loss(
    %a: tensor<?x?x2xf64, #bmc.dims<"B", "S">> {bmc.parameter = @a},
    %b: tensor<?x?x2xf64, #bmc.dims<"B", "S">> {bmc.parameter = @b},
    %c0: tensor<?x?x2xf64, #bmc.dims<"B", "S">> {bmc.name = "c0"})
    -> tensor<f64> {
  %0 = bmc.mul %a, %a : tensor<?x?x2xf64, #bmc.dims<"B", "S">>
  %1 = bmc.constant 0.5 : tensor<?x?x2xf64, #bmc.dims<"B", "S">>
  %2 = bmc.add %0, %1 : tensor<?x?x2xf64, #bmc.dims<"B", "S">>
  %3 = bmc.pow %2, %b : tensor<?x?x2xf64, #bmc.dims<"B", "S">>
  %4 = bmc.mul %3, %c0 : tensor<?x?x2xf64, #bmc.dims<"B", "S">>
  %5 = bmc.sum %4, [0, 1, 2] : tensor<?x?x2xf64, #bmc.dims<"B", "S">> -> tensor<f64>
  return %5 : tensor<f64>
}

// -----

func.func @loss(
    %x: tensor<3xf64> {bmc.parameter = @x},
    %d: tensor<3xf64> {bmc.name = "d"},
    %c0: tensor<3xf64> {bmc.name = "c0"})
    -> tensor<f64> {
  %0 = bmc.mul %x, %x : tensor<3xf64>
  %1 = bmc.constant 0.5 : tensor<3xf64>
  %2 = bmc.add %0, %1 : tensor<3xf64>
  %3 = bmc.pow %2, %d : tensor<3xf64>
  %4 = bmc.mul %3, %c0 : tensor<3xf64>
  %5 = bmc.sum %4, [0] : tensor<3xf64> -> tensor<f64>
  return %5 : tensor<f64>
}

// -----

func.func @loss(
    %x: tensor<3xf64> {bmc.parameter = @x},
    %d: tensor<3xf64> {bmc.name = "d"},
    %c0: tensor<3xf64> {bmc.name = "c0"})
    -> tensor<f64> {
  %0 = bmc.mul %d, %d : tensor<3xf64>
  %1 = bmc.constant 0.5 : tensor<3xf64>
  %2 = bmc.add %0, %1 : tensor<3xf64>
  %3 = bmc.pow %2, %x : tensor<3xf64>
  %4 = bmc.mul %3, %c0 : tensor<3xf64>
  %5 = bmc.sum %4, [0] : tensor<3xf64> -> tensor<f64>
  return %5 : tensor<f64>
}

// -----

// Exponents that are constants have slopes of their own.
func.func @loss(
    %a: tensor<3xf64> {bmc.parameter = @a},
    %c0: tensor<3xf64> {bmc.name = "c0"},
    %c1: tensor<3xf64> {bmc.name = "c1"},
    %c2: tensor<3xf64> {bmc.name = "c2"})
    -> tensor<f64> {
  %0 = bmc.mul %a, %a : tensor<3xf64>
  %1 = bmc.constant 0.5 : tensor<3xf64>
  %2 = bmc.add %0, %1 : tensor<3xf64>
  %two = bmc.constant 2.0 : tensor<3xf64>
  %three = bmc.constant 3.0 : tensor<3xf64>
  %broken = bmc.constant -1.5 : tensor<3xf64>
  %3 = bmc.pow %2, %two : tensor<3xf64>
  %4 = bmc.pow %2, %three : tensor<3xf64>
  %5 = bmc.pow %2, %broken : tensor<3xf64>
  %6 = bmc.mul %3, %c0 : tensor<3xf64>
  %7 = bmc.mul %4, %c1 : tensor<3xf64>
  %8 = bmc.mul %5, %c2 : tensor<3xf64>
  %9 = bmc.add %6, %7 : tensor<3xf64>
  %10 = bmc.add %9, %8 : tensor<3xf64>
  %11 = bmc.sum %10, [0] : tensor<3xf64> -> tensor<f64>
  return %11 : tensor<f64>
}

// -----

func.func @loss(
    %a: tensor<3xf64> {bmc.parameter = @a},
    %c0: tensor<3xf64> {bmc.name = "c0"},
    %c1: tensor<3xf64> {bmc.name = "c1"})
    -> tensor<f64> {
  %zero = bmc.constant 0.0 : tensor<3xf64>
  %one = bmc.constant 1.0 : tensor<3xf64>
  %0 = bmc.pow %a, %zero : tensor<3xf64>
  %1 = bmc.pow %a, %one : tensor<3xf64>
  %2 = bmc.mul %0, %c0 : tensor<3xf64>
  %3 = bmc.mul %1, %c1 : tensor<3xf64>
  %4 = bmc.add %2, %3 : tensor<3xf64>
  %5 = bmc.sum %4, [0] : tensor<3xf64> -> tensor<f64>
  return %5 : tensor<f64>
}
