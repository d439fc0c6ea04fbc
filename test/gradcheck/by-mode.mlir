// Gradient of by_mode: that of training
// RUN: bmc-opt %s --bmc-differentiate | bmc-eval --gradcheck

func.func @loss(
    %x: tensor<3xf64> {bmc.parameter = @x},
    %y: tensor<3xf64> {bmc.parameter = @y},
    %c0: tensor<3xf64> {bmc.name = "c0"})
    -> tensor<f64> {
  %0 = bmc.by_mode %x, %y : tensor<3xf64>
  %1 = bmc.mul %0, %c0 : tensor<3xf64>
  %2 = bmc.sum %1, [0] : tensor<3xf64> -> tensor<f64>
  return %2 : tensor<f64>
}
