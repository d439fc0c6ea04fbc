// Gradient of values used several times, once, or not at all
// RUN: bmc-opt %s -split-input-file --bmc-differentiate | bmc-eval -split-input-file --gradcheck

func.func @loss(
    %x: tensor<3xf64> {bmc.parameter = @x},
    %c0: tensor<3xf64> {bmc.name = "c0"},
    %c1: tensor<3xf64> {bmc.name = "c1"})
    -> tensor<f64> {
  %0 = bmc.exp %x : tensor<3xf64>
  %1 = bmc.mul %0, %x : tensor<3xf64>
  %2 = bmc.mul %1, %0 : tensor<3xf64>
  %3 = bmc.sub %2, %x : tensor<3xf64>
  %4 = bmc.mul %3, %c0 : tensor<3xf64>
  %5 = bmc.sum %4, [0] : tensor<3xf64> -> tensor<f64>
  %6 = bmc.mul %0, %c1 : tensor<3xf64>
  %7 = bmc.sum %6, [0] : tensor<3xf64> -> tensor<f64>
  %8 = bmc.add %5, %7 : tensor<f64>
  return %8 : tensor<f64>
}

// -----

func.func @loss(
    %x: tensor<3xf64> {bmc.parameter = @x},
    %unused: tensor<2x2xf64> {bmc.parameter = @unused},
    %c0: tensor<3xf64> {bmc.name = "c0"})
    -> tensor<f64> {
  %0 = bmc.mul %x, %c0 : tensor<3xf64>
  %1 = bmc.sum %0, [0] : tensor<3xf64> -> tensor<f64>
  return %1 : tensor<f64>
}

// -----

func.func @loss(
    %x: tensor<f64> {bmc.parameter = @x})
    -> tensor<f64> {
  return %x : tensor<f64>
}

// -----

func.func @loss(
    %x: tensor<2xf64> {bmc.parameter = @x},
    %d: tensor<2xf64> {bmc.name = "d"},
    %c0: tensor<2xf64> {bmc.name = "c0"})
    -> tensor<f64> {
  %0 = bmc.mul %d, %d : tensor<2xf64>
  %1 = bmc.exp %0 : tensor<2xf64>
  %2 = bmc.mul %1, %x : tensor<2xf64>
  %3 = bmc.mul %2, %c0 : tensor<2xf64>
  %4 = bmc.sum %3, [0] : tensor<2xf64> -> tensor<f64>
  return %4 : tensor<f64>
}
