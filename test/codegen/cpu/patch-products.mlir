// Convolutions with many filters: products with patches of several images, or of some rows of one.
// RUN: bmc-eval --native=cpu --dims=B=5 --tolerance=1e-4 %s | FileCheck %s
// RUN: bmc-eval --native=cpu --dims=B=37 --function=small --tolerance=1e-4 %s | FileCheck %s --check-prefix=MANY
// RUN: %if avx2 %{ bmc-eval --native=cpu --mcpu=avx2 --dims=B=3 --tolerance=1e-4 %s | FileCheck %s %}
// RUN: sed s/f32/f64/g %s > %t.mlir
// RUN: bmc-eval --native=cpu --dims=B=2 %t.mlir | FileCheck %s
// RUN: bmc-eval --native=cpu --mcpu=portable --dims=B=1 %t.mlir | FileCheck %s
// MANY: @small result0: difference

bmc.dim @B max 40

// Planes of a few positions; rows, channels and images that no tile divides.
// CHECK-DAG: @small result0: difference
func.func @small(%x: tensor<?x19x4x3xf32, #bmc.dims<"B">>, %w: tensor<37x19x3x3xf32>) -> tensor<?x37x4x3xf32, #bmc.dims<"B">> {
  %y = bmc.conv %x, %w strides [1, 1] padding [1, 1, 1, 1] dilation [1, 1] groups 1 : tensor<?x19x4x3xf32, #bmc.dims<"B">>, tensor<37x19x3x3xf32> -> tensor<?x37x4x3xf32, #bmc.dims<"B">>
  return %y : tensor<?x37x4x3xf32, #bmc.dims<"B">>
}

// CHECK-DAG: @small_dinput result0: difference
func.func @small_dinput(%dy: tensor<?x19x4x3xf32, #bmc.dims<"B">>, %w: tensor<19x37x3x3xf32>) -> tensor<?x37x4x3xf32, #bmc.dims<"B">> {
  %y = bmc.conv_dinput %dy, %w strides [1, 1] padding [1, 1, 1, 1] dilation [1, 1] groups 1 : tensor<?x19x4x3xf32, #bmc.dims<"B">>, tensor<19x37x3x3xf32> -> tensor<?x37x4x3xf32, #bmc.dims<"B">>
  return %y : tensor<?x37x4x3xf32, #bmc.dims<"B">>
}

// Steps: planes for each phase of the input, and phases of the result.
// CHECK-DAG: @steps result0: difference
func.func @steps(%x: tensor<?x16x9x14xf32, #bmc.dims<"B">>, %w: tensor<40x16x3x3xf32>) -> tensor<?x40x5x7xf32, #bmc.dims<"B">> {
  %y = bmc.conv %x, %w strides [2, 2] padding [1, 1, 1, 1] dilation [1, 1] groups 1 : tensor<?x16x9x14xf32, #bmc.dims<"B">>, tensor<40x16x3x3xf32> -> tensor<?x40x5x7xf32, #bmc.dims<"B">>
  return %y : tensor<?x40x5x7xf32, #bmc.dims<"B">>
}

// CHECK-DAG: @steps_dinput result0: difference
func.func @steps_dinput(%dy: tensor<?x70x5x7xf32, #bmc.dims<"B">>, %w: tensor<70x33x3x3xf32>) -> tensor<?x33x9x14xf32, #bmc.dims<"B">> {
  %y = bmc.conv_dinput %dy, %w strides [2, 2] padding [1, 1, 1, 1] dilation [1, 1] groups 1 : tensor<?x70x5x7xf32, #bmc.dims<"B">>, tensor<70x33x3x3xf32> -> tensor<?x33x9x14xf32, #bmc.dims<"B">>
  return %y : tensor<?x33x9x14xf32, #bmc.dims<"B">>
}

