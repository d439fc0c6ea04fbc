// y[i] = sum of x[j] over j <= i (reverse: j >= i) along an axis
// RUN: bmc-eval %s --precision=10 | FileCheck %s

// CHECK-LABEL: @one
// CHECK{LITERAL}: result0: tensor<1x1xf64> = [[0.803]]
func.func @one(%x: tensor<1x1xf64> {bmc.value = dense<[[0.803]]> : tensor<1x1xf64>}) -> tensor<1x1xf64> {
  %r = bmc.cumsum %x axis 0 : tensor<1x1xf64>
  return %r : tensor<1x1xf64>
}

// CHECK-LABEL: @last
// CHECK{LITERAL}: result0: tensor<2x5xf64> = [[0.175, 0.264, -0.35, -0.304, -1.672], [0.337, 1.348, -0.087, 0.89, 1.412]]
func.func @last(%x: tensor<?x5xf64, #bmc.dims<"B">> {bmc.value = dense<[[0.175, 0.089, -0.614, 0.046, -1.368], [0.337, 1.011, -1.435, 0.977, 0.522]]> : tensor<2x5xf64>}) -> tensor<?x5xf64, #bmc.dims<"B">> {
  %r = bmc.cumsum %x axis 1 : tensor<?x5xf64, #bmc.dims<"B">>
  return %r : tensor<?x5xf64, #bmc.dims<"B">>
}

// CHECK-LABEL: @reverse
// CHECK{LITERAL}: result0: tensor<2x5xf64> = [[-1.672, -1.847, -1.936, -1.322, -1.368], [1.412, 1.075, 0.064, 1.499, 0.522]]
func.func @reverse(%x: tensor<?x?xf64, #bmc.dims<"B", "S">> {bmc.value = dense<[[0.175, 0.089, -0.614, 0.046, -1.368], [0.337, 1.011, -1.435, 0.977, 0.522]]> : tensor<2x5xf64>}) -> tensor<?x?xf64, #bmc.dims<"B", "S">> {
  %r = bmc.cumsum %x axis 1 reverse : tensor<?x?xf64, #bmc.dims<"B", "S">>
  return %r : tensor<?x?xf64, #bmc.dims<"B", "S">>
}

// CHECK-LABEL: @middle
// CHECK{LITERAL}: result0: tensor<2x2x3xf64> = [[[1.238, -0.865, 0.299], [1.657, -0.945, 1.225]], [[0.816, 0.495, -0.164], [0.138, -0.564, 0.584]]]
func.func @middle(%x: tensor<?x?x3xf64, #bmc.dims<"B", "S">> {bmc.value = dense<[[[1.238, -0.865, 0.299], [0.419, -0.08, 0.926]], [[0.816, 0.495, -0.164], [-0.678, -1.059, 0.748]]]> : tensor<2x2x3xf64>}) -> tensor<?x?x3xf64, #bmc.dims<"B", "S">> {
  %r = bmc.cumsum %x axis 1 : tensor<?x?x3xf64, #bmc.dims<"B", "S">>
  return %r : tensor<?x?x3xf64, #bmc.dims<"B", "S">>
}

// CHECK-LABEL: @first
// CHECK{LITERAL}: result0: tensor<2x2x3xf64> = [[[1.238, -0.865, 0.299], [0.419, -0.08, 0.926]], [[2.054, -0.37, 0.135], [-0.259, -1.139, 1.674]]]
func.func @first(%x: tensor<2x2x3xf64> {bmc.value = dense<[[[1.238, -0.865, 0.299], [0.419, -0.08, 0.926]], [[0.816, 0.495, -0.164], [-0.678, -1.059, 0.748]]]> : tensor<2x2x3xf64>}) -> tensor<2x2x3xf64> {
  %r = bmc.cumsum %x axis 0 : tensor<2x2x3xf64>
  return %r : tensor<2x2x3xf64>
}
