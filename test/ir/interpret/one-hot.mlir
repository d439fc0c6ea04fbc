// y[.., c] = indices[..] == c; a row outside is zero
// RUN: bmc-eval %s --precision=10 | FileCheck %s

// CHECK-LABEL: @scalar
// CHECK{LITERAL}: result0: tensor<3xf64> = [0, 1, 0]
func.func @scalar(%i: tensor<i32> {bmc.value = dense<1> : tensor<i32>}) -> tensor<3xf64> {
  %r = bmc.one_hot %i classes 3 as f64 : tensor<i32> -> tensor<3xf64>
  return %r : tensor<3xf64>
}

// CHECK-LABEL: @one
// CHECK{LITERAL}: result0: tensor<1x1xf64> = [[1]]
func.func @one(%i: tensor<1xi32> {bmc.value = dense<[0]> : tensor<1xi32>}) -> tensor<1x1xf64> {
  %r = bmc.one_hot %i classes 1 as f64 : tensor<1xi32> -> tensor<1x1xf64>
  return %r : tensor<1x1xf64>
}

// CHECK-LABEL: @outside
// CHECK{LITERAL}: result0: tensor<4x3xf32> = [[0, 0, 0], [0, 0, 0], [0, 0, 1], [0, 0, 0]]
func.func @outside(%i: tensor<?xi32, #bmc.dims<"B">> {bmc.value = dense<[-100, 3, 2, -1]> : tensor<4xi32>}) -> tensor<?x3xf32, #bmc.dims<"B">> {
  %r = bmc.one_hot %i classes 3 as f32 : tensor<?xi32, #bmc.dims<"B">> -> tensor<?x3xf32, #bmc.dims<"B">>
  return %r : tensor<?x3xf32, #bmc.dims<"B">>
}

// CHECK-LABEL: @sequence
// CHECK{LITERAL}: result0: tensor<2x2x2xf64> = [[[1, 0], [0, 1]], [[0, 1], [0, 1]]]
func.func @sequence(%i: tensor<?x?xi32, #bmc.dims<"B", "S">> {bmc.value = dense<[[0, 1], [1, 1]]> : tensor<2x2xi32>}) -> tensor<?x?x2xf64, #bmc.dims<"B", "S">> {
  %r = bmc.one_hot %i classes 2 as f64 : tensor<?x?xi32, #bmc.dims<"B", "S">> -> tensor<?x?x2xf64, #bmc.dims<"B", "S">>
  return %r : tensor<?x?x2xf64, #bmc.dims<"B", "S">>
}
