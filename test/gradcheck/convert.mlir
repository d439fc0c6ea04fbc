// Gradient of convert between float types
// RUN: bmc-opt %s -split-input-file --bmc-differentiate | bmc-eval -split-input-file --gradcheck

func.func @loss(
    %x: tensor<2x3xf64> {bmc.parameter = @x},
    %c0: tensor<2x3xf64> {bmc.name = "c0"})
    -> tensor<f64> {
  %0 = bmc.convert %x : tensor<2x3xf64> -> tensor<2x3xf64>
  %1 = bmc.mul %0, %c0 : tensor<2x3xf64>
  %2 = bmc.sum %1, [0, 1] : tensor<2x3xf64> -> tensor<f64>
  return %2 : tensor<f64>
}
