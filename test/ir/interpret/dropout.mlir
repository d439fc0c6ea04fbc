// y = keep ? x / (1 - p) : 0, keep from Philox4x32-10
// RUN: bmc-eval %s --precision=10 | FileCheck %s

// CHECK-LABEL: @half
// CHECK{LITERAL}: result0: tensor<17xf64> = [2, 0, 0, 0, 2, 0, 2, 0, 2, 2, 2, 2, 2, 2, 2, 0, 0]
func.func @half(%x: tensor<17xf64> {bmc.value = dense<[1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0]> : tensor<17xf64>},
    %rng: tensor<2xi64> {bmc.value = dense<[42, 0]> : tensor<2xi64>}) -> tensor<17xf64> {
  %r = bmc.dropout %x, %rng p 0.5 stream 0 : tensor<17xf64>, tensor<2xi64>
  return %r : tensor<17xf64>
}

// CHECK-LABEL: @none
// CHECK{LITERAL}: result0: tensor<3xf64> = [0.897, -1.287, 0.688]
func.func @none(%x: tensor<3xf64> {bmc.value = dense<[0.897, -1.287, 0.688]> : tensor<3xf64>},
    %rng: tensor<2xi64> {bmc.value = dense<[1, 1]> : tensor<2xi64>}) -> tensor<3xf64> {
  %r = bmc.dropout %x, %rng p 0.0 stream 0 : tensor<3xf64>, tensor<2xi64>
  return %r : tensor<3xf64>
}

// CHECK-LABEL: @most
// CHECK{LITERAL}: result0: tensor<17xf64> = [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 10, 0, 0, 0, 0, 0, 0]
func.func @most(%x: tensor<17xf64> {bmc.value = dense<[1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0]> : tensor<17xf64>},
    %rng: tensor<2xi64> {bmc.value = dense<[3, 9]> : tensor<2xi64>}) -> tensor<17xf64> {
  %r = bmc.dropout %x, %rng p 0.9 stream 1 : tensor<17xf64>, tensor<2xi64>
  return %r : tensor<17xf64>
}

// CHECK-LABEL: @other_stream
// CHECK{LITERAL}: result0: tensor<17xf64> = [0, 0, 0, 0, 2, 2, 2, 0, 0, 0, 2, 2, 2, 0, 0, 0, 0]
func.func @other_stream(%x: tensor<17xf64> {bmc.value = dense<[1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0]> : tensor<17xf64>},
    %rng: tensor<2xi64> {bmc.value = dense<[42, 0]> : tensor<2xi64>}) -> tensor<17xf64> {
  %r = bmc.dropout %x, %rng p 0.5 stream 7 : tensor<17xf64>, tensor<2xi64>
  return %r : tensor<17xf64>
}

// CHECK-LABEL: @other_draw
// CHECK{LITERAL}: result0: tensor<17xf64> = [0, 0, 0, 2, 0, 2, 0, 0, 0, 0, 0, 0, 0, 2, 0, 0, 2]
func.func @other_draw(%x: tensor<17xf64> {bmc.value = dense<[1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0]> : tensor<17xf64>},
    %rng: tensor<2xi64> {bmc.value = dense<[42, 1]> : tensor<2xi64>}) -> tensor<17xf64> {
  %r = bmc.dropout %x, %rng p 0.5 stream 0 : tensor<17xf64>, tensor<2xi64>
  return %r : tensor<17xf64>
}

// CHECK-LABEL: @wide_seed
// CHECK{LITERAL}: result0: tensor<2x6xf64> = [[0, 1.333333333, 1.333333333, 0, 1.333333333, 1.333333333], [1.333333333, 0, 1.333333333, 0, 1.333333333, 1.333333333]]
func.func @wide_seed(%x: tensor<?x6xf64, #bmc.dims<"B">> {bmc.value = dense<[[1.0, 1.0, 1.0, 1.0, 1.0, 1.0], [1.0, 1.0, 1.0, 1.0, 1.0, 1.0]]> : tensor<2x6xf64>},
    %rng: tensor<2xi64> {bmc.value = dense<[-3, 4294967295]> : tensor<2xi64>}) -> tensor<?x6xf64, #bmc.dims<"B">> {
  %r = bmc.dropout %x, %rng p 0.25 stream 4294967295 : tensor<?x6xf64, #bmc.dims<"B">>, tensor<2xi64>
  return %r : tensor<?x6xf64, #bmc.dims<"B">>
}

// CHECK-LABEL: @rounds_to_f32
// CHECK{LITERAL}: result0: tensor<4xf32> = [-0.1200000048, 0, -0.006666666828, -1.218888879]
func.func @rounds_to_f32(%x: tensor<4xf32> {bmc.value = dense<[-0.108, -2.655, -0.006, -1.097]> : tensor<4xf32>},
    %rng: tensor<2xi64> {bmc.value = dense<[5, 0]> : tensor<2xi64>}) -> tensor<4xf32> {
  %r = bmc.dropout %x, %rng p 0.1 stream 0 : tensor<4xf32>, tensor<2xi64>
  return %r : tensor<4xf32>
}
