// y = x[:, .., index, ..]
// RUN: bmc-eval %s --precision=10 | FileCheck %s

// CHECK-LABEL: @first
// CHECK{LITERAL}: result0: tensor<2xf64> = [0, 1]
func.func @first(%x: tensor<3x2xf64> {bmc.value = dense<[[0.0, 1.0], [2.0, 3.0], [4.0, 5.0]]> : tensor<3x2xf64>},
    %index: tensor<i32> {bmc.value = dense<0> : tensor<i32>}) -> tensor<2xf64> {
  %r = bmc.select_row %x, %index axis 0 : (tensor<3x2xf64>, tensor<i32>) -> tensor<2xf64>
  return %r : tensor<2xf64>
}

// CHECK-LABEL: @last
// CHECK{LITERAL}: result0: tensor<2xf64> = [4, 5]
func.func @last(%x: tensor<3x2xf64> {bmc.value = dense<[[0.0, 1.0], [2.0, 3.0], [4.0, 5.0]]> : tensor<3x2xf64>},
    %index: tensor<i32> {bmc.value = dense<2> : tensor<i32>}) -> tensor<2xf64> {
  %r = bmc.select_row %x, %index axis 0 : (tensor<3x2xf64>, tensor<i32>) -> tensor<2xf64>
  return %r : tensor<2xf64>
}

// CHECK-LABEL: @sequence
// CHECK{LITERAL}: result0: tensor<2x2xf64> = [[2, 3], [8, 9]]
func.func @sequence(%x: tensor<?x?x2xf64, #bmc.dims<"B", "S">> {bmc.value = dense<[[[0.0, 1.0], [2.0, 3.0], [4.0, 5.0]], [[6.0, 7.0], [8.0, 9.0], [10.0, 11.0]]]> : tensor<2x3x2xf64>},
    %index: tensor<i32> {bmc.value = dense<1> : tensor<i32>}) -> tensor<?x2xf64, #bmc.dims<"B">> {
  %r = bmc.select_row %x, %index axis 1 : (tensor<?x?x2xf64, #bmc.dims<"B", "S">>, tensor<i32>) -> tensor<?x2xf64, #bmc.dims<"B">>
  return %r : tensor<?x2xf64, #bmc.dims<"B">>
}

// CHECK-LABEL: @vector
// CHECK{LITERAL}: result0: tensor<f64> = 16
func.func @vector(%x: tensor<17xf64> {bmc.value = dense<[0.0, 1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0, 8.0, 9.0, 10.0, 11.0, 12.0, 13.0, 14.0, 15.0, 16.0]> : tensor<17xf64>},
    %index: tensor<i32> {bmc.value = dense<16> : tensor<i32>}) -> tensor<f64> {
  %r = bmc.select_row %x, %index axis 0 : (tensor<17xf64>, tensor<i32>) -> tensor<f64>
  return %r : tensor<f64>
}

// CHECK-LABEL: @from_end
// CHECK{LITERAL}: result0: tensor<2x2xf64> = [[2, 3], [8, 9]]
func.func @from_end(%x: tensor<?x?x2xf64, #bmc.dims<"B", "S">> {bmc.value = dense<[[[0.0, 1.0], [2.0, 3.0], [4.0, 5.0]], [[6.0, 7.0], [8.0, 9.0], [10.0, 11.0]]]> : tensor<2x3x2xf64>},
    %index: tensor<i32> {bmc.value = dense<1> : tensor<i32>}) -> tensor<?x2xf64, #bmc.dims<"B">> {
  %r = bmc.select_row %x, %index axis 1 from_end : (tensor<?x?x2xf64, #bmc.dims<"B", "S">>, tensor<i32>) -> tensor<?x2xf64, #bmc.dims<"B">>
  return %r : tensor<?x2xf64, #bmc.dims<"B">>
}
