// y = x[.., offset : offset + size, ..]
// RUN: bmc-eval %s --precision=10 | FileCheck %s

// CHECK-LABEL: @middle
// CHECK{LITERAL}: result0: tensor<3xf64> = [1, 2, 3]
func.func @middle(%x: tensor<5xf64> {bmc.value = dense<[0.0, 1.0, 2.0, 3.0, 4.0]> : tensor<5xf64>}) -> tensor<3xf64> {
  %r = bmc.slice %x axis 0 offset 1 size 3 : tensor<5xf64> -> tensor<3xf64>
  return %r : tensor<3xf64>
}

// CHECK-LABEL: @last_axis
// CHECK{LITERAL}: result0: tensor<2x2xf64> = [[4, 5], [10, 11]]
func.func @last_axis(%x: tensor<?x6xf64, #bmc.dims<"B">> {bmc.value = dense<[[0.0, 1.0, 2.0, 3.0, 4.0, 5.0], [6.0, 7.0, 8.0, 9.0, 10.0, 11.0]]> : tensor<2x6xf64>}) -> tensor<?x2xf64, #bmc.dims<"B">> {
  %r = bmc.slice %x axis 1 offset 4 size 2 : tensor<?x6xf64, #bmc.dims<"B">> -> tensor<?x2xf64, #bmc.dims<"B">>
  return %r : tensor<?x2xf64, #bmc.dims<"B">>
}

// CHECK-LABEL: @inner_axis
// CHECK{LITERAL}: result0: tensor<2x1x2xf64> = [[[4, 5]], [[10, 11]]]
func.func @inner_axis(%x: tensor<2x3x2xf64> {bmc.value = dense<[[[0.0, 1.0], [2.0, 3.0], [4.0, 5.0]], [[6.0, 7.0], [8.0, 9.0], [10.0, 11.0]]]> : tensor<2x3x2xf64>}) -> tensor<2x1x2xf64> {
  %r = bmc.slice %x axis 1 offset 2 size 1 : tensor<2x3x2xf64> -> tensor<2x1x2xf64>
  return %r : tensor<2x1x2xf64>
}

// CHECK-LABEL: @integers
// CHECK{LITERAL}: result0: tensor<3xi32> = [0, 1, 2]
func.func @integers(%x: tensor<3xi32> {bmc.value = dense<[0, 1, 2]> : tensor<3xi32>}) -> tensor<3xi32> {
  %r = bmc.slice %x axis 0 offset 0 size 3 : tensor<3xi32> -> tensor<3xi32>
  return %r : tensor<3xi32>
}