// An image of several pieces, more rows than a task has, and an epilogue.
// CHECK-DAG: @pieces result0: difference
func.func @pieces(%x: tensor<?x16x29x31xf32, #bmc.dims<"B">>, %w: tensor<150x16x2x2xf32>, %bias: tensor<150xf32>) -> tensor<?x150x28x30xf32, #bmc.dims<"B">> {
  %y = bmc.conv %x, %w strides [1, 1] padding [0, 0, 0, 0] dilation [1, 1] groups 1 : tensor<?x16x29x31xf32, #bmc.dims<"B">>, tensor<150x16x2x2xf32> -> tensor<?x150x28x30xf32, #bmc.dims<"B">>
  %b = bmc.broadcast %bias, [1] : tensor<150xf32> -> tensor<?x150x28x30xf32, #bmc.dims<"B">>
  %s = bmc.add %y, %b : tensor<?x150x28x30xf32, #bmc.dims<"B">>
  %r = bmc.relu %s : tensor<?x150x28x30xf32, #bmc.dims<"B">>
  return %r : tensor<?x150x28x30xf32, #bmc.dims<"B">>
}

// CHECK-DAG: @groups result0: difference
func.func @groups(%x: tensor<?x32x8x8xf32, #bmc.dims<"B">>, %w: tensor<72x16x3x3xf32>) -> tensor<?x72x8x8xf32, #bmc.dims<"B">> {
  %y = bmc.conv %x, %w strides [1, 1] padding [2, 2, 2, 2] dilation [2, 2] groups 2 : tensor<?x32x8x8xf32, #bmc.dims<"B">>, tensor<72x16x3x3xf32> -> tensor<?x72x8x8xf32, #bmc.dims<"B">>
  return %y : tensor<?x72x8x8xf32, #bmc.dims<"B">>
}

// CHECK-DAG: @groups_dinput result0: difference
func.func @groups_dinput(%dy: tensor<?x32x8x8xf32, #bmc.dims<"B">>, %w: tensor<32x33x3x3xf32>) -> tensor<?x66x8x8xf32, #bmc.dims<"B">> {
  %y = bmc.conv_dinput %dy, %w strides [1, 1] padding [2, 2, 2, 2] dilation [2, 2] groups 2 : tensor<?x32x8x8xf32, #bmc.dims<"B">>, tensor<32x33x3x3xf32> -> tensor<?x66x8x8xf32, #bmc.dims<"B">>
  return %y : tensor<?x66x8x8xf32, #bmc.dims<"B">>
}

// CHECK-DAG: @line result0: difference
func.func @line(%x: tensor<?x24x201xf32, #bmc.dims<"B">>, %w: tensor<35x24x5xf32>) -> tensor<?x35x201xf32, #bmc.dims<"B">> {
  %y = bmc.conv %x, %w strides [1] padding [2, 2] dilation [1] groups 1 : tensor<?x24x201xf32, #bmc.dims<"B">>, tensor<35x24x5xf32> -> tensor<?x35x201xf32, #bmc.dims<"B">>
  return %y : tensor<?x35x201xf32, #bmc.dims<"B">>
}

// A line longer than a piece, and its gradient with phases.
// CHECK-DAG: @long_line result0: difference
func.func @long_line(%x: tensor<?x24x701xf32, #bmc.dims<"B">>, %w: tensor<64x24x5xf32>) -> tensor<?x64x701xf32, #bmc.dims<"B">> {
  %y = bmc.conv %x, %w strides [1] padding [2, 2] dilation [1] groups 1 : tensor<?x24x701xf32, #bmc.dims<"B">>, tensor<64x24x5xf32> -> tensor<?x64x701xf32, #bmc.dims<"B">>
  return %y : tensor<?x64x701xf32, #bmc.dims<"B">>
}

// CHECK-DAG: @long_line_dinput result0: difference
func.func @long_line_dinput(%dy: tensor<?x24x351xf32, #bmc.dims<"B">>, %w: tensor<24x40x5xf32>) -> tensor<?x40x701xf32, #bmc.dims<"B">> {
  %y = bmc.conv_dinput %dy, %w strides [2] padding [2, 2] dilation [1] groups 1 : tensor<?x24x351xf32, #bmc.dims<"B">>, tensor<24x40x5xf32> -> tensor<?x40x701xf32, #bmc.dims<"B">>
  return %y : tensor<?x40x701xf32, #bmc.dims<"B">>
}

