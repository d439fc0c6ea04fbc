// y = position of the largest x on the last axis, the first of equals; NaN is larger than all
// RUN: bmc-eval %s --precision=10 | FileCheck %s

// CHECK-LABEL: @one
// CHECK{LITERAL}: result0: tensor<1xi32> = [0]
func.func @one(%x: tensor<1x1xf64> {bmc.value = dense<[[0.803]]> : tensor<1x1xf64>}) -> tensor<1xi32> {
  %r = bmc.argmax %x : tensor<1x1xf64> -> tensor<1xi32>
  return %r : tensor<1xi32>
}

// CHECK-LABEL: @rows
// CHECK{LITERAL}: result0: tensor<2xi32> = [0, 1]
func.func @rows(%x: tensor<?x5xf64, #bmc.dims<"B">> {bmc.value = dense<[[0.175, 0.089, -0.614, 0.046, -1.368], [0.337, 1.011, -1.435, 0.977, 0.522]]> : tensor<2x5xf64>}) -> tensor<?xi32, #bmc.dims<"B">> {
  %r = bmc.argmax %x : tensor<?x5xf64, #bmc.dims<"B">> -> tensor<?xi32, #bmc.dims<"B">>
  return %r : tensor<?xi32, #bmc.dims<"B">>
}

// CHECK-LABEL: @ties_and_nans
// CHECK{LITERAL}: result0: tensor<3xi32> = [1, 0, 0]
func.func @ties_and_nans(%x: tensor<3x4xf64> {bmc.value = dense<[[1.0, 3.0, 3.0, 2.0], [0x7FF8000000000000, 5.0, 0x7FF8000000000000, 7.0], [-1.0, -1.0, -1.0, -1.0]]> : tensor<3x4xf64>}) -> tensor<3xi32> {
  %r = bmc.argmax %x : tensor<3x4xf64> -> tensor<3xi32>
  return %r : tensor<3xi32>
}

// CHECK-LABEL: @sequence
// CHECK{LITERAL}: result0: tensor<2x2xi32> = [[0, 2], [0, 2]]
func.func @sequence(%x: tensor<?x?x3xf64, #bmc.dims<"B", "S">> {bmc.value = dense<[[[1.238, -0.865, 0.299], [0.419, -0.08, 0.926]], [[0.816, 0.495, -0.164], [-0.678, -1.059, 0.748]]]> : tensor<2x2x3xf64>}) -> tensor<?x?xi32, #bmc.dims<"B", "S">> {
  %r = bmc.argmax %x : tensor<?x?x3xf64, #bmc.dims<"B", "S">> -> tensor<?x?xi32, #bmc.dims<"B", "S">>
  return %r : tensor<?x?xi32, #bmc.dims<"B", "S">>
}
