// gradient of cumprod; factors may be 0
// RUN: bmc-eval %s --precision=10 | FileCheck %s

// CHECK-LABEL: @last
// CHECK{LITERAL}: result0: tensor<2x5xf64> = [[0.2006183474, -0.07546954154, 0.0009957478776, 0.01830857398, -0.0002349067602], [-2.294731295, -0.2812437649, 0.04880330542, 0.00538392697, -0.2168619578]]
func.func @last(%d: tensor<?x5xf64, #bmc.dims<"B">> {bmc.value = dense<[[0.239, -0.392, 0.152, -1.184, 0.534], [-1.451, -0.629, 0.154, -0.248, 0.454]]> : tensor<2x5xf64>}, %x: tensor<?x5xf64, #bmc.dims<"B">> {bmc.value = dense<[[0.175, 0.089, -0.614, 0.046, -1.368], [0.337, 1.011, -1.435, 0.977, 0.522]]> : tensor<2x5xf64>}) -> tensor<?x5xf64, #bmc.dims<"B">> {
  %r = bmc.cumprod_backward %d, %x axis 1 : tensor<?x5xf64, #bmc.dims<"B">>
  return %r : tensor<?x5xf64, #bmc.dims<"B">>
}

// CHECK-LABEL: @zeros
// CHECK{LITERAL}: result0: tensor<2x5xf64> = [[-1.51, -6.088, 1.462, -13.512, 0], [-2.193, 0, 0, 0, 0]]
func.func @zeros(%d: tensor<?x?xf64, #bmc.dims<"B", "S">> {bmc.value = dense<[[0.012, 1.342, 1.462, 0.436, 1.017], [-2.193, 0.212, -0.939, -0.324, -1.055]]> : tensor<2x5xf64>}, %x: tensor<?x?xf64, #bmc.dims<"B", "S">> {bmc.value = dense<[[2.0, 0.5, -3.0, 0.0, 4.0], [0.0, 0.0, 1.0, 2.0, 3.0]]> : tensor<2x5xf64>}) -> tensor<?x?xf64, #bmc.dims<"B", "S">> {
  %r = bmc.cumprod_backward %d, %x axis 1 : tensor<?x?xf64, #bmc.dims<"B", "S">>
  return %r : tensor<?x?xf64, #bmc.dims<"B", "S">>
}

// CHECK-LABEL: @middle
// CHECK{LITERAL}: result0: tensor<2x2x3xf64> = [[[0.486705, -0.443, 0.70914], [-0.99659, 0.90825, -0.03289]], [[0.390968, 1.07996, -1.858324], [-0.045696, -0.7128, 0.198932]]]
func.func @middle(%d: tensor<?x?x3xf64, #bmc.dims<"B", "S">> {bmc.value = dense<[[[0.824, -0.527, 0.811], [-0.805, -1.05, -0.11]], [[0.353, -0.445, -0.951], [-0.056, -1.44, -1.213]]]> : tensor<2x2x3xf64>}, %x: tensor<?x?x3xf64, #bmc.dims<"B", "S">> {bmc.value = dense<[[[1.238, -0.865, 0.299], [0.419, -0.08, 0.926]], [[0.816, 0.495, -0.164], [-0.678, -1.059, 0.748]]]> : tensor<2x2x3xf64>}) -> tensor<?x?x3xf64, #bmc.dims<"B", "S">> {
  %r = bmc.cumprod_backward %d, %x axis 1 : tensor<?x?x3xf64, #bmc.dims<"B", "S">>
  return %r : tensor<?x?x3xf64, #bmc.dims<"B", "S">>
}
