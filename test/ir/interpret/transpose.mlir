// axis permutation[k] of x becomes axis k of y
// RUN: bmc-eval %s --precision=10 | FileCheck %s

// CHECK-LABEL: @matrix
// CHECK{LITERAL}: result0: tensor<3x2xf64> = [[0, 3], [1, 4], [2, 5]]
func.func @matrix(%x: tensor<?x3xf64, #bmc.dims<"B">> {bmc.value = dense<[[0.0, 1.0, 2.0], [3.0, 4.0, 5.0]]> : tensor<2x3xf64>}) -> tensor<3x?xf64, #bmc.dims<"B">> {
  %r = bmc.transpose %x, [1, 0] : tensor<?x3xf64, #bmc.dims<"B">> -> tensor<3x?xf64, #bmc.dims<"B">>
  return %r : tensor<3x?xf64, #bmc.dims<"B">>
}

// CHECK-LABEL: @heads
// CHECK{LITERAL}: result0: tensor<2x2x3x2xf64> = [[[[0, 1], [4, 5], [8, 9]], [[2, 3], [6, 7], [10, 11]]], [[[12, 13], [16, 17], [20, 21]], [[14, 15], [18, 19], [22, 23]]]]
func.func @heads(%x: tensor<?x?x2x2xf64, #bmc.dims<"B", "S">> {bmc.value = dense<[[[[0.0, 1.0], [2.0, 3.0]], [[4.0, 5.0], [6.0, 7.0]], [[8.0, 9.0], [10.0, 11.0]]], [[[12.0, 13.0], [14.0, 15.0]], [[16.0, 17.0], [18.0, 19.0]], [[20.0, 21.0], [22.0, 23.0]]]]> : tensor<2x3x2x2xf64>}) -> tensor<?x2x?x2xf64, #bmc.dims<"B", "S">> {
  %r = bmc.transpose %x, [0, 2, 1, 3] : tensor<?x?x2x2xf64, #bmc.dims<"B", "S">> -> tensor<?x2x?x2xf64, #bmc.dims<"B", "S">>
  return %r : tensor<?x2x?x2xf64, #bmc.dims<"B", "S">>
}

// CHECK-LABEL: @cycle
// CHECK{LITERAL}: result0: tensor<3x2x1xi32> = [[[0], [3]], [[1], [4]], [[2], [5]]]
func.func @cycle(%x: tensor<2x1x3xi32> {bmc.value = dense<[[[0, 1, 2]], [[3, 4, 5]]]> : tensor<2x1x3xi32>}) -> tensor<3x2x1xi32> {
  %r = bmc.transpose %x, [2, 0, 1] : tensor<2x1x3xi32> -> tensor<3x2x1xi32>
  return %r : tensor<3x2x1xi32>
}

// CHECK-LABEL: @identity
// CHECK{LITERAL}: result0: tensor<3xf64> = [0, 1, 2]
func.func @identity(%x: tensor<3xf64> {bmc.value = dense<[0.0, 1.0, 2.0]> : tensor<3xf64>}) -> tensor<3xf64> {
  %r = bmc.transpose %x, [0] : tensor<3xf64> -> tensor<3xf64>
  return %r : tensor<3xf64>
}
