// y = largest x over axes, nan if one is
// RUN: bmc-eval %s --precision=10 | FileCheck %s

// CHECK-LABEL: @one
// CHECK{LITERAL}: result0: tensor<f64> = 0.067
func.func @one(%x: tensor<1xf64> {bmc.value = dense<[0.067]> : tensor<1xf64>}) -> tensor<f64> {
  %r = bmc.max %x, [0] : tensor<1xf64> -> tensor<f64>
  return %r : tensor<f64>
}

// CHECK-LABEL: @all
// CHECK{LITERAL}: result0: tensor<f64> = 0.151
func.func @all(%x: tensor<?x3xf64, #bmc.dims<"B">> {bmc.value = dense<[[-1.343, -0.616, -0.294], [-2.075, 0.092, 0.151]]> : tensor<2x3xf64>}) -> tensor<f64> {
  %r = bmc.max %x, [0, 1] : tensor<?x3xf64, #bmc.dims<"B">> -> tensor<f64>
  return %r : tensor<f64>
}

// CHECK-LABEL: @first
// CHECK{LITERAL}: result0: tensor<3xf64> = [-0.158, -0.27, -0.374]
func.func @first(%x: tensor<?x3xf64, #bmc.dims<"B">> {bmc.value = dense<[[-0.158, -0.424, -0.374], [-0.977, -0.27, -0.553]]> : tensor<2x3xf64>}) -> tensor<3xf64> {
  %r = bmc.max %x, [0] : tensor<?x3xf64, #bmc.dims<"B">> -> tensor<3xf64>
  return %r : tensor<3xf64>
}

// CHECK-LABEL: @last
// CHECK{LITERAL}: result0: tensor<2xf64> = [0.236, 0.143]
func.func @last(%x: tensor<?x3xf64, #bmc.dims<"B">> {bmc.value = dense<[[0.092, -1.204, 0.236], [0.143, -0.142, -0.439]]> : tensor<2x3xf64>}) -> tensor<?xf64, #bmc.dims<"B">> {
  %r = bmc.max %x, [1] : tensor<?x3xf64, #bmc.dims<"B">> -> tensor<?xf64, #bmc.dims<"B">>
  return %r : tensor<?xf64, #bmc.dims<"B">>
}

// CHECK-LABEL: @outer
// CHECK{LITERAL}: result0: tensor<2xf64> = [0.637, 0.431]
func.func @outer(%x: tensor<?x?x3xf64, #bmc.dims<"B", "S">> {bmc.value = dense<[[[0.552, -1.665, 0.46], [0.243, 0.283, 0.383]], [[-0.654, -0.259, 0.637], [0.431, 0.207, -1.514]]]> : tensor<2x2x3xf64>}) -> tensor<?xf64, #bmc.dims<"S">> {
  %r = bmc.max %x, [0, 2] : tensor<?x?x3xf64, #bmc.dims<"B", "S">> -> tensor<?xf64, #bmc.dims<"S">>
  return %r : tensor<?xf64, #bmc.dims<"S">>
}

// CHECK-LABEL: @inner
// CHECK{LITERAL}: result0: tensor<2x3xf64> = [[0.538, 1.169, 1.01], [-0.147, -1.296, 0.377]]
func.func @inner(%x: tensor<?x?x3xf64, #bmc.dims<"B", "S">> {bmc.value = dense<[[[0.538, 1.169, 1.01], [0.234, -1.558, 0.943]], [[-0.147, -2.533, 0.377], [-1.492, -1.296, -0.635]]]> : tensor<2x2x3xf64>}) -> tensor<?x3xf64, #bmc.dims<"B">> {
  %r = bmc.max %x, [1] : tensor<?x?x3xf64, #bmc.dims<"B", "S">> -> tensor<?x3xf64, #bmc.dims<"B">>
  return %r : tensor<?x3xf64, #bmc.dims<"B">>
}

// CHECK-LABEL: @none
// CHECK{LITERAL}: result0: tensor<3xf64> = [1.273, -0.371, 0.271]
func.func @none(%x: tensor<3xf64> {bmc.value = dense<[1.273, -0.371, 0.271]> : tensor<3xf64>}) -> tensor<3xf64> {
  %r = bmc.max %x, [] : tensor<3xf64> -> tensor<3xf64>
  return %r : tensor<3xf64>
}

// CHECK-LABEL: @seventeen
// CHECK{LITERAL}: result0: tensor<f64> = 1.748
func.func @seventeen(%x: tensor<17xf64> {bmc.value = dense<[1.748, 1.594, -0.103, -0.242, -1.261, -0.694, 0.425, 0.396, 0.11, 0.995, -0.772, -0.056, 0.731, 0.584, 1.071, 0.397, -0.309]> : tensor<17xf64>}) -> tensor<f64> {
  %r = bmc.max %x, [0] : tensor<17xf64> -> tensor<f64>
  return %r : tensor<f64>
}

// CHECK-LABEL: @rounds_to_f32
// CHECK{LITERAL}: result0: tensor<1xf32> = [0.3619999886]
func.func @rounds_to_f32(%x: tensor<1x3xf32> {bmc.value = dense<[[0.362, -1.003, -1.639]]> : tensor<1x3xf32>}) -> tensor<1xf32> {
  %r = bmc.max %x, [1] : tensor<1x3xf32> -> tensor<1xf32>
  return %r : tensor<1xf32>
}

// CHECK-LABEL: @nan
// CHECK{LITERAL}: result0: tensor<2xf64> = [nan, 2]
func.func @nan(%x: tensor<2x2xf64> {bmc.value = dense<[[1.0, 0x7FF8000000000000], [2.0, 0xFFF0000000000000]]> : tensor<2x2xf64>}) -> tensor<2xf64> {
  %r = bmc.max %x, [1] : tensor<2x2xf64> -> tensor<2xf64>
  return %r : tensor<2xf64>
}
