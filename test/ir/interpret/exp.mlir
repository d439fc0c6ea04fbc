// y = e^x
// RUN: bmc-eval %s --precision=10 | FileCheck %s

// CHECK-LABEL: @vector
// CHECK{LITERAL}: result0: tensor<7xf64> = [0.08208499862, 0.3678794412, 0.7788007831, 1, 1.648721271, 2.718281828, 20.08553692]
func.func @vector(%x: tensor<7xf64> {bmc.value = dense<[-2.5, -1.0, -0.25, 0.0, 0.5, 1.0, 3.0]> : tensor<7xf64>}) -> tensor<7xf64> {
  %r = bmc.exp %x : tensor<7xf64>
  return %r : tensor<7xf64>
}

// CHECK-LABEL: @rounds_to_f32
// CHECK{LITERAL}: result0: tensor<2x1xf32> = [[1.105170965], [2.013752699]]
func.func @rounds_to_f32(%x: tensor<?x1xf32, #bmc.dims<"B">> {bmc.value = dense<[[0.1], [0.7]]> : tensor<2x1xf32>}) -> tensor<?x1xf32, #bmc.dims<"B">> {
  %r = bmc.exp %x : tensor<?x1xf32, #bmc.dims<"B">>
  return %r : tensor<?x1xf32, #bmc.dims<"B">>
}

// CHECK-LABEL: @scalar
// CHECK{LITERAL}: result0: tensor<f64> = 1.349858808
func.func @scalar(%x: tensor<f64> {bmc.value = dense<0.3> : tensor<f64>}) -> tensor<f64> {
  %r = bmc.exp %x : tensor<f64>
  return %r : tensor<f64>
}
