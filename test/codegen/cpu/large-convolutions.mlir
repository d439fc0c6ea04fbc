// What does not fit into one piece: many channels, high and long images.
// RUN: bmc-eval --native=cpu --dims=B=2 --tolerance=1e-4 %s | FileCheck %s
// RUN: %if avx2 %{ bmc-eval --native=cpu --mcpu=avx2 --dims=B=1 --tolerance=1e-4 %s | FileCheck %s %}
// RUN: sed s/f32/f64/g %s > %t.mlir
// RUN: bmc-eval --native=cpu --mcpu=portable --dims=B=1 %t.mlir | FileCheck %s

bmc.dim @B max 4

// CHECK-DAG: @channels result0: difference
func.func @channels(%x: tensor<?x700x4x5xf32, #bmc.dims<"B">>, %w: tensor<17x700x3x3xf32>) -> tensor<?x17x4x5xf32, #bmc.dims<"B">> {
  %y = bmc.conv %x, %w strides [1, 1] padding [1, 1, 1, 1] dilation [1, 1] groups 1 : tensor<?x700x4x5xf32, #bmc.dims<"B">>, tensor<17x700x3x3xf32> -> tensor<?x17x4x5xf32, #bmc.dims<"B">>
  return %y : tensor<?x17x4x5xf32, #bmc.dims<"B">>
}

// CHECK-DAG: @channels_dweight result0: difference
func.func @channels_dweight(%dy: tensor<?x67x4x5xf32, #bmc.dims<"B">>, %x: tensor<?x130x4x5xf32, #bmc.dims<"B">>) -> tensor<67x130x3x3xf32> {
  %y = bmc.conv_dweight %dy, %x kernel [3, 3] strides [1, 1] padding [1, 1, 1, 1] dilation [1, 1] groups 1 : tensor<?x67x4x5xf32, #bmc.dims<"B">>, tensor<?x130x4x5xf32, #bmc.dims<"B">> -> tensor<67x130x3x3xf32>
  return %y : tensor<67x130x3x3xf32>
}

// CHECK-DAG: @images result0: difference
func.func @images(%x: tensor<?x3x90x131xf32, #bmc.dims<"B">>, %w: tensor<10x3x5x5xf32>) -> tensor<?x10x45x65xf32, #bmc.dims<"B">> {
  %y = bmc.conv %x, %w strides [2, 2] padding [2, 2, 2, 1] dilation [1, 1] groups 1 : tensor<?x3x90x131xf32, #bmc.dims<"B">>, tensor<10x3x5x5xf32> -> tensor<?x10x45x65xf32, #bmc.dims<"B">>
  return %y : tensor<?x10x45x65xf32, #bmc.dims<"B">>
}

// CHECK-DAG: @images_dinput result0: difference
func.func @images_dinput(%dy: tensor<?x10x45x65xf32, #bmc.dims<"B">>, %w: tensor<10x3x5x5xf32>) -> tensor<?x3x90x131xf32, #bmc.dims<"B">> {
  %y = bmc.conv_dinput %dy, %w strides [2, 2] padding [2, 2, 2, 1] dilation [1, 1] groups 1 : tensor<?x10x45x65xf32, #bmc.dims<"B">>, tensor<10x3x5x5xf32> -> tensor<?x3x90x131xf32, #bmc.dims<"B">>
  return %y : tensor<?x3x90x131xf32, #bmc.dims<"B">>
}

// CHECK-DAG: @images_dweight result0: difference
func.func @images_dweight(%dy: tensor<?x10x45x65xf32, #bmc.dims<"B">>, %x: tensor<?x3x90x131xf32, #bmc.dims<"B">>) -> tensor<10x3x5x5xf32> {
  %y = bmc.conv_dweight %dy, %x kernel [5, 5] strides [2, 2] padding [2, 2, 2, 1] dilation [1, 1] groups 1 : tensor<?x10x45x65xf32, #bmc.dims<"B">>, tensor<?x3x90x131xf32, #bmc.dims<"B">> -> tensor<10x3x5x5xf32>
  return %y : tensor<10x3x5x5xf32>
}

// CHECK-DAG: @lines result0: difference
func.func @lines(%x: tensor<?x16x9000xf32, #bmc.dims<"B">>, %w: tensor<9x16x3xf32>) -> tensor<?x9x9000xf32, #bmc.dims<"B">> {
  %y = bmc.conv %x, %w strides [1] padding [64, 64] dilation [64] groups 1 : tensor<?x16x9000xf32, #bmc.dims<"B">>, tensor<9x16x3xf32> -> tensor<?x9x9000xf32, #bmc.dims<"B">>
  return %y : tensor<?x9x9000xf32, #bmc.dims<"B">>
}

// CHECK-DAG: @lines_dweight result0: difference
func.func @lines_dweight(%dy: tensor<?x9x9000xf32, #bmc.dims<"B">>, %x: tensor<?x16x9000xf32, #bmc.dims<"B">>) -> tensor<9x16x3xf32> {
  %y = bmc.conv_dweight %dy, %x kernel [3] strides [1] padding [64, 64] dilation [64] groups 1 : tensor<?x9x9000xf32, #bmc.dims<"B">>, tensor<?x16x9000xf32, #bmc.dims<"B">> -> tensor<9x16x3xf32>
  return %y : tensor<9x16x3xf32>
}

// CHECK-DAG: @places result0: difference
func.func @places(%x: tensor<?x3x9x11xf32, #bmc.dims<"B">>, %w: tensor<40x3x7x7xf32>) -> tensor<?x40x5x11xf32, #bmc.dims<"B">> {
  %y = bmc.conv %x, %w strides [2, 1] padding [3, 3, 3, 3] dilation [1, 1] groups 1 : tensor<?x3x9x11xf32, #bmc.dims<"B">>, tensor<40x3x7x7xf32> -> tensor<?x40x5x11xf32, #bmc.dims<"B">>
  return %y : tensor<?x40x5x11xf32, #bmc.dims<"B">>
}

// CHECK-DAG: @places_dinput result0: difference
func.func @places_dinput(%dy: tensor<?x4x9x11xf32, #bmc.dims<"B">>, %w: tensor<4x33x7x7xf32>) -> tensor<?x33x9x11xf32, #bmc.dims<"B">> {
  %dx = bmc.conv_dinput %dy, %w strides [1, 1] padding [3, 3, 3, 3] dilation [1, 1] groups 1 : tensor<?x4x9x11xf32, #bmc.dims<"B">>, tensor<4x33x7x7xf32> -> tensor<?x33x9x11xf32, #bmc.dims<"B">>
  return %dx : tensor<?x33x9x11xf32, #bmc.dims<"B">>
}

// More places than are written out.
// CHECK-DAG: @more_places result0: difference
func.func @more_places(%x: tensor<?x2x9x11xf32, #bmc.dims<"B">>, %w: tensor<40x2x5x11xf32>) -> tensor<?x40x9x11xf32, #bmc.dims<"B">> {
  %y = bmc.conv %x, %w strides [1, 1] padding [2, 2, 5, 5] dilation [1, 1] groups 1 : tensor<?x2x9x11xf32, #bmc.dims<"B">>, tensor<40x2x5x11xf32> -> tensor<?x40x9x11xf32, #bmc.dims<"B">>
  return %y : tensor<?x40x9x11xf32, #bmc.dims<"B">>
}
