// y = mean of x over axes
// RUN: bmc-eval %s --precision=10 | FileCheck %s

// CHECK-LABEL: @one
// CHECK{LITERAL}: result0: tensor<f64> = 0.379
func.func @one(%x: tensor<1xf64> {bmc.value = dense<[0.379]> : tensor<1xf64>}) -> tensor<f64> {
  %r = bmc.mean %x, [0] : tensor<1xf64> -> tensor<f64>
  return %r : tensor<f64>
}

// CHECK-LABEL: @all
// CHECK{LITERAL}: result0: tensor<f64> = -0.3733333333
func.func @all(%x: tensor<?x3xf64, #bmc.dims<"B">> {bmc.value = dense<[[-0.807, -0.722, 0.583], [-0.756, 0.433, -0.971]]> : tensor<2x3xf64>}) -> tensor<f64> {
  %r = bmc.mean %x, [0, 1] : tensor<?x3xf64, #bmc.dims<"B">> -> tensor<f64>
  return %r : tensor<f64>
}

// CHECK-LABEL: @first
// CHECK{LITERAL}: result0: tensor<3xf64> = [-0.766, -0.7955, 0.915]
func.func @first(%x: tensor<?x3xf64, #bmc.dims<"B">> {bmc.value = dense<[[-1.212, -1.835, 1.861], [-0.32, 0.244, -0.031]]> : tensor<2x3xf64>}) -> tensor<3xf64> {
  %r = bmc.mean %x, [0] : tensor<?x3xf64, #bmc.dims<"B">> -> tensor<3xf64>
  return %r : tensor<3xf64>
}

// CHECK-LABEL: @last
// CHECK{LITERAL}: result0: tensor<2xf64> = [0.706, -1.202666667]
func.func @last(%x: tensor<?x3xf64, #bmc.dims<"B">> {bmc.value = dense<[[0.16, 0.05, 1.908], [-1.039, -1.557, -1.012]]> : tensor<2x3xf64>}) -> tensor<?xf64, #bmc.dims<"B">> {
  %r = bmc.mean %x, [1] : tensor<?x3xf64, #bmc.dims<"B">> -> tensor<?xf64, #bmc.dims<"B">>
  return %r : tensor<?xf64, #bmc.dims<"B">>
}

// CHECK-LABEL: @outer
// CHECK{LITERAL}: result0: tensor<2xf64> = [-0.1116666667, -0.6366666667]
func.func @outer(%x: tensor<?x?x3xf64, #bmc.dims<"B", "S">> {bmc.value = dense<[[[-1.335, 0.747, 0.82], [-0.961, -1.39, -0.355]], [[1.391, -2.82, 0.527], [-1.076, 1.04, -1.078]]]> : tensor<2x2x3xf64>}) -> tensor<?xf64, #bmc.dims<"S">> {
  %r = bmc.mean %x, [0, 2] : tensor<?x?x3xf64, #bmc.dims<"B", "S">> -> tensor<?xf64, #bmc.dims<"S">>
  return %r : tensor<?xf64, #bmc.dims<"S">>
}

// CHECK-LABEL: @inner
// CHECK{LITERAL}: result0: tensor<2x3xf64> = [[0.5505, -0.3425, -0.6895], [-0.4505, -0.989, -0.244]]
func.func @inner(%x: tensor<?x?x3xf64, #bmc.dims<"B", "S">> {bmc.value = dense<[[[-0.285, -1.506, -0.977], [1.386, 0.821, -0.402]], [[-0.87, -1.894, -0.394], [-0.031, -0.084, -0.094]]]> : tensor<2x2x3xf64>}) -> tensor<?x3xf64, #bmc.dims<"B">> {
  %r = bmc.mean %x, [1] : tensor<?x?x3xf64, #bmc.dims<"B", "S">> -> tensor<?x3xf64, #bmc.dims<"B">>
  return %r : tensor<?x3xf64, #bmc.dims<"B">>
}

// CHECK-LABEL: @none
// CHECK{LITERAL}: result0: tensor<3xf64> = [-1.122, -0.066, -0.039]
func.func @none(%x: tensor<3xf64> {bmc.value = dense<[-1.122, -0.066, -0.039]> : tensor<3xf64>}) -> tensor<3xf64> {
  %r = bmc.mean %x, [] : tensor<3xf64> -> tensor<3xf64>
  return %r : tensor<3xf64>
}

// CHECK-LABEL: @seventeen
// CHECK{LITERAL}: result0: tensor<f64> = -0.1267058824
func.func @seventeen(%x: tensor<17xf64> {bmc.value = dense<[1.291, 1.867, -0.137, -0.766, -0.065, -0.608, -0.742, -0.059, -1.043, 0.606, -0.104, 0.25, -0.183, -0.727, -0.948, -0.237, -0.549]> : tensor<17xf64>}) -> tensor<f64> {
  %r = bmc.mean %x, [0] : tensor<17xf64> -> tensor<f64>
  return %r : tensor<f64>
}

// CHECK-LABEL: @rounds_to_f32
// CHECK{LITERAL}: result0: tensor<1xf32> = [-0.377333343]
func.func @rounds_to_f32(%x: tensor<1x3xf32> {bmc.value = dense<[[0.234, -0.004, -1.362]]> : tensor<1x3xf32>}) -> tensor<1xf32> {
  %r = bmc.mean %x, [1] : tensor<1x3xf32> -> tensor<1xf32>
  return %r : tensor<1xf32>
}
