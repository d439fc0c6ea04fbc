// y = ln x: -inf at 0, nan below
// RUN: bmc-eval %s --precision=10 | FileCheck %s

// CHECK-LABEL: @vector
// CHECK{LITERAL}: result0: tensor<6xf64> = [-inf, -1.386294361, 0, 0.6931471806, 2.197224577, nan]
func.func @vector(%x: tensor<6xf64> {bmc.value = dense<[0.0, 0.25, 1.0, 2.0, 9.0, -1.0]> : tensor<6xf64>}) -> tensor<6xf64> {
  %r = bmc.log %x : tensor<6xf64>
  return %r : tensor<6xf64>
}

// CHECK-LABEL: @rounds_to_f32
// CHECK{LITERAL}: result0: tensor<2x1xf32> = [[-2.302585125], [-0.3566749692]]
func.func @rounds_to_f32(%x: tensor<?x1xf32, #bmc.dims<"B">> {bmc.value = dense<[[0.1], [0.7]]> : tensor<2x1xf32>}) -> tensor<?x1xf32, #bmc.dims<"B">> {
  %r = bmc.log %x : tensor<?x1xf32, #bmc.dims<"B">>
  return %r : tensor<?x1xf32, #bmc.dims<"B">>
}

// CHECK-LABEL: @scalar
// CHECK{LITERAL}: result0: tensor<f64> = -1.203972804
func.func @scalar(%x: tensor<f64> {bmc.value = dense<0.3> : tensor<f64>}) -> tensor<f64> {
  %r = bmc.log %x : tensor<f64>
  return %r : tensor<f64>
}
