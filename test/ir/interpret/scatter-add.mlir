// y[.., n] = sum of src[.., k] over the k with indices[.., k] = n
// RUN: bmc-eval %s --precision=10 | FileCheck %s

// CHECK-LABEL: @rows
// CHECK{LITERAL}: result0: tensor<2x5xf64> = [[0.262, 0, 0, 0, 1.095], [0, -0.679, 0.839, 0, 0.611]]
func.func @rows(%d: tensor<?x3xf64, #bmc.dims<"B">> {bmc.value = dense<[[1.095, -0.496, 0.758], [-0.679, 0.839, 0.611]]> : tensor<2x3xf64>}, %i: tensor<?x3xi32, #bmc.dims<"B">> {bmc.value = dense<[[4, 0, 0], [1, 2, 4]]> : tensor<2x3xi32>}) -> tensor<?x5xf64, #bmc.dims<"B">> {
  %r = bmc.scatter_add %d, %i : tensor<?x3xf64, #bmc.dims<"B">>, tensor<?x3xi32, #bmc.dims<"B">> -> tensor<?x5xf64, #bmc.dims<"B">>
  return %r : tensor<?x5xf64, #bmc.dims<"B">>
}

// CHECK-LABEL: @outside
// CHECK{LITERAL}: result0: tensor<2x5xf64> = [[-0.028, 0.676, 0, 0, 0], [0.67, 0, 0, 0, 1.463]]
func.func @outside(%d: tensor<2x4xf64> {bmc.value = dense<[[0.676, 0.412, 0.026, -0.028], [1.463, 3.789, 0.268, 0.402]]> : tensor<2x4xf64>}, %i: tensor<2x4xi32> {bmc.value = dense<[[1, -1, 5, 0], [4, 7, 0, 0]]> : tensor<2x4xi32>}) -> tensor<2x5xf64> {
  %r = bmc.scatter_add %d, %i : tensor<2x4xf64>, tensor<2x4xi32> -> tensor<2x5xf64>
  return %r : tensor<2x5xf64>
}
