// y = sum of x over axes
// RUN: bmc-eval %s --precision=10 | FileCheck %s

// CHECK-LABEL: @one
// CHECK{LITERAL}: result0: tensor<f64> = 1.029
func.func @one(%x: tensor<1xf64> {bmc.value = dense<[1.029]> : tensor<1xf64>}) -> tensor<f64> {
  %r = bmc.sum %x, [0] : tensor<1xf64> -> tensor<f64>
  return %r : tensor<f64>
}

// CHECK-LABEL: @all
// CHECK{LITERAL}: result0: tensor<f64> = -2.564
func.func @all(%x: tensor<?x3xf64, #bmc.dims<"B">> {bmc.value = dense<[[0.21, -1.213, -0.931], [0.805, 0.464, -1.899]]> : tensor<2x3xf64>}) -> tensor<f64> {
  %r = bmc.sum %x, [0, 1] : tensor<?x3xf64, #bmc.dims<"B">> -> tensor<f64>
  return %r : tensor<f64>
}

// CHECK-LABEL: @first
// CHECK{LITERAL}: result0: tensor<3xf64> = [0.964, 0.302, 0.217]
func.func @first(%x: tensor<?x3xf64, #bmc.dims<"B">> {bmc.value = dense<[[1.348, 0.598, 1.343], [-0.384, -0.296, -1.126]]> : tensor<2x3xf64>}) -> tensor<3xf64> {
  %r = bmc.sum %x, [0] : tensor<?x3xf64, #bmc.dims<"B">> -> tensor<3xf64>
  return %r : tensor<3xf64>
}

// CHECK-LABEL: @last
// CHECK{LITERAL}: result0: tensor<2xf64> = [3.95, -2.154]
func.func @last(%x: tensor<?x3xf64, #bmc.dims<"B">> {bmc.value = dense<[[2.537, -0.175, 1.588], [-0.647, 0.164, -1.671]]> : tensor<2x3xf64>}) -> tensor<?xf64, #bmc.dims<"B">> {
  %r = bmc.sum %x, [1] : tensor<?x3xf64, #bmc.dims<"B">> -> tensor<?xf64, #bmc.dims<"B">>
  return %r : tensor<?xf64, #bmc.dims<"B">>
}

// CHECK-LABEL: @outer
// CHECK{LITERAL}: result0: tensor<2xf64> = [-1.662, -1.303]
func.func @outer(%x: tensor<?x?x3xf64, #bmc.dims<"B", "S">> {bmc.value = dense<[[[-0.383, 0.984, -1.252], [1.072, 0.337, -1.044]], [[-0.502, -0.459, -0.05], [-0.536, -0.827, -0.305]]]> : tensor<2x2x3xf64>}) -> tensor<?xf64, #bmc.dims<"S">> {
  %r = bmc.sum %x, [0, 2] : tensor<?x?x3xf64, #bmc.dims<"B", "S">> -> tensor<?xf64, #bmc.dims<"S">>
  return %r : tensor<?xf64, #bmc.dims<"S">>
}

// CHECK-LABEL: @inner
// CHECK{LITERAL}: result0: tensor<2x3xf64> = [[-0.144, -2.819, -0.044], [-1.168, 0.521, 0.073]]
func.func @inner(%x: tensor<?x?x3xf64, #bmc.dims<"B", "S">> {bmc.value = dense<[[[-1.027, -1.29, -0.048], [0.883, -1.529, 0.004]], [[-0.65, -0.977, 0.853], [-0.518, 1.498, -0.78]]]> : tensor<2x2x3xf64>}) -> tensor<?x3xf64, #bmc.dims<"B">> {
  %r = bmc.sum %x, [1] : tensor<?x?x3xf64, #bmc.dims<"B", "S">> -> tensor<?x3xf64, #bmc.dims<"B">>
  return %r : tensor<?x3xf64, #bmc.dims<"B">>
}

// CHECK-LABEL: @none
// CHECK{LITERAL}: result0: tensor<3xf64> = [0.387, -0.227, -0.754]
func.func @none(%x: tensor<3xf64> {bmc.value = dense<[0.387, -0.227, -0.754]> : tensor<3xf64>}) -> tensor<3xf64> {
  %r = bmc.sum %x, [] : tensor<3xf64> -> tensor<3xf64>
  return %r : tensor<3xf64>
}

// CHECK-LABEL: @seventeen
// CHECK{LITERAL}: result0: tensor<f64> = -4.569
func.func @seventeen(%x: tensor<17xf64> {bmc.value = dense<[0.588, -0.155, 0.603, -0.047, -1.086, -0.102, 0.052, 0.958, -0.906, -0.039, -1.722, 0.651, -1.081, -1.806, -0.059, 1.106, -1.524]> : tensor<17xf64>}) -> tensor<f64> {
  %r = bmc.sum %x, [0] : tensor<17xf64> -> tensor<f64>
  return %r : tensor<f64>
}

// CHECK-LABEL: @rounds_to_f32
// CHECK{LITERAL}: result0: tensor<1xf32> = [-2.960000038]
func.func @rounds_to_f32(%x: tensor<1x3xf32> {bmc.value = dense<[[-1.088, -0.743, -1.129]]> : tensor<1x3xf32>}) -> tensor<1xf32> {
  %r = bmc.sum %x, [1] : tensor<1x3xf32> -> tensor<1xf32>
  return %r : tensor<1xf32>
}
