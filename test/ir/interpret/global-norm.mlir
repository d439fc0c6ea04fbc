// norm = sqrt(sum of squares of all elements)
// RUN: bmc-eval %s --precision=10 | FileCheck %s

// CHECK-LABEL: @two
// CHECK{LITERAL}: result0: tensor<f64> = 2.301429345
func.func @two(%a: tensor<2x2xf64> {bmc.value = dense<[[0.226, 0.99], [-0.512, 1.736]]> : tensor<2x2xf64>},
    %b: tensor<3xf32> {bmc.value = dense<[-0.106, 0.985, -0.09]> : tensor<3xf32>}) -> tensor<f64> {
  %r = bmc.global_norm %a, %b : tensor<2x2xf64>, tensor<3xf32> -> tensor<f64>
  return %r : tensor<f64>
}

// CHECK-LABEL: @one
// CHECK{LITERAL}: result0: tensor<f64> = 3
func.func @one(%a: tensor<1xf64> {bmc.value = dense<[-3.0]> : tensor<1xf64>}) -> tensor<f64> {
  %r = bmc.global_norm %a : tensor<1xf64> -> tensor<f64>
  return %r : tensor<f64>
}

// CHECK-LABEL: @infinite
// CHECK{LITERAL}: result0: tensor<f64> = inf
func.func @infinite(%a: tensor<2xf64> {bmc.value = dense<[0x7FF0000000000000, 1.0]> : tensor<2xf64>}) -> tensor<f64> {
  %r = bmc.global_norm %a : tensor<2xf64> -> tensor<f64>
  return %r : tensor<f64>
}
