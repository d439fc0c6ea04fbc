// RUN: bmc-opt %s --bmc-fuse-linear-cross-entropy --verify-diagnostics | FileCheck %s
// RUN: python3 %S/../Inputs/same-values.py %s --bmc-fuse-linear-cross-entropy

#bs = #bmc.dims<"B", "S">
!x = tensor<?x?x8xf32, #bs>
!w = tensor<17x8xf32>
!l = tensor<?x?x17xf32, #bs>
!t = tensor<?x?xi32, #bs>

// CHECK-LABEL: func.func @head
// CHECK-NEXT: %[[LOSS:.*]] = bmc.linear_cross_entropy %arg0, %arg1, %arg2
// CHECK-NEXT: return %[[LOSS]]
func.func @head(%x: !x, %w: !w, %t: !t) -> tensor<f32> {
  %l = bmc.linear %x, %w : (!x, !w) -> !l
  // expected-remark @below {{fused: linear with cross entropy}}
  %loss = bmc.cross_entropy %l, %t : !l, !t -> tensor<f32>
  return %loss : tensor<f32>
}

// Rows counted another way.
// CHECK-LABEL: func.func @flattened
// CHECK-NEXT: %[[X:.*]] = bmc.reshape %arg0 : tensor<2x5x8xf32> -> tensor<10x8xf32>
// CHECK-NEXT: bmc.linear_cross_entropy %[[X]], %arg1, %arg2
func.func @flattened(%x: tensor<2x5x8xf32>, %w: !w, %t: tensor<10xi32>) -> tensor<f32> {
  %l = bmc.linear %x, %w : (tensor<2x5x8xf32>, !w) -> tensor<2x5x17xf32>
  %f = bmc.reshape %l : tensor<2x5x17xf32> -> tensor<10x17xf32>
  // expected-remark @below {{fused: linear with cross entropy}}
  %loss = bmc.cross_entropy %f, %t : tensor<10x17xf32>, tensor<10xi32> -> tensor<f32>
  return %loss : tensor<f32>
}

// CHECK-LABEL: func.func @regrouped
// CHECK-NOT: bmc.linear_cross_entropy
func.func @regrouped(%x: tensor<4x8xf32>, %w: tensor<6x8xf32>, %t: tensor<8xi32>) -> tensor<f32> {
  %l = bmc.linear %x, %w : (tensor<4x8xf32>, tensor<6x8xf32>) -> tensor<4x6xf32>
  %f = bmc.reshape %l : tensor<4x6xf32> -> tensor<8x3xf32>
  %loss = bmc.cross_entropy %f, %t : tensor<8x3xf32>, tensor<8xi32> -> tensor<f32>
  return %loss : tensor<f32>
}

// CHECK-LABEL: func.func @bias
// CHECK-NEXT: %[[LOSS:.*]] = bmc.linear_cross_entropy %arg0, %arg1, %arg3, %arg2
// CHECK-NEXT: return %[[LOSS]]
func.func @bias(%x: !x, %w: !w, %b: tensor<17xf32>, %t: !t) -> tensor<f32> {
  %l = bmc.linear %x, %w, %b : (!x, !w, tensor<17xf32>) -> !l
  // expected-remark @below {{fused: linear with cross entropy}}
  %loss = bmc.cross_entropy %l, %t : !l, !t -> tensor<f32>
  return %loss : tensor<f32>
}

// CHECK-LABEL: func.func @logits_returned
// CHECK-NOT: bmc.linear_cross_entropy
func.func @logits_returned(%x: !x, %w: !w, %t: !t) -> (tensor<f32>, !l) {
  %l = bmc.linear %x, %w : (!x, !w) -> !l
  // expected-remark @below {{not fused: linear with cross entropy: the logits are used elsewhere}}
  %loss = bmc.cross_entropy %l, %t : !l, !t -> tensor<f32>
  return %loss, %l : tensor<f32>, !l
}