// Positions that no tap meets.
// CHECK-DAG: @points_dinput result0: difference
func.func @points_dinput(%dy: tensor<?x70x3x4xf32, #bmc.dims<"B">>, %w: tensor<70x33x1x1xf32>) -> tensor<?x33x7x10xf32, #bmc.dims<"B">> {
  %y = bmc.conv_dinput %dy, %w strides [3, 3] padding [0, 0, 0, 0] dilation [1, 1] groups 1 : tensor<?x70x3x4xf32, #bmc.dims<"B">>, tensor<70x33x1x1xf32> -> tensor<?x33x7x10xf32, #bmc.dims<"B">>
  return %y : tensor<?x33x7x10xf32, #bmc.dims<"B">>
}

// A single position of each phase, and one phase only on an axis.
// CHECK-DAG: @corner_dinput result0: difference
func.func @corner_dinput(%dy: tensor<?x70x1x1xf32, #bmc.dims<"B">>, %w: tensor<70x33x3x3xf32>) -> tensor<?x33x1x2xf32, #bmc.dims<"B">> {
  %y = bmc.conv_dinput %dy, %w strides [2, 2] padding [1, 1, 1, 1] dilation [1, 1] groups 1 : tensor<?x70x1x1xf32, #bmc.dims<"B">>, tensor<70x33x3x3xf32> -> tensor<?x33x1x2xf32, #bmc.dims<"B">>
  return %y : tensor<?x33x1x2xf32, #bmc.dims<"B">>
}

// More taps than a vector has lanes; results whose last panel is not full.
// CHECK-DAG: @taps_dinput result0: difference
func.func @taps_dinput(%dy: tensor<?x20x6x6xf32, #bmc.dims<"B">>, %w: tensor<20x100x5x5xf32>) -> tensor<?x100x6x6xf32, #bmc.dims<"B">> {
  %y = bmc.conv_dinput %dy, %w strides [1, 1] padding [2, 2, 2, 2] dilation [1, 1] groups 1 : tensor<?x20x6x6xf32, #bmc.dims<"B">>, tensor<20x100x5x5xf32> -> tensor<?x100x6x6xf32, #bmc.dims<"B">>
  return %y : tensor<?x100x6x6xf32, #bmc.dims<"B">>
}

// Steps so long that the sums of their phases have no room.
// CHECK-DAG: @far_dinput result0: difference
func.func @far_dinput(%dy: tensor<?x8x3xf32, #bmc.dims<"B">>, %w: tensor<8x64x16xf32>) -> tensor<?x64x216xf32, #bmc.dims<"B">> {
  %y = bmc.conv_dinput %dy, %w strides [100] padding [0, 0] dilation [1] groups 1 : tensor<?x8x3xf32, #bmc.dims<"B">>, tensor<8x64x16xf32> -> tensor<?x64x216xf32, #bmc.dims<"B">>
  return %y : tensor<?x64x216xf32, #bmc.dims<"B">>
}

// A result of one position that steps pass by.
// CHECK-DAG: @one_dinput result0: difference
func.func @one_dinput(%dy: tensor<?x8x1x1xf32, #bmc.dims<"B">>, %w: tensor<8x64x3x3xf32>) -> tensor<?x64x1x1xf32, #bmc.dims<"B">> {
  %y = bmc.conv_dinput %dy, %w strides [4, 4] padding [1, 1, 1, 1] dilation [1, 1] groups 1 : tensor<?x8x1x1xf32, #bmc.dims<"B">>, tensor<8x64x3x3xf32> -> tensor<?x64x1x1xf32, #bmc.dims<"B">>
  return %y : tensor<?x64x1x1xf32, #bmc.dims<"B">>
}
