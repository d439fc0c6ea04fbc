// y = factor * product of run-time sizes
// RUN: bmc-eval %s --precision=10 | FileCheck %s

// CHECK-LABEL: @none
// CHECK{LITERAL}: result0: tensor<f64> = 4
func.func @none() -> tensor<f64> {
  %r = bmc.size 4 x [] : tensor<f64>
  return %r : tensor<f64>
}

// CHECK-LABEL: @two
// CHECK{LITERAL}: result0: tensor<f64> = 30
func.func @two(%x: tensor<?x?xf64, #bmc.dims<"B", "S">> {bmc.value = dense<[[0.0, 1.0], [2.0, 3.0], [4.0, 5.0]]> : tensor<3x2xf64>}) -> tensor<f64> {
  %r = bmc.size 5 x ["B", "S"] : tensor<f64>
  return %r : tensor<f64>
}

// CHECK-LABEL: @square
// CHECK{LITERAL}: result0: tensor<f32> = 9
func.func @square(%x: tensor<?x?xf64, #bmc.dims<"B", "S">> {bmc.value = dense<[[0.0, 1.0], [2.0, 3.0], [4.0, 5.0]]> : tensor<3x2xf64>}) -> tensor<f32> {
  %r = bmc.size 1 x ["B", "B"] : tensor<f32>
  return %r : tensor<f32>
}
