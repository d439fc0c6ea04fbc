// y[.., k] = x[.., indices[.., k]]; NaN where the index is outside
// RUN: bmc-eval %s --precision=10 | FileCheck %s

// CHECK-LABEL: @one
// CHECK{LITERAL}: result0: tensor<1x1xf64> = [[0.803]]
func.func @one(%x: tensor<1x1xf64> {bmc.value = dense<[[0.803]]> : tensor<1x1xf64>}, %i: tensor<1x1xi32> {bmc.value = dense<[[0]]> : tensor<1x1xi32>}) -> tensor<1x1xf64> {
  %r = bmc.gather %x, %i : tensor<1x1xf64>, tensor<1x1xi32> -> tensor<1x1xf64>
  return %r : tensor<1x1xf64>
}

// CHECK-LABEL: @rows
// CHECK{LITERAL}: result0: tensor<2x3xf64> = [[-1.368, 0.175, 0.175], [1.011, -1.435, 0.522]]
func.func @rows(%x: tensor<?x5xf64, #bmc.dims<"B">> {bmc.value = dense<[[0.175, 0.089, -0.614, 0.046, -1.368], [0.337, 1.011, -1.435, 0.977, 0.522]]> : tensor<2x5xf64>}, %i: tensor<?x3xi32, #bmc.dims<"B">> {bmc.value = dense<[[4, 0, 0], [1, 2, 4]]> : tensor<2x3xi32>}) -> tensor<?x3xf64, #bmc.dims<"B">> {
  %r = bmc.gather %x, %i : tensor<?x5xf64, #bmc.dims<"B">>, tensor<?x3xi32, #bmc.dims<"B">> -> tensor<?x3xf64, #bmc.dims<"B">>
  return %r : tensor<?x3xf64, #bmc.dims<"B">>
}

// CHECK-LABEL: @sequence
// CHECK{LITERAL}: result0: tensor<2x2x1xf64> = [[[0.299], [0.419]], [[0.495], [-1.059]]]
func.func @sequence(%x: tensor<?x?x3xf64, #bmc.dims<"B", "S">> {bmc.value = dense<[[[1.238, -0.865, 0.299], [0.419, -0.08, 0.926]], [[0.816, 0.495, -0.164], [-0.678, -1.059, 0.748]]]> : tensor<2x2x3xf64>}, %i: tensor<?x?x1xi32, #bmc.dims<"B", "S">> {bmc.value = dense<[[[2], [0]], [[1], [1]]]> : tensor<2x2x1xi32>}) -> tensor<?x?x1xf64, #bmc.dims<"B", "S">> {
  %r = bmc.gather %x, %i : tensor<?x?x3xf64, #bmc.dims<"B", "S">>, tensor<?x?x1xi32, #bmc.dims<"B", "S">> -> tensor<?x?x1xf64, #bmc.dims<"B", "S">>
  return %r : tensor<?x?x1xf64, #bmc.dims<"B", "S">>
}

// CHECK-LABEL: @outside
// CHECK{LITERAL}: result0: tensor<2x4xf64> = [[0.089, nan, nan, 0.175], [0.522, nan, 0.337, 0.337]]
func.func @outside(%x: tensor<2x5xf64> {bmc.value = dense<[[0.175, 0.089, -0.614, 0.046, -1.368], [0.337, 1.011, -1.435, 0.977, 0.522]]> : tensor<2x5xf64>}, %i: tensor<2x4xi32> {bmc.value = dense<[[1, -1, 5, 0], [4, 7, 0, 0]]> : tensor<2x4xi32>}) -> tensor<2x4xf64> {
  %r = bmc.gather %x, %i : tensor<2x5xf64>, tensor<2x4xi32> -> tensor<2x4xf64>
  return %r : tensor<2x4xf64>
}
