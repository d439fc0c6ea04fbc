// every element receives the dy of all its windows; values are PyTorch's
// RUN: bmc-eval %s --precision=10 | FileCheck %s

// CHECK-LABEL: @one
// CHECK{LITERAL}: result0: tensor<1x1x1xf64> = [[[0.199]]]
func.func @one(%dy: tensor<1x1x1xf64> {bmc.value = dense<[[[0.199]]]> : tensor<1x1x1xf64>}) -> tensor<1x1x1xf64> {
  %r = bmc.sum_pool_backward %dy kernel [1] strides [1] padding [0, 0] dilation [1] : tensor<1x1x1xf64> -> tensor<1x1x1xf64>
  return %r : tensor<1x1x1xf64>
}

// CHECK-LABEL: @line
// CHECK{LITERAL}: result0: tensor<2x2x7xf64> = [[[0.144, -1.854, -1.998, -2.576, -0.578, -0.154, 0.424], [-0.463, 0.779, 1.242, 1.577, 0.335, 0.953, 0.618]], [[1.645, 1.041, -0.604, -1.815, -1.211, -1.418, -0.207], [-1.045, -2.645, -1.6, -2.632, -1.032, -1.587, -0.555]]]
func.func @line(%dy: tensor<?x2x4xf64, #bmc.dims<"B">> {bmc.value = dense<[[[0.144, -1.998, -0.578, 0.424], [-0.463, 1.242, 0.335, 0.618]], [[1.645, -0.604, -1.211, -0.207], [-1.045, -1.6, -1.032, -0.555]]]> : tensor<2x2x4xf64>}) -> tensor<?x2x7xf64, #bmc.dims<"B">> {
  %r = bmc.sum_pool_backward %dy kernel [3] strides [2] padding [1, 1] dilation [1] : tensor<?x2x4xf64, #bmc.dims<"B">> -> tensor<?x2x7xf64, #bmc.dims<"B">>
  return %r : tensor<?x2x7xf64, #bmc.dims<"B">>
}

// CHECK-LABEL: @dilated
// CHECK{LITERAL}: result0: tensor<1x1x6xf64> = [[[-0.724, 0.243, -1.086, -0.484, 0.243, -0.586]]]
func.func @dilated(%dy: tensor<1x1x5xf64> {bmc.value = dense<[[[-0.5, -0.724, 0.243, -0.586, 0.24]]]> : tensor<1x1x5xf64>}) -> tensor<1x1x6xf64> {
  %r = bmc.sum_pool_backward %dy kernel [2] strides [1] padding [1, 1] dilation [3] : tensor<1x1x5xf64> -> tensor<1x1x6xf64>
  return %r : tensor<1x1x6xf64>
}

// CHECK-LABEL: @plane
// CHECK{LITERAL}: result0: tensor<2x1x4x5xf64> = [[[[-0.43, -0.43, -0.029, -0.029, 0], [-0.43, -0.43, -0.029, -0.029, 0], [-0.411, -0.411, -0.167, -0.167, 0], [-0.411, -0.411, -0.167, -0.167, 0]]], [[[0.096, 0.096, -0.706, -0.706, 0], [0.096, 0.096, -0.706, -0.706, 0], [0.127, 0.127, -2.243, -2.243, 0], [0.127, 0.127, -2.243, -2.243, 0]]]]
func.func @plane(%dy: tensor<?x1x2x2xf64, #bmc.dims<"B">> {bmc.value = dense<[[[[-0.43, -0.029], [-0.411, -0.167]]], [[[0.096, -0.706], [0.127, -2.243]]]]> : tensor<2x1x2x2xf64>}) -> tensor<?x1x4x5xf64, #bmc.dims<"B">> {
  %r = bmc.sum_pool_backward %dy kernel [2, 2] strides [2, 2] padding [0, 0, 0, 0] dilation [1, 1] : tensor<?x1x2x2xf64, #bmc.dims<"B">> -> tensor<?x1x4x5xf64, #bmc.dims<"B">>
  return %r : tensor<?x1x4x5xf64, #bmc.dims<"B">>
}

// CHECK-LABEL: @padded_plane
// CHECK{LITERAL}: result0: tensor<1x2x4x4xf64> = [[[[-2.244, -1.757, -0.615, 1.012], [-2.263, -1.652, -1.473, 1.07], [-0.019, 0.105, -0.858, 0.058], [-0.019, 0.105, -0.858, 0.058]], [[2.168, 2.75, 2.046, 0.563], [4.655, 5.887, 5.12, 2.089], [2.487, 3.137, 3.074, 1.526], [2.487, 3.137, 3.074, 1.526]]]]
func.func @padded_plane(%dy: tensor<1x2x2x4xf64> {bmc.value = dense<[[[[-0.617, -1.627, 0.487, 0.525], [0.897, -0.916, 0.124, -0.066]], [[0.685, 1.483, 0.582, -0.019], [0.939, 1.548, 0.65, 0.876]]]]> : tensor<1x2x2x4xf64>}) -> tensor<1x2x4x4xf64> {
  %r = bmc.sum_pool_backward %dy kernel [3, 3] strides [2, 1] padding [1, 1, 1, 1] dilation [1, 1] : tensor<1x2x2x4xf64> -> tensor<1x2x4x4xf64>
  return %r : tensor<1x2x4x4xf64>
}
