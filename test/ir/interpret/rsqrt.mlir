// y = 1 / sqrt(x), inf at 0
// RUN: bmc-eval %s --precision=10 | FileCheck %s

// CHECK-LABEL: @vector
// CHECK{LITERAL}: result0: tensor<5xf64> = [inf, 2, 1, 0.7071067812, 0.3333333333]
func.func @vector(%x: tensor<5xf64> {bmc.value = dense<[0.0, 0.25, 1.0, 2.0, 9.0]> : tensor<5xf64>}) -> tensor<5xf64> {
  %r = bmc.rsqrt %x : tensor<5xf64>
  return %r : tensor<5xf64>
}

// CHECK-LABEL: @rounds_to_f32
// CHECK{LITERAL}: result0: tensor<2x1xf32> = [[3.162277699], [1.195228577]]
func.func @rounds_to_f32(%x: tensor<?x1xf32, #bmc.dims<"B">> {bmc.value = dense<[[0.1], [0.7]]> : tensor<2x1xf32>}) -> tensor<?x1xf32, #bmc.dims<"B">> {
  %r = bmc.rsqrt %x : tensor<?x1xf32, #bmc.dims<"B">>
  return %r : tensor<?x1xf32, #bmc.dims<"B">>
}

// CHECK-LABEL: @scalar
// CHECK{LITERAL}: result0: tensor<f64> = 1.825741858
func.func @scalar(%x: tensor<f64> {bmc.value = dense<0.3> : tensor<f64>}) -> tensor<f64> {
  %r = bmc.rsqrt %x : tensor<f64>
  return %r : tensor<f64>
}
