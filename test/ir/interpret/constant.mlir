// y is filled with one value
// RUN: bmc-eval %s --precision=10 | FileCheck %s

// CHECK-LABEL: @scalar
// CHECK{LITERAL}: result0: tensor<f64> = 0.1
func.func @scalar() -> tensor<f64> {
  %r = bmc.constant 0.1 : tensor<f64>
  return %r : tensor<f64>
}

// CHECK-LABEL: @rounds_to_f32
// CHECK{LITERAL}: result0: tensor<2xf32> = [0.1000000015, 0.1000000015]
func.func @rounds_to_f32() -> tensor<2xf32> {
  %r = bmc.constant 0.1 : tensor<2xf32>
  return %r : tensor<2xf32>
}

// CHECK-LABEL: @integer
// CHECK{LITERAL}: result0: tensor<1x2xi32> = [[-3, -3]]
func.func @integer() -> tensor<1x2xi32> {
  %r = bmc.constant -3.0 : tensor<1x2xi32>
  return %r : tensor<1x2xi32>
}

// CHECK-LABEL: @infinity
// CHECK{LITERAL}: result0: tensor<1xf64> = [-inf]
func.func @infinity() -> tensor<1xf64> {
  %r = bmc.constant 0xFFF0000000000000 : tensor<1xf64>
  return %r : tensor<1xf64>
}

// CHECK-LABEL: @run_time_size
// CHECK{LITERAL}: result0: tensor<2x1xf64> = [[2.5], [2.5]]
func.func @run_time_size(%x: tensor<?x1xf64, #bmc.dims<"B">> {bmc.value = dense<[[1.0], [2.0]]> : tensor<2x1xf64>}) -> tensor<?x1xf64, #bmc.dims<"B">> {
  %r = bmc.constant 2.5 : tensor<?x1xf64, #bmc.dims<"B">>
  return %r : tensor<?x1xf64, #bmc.dims<"B">>
}
