// y[i] = product of x[j] over j <= i along an axis
// RUN: bmc-eval %s --precision=10 | FileCheck %s

// CHECK-LABEL: @one
// CHECK{LITERAL}: result0: tensor<1x1xf64> = [[0.803]]
func.func @one(%x: tensor<1x1xf64> {bmc.value = dense<[[0.803]]> : tensor<1x1xf64>}) -> tensor<1x1xf64> {
  %r = bmc.cumprod %x axis 1 : tensor<1x1xf64>
  return %r : tensor<1x1xf64>
}

// CHECK-LABEL: @last
// CHECK{LITERAL}: result0: tensor<2x5xf64> = [[0.175, 0.015575, -0.00956305, -0.0004399003, 0.0006017836104], [0.337, 0.340707, -0.488914545, -0.4776695105, -0.2493434845]]
func.func @last(%x: tensor<?x5xf64, #bmc.dims<"B">> {bmc.value = dense<[[0.175, 0.089, -0.614, 0.046, -1.368], [0.337, 1.011, -1.435, 0.977, 0.522]]> : tensor<2x5xf64>}) -> tensor<?x5xf64, #bmc.dims<"B">> {
  %r = bmc.cumprod %x axis 1 : tensor<?x5xf64, #bmc.dims<"B">>
  return %r : tensor<?x5xf64, #bmc.dims<"B">>
}

// CHECK-LABEL: @zeros
// CHECK{LITERAL}: result0: tensor<2x5xf64> = [[2, 1, -3, 0, 0], [0, 0, 0, 0, 0]]
func.func @zeros(%x: tensor<?x?xf64, #bmc.dims<"B", "S">> {bmc.value = dense<[[2.0, 0.5, -3.0, 0.0, 4.0], [0.0, 0.0, 1.0, 2.0, 3.0]]> : tensor<2x5xf64>}) -> tensor<?x?xf64, #bmc.dims<"B", "S">> {
  %r = bmc.cumprod %x axis 1 : tensor<?x?xf64, #bmc.dims<"B", "S">>
  return %r : tensor<?x?xf64, #bmc.dims<"B", "S">>
}

// CHECK-LABEL: @middle
// CHECK{LITERAL}: result0: tensor<2x2x3xf64> = [[[1.238, -0.865, 0.299], [0.518722, 0.0692, 0.276874]], [[0.816, 0.495, -0.164], [-0.553248, -0.524205, -0.122672]]]
func.func @middle(%x: tensor<?x?x3xf64, #bmc.dims<"B", "S">> {bmc.value = dense<[[[1.238, -0.865, 0.299], [0.419, -0.08, 0.926]], [[0.816, 0.495, -0.164], [-0.678, -1.059, 0.748]]]> : tensor<2x2x3xf64>}) -> tensor<?x?x3xf64, #bmc.dims<"B", "S">> {
  %r = bmc.cumprod %x axis 1 : tensor<?x?x3xf64, #bmc.dims<"B", "S">>
  return %r : tensor<?x?x3xf64, #bmc.dims<"B", "S">>
}
