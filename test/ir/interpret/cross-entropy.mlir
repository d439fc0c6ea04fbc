// sum over rows that count of lse(logits) - logits[target]
// RUN: bmc-eval %s --precision=10 | FileCheck %s

// CHECK-LABEL: @scalar
// CHECK{LITERAL}: result0: tensor<f64> = 0.1784079985
func.func @scalar(%x: tensor<3xf64> {bmc.value = dense<[-0.457, 1.582, -1.149]> : tensor<3xf64>},
    %t: tensor<i32> {bmc.value = dense<1> : tensor<i32>}) -> tensor<f64> {
  %r = bmc.cross_entropy %x, %t : tensor<3xf64>, tensor<i32> -> tensor<f64>
  return %r : tensor<f64>
}

// CHECK-LABEL: @one_class
// CHECK{LITERAL}: result0: tensor<f64> = 0
func.func @one_class(%x: tensor<1x1xf64> {bmc.value = dense<[[-1.09]]> : tensor<1x1xf64>},
    %t: tensor<1xi32> {bmc.value = dense<[0]> : tensor<1xi32>}) -> tensor<f64> {
  %r = bmc.cross_entropy %x, %t : tensor<1x1xf64>, tensor<1xi32> -> tensor<f64>
  return %r : tensor<f64>
}

// CHECK-LABEL: @rows
// CHECK{LITERAL}: result0: tensor<f64> = 1.429546067
func.func @rows(%x: tensor<?x3xf64, #bmc.dims<"B">> {bmc.value = dense<[[1.481, 0.119, 1.585], [0.333, -0.907, -0.068]]> : tensor<2x3xf64>},
    %t: tensor<?xi32, #bmc.dims<"B">> {bmc.value = dense<[2, 0]> : tensor<2xi32>}) -> tensor<f64> {
  %r = bmc.cross_entropy %x, %t : tensor<?x3xf64, #bmc.dims<"B">>, tensor<?xi32, #bmc.dims<"B">> -> tensor<f64>
  return %r : tensor<f64>
}

// CHECK-LABEL: @ignored
// CHECK{LITERAL}: result0: tensor<f64> = 0.6689472755
func.func @ignored(%x: tensor<?x2xf64, #bmc.dims<"B">> {bmc.value = dense<[[1.264, 0.968], [0.001, 0.05], [-0.116, -0.595]]> : tensor<3x2xf64>},
    %t: tensor<?xi32, #bmc.dims<"B">> {bmc.value = dense<[-100, 1, -1]> : tensor<3xi32>}) -> tensor<f64> {
  %r = bmc.cross_entropy %x, %t : tensor<?x2xf64, #bmc.dims<"B">>, tensor<?xi32, #bmc.dims<"B">> -> tensor<f64>
  return %r : tensor<f64>
}

// CHECK-LABEL: @nothing_counts
// CHECK{LITERAL}: result0: tensor<f64> = 0
func.func @nothing_counts(%x: tensor<?x3xf64, #bmc.dims<"B">> {bmc.value = dense<[[1.986, 0.007, -1.163], [-0.49, 0.747, 0.66]]> : tensor<2x3xf64>},
    %t: tensor<?xi32, #bmc.dims<"B">> {bmc.value = dense<[-100, -100]> : tensor<2xi32>}) -> tensor<f64> {
  %r = bmc.cross_entropy %x, %t : tensor<?x3xf64, #bmc.dims<"B">>, tensor<?xi32, #bmc.dims<"B">> -> tensor<f64>
  return %r : tensor<f64>
}

// CHECK-LABEL: @sequence
// CHECK{LITERAL}: result0: tensor<f64> = 4.568211572
func.func @sequence(%x: tensor<?x?x3xf64, #bmc.dims<"B", "S">> {bmc.value = dense<[[[-0.141, -0.687, 0.025], [-1.721, -1.338, 0.821]], [[-0.493, 0.385, 1.253], [0.668, 0.021, 2.188]]]> : tensor<2x2x3xf64>},
    %t: tensor<?x?xi32, #bmc.dims<"B", "S">> {bmc.value = dense<[[1, 0], [-100, 2]]> : tensor<2x2xi32>}) -> tensor<f64> {
  %r = bmc.cross_entropy %x, %t : tensor<?x?x3xf64, #bmc.dims<"B", "S">>, tensor<?x?xi32, #bmc.dims<"B", "S">> -> tensor<f64>
  return %r : tensor<f64>
}

// CHECK-LABEL: @seventeen
// CHECK{LITERAL}: result0: tensor<f64> = 2.134478326
func.func @seventeen(%x: tensor<1x17xf64> {bmc.value = dense<[[0.686, -0.364, 0.753, 0.419, -0.88, 0.075, -0.17, -2.022, -0.177, -0.291, -0.451, -1.691, -0.365, -0.041, 0.105, -1.167, 0.65]]> : tensor<1x17xf64>},
    %t: tensor<1xi32> {bmc.value = dense<[16]> : tensor<1xi32>}) -> tensor<f64> {
  %r = bmc.cross_entropy %x, %t : tensor<1x17xf64>, tensor<1xi32> -> tensor<f64>
  return %r : tensor<f64>
}

// CHECK-LABEL: @large
// CHECK{LITERAL}: result0: tensor<f64> = 101.605
func.func @large(%x: tensor<?x3xf64, #bmc.dims<"B">> {bmc.value = dense<[[-37.49, -6.901, 40.25], [-21.353, -15.75, 33.101]]> : tensor<2x3xf64>},
    %t: tensor<?xi32, #bmc.dims<"B">> {bmc.value = dense<[1, 0]> : tensor<2xi32>}) -> tensor<f64> {
  %r = bmc.cross_entropy %x, %t : tensor<?x3xf64, #bmc.dims<"B">>, tensor<?xi32, #bmc.dims<"B">> -> tensor<f64>
  return %r : tensor<f64>
}

// CHECK-LABEL: @rounds_to_f32
// CHECK{LITERAL}: result0: tensor<f32> = 1.451484919
func.func @rounds_to_f32(%x: tensor<?x3xf32, #bmc.dims<"B">> {bmc.value = dense<[[-0.395, -0.305, 0.227], [1.078, -2.265, -0.851]]> : tensor<2x3xf32>},
    %t: tensor<?xi32, #bmc.dims<"B">> {bmc.value = dense<[1, 0]> : tensor<2xi32>}) -> tensor<f32> {
  %r = bmc.cross_entropy %x, %t : tensor<?x3xf32, #bmc.dims<"B">>, tensor<?xi32, #bmc.dims<"B">> -> tensor<f32>
  return %r : tensor<f32>
}
