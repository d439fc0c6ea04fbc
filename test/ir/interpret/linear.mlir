// y = x weight^T + bias
// RUN: bmc-eval %s --precision=10 | FileCheck %s

// CHECK-LABEL: @one_by_one
// CHECK{LITERAL}: result0: tensor<1x1xf64> = [[0.000299]]
func.func @one_by_one(%x: tensor<1x1xf64> {bmc.value = dense<[[0.001]]> : tensor<1x1xf64>},
    %w: tensor<1x1xf64> {bmc.value = dense<[[0.299]]> : tensor<1x1xf64>}) -> tensor<1x1xf64> {
  %r = bmc.linear %x, %w : (tensor<1x1xf64>, tensor<1x1xf64>) -> tensor<1x1xf64>
  return %r : tensor<1x1xf64>
}

// CHECK-LABEL: @vector
// CHECK{LITERAL}: result0: tensor<2xf64> = [-0.034352, 0.569278]
func.func @vector(%x: tensor<3xf64> {bmc.value = dense<[-0.274, -0.891, -0.455]> : tensor<3xf64>},
    %w: tensor<2x3xf64> {bmc.value = dense<[[-0.992, 0.06, 1.34], [-0.492, -0.62, 0.49]]> : tensor<2x3xf64>},
    %b: tensor<2xf64> {bmc.value = dense<[0.357, 0.105]> : tensor<2xf64>}) -> tensor<2xf64> {
  %r = bmc.linear %x, %w, %b : (tensor<3xf64>, tensor<2x3xf64>, tensor<2xf64>) -> tensor<2xf64>
  return %r : tensor<2xf64>
}

// CHECK-LABEL: @matrix
// CHECK{LITERAL}: result0: tensor<2x4xf64> = [[1.089793, 1.279566, -0.127702, -1.021057], [3.024131, 1.280273, 2.428753, 2.922632]]
func.func @matrix(%x: tensor<?x3xf64, #bmc.dims<"B">> {bmc.value = dense<[[-0.93, -0.029, 0.695], [-1.344, -0.458, -1.901]]> : tensor<2x3xf64>},
    %w: tensor<4x3xf64> {bmc.value = dense<[[-1.29, -1.842, -0.235], [-1.267, 0.271, 0.157], [-0.187, -2.517, -0.539], [-0.049, 0.113, -1.53]]> : tensor<4x3xf64>}) -> tensor<?x4xf64, #bmc.dims<"B">> {
  %r = bmc.linear %x, %w : (tensor<?x3xf64, #bmc.dims<"B">>, tensor<4x3xf64>) -> tensor<?x4xf64, #bmc.dims<"B">>
  return %r : tensor<?x4xf64, #bmc.dims<"B">>
}

// CHECK-LABEL: @sequence
// CHECK{LITERAL}: result0: tensor<2x3x1xf64> = [[[-2.913789], [-0.166585], [-1.653255]], [[-2.273472], [-1.406022], [-3.206911]]]
func.func @sequence(%x: tensor<?x?x2xf64, #bmc.dims<"B", "S">> {bmc.value = dense<[[[-0.478, -0.979], [-0.809, 1.061], [-0.808, -0.033]], [[0.884, -0.584], [-0.112, 0.11], [0.064, -1.225]]]> : tensor<2x3x2xf64>},
    %w: tensor<1x2xf64> {bmc.value = dense<[[0.076, 1.359]]> : tensor<1x2xf64>},
    %b: tensor<1xf64> {bmc.value = dense<[-1.547]> : tensor<1xf64>}) -> tensor<?x?x1xf64, #bmc.dims<"B", "S">> {
  %r = bmc.linear %x, %w, %b : (tensor<?x?x2xf64, #bmc.dims<"B", "S">>, tensor<1x2xf64>, tensor<1xf64>) -> tensor<?x?x1xf64, #bmc.dims<"B", "S">>
  return %r : tensor<?x?x1xf64, #bmc.dims<"B", "S">>
}

// CHECK-LABEL: @seventeen
// CHECK{LITERAL}: result0: tensor<1x2xf64> = [[6.307853, -2.594141]]
func.func @seventeen(%x: tensor<1x17xf64> {bmc.value = dense<[[0.859, 0.119, -0.641, 2.0, 0.762, -1.199, 0.075, 0.577, -0.189, 0.683, -0.067, 0.667, 1.439, -0.676, 0.203, -0.463, 0.127]]> : tensor<1x17xf64>},
    %w: tensor<2x17xf64> {bmc.value = dense<[[-1.187, -0.579, -0.196, 0.899, 1.145, -1.324, -0.795, 0.647, -1.992, -0.463, -0.097, 1.257, 0.689, -0.327, -0.369, -0.25, 1.524], [-0.428, -0.304, 0.353, -0.121, -0.197, -1.114, -0.012, -0.444, 1.166, 0.653, -0.024, 0.668, -0.34, 1.052, -0.005, 0.583, -1.291]]> : tensor<2x17xf64>},
    %b: tensor<2xf64> {bmc.value = dense<[0.347, -1.688]> : tensor<2xf64>}) -> tensor<1x2xf64> {
  %r = bmc.linear %x, %w, %b : (tensor<1x17xf64>, tensor<2x17xf64>, tensor<2xf64>) -> tensor<1x2xf64>
  return %r : tensor<1x2xf64>
}

// CHECK-LABEL: @rounds_to_f32
// CHECK{LITERAL}: result0: tensor<2x2xf32> = [[1.283820033, -1.245015979], [0.4677129388, -2.109398127]]
func.func @rounds_to_f32(%x: tensor<?x3xf32, #bmc.dims<"B">> {bmc.value = dense<[[-2.035, -0.304, -0.9], [0.164, 2.245, -0.832]]> : tensor<2x3xf32>},
    %w: tensor<2x3xf32> {bmc.value = dense<[[-0.624, 0.205, 0.493], [-0.176, -0.206, 0.702]]> : tensor<2x3xf32>},
    %b: tensor<2xf32> {bmc.value = dense<[0.52, -1.034]> : tensor<2xf32>}) -> tensor<?x2xf32, #bmc.dims<"B">> {
  %r = bmc.linear %x, %w, %b : (tensor<?x3xf32, #bmc.dims<"B">>, tensor<2x3xf32>, tensor<2xf32>) -> tensor<?x2xf32, #bmc.dims<"B">>
  return %r : tensor<?x2xf32, #bmc.dims<"B">>
}

// CHECK-LABEL: @transposed
// CHECK{LITERAL}: result0: tensor<2x3xf64> = [[1.5, -3.75, 5], [3.5, 2.75, -6.5]]
func.func @transposed(%x: tensor<2x2xf64> {bmc.value = dense<[[1.0, -1.0], [0.5, 2.0]]> : tensor<2x2xf64>},
    %w: tensor<2x3xf64> {bmc.value = dense<[[2.0, -1.0, 2.0], [1.0, 2.0, -3.5]]> : tensor<2x3xf64>},
    %b: tensor<3xf64> {bmc.value = dense<[0.5, -0.75, -0.5]> : tensor<3xf64>}) -> tensor<2x3xf64> {
  %r = bmc.linear %x, %w, %b transposed : (tensor<2x2xf64>, tensor<2x3xf64>, tensor<3xf64>) -> tensor<2x3xf64>
  return %r : tensor<2x3xf64>
}
