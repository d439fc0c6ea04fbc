// dy where the largest was; values are PyTorch's
// RUN: bmc-eval %s --precision=10 | FileCheck %s

// CHECK-LABEL: @one
// CHECK{LITERAL}: result0: tensor<1x1x1xf64> = [[[0.199]]]
func.func @one(%dy: tensor<1x1x1xf64> {bmc.value = dense<[[[0.199]]]> : tensor<1x1x1xf64>},
    %i: tensor<1x1x1xi32> {bmc.value = dense<[[[0]]]> : tensor<1x1x1xi32>}) -> tensor<1x1x1xf64> {
  %r = bmc.max_pool_backward %dy, %i kernel [1] strides [1] padding [0, 0] dilation [1] : tensor<1x1x1xf64>, tensor<1x1x1xi32> -> tensor<1x1x1xf64>
  return %r : tensor<1x1x1xf64>
}

// CHECK-LABEL: @line
// CHECK{LITERAL}: result0: tensor<2x2x7xf64> = [[[0.144, 0, 0, -1.998, -0.578, 0.424, 0], [-0.463, 0, 1.242, 0, 0, 0.953, 0]], [[1.645, 0, -0.604, 0, 0, -1.211, -0.207], [0, -1.045, -1.6, -1.032, 0, 0, -0.555]]]
func.func @line(%dy: tensor<?x2x4xf64, #bmc.dims<"B">> {bmc.value = dense<[[[0.144, -1.998, -0.578, 0.424], [-0.463, 1.242, 0.335, 0.618]], [[1.645, -0.604, -1.211, -0.207], [-1.045, -1.6, -1.032, -0.555]]]> : tensor<2x2x4xf64>},
    %i: tensor<?x2x4xi32, #bmc.dims<"B">> {bmc.value = dense<[[[0, 3, 4, 5], [0, 2, 5, 5]], [[0, 2, 5, 6], [1, 2, 3, 6]]]> : tensor<2x2x4xi32>}) -> tensor<?x2x7xf64, #bmc.dims<"B">> {
  %r = bmc.max_pool_backward %dy, %i kernel [3] strides [2] padding [1, 1] dilation [1] : tensor<?x2x4xf64, #bmc.dims<"B">>, tensor<?x2x4xi32, #bmc.dims<"B">> -> tensor<?x2x7xf64, #bmc.dims<"B">>
  return %r : tensor<?x2x7xf64, #bmc.dims<"B">>
}

// CHECK-LABEL: @dilated
// CHECK{LITERAL}: result0: tensor<1x1x6xf64> = [[[0, 0, -0.5, -0.484, 0.243, -0.586]]]
func.func @dilated(%dy: tensor<1x1x5xf64> {bmc.value = dense<[[[-0.5, -0.724, 0.243, -0.586, 0.24]]]> : tensor<1x1x5xf64>},
    %i: tensor<1x1x5xi32> {bmc.value = dense<[[[2, 3, 4, 5, 3]]]> : tensor<1x1x5xi32>}) -> tensor<1x1x6xf64> {
  %r = bmc.max_pool_backward %dy, %i kernel [2] strides [1] padding [1, 1] dilation [3] : tensor<1x1x5xf64>, tensor<1x1x5xi32> -> tensor<1x1x6xf64>
  return %r : tensor<1x1x6xf64>
}

// CHECK-LABEL: @plane
// CHECK{LITERAL}: result0: tensor<2x1x4x5xf64> = [[[[-0.43, 0, 0, 0, 0], [0, 0, -0.029, 0, 0], [-0.411, 0, 0, 0, 0], [0, 0, 0, -0.167, 0]]], [[[0, 0.096, 0, 0, 0], [0, 0, 0, -0.706, 0], [0, 0.127, -2.243, 0, 0], [0, 0, 0, 0, 0]]]]
func.func @plane(%dy: tensor<?x1x2x2xf64, #bmc.dims<"B">> {bmc.value = dense<[[[[-0.43, -0.029], [-0.411, -0.167]]], [[[0.096, -0.706], [0.127, -2.243]]]]> : tensor<2x1x2x2xf64>},
    %i: tensor<?x1x2x2xi32, #bmc.dims<"B">> {bmc.value = dense<[[[[0, 7], [10, 18]]], [[[1, 8], [11, 12]]]]> : tensor<2x1x2x2xi32>}) -> tensor<?x1x4x5xf64, #bmc.dims<"B">> {
  %r = bmc.max_pool_backward %dy, %i kernel [2, 2] strides [2, 2] padding [0, 0, 0, 0] dilation [1, 1] : tensor<?x1x2x2xf64, #bmc.dims<"B">>, tensor<?x1x2x2xi32, #bmc.dims<"B">> -> tensor<?x1x4x5xf64, #bmc.dims<"B">>
  return %r : tensor<?x1x4x5xf64, #bmc.dims<"B">>
}

// CHECK-LABEL: @padded_plane
// CHECK{LITERAL}: result0: tensor<1x2x4x4xf64> = [[[[0, 0, 0, 0], [0.28, 0, -1.473, 0], [0, 0, 0, 0], [0, 0, 0, 0]], [[0, 0.685, 2.046, 0], [0, 0, 0, 0], [0, 0, 0, 0], [0, 0.939, 3.074, 0]]]]
func.func @padded_plane(%dy: tensor<1x2x2x4xf64> {bmc.value = dense<[[[[-0.617, -1.627, 0.487, 0.525], [0.897, -0.916, 0.124, -0.066]], [[0.685, 1.483, 0.582, -0.019], [0.939, 1.548, 0.65, 0.876]]]]> : tensor<1x2x2x4xf64>},
    %i: tensor<1x2x2x4xi32> {bmc.value = dense<[[[[4, 6, 6, 6], [4, 6, 6, 6]], [[1, 2, 2, 2], [13, 14, 14, 14]]]]> : tensor<1x2x2x4xi32>}) -> tensor<1x2x4x4xf64> {
  %r = bmc.max_pool_backward %dy, %i kernel [3, 3] strides [2, 1] padding [1, 1, 1, 1] dilation [1, 1] : tensor<1x2x2x4xf64>, tensor<1x2x2x4xi32> -> tensor<1x2x4x4xf64>
  return %r : tensor<1x2x4x4xf64>
}
