// y = 1 / (1 + e^-x), without overflow at large |x|
// RUN: bmc-eval %s --precision=10 | FileCheck %s

// CHECK-LABEL: @vector
// CHECK{LITERAL}: result0: tensor<9xf64> = [0.07585818002, 0.2689414214, 0.4378234991, 0.5, 0.6224593312, 0.7310585786, 0.9525741268, 0, 1]
func.func @vector(%x: tensor<9xf64> {bmc.value = dense<[-2.5, -1.0, -0.25, 0.0, 0.5, 1.0, 3.0, -800.0, 800.0]> : tensor<9xf64>}) -> tensor<9xf64> {
  %r = bmc.sigmoid %x : tensor<9xf64>
  return %r : tensor<9xf64>
}

// CHECK-LABEL: @rounds_to_f32
// CHECK{LITERAL}: result0: tensor<2x1xf32> = [[0.5249791741], [0.6681877971]]
func.func @rounds_to_f32(%x: tensor<?x1xf32, #bmc.dims<"B">> {bmc.value = dense<[[0.1], [0.7]]> : tensor<2x1xf32>}) -> tensor<?x1xf32, #bmc.dims<"B">> {
  %r = bmc.sigmoid %x : tensor<?x1xf32, #bmc.dims<"B">>
  return %r : tensor<?x1xf32, #bmc.dims<"B">>
}

// CHECK-LABEL: @scalar
// CHECK{LITERAL}: result0: tensor<f64> = 0.5744425168
func.func @scalar(%x: tensor<f64> {bmc.value = dense<0.3> : tensor<f64>}) -> tensor<f64> {
  %r = bmc.sigmoid %x : tensor<f64>
  return %r : tensor<f64>
}
