// RUN: bmc-opt %s --canonicalize | FileCheck %s
//
// Moves that move nothing, and moves of moves.

!x = tensor<?x?x8xf32, #bmc.dims<"B", "S">>

// CHECK-LABEL: @identities(
// CHECK-SAME: %[[X:.+]]: tensor<?x?x8xf32
// CHECK-NEXT: return %[[X]], %[[X]], %[[X]], %[[X]]
func.func @identities(%x: !x) -> (!x, !x, !x, !x) {
  %0 = bmc.reshape %x : !x -> !x
  %1 = bmc.transpose %x, [0, 1, 2] : !x -> !x
  %2 = bmc.broadcast %x, [0, 1, 2] : !x -> !x
  %3 = bmc.slice %x axis 2 offset 0 size 8 : !x -> !x
  return %0, %1, %2, %3 : !x, !x, !x, !x
}

// Zeros stay zero; a constant stays where nothing else comes in.
// CHECK-LABEL: @pads(
// CHECK-SAME: %[[X:.+]]: tensor<?x?x8xf32
// CHECK-DAG: %[[ZERO:.+]] = bmc.constant 0.000000e+00 : tensor<9xf32>
// CHECK-DAG: %[[TWO:.+]] = bmc.constant 2.000000e+00 : tensor<?xf32, #bmc.dims<"S">>
// CHECK-DAG: %[[LESS:.+]] = bmc.constant 2.000000e+00 : tensor<?xf32, #bmc.dims<"S-1">>
// CHECK-DAG: %[[MORE:.+]] = bmc.pad %[[TWO]] axis 0 shift 0 {{.*}} -> tensor<?xf32, #bmc.dims<"S+1">>
// CHECK: return %[[X]], %[[ZERO]], %[[LESS]], %[[MORE]]
func.func @pads(%x: !x) -> (!x, tensor<9xf32>, tensor<?xf32, #bmc.dims<"S-1">>, tensor<?xf32, #bmc.dims<"S+1">>) {
  %0 = bmc.pad %x axis 1 shift 0 : !x -> !x
  %zero = bmc.constant 0.0 : tensor<3xf32>
  %1 = bmc.pad %zero axis 0 shift 2 : tensor<3xf32> -> tensor<9xf32>
  %two = bmc.constant 2.0 : tensor<?xf32, #bmc.dims<"S">>
  %2 = bmc.pad %two axis 0 shift -1 : tensor<?xf32, #bmc.dims<"S">> -> tensor<?xf32, #bmc.dims<"S-1">>
  %3 = bmc.pad %two axis 0 shift 0 : tensor<?xf32, #bmc.dims<"S">> -> tensor<?xf32, #bmc.dims<"S+1">>
  return %0, %1, %2, %3 : !x, tensor<9xf32>, tensor<?xf32, #bmc.dims<"S-1">>, tensor<?xf32, #bmc.dims<"S+1">>
}

// CHECK-LABEL: @there_and_back(
// CHECK-SAME: %[[X:.+]]: tensor<?x?x8xf32
// CHECK-NEXT: return %[[X]], %[[X]]
func.func @there_and_back(%x: !x) -> (!x, !x) {
  %0 = bmc.reshape %x : !x -> tensor<?x?x2x4xf32, #bmc.dims<"B", "S">>
  %1 = bmc.reshape %0 : tensor<?x?x2x4xf32, #bmc.dims<"B", "S">> -> !x
  %2 = bmc.transpose %x, [2, 0, 1] : !x -> tensor<8x?x?xf32, #bmc.dims<"B", "S">>
  %3 = bmc.transpose %2, [1, 2, 0] : tensor<8x?x?xf32, #bmc.dims<"B", "S">> -> !x
  return %1, %3 : !x, !x
}

