// y = x in another element type, rounded to nearest even
// RUN: bmc-eval %s --precision=10 | FileCheck %s

// CHECK-LABEL: @from_i32_to_f64
// CHECK{LITERAL}: result0: tensor<3xf64> = [1, -7, 2147483647]
func.func @from_i32_to_f64(%x: tensor<3xi32> {bmc.value = dense<[1, -7, 2147483647]> : tensor<3xi32>}) -> tensor<3xf64> {
  %r = bmc.convert %x : tensor<3xi32> -> tensor<3xf64>
  return %r : tensor<3xf64>
}

// CHECK-LABEL: @from_i32_to_f32
// CHECK{LITERAL}: result0: tensor<2xf32> = [16777216, 3]
func.func @from_i32_to_f32(%x: tensor<?xi32, #bmc.dims<"B">> {bmc.value = dense<[16777217, 3]> : tensor<2xi32>}) -> tensor<?xf32, #bmc.dims<"B">> {
  %r = bmc.convert %x : tensor<?xi32, #bmc.dims<"B">> -> tensor<?xf32, #bmc.dims<"B">>
  return %r : tensor<?xf32, #bmc.dims<"B">>
}

// CHECK-LABEL: @from_i1_to_f32
// CHECK{LITERAL}: result0: tensor<2xf32> = [1, 0]
func.func @from_i1_to_f32(%x: tensor<2xi1> {bmc.value = dense<[true, false]> : tensor<2xi1>}) -> tensor<2xf32> {
  %r = bmc.convert %x : tensor<2xi1> -> tensor<2xf32>
  return %r : tensor<2xf32>
}

// CHECK-LABEL: @from_f64_to_f32
// CHECK{LITERAL}: result0: tensor<2xf32> = [0.1000000015, inf]
func.func @from_f64_to_f32(%x: tensor<2xf64> {bmc.value = dense<[0.1, 1.0e+300]> : tensor<2xf64>}) -> tensor<2xf32> {
  %r = bmc.convert %x : tensor<2xf64> -> tensor<2xf32>
  return %r : tensor<2xf32>
}

// CHECK-LABEL: @from_f32_to_f64
// CHECK{LITERAL}: result0: tensor<1xf64> = [0.1000000015]
func.func @from_f32_to_f64(%x: tensor<1xf32> {bmc.value = dense<[0.1]> : tensor<1xf32>}) -> tensor<1xf64> {
  %r = bmc.convert %x : tensor<1xf32> -> tensor<1xf64>
  return %r : tensor<1xf64>
}

// CHECK-LABEL: @from_i64_to_f64
// CHECK{LITERAL}: result0: tensor<1xf64> = [9.007199255e+15]
func.func @from_i64_to_f64(%x: tensor<1xi64> {bmc.value = dense<[9007199254740993]> : tensor<1xi64>}) -> tensor<1xf64> {
  %r = bmc.convert %x : tensor<1xi64> -> tensor<1xf64>
  return %r : tensor<1xf64>
}
