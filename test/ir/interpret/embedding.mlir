// y[.., :] = weight[indices[..], :]
// RUN: bmc-eval %s --precision=10 | FileCheck %s

// CHECK-LABEL: @scalar
// CHECK{LITERAL}: result0: tensor<2xf64> = [0.843, -0.035]
func.func @scalar(%i: tensor<i32> {bmc.value = dense<2> : tensor<i32>},
    %w: tensor<3x2xf64> {bmc.value = dense<[[0.282, -0.1], [1.028, 2.655], [0.843, -0.035]]> : tensor<3x2xf64>}) -> tensor<2xf64> {
  %r = bmc.embedding %i, %w : tensor<i32>, tensor<3x2xf64> -> tensor<2xf64>
  return %r : tensor<2xf64>
}

// CHECK-LABEL: @one
// CHECK{LITERAL}: result0: tensor<1x1xf64> = [[-0.172]]
func.func @one(%i: tensor<1xi32> {bmc.value = dense<[0]> : tensor<1xi32>},
    %w: tensor<1x1xf64> {bmc.value = dense<[[-0.172]]> : tensor<1x1xf64>}) -> tensor<1x1xf64> {
  %r = bmc.embedding %i, %w : tensor<1xi32>, tensor<1x1xf64> -> tensor<1x1xf64>
  return %r : tensor<1x1xf64>
}

// CHECK-LABEL: @vector
// CHECK{LITERAL}: result0: tensor<3x3xf64> = [[-0.395, -0.427, 0.744], [-0.395, -0.427, 0.744], [-0.857, -0.907, -1.003]]
func.func @vector(%i: tensor<?xi32, #bmc.dims<"B">> {bmc.value = dense<[1, 1, 0]> : tensor<3xi32>},
    %w: tensor<2x3xf64> {bmc.value = dense<[[-0.857, -0.907, -1.003], [-0.395, -0.427, 0.744]]> : tensor<2x3xf64>}) -> tensor<?x3xf64, #bmc.dims<"B">> {
  %r = bmc.embedding %i, %w : tensor<?xi32, #bmc.dims<"B">>, tensor<2x3xf64> -> tensor<?x3xf64, #bmc.dims<"B">>
  return %r : tensor<?x3xf64, #bmc.dims<"B">>
}

// CHECK-LABEL: @sequence
// CHECK{LITERAL}: result0: tensor<2x2x2xf64> = [[[0.507, 1.789], [-0.399, -0.197]], [[-1.218, 1.645], [0.507, 1.789]]]
func.func @sequence(%i: tensor<?x?xi32, #bmc.dims<"B", "S">> {bmc.value = dense<[[2, 0], [1, 2]]> : tensor<2x2xi32>},
    %w: tensor<3x2xf64> {bmc.value = dense<[[-0.399, -0.197], [-1.218, 1.645], [0.507, 1.789]]> : tensor<3x2xf64>}) -> tensor<?x?x2xf64, #bmc.dims<"B", "S">> {
  %r = bmc.embedding %i, %w : tensor<?x?xi32, #bmc.dims<"B", "S">>, tensor<3x2xf64> -> tensor<?x?x2xf64, #bmc.dims<"B", "S">>
  return %r : tensor<?x?x2xf64, #bmc.dims<"B", "S">>
}

// CHECK-LABEL: @seventeen
// CHECK{LITERAL}: result0: tensor<1x1xf64> = [[-0.146]]
func.func @seventeen(%i: tensor<1xi32> {bmc.value = dense<[16]> : tensor<1xi32>},
    %w: tensor<17x1xf64> {bmc.value = dense<[[0.797], [1.49], [-0.248], [0.717], [2.706], [-1.224], [1.176], [1.698], [0.421], [0.765], [1.28], [-0.67], [0.417], [-0.888], [-0.691], [-0.632], [-0.146]]> : tensor<17x1xf64>}) -> tensor<1x1xf64> {
  %r = bmc.embedding %i, %w : tensor<1xi32>, tensor<17x1xf64> -> tensor<1x1xf64>
  return %r : tensor<1x1xf64>
}
