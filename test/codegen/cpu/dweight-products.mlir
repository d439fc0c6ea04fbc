// The gradient of a convolution's weight where channels fill vectors: products of dy with staged panels of x.
// RUN: bmc-eval --native=cpu --dims=B=5 --tolerance=1e-4 %s | FileCheck %s
// RUN: bmc-eval --native=cpu --dims=B=37 --function=small --tolerance=1e-4 %s | FileCheck %s --check-prefix=MANY
// RUN: bmc-eval --native=cpu --dims=B=37 --function=groups --tolerance=1e-4 %s | FileCheck %s --check-prefix=GROUPS
// RUN: %if avx2 %{ bmc-eval --native=cpu --mcpu=avx2 --dims=B=3 --tolerance=1e-4 %s | FileCheck %s %}
// RUN: sed s/f32/f64/g %s > %t.mlir
// RUN: bmc-eval --native=cpu --dims=B=2 %t.mlir | FileCheck %s
// RUN: bmc-eval --native=cpu --mcpu=portable --dims=B=1 %t.mlir | FileCheck %s
// With few images at most, the sums of the only chunk are the result.
// RUN: sed 's/max 40/max 4/' %s > %t.few.mlir
// RUN: bmc-eval --native=cpu --dims=B=3 --tolerance=1e-4 %t.few.mlir | FileCheck %s
// MANY: @small result0: difference
// GROUPS: @groups result0: difference

bmc.dim @B max 40

// Planes of a few positions; filters, channels and units that no tile divides.
// CHECK-DAG: @small result0: difference
func.func @small(%dy: tensor<?x37x4x3xf32, #bmc.dims<"B">>, %x: tensor<?x29x4x3xf32, #bmc.dims<"B">>) -> tensor<37x29x3x3xf32> {
  %y = bmc.conv_dweight %dy, %x kernel [3, 3] strides [1, 1] padding [1, 1, 1, 1] dilation [1, 1] groups 1 : tensor<?x37x4x3xf32, #bmc.dims<"B">>, tensor<?x29x4x3xf32, #bmc.dims<"B">> -> tensor<37x29x3x3xf32>
  return %y : tensor<37x29x3x3xf32>
}

// More filters and channels than a task has.
// CHECK-DAG: @blocks result0: difference
func.func @blocks(%dy: tensor<?x70x2x2xf32, #bmc.dims<"B">>, %x: tensor<?x90x2x2xf32, #bmc.dims<"B">>) -> tensor<70x90x3x3xf32> {
  %y = bmc.conv_dweight %dy, %x kernel [3, 3] strides [1, 1] padding [1, 1, 1, 1] dilation [1, 1] groups 1 : tensor<?x70x2x2xf32, #bmc.dims<"B">>, tensor<?x90x2x2xf32, #bmc.dims<"B">> -> tensor<70x90x3x3xf32>
  return %y : tensor<70x90x3x3xf32>
}

// Steps: planes for each phase of the input, and a kernel that meets one of them only.
// CHECK-DAG: @steps result0: difference
func.func @steps(%dy: tensor<?x24x5x7xf32, #bmc.dims<"B">>, %x: tensor<?x16x9x14xf32, #bmc.dims<"B">>) -> tensor<24x16x3x3xf32> {
  %y = bmc.conv_dweight %dy, %x kernel [3, 3] strides [2, 2] padding [1, 1, 1, 1] dilation [1, 1] groups 1 : tensor<?x24x5x7xf32, #bmc.dims<"B">>, tensor<?x16x9x14xf32, #bmc.dims<"B">> -> tensor<24x16x3x3xf32>
  return %y : tensor<24x16x3x3xf32>
}

// CHECK-DAG: @points_steps result0: difference
func.func @points_steps(%dy: tensor<?x24x5x7xf32, #bmc.dims<"B">>, %x: tensor<?x48x9x14xf32, #bmc.dims<"B">>) -> tensor<24x48x1x1xf32> {
  %y = bmc.conv_dweight %dy, %x kernel [1, 1] strides [2, 2] padding [0, 0, 0, 0] dilation [1, 1] groups 1 : tensor<?x24x5x7xf32, #bmc.dims<"B">>, tensor<?x48x9x14xf32, #bmc.dims<"B">> -> tensor<24x48x1x1xf32>
  return %y : tensor<24x48x1x1xf32>
}