// Axis k of the outer permutation names an axis of the inner result.
// CHECK-LABEL: @transpose_of_transpose(
// CHECK-SAME: %[[X:.+]]: tensor<2x3x5xf32>
// CHECK-NEXT: bmc.transpose %[[X]], [2, 1, 0] : tensor<2x3x5xf32> -> tensor<5x3x2xf32>
func.func @transpose_of_transpose(%x: tensor<2x3x5xf32>) -> tensor<5x3x2xf32> {
  %0 = bmc.transpose %x, [1, 2, 0] : tensor<2x3x5xf32> -> tensor<3x5x2xf32>
  %1 = bmc.transpose %0, [1, 0, 2] : tensor<3x5x2xf32> -> tensor<5x3x2xf32>
  return %1 : tensor<5x3x2xf32>
}

// CHECK-LABEL: @reshape_of_reshape(
// CHECK-SAME: %[[X:.+]]: tensor<24xf32>
// CHECK-NEXT: bmc.reshape %[[X]] : tensor<24xf32> -> tensor<4x6xf32>
func.func @reshape_of_reshape(%x: tensor<24xf32>) -> tensor<4x6xf32> {
  %0 = bmc.reshape %x : tensor<24xf32> -> tensor<2x12xf32>
  %1 = bmc.reshape %0 : tensor<2x12xf32> -> tensor<4x6xf32>
  return %1 : tensor<4x6xf32>
}

// CHECK-LABEL: @broadcast_of_broadcast(
// CHECK-SAME: %[[X:.+]]: tensor<8xf32>
// CHECK-NEXT: bmc.broadcast %[[X]], [2] : tensor<8xf32> -> tensor<3x4x8xf32>
func.func @broadcast_of_broadcast(%x: tensor<8xf32>) -> tensor<3x4x8xf32> {
  %0 = bmc.broadcast %x, [1] : tensor<8xf32> -> tensor<4x8xf32>
  %1 = bmc.broadcast %0, [1, 2] : tensor<4x8xf32> -> tensor<3x4x8xf32>
  return %1 : tensor<3x4x8xf32>
}

// CHECK-LABEL: @slice_of_slice(
// CHECK-SAME: %[[X:.+]]: tensor<4x8xf32>
// CHECK-NEXT: bmc.slice %[[X]] axis 1 offset 3 size 2 : tensor<4x8xf32> -> tensor<4x2xf32>
func.func @slice_of_slice(%x: tensor<4x8xf32>) -> tensor<4x2xf32> {
  %0 = bmc.slice %x axis 1 offset 2 size 5 : tensor<4x8xf32> -> tensor<4x5xf32>
  %1 = bmc.slice %0 axis 1 offset 1 size 2 : tensor<4x5xf32> -> tensor<4x2xf32>
  return %1 : tensor<4x2xf32>
}

// Slices of different axes do not merge.
// CHECK-LABEL: @slices_of_two_axes(
// CHECK-COUNT-2: bmc.slice
func.func @slices_of_two_axes(%x: tensor<4x8xf32>) -> tensor<2x5xf32> {
  %0 = bmc.slice %x axis 1 offset 2 size 5 : tensor<4x8xf32> -> tensor<4x5xf32>
  %1 = bmc.slice %0 axis 0 offset 1 size 2 : tensor<4x5xf32> -> tensor<2x5xf32>
  return %1 : tensor<2x5xf32>
}

// Constants keep their value wherever they move.
// CHECK-LABEL: @moved_constants(
// CHECK-NOT: bmc.{{reshape|transpose|broadcast|slice}}
// CHECK: return
func.func @moved_constants() -> (tensor<2x3xf32>, !x, tensor<3x2xf32>, tensor<2x1xf32>) {
  %c = bmc.constant 2.5 : tensor<6xf32>
  %0 = bmc.reshape %c : tensor<6xf32> -> tensor<2x3xf32>
  %s = bmc.constant 2.5 : tensor<f32>
  %1 = bmc.broadcast %s, [] : tensor<f32> -> !x
  %2 = bmc.transpose %0, [1, 0] : tensor<2x3xf32> -> tensor<3x2xf32>
  %3 = bmc.slice %0 axis 1 offset 1 size 1 : tensor<2x3xf32> -> tensor<2x1xf32>
  return %0, %1, %2, %3 : tensor<2x3xf32>, !x, tensor<3x2xf32>, tensor<2x1xf32>
}
