// dW[n, :] = (marked[n] ? 0 : init[n, :]) + sum of dy[r, :] over the rows r of all dy with index n; touched[n] = one has
// RUN: bmc-eval %s --precision=10 | FileCheck %s

// Row 0 was of the batch before, row 2 is of none and stays, row 3 is of both.
// CHECK-LABEL: @fresh
// CHECK{LITERAL}: result0: tensor<4x2xf64> = [[0, 0], [2.5, -1], [0.5, 0.25], [-0.5, 1.5]]
// CHECK{LITERAL}: result1: tensor<4xi32> = [0, 1, 0, 1]
func.func @fresh(%dy: tensor<?x2xf64, #bmc.dims<"B">> {bmc.value = dense<[[1.0, -2.0], [-0.5, 1.5], [1.5, 1.0]]> : tensor<3x2xf64>},
    %i: tensor<?xi32, #bmc.dims<"B">> {bmc.value = dense<[1, 3, 1]> : tensor<3xi32>},
    %init: tensor<4x2xf64> {bmc.value = dense<[[9.0, 9.0], [0.0, 0.0], [0.5, 0.25], [7.0, 7.0]]> : tensor<4x2xf64>},
    %marked: tensor<4xi32> {bmc.value = dense<[1, 0, 0, 1]> : tensor<4xi32>}) -> (tensor<4x2xf64>, tensor<4xi32>) {
  %w, %t = bmc.embedding_backward_rows %dy at %i into %init marked %marked : tensor<?x2xf64, #bmc.dims<"B">> at tensor<?xi32, #bmc.dims<"B">> into tensor<4x2xf64> marked tensor<4xi32> -> tensor<4x2xf64>, tensor<4xi32>
  return %w, %t : tensor<4x2xf64>, tensor<4xi32>
}

// CHECK-LABEL: @accumulate
// CHECK{LITERAL}: result0: tensor<3x1xf64> = [[1.25], [4], [-1]]
// CHECK{LITERAL}: result1: tensor<3xi32> = [1, 1, 1]
func.func @accumulate(%dy: tensor<2x1xf64> {bmc.value = dense<[[0.25], [1.0]]> : tensor<2x1xf64>},
    %i: tensor<2xi32> {bmc.value = dense<[0, 1]> : tensor<2xi32>},
    %dz: tensor<1x1xf64> {bmc.value = dense<[[3.0]]> : tensor<1x1xf64>},
    %j: tensor<1xi32> {bmc.value = dense<[1]> : tensor<1xi32>},
    %init: tensor<3x1xf64> {bmc.value = dense<[[1.0], [0.0], [-1.0]]> : tensor<3x1xf64>},
    %marked: tensor<3xi32> {bmc.value = dense<[1, 0, 1]> : tensor<3xi32>}) -> (tensor<3x1xf64>, tensor<3xi32>) {
  %w, %t = bmc.embedding_backward_rows %dy, %dz at %i, %j into %init marked %marked accumulate : tensor<2x1xf64>, tensor<1x1xf64> at tensor<2xi32>, tensor<1xi32> into tensor<3x1xf64> marked tensor<3xi32> -> tensor<3x1xf64>, tensor<3xi32>
  return %w, %t : tensor<3x1xf64>, tensor<3xi32>
}
