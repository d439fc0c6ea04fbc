// dW[n, k] = sum over rows of dy[r, n] x[r, k]
// RUN: bmc-eval %s --precision=10 | FileCheck %s

// CHECK-LABEL: @one
// CHECK{LITERAL}: result0: tensor<1x1xf64> = [[-0.333355]]
func.func @one(%dy: tensor<1x1xf64> {bmc.value = dense<[[-1.045]]> : tensor<1x1xf64>},
    %x: tensor<1x1xf64> {bmc.value = dense<[[0.319]]> : tensor<1x1xf64>}) -> tensor<1x1xf64> {
  %r = bmc.linear_dweight %dy, %x : tensor<1x1xf64>, tensor<1x1xf64> -> tensor<1x1xf64>
  return %r : tensor<1x1xf64>
}

// CHECK-LABEL: @vector
// CHECK{LITERAL}: result0: tensor<2x3xf64> = [[-1.59616, 1.128535, -1.348007], [-1.41696, 1.001835, -1.196667]]
func.func @vector(%dy: tensor<2xf64> {bmc.value = dense<[-1.247, -1.107]> : tensor<2xf64>},
    %x: tensor<3xf64> {bmc.value = dense<[1.28, -0.905, 1.081]> : tensor<3xf64>}) -> tensor<2x3xf64> {
  %r = bmc.linear_dweight %dy, %x : tensor<2xf64>, tensor<3xf64> -> tensor<2x3xf64>
  return %r : tensor<2x3xf64>
}

// CHECK-LABEL: @matrix
// CHECK{LITERAL}: result0: tensor<2x2xf64> = [[-1.058511, 0.763323], [3.095187, 2.391813]]
func.func @matrix(%dy: tensor<?x2xf64, #bmc.dims<"B">> {bmc.value = dense<[[1.524, 0.259], [0.553, 1.952], [-0.197, -0.593]]> : tensor<3x2xf64>},
    %x: tensor<?x2xf64, #bmc.dims<"B">> {bmc.value = dense<[[-1.353, 0.042], [1.479, 0.96], [-0.942, -0.855]]> : tensor<3x2xf64>}) -> tensor<2x2xf64> {
  %r = bmc.linear_dweight %dy, %x : tensor<?x2xf64, #bmc.dims<"B">>, tensor<?x2xf64, #bmc.dims<"B">> -> tensor<2x2xf64>
  return %r : tensor<2x2xf64>
}

// CHECK-LABEL: @sequence
// CHECK{LITERAL}: result0: tensor<1x2xf64> = [[0.160588, -1.273228]]
func.func @sequence(%dy: tensor<?x?x1xf64, #bmc.dims<"B", "S">> {bmc.value = dense<[[[-0.504], [0.292], [-0.205]], [[0.214], [0.297], [-0.299]]]> : tensor<2x3x1xf64>},
    %x: tensor<?x?x2xf64, #bmc.dims<"B", "S">> {bmc.value = dense<[[[-0.04, 0.207], [-0.084, 0.504], [1.871, 0.592]], [[0.056, -1.686], [0.388, -1.947], [-1.409, 0.855]]]> : tensor<2x3x2xf64>}) -> tensor<1x2xf64> {
  %r = bmc.linear_dweight %dy, %x : tensor<?x?x1xf64, #bmc.dims<"B", "S">>, tensor<?x?x2xf64, #bmc.dims<"B", "S">> -> tensor<1x2xf64>
  return %r : tensor<1x2xf64>
}

// CHECK-LABEL: @seventeen
// CHECK{LITERAL}: result0: tensor<1x1xf64> = [[-2.040243]]
func.func @seventeen(%dy: tensor<17x1xf64> {bmc.value = dense<[[0.706], [-0.15], [-1.71], [-0.371], [-0.679], [0.637], [2.258], [0.217], [-0.779], [-1.171], [-0.056], [-0.177], [-1.152], [0.116], [-1.151], [1.112], [1.063]]> : tensor<17x1xf64>},
    %x: tensor<17x1xf64> {bmc.value = dense<[[1.085], [-0.474], [0.515], [-0.132], [-0.389], [-0.339], [-1.3], [-1.444], [0.794], [-0.191], [0.216], [1.002], [-1.733], [-0.784], [0.175], [0.392], [-0.377]]> : tensor<17x1xf64>}) -> tensor<1x1xf64> {
  %r = bmc.linear_dweight %dy, %x : tensor<17x1xf64>, tensor<17x1xf64> -> tensor<1x1xf64>
  return %r : tensor<1x1xf64>
}
