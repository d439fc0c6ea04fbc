// x repeats along the axes of y it lacks
// RUN: bmc-eval %s --precision=10 | FileCheck %s

// CHECK-LABEL: @scalar
// CHECK{LITERAL}: result0: tensor<2x2xf64> = [[3, 3], [3, 3]]
func.func @scalar(%x: tensor<f64> {bmc.value = dense<3.0> : tensor<f64>}) -> tensor<2x2xf64> {
  %r = bmc.broadcast %x, [] : tensor<f64> -> tensor<2x2xf64>
  return %r : tensor<2x2xf64>
}

// CHECK-LABEL: @last_axis
// CHECK{LITERAL}: result0: tensor<2x3xf64> = [[1, 2, 3], [1, 2, 3]]
func.func @last_axis(%x: tensor<3xf64> {bmc.value = dense<[1.0, 2.0, 3.0]> : tensor<3xf64>}) -> tensor<2x3xf64> {
  %r = bmc.broadcast %x, [1] : tensor<3xf64> -> tensor<2x3xf64>
  return %r : tensor<2x3xf64>
}

// CHECK-LABEL: @first_axis
// CHECK{LITERAL}: result0: tensor<3x2xf64> = [[1, 1], [2, 2], [3, 3]]
func.func @first_axis(%x: tensor<3xf64> {bmc.value = dense<[1.0, 2.0, 3.0]> : tensor<3xf64>}) -> tensor<3x2xf64> {
  %r = bmc.broadcast %x, [0] : tensor<3xf64> -> tensor<3x2xf64>
  return %r : tensor<3x2xf64>
}

// CHECK-LABEL: @unit_extent
// CHECK{LITERAL}: result0: tensor<2x3xf64> = [[1, 1, 1], [2, 2, 2]]
func.func @unit_extent(%x: tensor<2x1xf64> {bmc.value = dense<[[1.0], [2.0]]> : tensor<2x1xf64>}) -> tensor<2x3xf64> {
  %r = bmc.broadcast %x, [0, 1] : tensor<2x1xf64> -> tensor<2x3xf64>
  return %r : tensor<2x3xf64>
}

// CHECK-LABEL: @run_time_size
// CHECK{LITERAL}: result0: tensor<2x2xi32> = [[7, 7], [8, 8]]
func.func @run_time_size(%x: tensor<?xi32, #bmc.dims<"B">> {bmc.value = dense<[7, 8]> : tensor<2xi32>}) -> tensor<?x2xi32, #bmc.dims<"B">> {
  %r = bmc.broadcast %x, [0] : tensor<?xi32, #bmc.dims<"B">> -> tensor<?x2xi32, #bmc.dims<"B">>
  return %r : tensor<?x2xi32, #bmc.dims<"B">>
}

// CHECK-LABEL: @rows
// CHECK{LITERAL}: result0: tensor<3x2xf64> = [[1, 2], [1, 2], [1, 2]]
func.func @rows(%x: tensor<2xf64> {bmc.value = dense<[1.0, 2.0]> : tensor<2xf64>},
    %other: tensor<?x1xf64, #bmc.dims<"B">> {bmc.value = dense<[[0.0], [1.0], [2.0]]> : tensor<3x1xf64>}) -> tensor<?x2xf64, #bmc.dims<"B">> {
  %r = bmc.broadcast %x, [1] : tensor<2xf64> -> tensor<?x2xf64, #bmc.dims<"B">>
  return %r : tensor<?x2xf64, #bmc.dims<"B">>
}
