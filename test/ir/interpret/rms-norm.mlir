// y = x rstd weight, rstd = 1/sqrt(mean(x^2) + eps)
// RUN: bmc-eval %s --precision=10 | FileCheck %s

// CHECK-LABEL: @weight
// CHECK{LITERAL}: result0: tensor<2x3xf64> = [[1.073605515, 0.724651567, -0.5536449173], [-0.7596075168, 0.1219145505, 0.9944133302]]
// CHECK{LITERAL}: result1: tensor<2xf64> = [1.572417104, 0.8110820265]
func.func @weight(%x: tensor<2x3xf64> {bmc.value = dense<[[-0.487, -0.604, -0.558], [0.668, -0.197, 1.943]]> : tensor<2x3xf64>},
    %w: tensor<3xf64> {bmc.value = dense<[-1.402, -0.763, 0.631]> : tensor<3xf64>}) -> (tensor<2x3xf64>, tensor<2xf64>) {
  %r:2 = bmc.rms_norm %x weight %w eps 0.1 : (tensor<2x3xf64>, tensor<3xf64>) -> (tensor<2x3xf64>, tensor<2xf64>)
  return %r#0, %r#1 : tensor<2x3xf64>, tensor<2xf64>
}

// CHECK-LABEL: @plain
// CHECK{LITERAL}: result0: tensor<1x4xf64> = [[-1.401283362, -0.8697620868, 1.077070971, 0.3460343786]]
// CHECK{LITERAL}: result1: tensor<1xf64> = [1.558713417]
func.func @plain(%x: tensor<1x4xf64> {bmc.value = dense<[[-0.899, -0.558, 0.691, 0.222]]> : tensor<1x4xf64>}) -> (tensor<1x4xf64>, tensor<1xf64>) {
  %r:2 = bmc.rms_norm %x eps 1.0e-5 : (tensor<1x4xf64>) -> (tensor<1x4xf64>, tensor<1xf64>)
  return %r#0, %r#1 : tensor<1x4xf64>, tensor<1xf64>
}
