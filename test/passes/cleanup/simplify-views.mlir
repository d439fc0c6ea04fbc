// RUN: bmc-opt %s --bmc-simplify | FileCheck %s
// RUN: python3 %S/../Inputs/same-values.py %s --bmc-simplify

#bs = #bmc.dims<"B", "S">
!x = tensor<?x?x8xf32, #bs>
!split = tensor<?x?x2x4xf32, #bs>
!heads = tensor<?x2x?x4xf32, #bs>

// CHECK-LABEL: func.func @split_and_merge
// CHECK-NEXT: return %arg0
func.func @split_and_merge(%x: !x) -> !x {
  %0 = bmc.reshape %x : !x -> !split
  %1 = bmc.transpose %0, [0, 2, 1, 3] : !split -> !heads
  %2 = bmc.transpose %1, [0, 2, 1, 3] : !heads -> !split
  %3 = bmc.reshape %2 : !split -> !x
  return %3 : !x
}

// Heads split after the transpose and merged the usual way.
// CHECK-LABEL: func.func @two_ways
// CHECK-NEXT: return %arg0
func.func @two_ways(%x: !x) -> !x {
  %0 = bmc.transpose %x, [0, 2, 1] : !x -> tensor<?x8x?xf32, #bs>
  %1 = bmc.reshape %0 : tensor<?x8x?xf32, #bs> -> tensor<?x2x4x?xf32, #bs>
  %2 = bmc.transpose %1, [0, 3, 1, 2] : tensor<?x2x4x?xf32, #bs> -> !split
  %3 = bmc.reshape %2 : !split -> !x
  return %3 : !x
}

// A detour over single axes.
// CHECK-LABEL: func.func @detour
// CHECK-NEXT: %[[Y:.*]] = bmc.transpose %arg0, [1, 0] : tensor<6x4xf32>
// CHECK-NEXT: return %[[Y]]
func.func @detour(%x: tensor<6x4xf32>) -> tensor<4x6xf32> {
  %0 = bmc.reshape %x : tensor<6x4xf32> -> tensor<2x3x1x4xf32>
  %1 = bmc.transpose %0, [3, 0, 2, 1] : tensor<2x3x1x4xf32> -> tensor<4x2x1x3xf32>
  %2 = bmc.reshape %1 : tensor<4x2x1x3xf32> -> tensor<4x6xf32>
  return %2 : tensor<4x6xf32>
}

// Regrouping and wrong merges really move elements: nothing to remove.
// CHECK-LABEL: func.func @no_identity
// CHECK-COUNT-2: bmc.transpose
// CHECK: return
func.func @no_identity(%x: tensor<4x3xf32>, %y: tensor<2x6xf32>) -> (tensor<3x4xf32>, tensor<2x6xf32>) {
  %0 = bmc.reshape %x : tensor<4x3xf32> -> tensor<6x2xf32>
  %1 = bmc.transpose %0, [1, 0] : tensor<6x2xf32> -> tensor<2x6xf32>
  %2 = bmc.reshape %1 : tensor<2x6xf32> -> tensor<3x4xf32>
  %3 = bmc.reshape %y : tensor<2x6xf32> -> tensor<2x3x2xf32>
  %4 = bmc.transpose %3, [0, 2, 1] : tensor<2x3x2xf32> -> tensor<2x2x3xf32>
  %5 = bmc.reshape %4 : tensor<2x2x3xf32> -> tensor<2x6xf32>
  return %2, %5 : tensor<3x4xf32>, tensor<2x6xf32>
}

// CHECK-LABEL: func.func @slice_first
// CHECK-NEXT: %[[S:.*]] = bmc.slice %arg0 axis 2 offset 8 size 8 : tensor<?x?x24xf32
// CHECK-NEXT: %[[R:.*]] = bmc.reshape %[[S]]
// CHECK-NEXT: %[[T:.*]] = bmc.transpose %[[R]], [0, 2, 1, 3]
// CHECK-NEXT: return %[[T]]
func.func @slice_first(%x: tensor<?x?x24xf32, #bs>) -> !heads {
  %0 = bmc.reshape %x : tensor<?x?x24xf32, #bs> -> tensor<?x?x3x2x4xf32, #bs>
  %1 = bmc.transpose %0, [2, 0, 3, 1, 4] : tensor<?x?x3x2x4xf32, #bs> -> tensor<3x?x2x?x4xf32, #bs>
  %2 = bmc.slice %1 axis 0 offset 1 size 1 : tensor<3x?x2x?x4xf32, #bs> -> tensor<1x?x2x?x4xf32, #bs>
  %3 = bmc.reshape %2 : tensor<1x?x2x?x4xf32, #bs> -> !heads
  return %3 : !heads
}

// Columns of every head: not one run of columns of x.
// CHECK-LABEL: func.func @slice_inside
// CHECK-NEXT: bmc.reshape
// CHECK-NEXT: bmc.slice
func.func @slice_inside(%x: !x) -> tensor<?x?x2x2xf32, #bs> {
  %0 = bmc.reshape %x : !x -> !split
  %1 = bmc.slice %0 axis 3 offset 2 size 2 : !split -> tensor<?x?x2x2xf32, #bs>
  return %1 : tensor<?x?x2x2xf32, #bs>
}

// CHECK-LABEL: func.func @transposed_operands
// CHECK-NEXT: %[[A:.*]] = bmc.matmul %arg0, %arg1 transpose_a transpose_b
// CHECK-NEXT: %[[B:.*]] = bmc.matmul %arg1, %arg0 :
// CHECK-NEXT: return %[[A]], %[[B]]
func.func @transposed_operands(%a: tensor<5x4xf32>, %b: tensor<3x5xf32>) -> (tensor<4x3xf32>, tensor<3x4xf32>) {
  %at = bmc.transpose %a, [1, 0] : tensor<5x4xf32> -> tensor<4x5xf32>
  %bt = bmc.transpose %b, [1, 0] : tensor<3x5xf32> -> tensor<5x3xf32>
  %0 = bmc.matmul %at, %bt : tensor<4x5xf32>, tensor<5x3xf32> -> tensor<4x3xf32>
  %1 = bmc.matmul %bt, %at transpose_a transpose_b : tensor<5x3xf32>, tensor<4x5xf32> -> tensor<3x4xf32>
  return %0, %1 : tensor<4x3xf32>, tensor<3x4xf32>
}

// A stack of rows that meets one matrix cannot be flagged.
// CHECK-LABEL: func.func @shared_matrix
// CHECK: bmc.transpose
func.func @shared_matrix(%a: tensor<2x5x4xf32>, %b: tensor<5x3xf32>) -> tensor<2x4x3xf32> {
  %at = bmc.transpose %a, [0, 2, 1] : tensor<2x5x4xf32> -> tensor<2x4x5xf32>
  %0 = bmc.matmul %at, %b : tensor<2x4x5xf32>, tensor<5x3xf32> -> tensor<2x4x3xf32>
  return %0 : tensor<2x4x3xf32>
}
