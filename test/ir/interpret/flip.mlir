// y[i] = x[n - 1 - i] along an axis
// RUN: bmc-eval %s --precision=10 | FileCheck %s

// CHECK-LABEL: @one
// CHECK{LITERAL}: result0: tensor<1x1xf64> = [[0.803]]
func.func @one(%x: tensor<1x1xf64> {bmc.value = dense<[[0.803]]> : tensor<1x1xf64>}) -> tensor<1x1xf64> {
  %r = bmc.flip %x axis 0 : tensor<1x1xf64>
  return %r : tensor<1x1xf64>
}

// CHECK-LABEL: @last
// CHECK{LITERAL}: result0: tensor<2x5xf64> = [[-1.368, 0.046, -0.614, 0.089, 0.175], [0.522, 0.977, -1.435, 1.011, 0.337]]
func.func @last(%x: tensor<?x5xf64, #bmc.dims<"B">> {bmc.value = dense<[[0.175, 0.089, -0.614, 0.046, -1.368], [0.337, 1.011, -1.435, 0.977, 0.522]]> : tensor<2x5xf64>}) -> tensor<?x5xf64, #bmc.dims<"B">> {
  %r = bmc.flip %x axis 1 : tensor<?x5xf64, #bmc.dims<"B">>
  return %r : tensor<?x5xf64, #bmc.dims<"B">>
}

// CHECK-LABEL: @middle
// CHECK{LITERAL}: result0: tensor<2x2x3xf64> = [[[0.419, -0.08, 0.926], [1.238, -0.865, 0.299]], [[-0.678, -1.059, 0.748], [0.816, 0.495, -0.164]]]
func.func @middle(%x: tensor<?x?x3xf64, #bmc.dims<"B", "S">> {bmc.value = dense<[[[1.238, -0.865, 0.299], [0.419, -0.08, 0.926]], [[0.816, 0.495, -0.164], [-0.678, -1.059, 0.748]]]> : tensor<2x2x3xf64>}) -> tensor<?x?x3xf64, #bmc.dims<"B", "S">> {
  %r = bmc.flip %x axis 1 : tensor<?x?x3xf64, #bmc.dims<"B", "S">>
  return %r : tensor<?x?x3xf64, #bmc.dims<"B", "S">>
}

// CHECK-LABEL: @integers
// CHECK{LITERAL}: result0: tensor<2x3xi32> = [[3, 4, 5], [0, 1, 2]]
func.func @integers(%x: tensor<2x3xi32> {bmc.value = dense<[[0, 1, 2], [3, 4, 5]]> : tensor<2x3xi32>}) -> tensor<2x3xi32> {
  %r = bmc.flip %x axis 0 : tensor<2x3xi32>
  return %r : tensor<2x3xi32>
}
