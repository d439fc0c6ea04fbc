// inputs one after the other along an axis
// RUN: bmc-eval %s --precision=10 | FileCheck %s

// CHECK-LABEL: @one
// CHECK{LITERAL}: result0: tensor<3xf64> = [0, 1, 2]
func.func @one(%x0: tensor<3xf64> {bmc.value = dense<[0.0, 1.0, 2.0]> : tensor<3xf64>}) -> tensor<3xf64> {
  %r = bmc.concat %x0 axis 0 : tensor<3xf64> -> tensor<3xf64>
  return %r : tensor<3xf64>
}

// CHECK-LABEL: @vectors
// CHECK{LITERAL}: result0: tensor<6xf64> = [0, 1, 0, 0, 1, 2]
func.func @vectors(%x0: tensor<2xf64> {bmc.value = dense<[0.0, 1.0]> : tensor<2xf64>},
    %x1: tensor<1xf64> {bmc.value = dense<[0.0]> : tensor<1xf64>},
    %x2: tensor<3xf64> {bmc.value = dense<[0.0, 1.0, 2.0]> : tensor<3xf64>}) -> tensor<6xf64> {
  %r = bmc.concat %x0, %x1, %x2 axis 0 : tensor<2xf64>, tensor<1xf64>, tensor<3xf64> -> tensor<6xf64>
  return %r : tensor<6xf64>
}

// CHECK-LABEL: @last_axis
// CHECK{LITERAL}: result0: tensor<2x3xf64> = [[0, 0, 1], [1, 2, 3]]
func.func @last_axis(%x0: tensor<?x1xf64, #bmc.dims<"B">> {bmc.value = dense<[[0.0], [1.0]]> : tensor<2x1xf64>},
    %x1: tensor<?x2xf64, #bmc.dims<"B">> {bmc.value = dense<[[0.0, 1.0], [2.0, 3.0]]> : tensor<2x2xf64>}) -> tensor<?x3xf64, #bmc.dims<"B">> {
  %r = bmc.concat %x0, %x1 axis 1 : tensor<?x1xf64, #bmc.dims<"B">>, tensor<?x2xf64, #bmc.dims<"B">> -> tensor<?x3xf64, #bmc.dims<"B">>
  return %r : tensor<?x3xf64, #bmc.dims<"B">>
}

// CHECK-LABEL: @inner_axis
// CHECK{LITERAL}: result0: tensor<2x3x2xi32> = [[[0, 1], [0, 1], [2, 3]], [[2, 3], [4, 5], [6, 7]]]
func.func @inner_axis(%x0: tensor<2x1x2xi32> {bmc.value = dense<[[[0, 1]], [[2, 3]]]> : tensor<2x1x2xi32>},
    %x1: tensor<2x2x2xi32> {bmc.value = dense<[[[0, 1], [2, 3]], [[4, 5], [6, 7]]]> : tensor<2x2x2xi32>}) -> tensor<2x3x2xi32> {
  %r = bmc.concat %x0, %x1 axis 1 : tensor<2x1x2xi32>, tensor<2x2x2xi32> -> tensor<2x3x2xi32>
  return %r : tensor<2x3x2xi32>
}
