// same elements in row-major order
// RUN: bmc-eval %s --precision=10 | FileCheck %s

// CHECK-LABEL: @split
// CHECK{LITERAL}: result0: tensor<2x2x3xf64> = [[[0, 1, 2], [3, 4, 5]], [[6, 7, 8], [9, 10, 11]]]
func.func @split(%x: tensor<?x6xf64, #bmc.dims<"B">> {bmc.value = dense<[[0.0, 1.0, 2.0, 3.0, 4.0, 5.0], [6.0, 7.0, 8.0, 9.0, 10.0, 11.0]]> : tensor<2x6xf64>}) -> tensor<?x2x3xf64, #bmc.dims<"B">> {
  %r = bmc.reshape %x : tensor<?x6xf64, #bmc.dims<"B">> -> tensor<?x2x3xf64, #bmc.dims<"B">>
  return %r : tensor<?x2x3xf64, #bmc.dims<"B">>
}

// CHECK-LABEL: @merge
// CHECK{LITERAL}: result0: tensor<2x6xf64> = [[0, 1, 2, 3, 4, 5], [6, 7, 8, 9, 10, 11]]
func.func @merge(%x: tensor<?x2x3xf64, #bmc.dims<"B">> {bmc.value = dense<[[[0.0, 1.0, 2.0], [3.0, 4.0, 5.0]], [[6.0, 7.0, 8.0], [9.0, 10.0, 11.0]]]> : tensor<2x2x3xf64>}) -> tensor<?x6xf64, #bmc.dims<"B">> {
  %r = bmc.reshape %x : tensor<?x2x3xf64, #bmc.dims<"B">> -> tensor<?x6xf64, #bmc.dims<"B">>
  return %r : tensor<?x6xf64, #bmc.dims<"B">>
}

// CHECK-LABEL: @scalar
// CHECK{LITERAL}: result0: tensor<f64> = 5
func.func @scalar(%x: tensor<1x1xf64> {bmc.value = dense<[[5.0]]> : tensor<1x1xf64>}) -> tensor<f64> {
  %r = bmc.reshape %x : tensor<1x1xf64> -> tensor<f64>
  return %r : tensor<f64>
}

// CHECK-LABEL: @integers
// CHECK{LITERAL}: result0: tensor<2x2xi32> = [[0, 1], [2, 3]]
func.func @integers(%x: tensor<4xi32> {bmc.value = dense<[0, 1, 2, 3]> : tensor<4xi32>}) -> tensor<2x2xi32> {
  %r = bmc.reshape %x : tensor<4xi32> -> tensor<2x2xi32>
  return %r : tensor<2x2xi32>
}

// CHECK-LABEL: @units
// CHECK{LITERAL}: result0: tensor<1x3x1xf64> = [[[0], [1], [2]]]
func.func @units(%x: tensor<?xf64, #bmc.dims<"B">> {bmc.value = dense<[0.0, 1.0, 2.0]> : tensor<3xf64>}) -> tensor<1x?x1xf64, #bmc.dims<"B">> {
  %r = bmc.reshape %x : tensor<?xf64, #bmc.dims<"B">> -> tensor<1x?x1xf64, #bmc.dims<"B">>
  return %r : tensor<1x?x1xf64, #bmc.dims<"B">>
}
