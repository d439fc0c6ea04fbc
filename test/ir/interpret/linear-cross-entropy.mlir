// cross_entropy(x weight^T, targets)
// RUN: bmc-eval %s --precision=10 | FileCheck %s

// CHECK-LABEL: @scalar
// CHECK{LITERAL}: result0: tensor<f64> = 3.181908523
func.func @scalar(%x: tensor<2xf64> {bmc.value = dense<[-1.058, 1.523]> : tensor<2xf64>},
    %w: tensor<3x2xf64> {bmc.value = dense<[[0.844, -0.453], [0.783, -1.466], [-1.732, -1.29]]> : tensor<3x2xf64>},
    %t: tensor<i32> {bmc.value = dense<1> : tensor<i32>}) -> tensor<f64> {
  %r = bmc.linear_cross_entropy %x, %w, %t : tensor<2xf64>, tensor<3x2xf64>, tensor<i32> -> tensor<f64>
  return %r : tensor<f64>
}

// CHECK-LABEL: @one_class
// CHECK{LITERAL}: result0: tensor<f64> = 0
func.func @one_class(%x: tensor<1x2xf64> {bmc.value = dense<[[-0.41, -0.325]]> : tensor<1x2xf64>},
    %w: tensor<1x2xf64> {bmc.value = dense<[[-0.515, 0.099]]> : tensor<1x2xf64>},
    %t: tensor<1xi32> {bmc.value = dense<[0]> : tensor<1xi32>}) -> tensor<f64> {
  %r = bmc.linear_cross_entropy %x, %w, %t : tensor<1x2xf64>, tensor<1x2xf64>, tensor<1xi32> -> tensor<f64>
  return %r : tensor<f64>
}

// CHECK-LABEL: @rows
// CHECK{LITERAL}: result0: tensor<f64> = 3.876066278
func.func @rows(%x: tensor<?x2xf64, #bmc.dims<"B">> {bmc.value = dense<[[-2.135, 0.495], [-1.419, -0.661]]> : tensor<2x2xf64>},
    %w: tensor<3x2xf64> {bmc.value = dense<[[-0.413, -1.156], [-1.371, -1.006], [-0.012, 0.59]]> : tensor<3x2xf64>},
    %t: tensor<?xi32, #bmc.dims<"B">> {bmc.value = dense<[2, 0]> : tensor<2xi32>}) -> tensor<f64> {
  %r = bmc.linear_cross_entropy %x, %w, %t : tensor<?x2xf64, #bmc.dims<"B">>, tensor<3x2xf64>, tensor<?xi32, #bmc.dims<"B">> -> tensor<f64>
  return %r : tensor<f64>
}

// CHECK-LABEL: @ignored
// CHECK{LITERAL}: result0: tensor<f64> = 0.3581107005
func.func @ignored(%x: tensor<?x2xf64, #bmc.dims<"B">> {bmc.value = dense<[[0.564, -0.994], [-0.792, -0.921], [0.45, -2.037]]> : tensor<3x2xf64>},
    %w: tensor<2x2xf64> {bmc.value = dense<[[1.238, -0.485], [-0.784, 0.339]]> : tensor<2x2xf64>},
    %t: tensor<?xi32, #bmc.dims<"B">> {bmc.value = dense<[-100, 1, -1]> : tensor<3xi32>}) -> tensor<f64> {
  %r = bmc.linear_cross_entropy %x, %w, %t : tensor<?x2xf64, #bmc.dims<"B">>, tensor<2x2xf64>, tensor<?xi32, #bmc.dims<"B">> -> tensor<f64>
  return %r : tensor<f64>
}

// CHECK-LABEL: @nothing_counts
// CHECK{LITERAL}: result0: tensor<f64> = 0
func.func @nothing_counts(%x: tensor<?x2xf64, #bmc.dims<"B">> {bmc.value = dense<[[1.033, 0.343], [1.053, 0.134]]> : tensor<2x2xf64>},
    %w: tensor<3x2xf64> {bmc.value = dense<[[1.23, 1.245], [-0.099, 1.439], [0.165, 0.087]]> : tensor<3x2xf64>},
    %t: tensor<?xi32, #bmc.dims<"B">> {bmc.value = dense<[-100, -100]> : tensor<2xi32>}) -> tensor<f64> {
  %r = bmc.linear_cross_entropy %x, %w, %t : tensor<?x2xf64, #bmc.dims<"B">>, tensor<3x2xf64>, tensor<?xi32, #bmc.dims<"B">> -> tensor<f64>
  return %r : tensor<f64>
}

// CHECK-LABEL: @sequence
// CHECK{LITERAL}: result0: tensor<f64> = 4.683989798
func.func @sequence(%x: tensor<?x?x2xf64, #bmc.dims<"B", "S">> {bmc.value = dense<[[[-0.921, -0.289], [0.778, -1.313]], [[0.65, 0.349], [0.278, -2.206]]]> : tensor<2x2x2xf64>},
    %w: tensor<3x2xf64> {bmc.value = dense<[[-0.103, 0.648], [-0.763, 0.09], [-2.378, 0.671]]> : tensor<3x2xf64>},
    %t: tensor<?x?xi32, #bmc.dims<"B", "S">> {bmc.value = dense<[[1, 0], [-100, 2]]> : tensor<2x2xi32>}) -> tensor<f64> {
  %r = bmc.linear_cross_entropy %x, %w, %t : tensor<?x?x2xf64, #bmc.dims<"B", "S">>, tensor<3x2xf64>, tensor<?x?xi32, #bmc.dims<"B", "S">> -> tensor<f64>
  return %r : tensor<f64>
}

// CHECK-LABEL: @seventeen
// CHECK{LITERAL}: result0: tensor<f64> = 2.970068172
func.func @seventeen(%x: tensor<1x2xf64> {bmc.value = dense<[[-0.662, 0.871]]> : tensor<1x2xf64>},
    %w: tensor<17x2xf64> {bmc.value = dense<[[-1.843, 0.692], [-0.237, 0.808], [-0.926, -0.618], [2.242, -0.83], [-0.706, -0.277], [-1.023, 1.19], [1.725, -0.704], [-1.726, 1.172], [1.108, 0.822], [1.157, -0.868], [-0.168, -1.384], [-1.418, 0.981], [-0.672, 2.28], [0.074, -0.64], [0.798, 1.801], [0.486, -1.217], [0.371, 1.376]]> : tensor<17x2xf64>},
    %t: tensor<1xi32> {bmc.value = dense<[16]> : tensor<1xi32>}) -> tensor<f64> {
  %r = bmc.linear_cross_entropy %x, %w, %t : tensor<1x2xf64>, tensor<17x2xf64>, tensor<1xi32> -> tensor<f64>
  return %r : tensor<f64>
}