// Positions that follow each other.
// CHECK-DAG: @points result0: difference
func.func @points(%dy: tensor<?x24x9x9xf32, #bmc.dims<"B">>, %x: tensor<?x100x9x9xf32, #bmc.dims<"B">>) -> tensor<24x100x1x1xf32> {
  %y = bmc.conv_dweight %dy, %x kernel [1, 1] strides [1, 1] padding [0, 0, 0, 0] dilation [1, 1] groups 1 : tensor<?x24x9x9xf32, #bmc.dims<"B">>, tensor<?x100x9x9xf32, #bmc.dims<"B">> -> tensor<24x100x1x1xf32>
  return %y : tensor<24x100x1x1xf32>
}

// Images of several pieces, the last of which is smaller, and an epilogue.
// CHECK-DAG: @pieces result0: difference
func.func @pieces(%dy: tensor<?x16x29x37xf32, #bmc.dims<"B">>, %x: tensor<?x16x30x38xf32, #bmc.dims<"B">>, %before: tensor<16x16x2x2xf32>) -> tensor<16x16x2x2xf32> {
  %y = bmc.conv_dweight %dy, %x kernel [2, 2] strides [1, 1] padding [0, 0, 0, 0] dilation [1, 1] groups 1 : tensor<?x16x29x37xf32, #bmc.dims<"B">>, tensor<?x16x30x38xf32, #bmc.dims<"B">> -> tensor<16x16x2x2xf32>
  %r = bmc.add %before, %y : tensor<16x16x2x2xf32>
  return %r : tensor<16x16x2x2xf32>
}

// CHECK-DAG: @groups result0: difference
func.func @groups(%dy: tensor<?x40x8x8xf32, #bmc.dims<"B">>, %x: tensor<?x32x8x8xf32, #bmc.dims<"B">>) -> tensor<40x16x3x3xf32> {
  %y = bmc.conv_dweight %dy, %x kernel [3, 3] strides [1, 1] padding [2, 2, 2, 2] dilation [2, 2] groups 2 : tensor<?x40x8x8xf32, #bmc.dims<"B">>, tensor<?x32x8x8xf32, #bmc.dims<"B">> -> tensor<40x16x3x3xf32>
  return %y : tensor<40x16x3x3xf32>
}

// A kernel with more taps than a vector has lanes.
// CHECK-DAG: @taps result0: difference
func.func @taps(%dy: tensor<?x16x6x6xf32, #bmc.dims<"B">>, %x: tensor<?x20x6x6xf32, #bmc.dims<"B">>) -> tensor<16x20x5x5xf32> {
  %y = bmc.conv_dweight %dy, %x kernel [5, 5] strides [1, 1] padding [2, 2, 2, 2] dilation [1, 1] groups 1 : tensor<?x16x6x6xf32, #bmc.dims<"B">>, tensor<?x20x6x6xf32, #bmc.dims<"B">> -> tensor<16x20x5x5xf32>
  return %y : tensor<16x20x5x5xf32>
}

// A line longer than a piece, in steps, with taps far from each other.
// CHECK-DAG: @line result0: difference
func.func @line(%dy: tensor<?x16x1301xf32, #bmc.dims<"B">>, %x: tensor<?x16x2601xf32, #bmc.dims<"B">>) -> tensor<16x16x3xf32> {
  %y = bmc.conv_dweight %dy, %x kernel [3] strides [2] padding [7, 7] dilation [7] groups 1 : tensor<?x16x1301xf32, #bmc.dims<"B">>, tensor<?x16x2601xf32, #bmc.dims<"B">> -> tensor<16x16x3xf32>
  return %y : tensor<16x16x3xf32>
}

// Rows longer than a piece.
// CHECK-DAG: @rows result0: difference
func.func @rows(%dy: tensor<?x16x3x700xf32, #bmc.dims<"B">>, %x: tensor<?x16x3x700xf32, #bmc.dims<"B">>) -> tensor<16x16x3x3xf32> {
  %y = bmc.conv_dweight %dy, %x kernel [3, 3] strides [1, 1] padding [1, 1, 1, 1] dilation [1, 1] groups 1 : tensor<?x16x3x700xf32, #bmc.dims<"B">>, tensor<?x16x3x700xf32, #bmc.dims<"B">> -> tensor<16x16x3x3xf32>
  return %y : tensor<16x16x3x3xf32>
}
