// dx = rstd (g - xhat mean(g xhat)) + residual, g = dy weight, xhat = x rstd; dweight = sum dy xhat
// RUN: bmc-eval %s --precision=10 | FileCheck %s

// CHECK-LABEL: @all
// CHECK{LITERAL}: result0: tensor<2x3xf64> = [[4.9974095, 0.5824037037, 3.804293811], [-0.9776026691, -0.7854537893, -0.5580846903]]
// CHECK{LITERAL}: result1: tensor<3xf64> = [1.939578961, -0.05519599823, 0.5472360901]
func.func @all(%dy: tensor<2x3xf64> {bmc.value = dense<[[-2.264, -0.202, 1.068], [0.325, -0.068, -0.996]]> : tensor<2x3xf64>},
    %x: tensor<2x3xf64> {bmc.value = dense<[[-0.609, 0.239, 0.47], [-1.954, -0.559, 0.43]]> : tensor<2x3xf64>},
    %rstd: tensor<2xf64> {bmc.value = dense<[1.7780744702319853, 0.8062159592103038]> : tensor<2xf64>},
    %w: tensor<3xf64> {bmc.value = dense<[-1.402, -0.763, 0.631]> : tensor<3xf64>},
    %res: tensor<2x3xf64> {bmc.value = dense<[[1.156, -0.399, 1.215], [-0.812, -0.885, -0.007]]> : tensor<2x3xf64>}) -> (tensor<2x3xf64>, tensor<3xf64>) {
  %r:2 = bmc.rms_norm_backward %dy, %x, %rstd weight %w residual %res : (tensor<2x3xf64>, tensor<2x3xf64>, tensor<2xf64>, tensor<3xf64>, tensor<2x3xf64>) -> (tensor<2x3xf64>, tensor<3xf64>)
  return %r#0, %r#1 : tensor<2x3xf64>, tensor<3xf64>
}

// CHECK-LABEL: @plain
// CHECK{LITERAL}: result0: tensor<2x3xf64> = [[-1.934436023, -1.179825844, 0.2851435485], [-0.08793792046, -0.1549386432, -0.72597882]]
func.func @plain(%dy: tensor<2x3xf64> {bmc.value = dense<[[-2.264, -0.202, 1.068], [0.325, -0.068, -0.996]]> : tensor<2x3xf64>},
    %x: tensor<2x3xf64> {bmc.value = dense<[[-0.609, 0.239, 0.47], [-1.954, -0.559, 0.43]]> : tensor<2x3xf64>},
    %rstd: tensor<2xf64> {bmc.value = dense<[1.7780744702319853, 0.8062159592103038]> : tensor<2xf64>}) -> (tensor<2x3xf64>) {
  %r = bmc.rms_norm_backward %dy, %x, %rstd : (tensor<2x3xf64>, tensor<2x3xf64>, tensor<2xf64>) -> (tensor<2x3xf64>)
  return %r : tensor<2x3xf64>
}
