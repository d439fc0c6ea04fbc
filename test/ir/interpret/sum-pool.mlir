// y = the sum of each window; values are PyTorch's
// RUN: bmc-eval %s --precision=10 | FileCheck %s

// CHECK-LABEL: @one
// CHECK{LITERAL}: result0: tensor<1x1x1xf64> = [[[1.035]]]
func.func @one(%x: tensor<1x1x1xf64> {bmc.value = dense<[[[1.035]]]> : tensor<1x1x1xf64>}) -> tensor<1x1x1xf64> {
  %y = bmc.sum_pool %x kernel [1] strides [1] padding [0, 0] dilation [1] : tensor<1x1x1xf64> -> tensor<1x1x1xf64>
  return %y : tensor<1x1x1xf64>
}

// CHECK-LABEL: @line
// CHECK{LITERAL}: result0: tensor<2x2x4xf64> = [[[0.34, -1.342, 3.41, -0.254], [1.245, -0.262, -1.643, 0.855]], [[0.694, -0.747, -0.079, 1.341], [-1.313, 1.36, -2.886, -0.66]]]
func.func @line(%x: tensor<?x2x7xf64, #bmc.dims<"B">> {bmc.value = dense<[[[0.969, -0.629, -0.898, 0.185, 2.312, 0.913, -1.167], [0.747, 0.498, 0.668, -1.428, -1.539, 1.324, -0.469]], [[1.59, -0.896, 1.001, -0.852, 0.106, 0.667, 0.674], [-1.954, 0.641, 0.795, -0.076, -0.787, -2.023, 1.363]]]> : tensor<2x2x7xf64>}) -> tensor<?x2x4xf64, #bmc.dims<"B">> {
  %y = bmc.sum_pool %x kernel [3] strides [2] padding [1, 1] dilation [1] : tensor<?x2x7xf64, #bmc.dims<"B">> -> tensor<?x2x4xf64, #bmc.dims<"B">>
  return %y : tensor<?x2x4xf64, #bmc.dims<"B">>
}

// CHECK-LABEL: @dilated
// CHECK{LITERAL}: result0: tensor<1x1x5xf64> = [[[1.595, 0.974, 0.839, 3.42, 1.342]]]
func.func @dilated(%x: tensor<1x1x6xf64> {bmc.value = dense<[[[-0.368, -0.256, 1.595, 1.342, 1.095, 1.825]]]> : tensor<1x1x6xf64>}) -> tensor<1x1x5xf64> {
  %y = bmc.sum_pool %x kernel [2] strides [1] padding [1, 1] dilation [3] : tensor<1x1x6xf64> -> tensor<1x1x5xf64>
  return %y : tensor<1x1x5xf64>
}

// CHECK-LABEL: @plane
// CHECK{LITERAL}: result0: tensor<2x1x2x2xf64> = [[[[26.958, 0.984], [-1.053, 1.287]]], [[[-0.298, -0.363], [-2.044, -1.367]]]]
func.func @plane(%x: tensor<?x1x4x5xf64, #bmc.dims<"B">> {bmc.value = dense<[[[[9.0, 9.0, -0.685, 0.609, -2.509], [9.0, -0.042, 1.153, -0.093, 0.295], [2.05, -0.015, 0.352, -0.781, -1.543], [-0.745, -2.343, -0.349, 2.065, 0.384]]], [[[-0.366, 2.648, -0.724, 0.257, 1.35], [-1.065, -1.515, -0.578, 0.682, 1.249], [-0.085, 0.168, 0.622, -0.077, -2.709], [-1.387, -0.74, -0.526, -1.386, -0.711]]]]> : tensor<2x1x4x5xf64>}) -> tensor<?x1x2x2xf64, #bmc.dims<"B">> {
  %y = bmc.sum_pool %x kernel [2, 2] strides [2, 2] padding [0, 0, 0, 0] dilation [1, 1] : tensor<?x1x4x5xf64, #bmc.dims<"B">> -> tensor<?x1x2x2xf64, #bmc.dims<"B">>
  return %y : tensor<?x1x2x2xf64, #bmc.dims<"B">>
}

// CHECK-LABEL: @padded_plane
// CHECK{LITERAL}: result0: tensor<1x2x2x4xf64> = [[[[-0.373, 1.812, 2.421, 2.05], [-1.78, -0.05, 3.213, 4.084]], [[-2.096, -1.253, 1.27, 1.823], [-1.029, 3.281, 3.99, 2.698]]]]
func.func @padded_plane(%x: tensor<1x2x4x4xf64> {bmc.value = dense<[[[[-1.517, 0.244, -0.226, 0.754], [0.773, 0.127, 2.411, -0.889], [0.067, 0.383, 0.535, 1.986], [-1.749, -1.381, -1.216, 1.257]], [[-0.045, 0.052, 0.927, 0.372], [-1.498, -0.605, -0.084, 0.608], [-0.984, -0.24, 1.494, -1.882], [0.161, 2.137, 2.9, -0.338]]]]> : tensor<1x2x4x4xf64>}) -> tensor<1x2x2x4xf64> {
  %y = bmc.sum_pool %x kernel [3, 3] strides [2, 1] padding [1, 1, 1, 1] dilation [1, 1] : tensor<1x2x4x4xf64> -> tensor<1x2x2x4xf64>
  return %y : tensor<1x2x2x4xf64>
}
