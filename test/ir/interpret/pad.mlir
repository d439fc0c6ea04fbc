// y[i] = x[i - shift] or 0 along an axis, from either end
// RUN: bmc-eval %s --precision=10 | FileCheck %s

// CHECK-LABEL: @around
// CHECK{LITERAL}: result0: tensor<1x4xf64> = [[0, 0.5, -1.5, 0]]
func.func @around(%x: tensor<1x2xf64> {bmc.value = dense<[[0.5, -1.5]]> : tensor<1x2xf64>}) -> tensor<1x4xf64> {
  %r = bmc.pad %x axis 1 shift 1 : tensor<1x2xf64> -> tensor<1x4xf64>
  return %r : tensor<1x4xf64>
}

// CHECK-LABEL: @without_first
// CHECK{LITERAL}: result0: tensor<2x2xf64> = [[2, 3], [5, 6]]
func.func @without_first(%x: tensor<?x?xf64, #bmc.dims<"B", "S">> {bmc.value = dense<[[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]]> : tensor<2x3xf64>}) -> tensor<?x?xf64, #bmc.dims<"B", "S-1">> {
  %r = bmc.pad %x axis 1 shift -1 : tensor<?x?xf64, #bmc.dims<"B", "S">> -> tensor<?x?xf64, #bmc.dims<"B", "S-1">>
  return %r : tensor<?x?xf64, #bmc.dims<"B", "S-1">>
}

// CHECK-LABEL: @shifted
// CHECK{LITERAL}: result0: tensor<3x2xf64> = [[0, 0], [1, 2], [3, 4]]
func.func @shifted(%x: tensor<?x2xf64, #bmc.dims<"S">> {bmc.value = dense<[[1.0, 2.0], [3.0, 4.0], [5.0, 6.0]]> : tensor<3x2xf64>}) -> tensor<?x2xf64, #bmc.dims<"S">> {
  %r = bmc.pad %x axis 0 shift 1 : tensor<?x2xf64, #bmc.dims<"S">> -> tensor<?x2xf64, #bmc.dims<"S">>
  return %r : tensor<?x2xf64, #bmc.dims<"S">>
}

// CHECK-LABEL: @last_but_one
// CHECK{LITERAL}: result0: tensor<2xi32> = [6, 7]
func.func @last_but_one(%x: tensor<?xi32, #bmc.dims<"S">> {bmc.value = dense<[5, 6, 7, 8]> : tensor<4xi32>}) -> tensor<2xi32> {
  %r = bmc.pad %x axis 0 shift -1 from_end : tensor<?xi32, #bmc.dims<"S">> -> tensor<2xi32>
  return %r : tensor<2xi32>
}

// CHECK-LABEL: @behind
// CHECK{LITERAL}: result0: tensor<5xi32> = [0, 0, 9, 8, 0]
func.func @behind(%x: tensor<2xi32> {bmc.value = dense<[9, 8]> : tensor<2xi32>}, %s: tensor<?xi32, #bmc.dims<"S">> {bmc.value = dense<[1, 1, 1]> : tensor<3xi32>}) -> tensor<?xi32, #bmc.dims<"S+2">> {
  %r = bmc.pad %x axis 0 shift 1 from_end : tensor<2xi32> -> tensor<?xi32, #bmc.dims<"S+2">>
  return %r : tensor<?xi32, #bmc.dims<"S+2">>
}
