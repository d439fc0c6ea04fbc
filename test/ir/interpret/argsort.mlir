// y = positions on the last axis in the order of x, equals as they stand; NaN is larger than all
// RUN: bmc-eval %s --precision=10 | FileCheck %s

// CHECK-LABEL: @one
// CHECK{LITERAL}: result0: tensor<1x1xi32> = [[0]]
func.func @one(%x: tensor<1x1xf64> {bmc.value = dense<[[0.803]]> : tensor<1x1xf64>}) -> tensor<1x1xi32> {
  %r = bmc.argsort %x : tensor<1x1xf64> -> tensor<1x1xi32>
  return %r : tensor<1x1xi32>
}

// CHECK-LABEL: @rows
// CHECK{LITERAL}: result0: tensor<2x5xi32> = [[4, 2, 3, 1, 0], [2, 0, 4, 3, 1]]
func.func @rows(%x: tensor<?x5xf64, #bmc.dims<"B">> {bmc.value = dense<[[0.175, 0.089, -0.614, 0.046, -1.368], [0.337, 1.011, -1.435, 0.977, 0.522]]> : tensor<2x5xf64>}) -> tensor<?x5xi32, #bmc.dims<"B">> {
  %r = bmc.argsort %x : tensor<?x5xf64, #bmc.dims<"B">> -> tensor<?x5xi32, #bmc.dims<"B">>
  return %r : tensor<?x5xi32, #bmc.dims<"B">>
}

// CHECK-LABEL: @descending
// CHECK{LITERAL}: result0: tensor<2x5xi32> = [[0, 1, 3, 2, 4], [1, 3, 4, 0, 2]]
func.func @descending(%x: tensor<?x?xf64, #bmc.dims<"B", "S">> {bmc.value = dense<[[0.175, 0.089, -0.614, 0.046, -1.368], [0.337, 1.011, -1.435, 0.977, 0.522]]> : tensor<2x5xf64>}) -> tensor<?x?xi32, #bmc.dims<"B", "S">> {
  %r = bmc.argsort %x descending : tensor<?x?xf64, #bmc.dims<"B", "S">> -> tensor<?x?xi32, #bmc.dims<"B", "S">>
  return %r : tensor<?x?xi32, #bmc.dims<"B", "S">>
}

// CHECK-LABEL: @ties_and_nans
// CHECK{LITERAL}: result0: tensor<1x8xi32> = [[2, 4, 5, 7, 0, 3, 1, 6]]
func.func @ties_and_nans(%x: tensor<1x8xf64> {bmc.value = dense<[[2.0, 0x7FF8000000000000, -1.0, 2.0, 0.0, -0.0, 0x7FF8000000000000, 1.0]]> : tensor<1x8xf64>}) -> tensor<1x8xi32> {
  %r = bmc.argsort %x : tensor<1x8xf64> -> tensor<1x8xi32>
  return %r : tensor<1x8xi32>
}

// CHECK-LABEL: @ties_and_nans_descending
// CHECK{LITERAL}: result0: tensor<1x8xi32> = [[1, 6, 0, 3, 7, 4, 5, 2]]
func.func @ties_and_nans_descending(%x: tensor<1x8xf64> {bmc.value = dense<[[2.0, 0x7FF8000000000000, -1.0, 2.0, 0.0, -0.0, 0x7FF8000000000000, 1.0]]> : tensor<1x8xf64>}) -> tensor<1x8xi32> {
  %r = bmc.argsort %x descending : tensor<1x8xf64> -> tensor<1x8xi32>
  return %r : tensor<1x8xi32>
}

// CHECK-LABEL: @first
// CHECK{LITERAL}: result0: tensor<2x2xi32> = [[0, 1], [1, 3]]
func.func @first(%x: tensor<?x5xf64, #bmc.dims<"B">> {bmc.value = dense<[[0.175, 0.089, -0.614, 0.046, -1.368], [0.337, 1.011, -1.435, 0.977, 0.522]]> : tensor<2x5xf64>}) -> tensor<?x2xi32, #bmc.dims<"B">> {
  %r = bmc.argsort %x first 2 descending : tensor<?x5xf64, #bmc.dims<"B">> -> tensor<?x2xi32, #bmc.dims<"B">>
  return %r : tensor<?x2xi32, #bmc.dims<"B">>
}
