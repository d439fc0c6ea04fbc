// RUN: bmc-opt %s --bmc-simplify | FileCheck %s
// RUN: python3 %S/../Inputs/same-values.py %s --bmc-simplify

!x = tensor<4x6xf32>
!r = tensor<4xf32>

// CHECK-LABEL: func.func @factors_meet
// CHECK-NEXT: %[[C:.*]] = bmc.constant -1.500000e+00
// CHECK-NEXT: %[[Y:.*]] = bmc.mul %arg0, %[[C]]
// CHECK-NEXT: return %[[Y]]
func.func @factors_meet(%x: !x) -> !x {
  %a = bmc.constant 3.0 : !x
  %b = bmc.constant 2.0 : !x
  %0 = bmc.mul %a, %x : !x
  %1 = bmc.div %0, %b : !x
  %2 = bmc.neg %1 : !x
  return %2 : !x
}

// CHECK-LABEL: func.func @signs
// CHECK-NEXT: %[[D:.*]] = bmc.sub %arg0, %arg1
// CHECK-NEXT: %[[S:.*]] = bmc.add %arg0, %arg1
// CHECK-NEXT: %[[E:.*]] = bmc.sub %arg1, %arg0
// CHECK-NEXT: %[[N:.*]] = bmc.neg %arg0
// CHECK-NEXT: return %[[D]], %[[S]], %[[E]], %[[N]]
func.func @signs(%x: !x, %y: !x) -> (!x, !x, !x, !x) {
  %minus = bmc.constant -1.0 : !x
  %zero = bmc.constant 0.0 : !x
  %n = bmc.mul %y, %minus : !x
  %0 = bmc.add %n, %x : !x
  %1 = bmc.sub %x, %n : !x
  %2 = bmc.sub %x, %y : !x
  %3 = bmc.neg %2 : !x
  %4 = bmc.sub %zero, %x : !x
  return %0, %1, %3, %4 : !x, !x, !x, !x
}

// CHECK-LABEL: func.func @powers
// CHECK-NEXT: %[[A:.*]] = bmc.mul %arg0, %arg0
// CHECK-NEXT: %[[B:.*]] = bmc.mul %[[A]], %arg0
// CHECK-NEXT: %[[C:.*]] = bmc.sqrt %[[A]]
// CHECK-NEXT: %[[D:.*]] = bmc.rsqrt %[[A]]
// CHECK-NEXT: %[[E:.*]] = bmc.reciprocal %[[A]]
// CHECK-NEXT: return %arg0, %[[A]], %[[B]], %[[C]], %[[D]], %[[E]]
func.func @powers(%x: !x) -> (!x, !x, !x, !x, !x, !x) {
  %one = bmc.constant 1.0 : !x
  %two = bmc.constant 2.0 : !x
  %three = bmc.constant 3.0 : !x
  %half = bmc.constant 0.5 : !x
  %minus_half = bmc.constant -0.5 : !x
  %minus_one = bmc.constant -1.0 : !x
  %0 = bmc.pow %x, %one : !x
  %1 = bmc.pow %x, %two : !x
  %2 = bmc.pow %x, %three : !x
  %3 = bmc.pow %1, %half : !x
  %4 = bmc.pow %1, %minus_half : !x
  %5 = bmc.pow %1, %minus_one : !x
  return %0, %1, %2, %3, %4, %5 : !x, !x, !x, !x, !x, !x
}

// CHECK-LABEL: func.func @roots
// CHECK-NEXT: %[[E:.*]] = bmc.exp %arg0
// CHECK-NEXT: %[[R:.*]] = bmc.rsqrt %[[E]]
// CHECK-NEXT: %[[Y:.*]] = bmc.mul %arg0, %[[R]]
// CHECK-NEXT: return %[[R]], %[[Y]]
func.func @roots(%x: !x) -> (!x, !x) {
  %one = bmc.constant 1.0 : !x
  %e = bmc.exp %x : !x
  %s = bmc.sqrt %e : !x
  %0 = bmc.div %one, %s : !x
  %t = bmc.sqrt %e : !x
  %1 = bmc.div %x, %t : !x
  return %0, %1 : !x, !x
}

// What a zero or an infinite factor would turn into NaN stays.
// CHECK-LABEL: func.func @division_by_zero
// CHECK: bmc.div
func.func @division_by_zero(%x: !x) -> !x {
  %zero = bmc.constant 0.0 : !x
  %0 = bmc.div %x, %zero : !x
  return %0 : !x
}

// CHECK-LABEL: func.func @before_the_broadcast
// CHECK-NEXT: %[[C:.*]] = bmc.constant 2.000000e+00 : tensor<4xf32>
// CHECK-NEXT: %[[A:.*]] = bmc.add %arg0, %[[C]] : tensor<4xf32>
// CHECK-NEXT: %[[R:.*]] = bmc.rsqrt %[[A]] : tensor<4xf32>
// CHECK-NEXT: %[[M:.*]] = bmc.mul %[[R]], %arg1 : tensor<4xf32>
// CHECK-NEXT: %[[Y:.*]] = bmc.broadcast %[[M]], [0]
// CHECK-NEXT: return %[[Y]]
func.func @before_the_broadcast(%x: !r, %y: !r) -> !x {
  %two = bmc.constant 2.0 : !x
  %0 = bmc.broadcast %x, [0] : !r -> !x
  %1 = bmc.add %0, %two : !x
  %2 = bmc.rsqrt %1 : !x
  %3 = bmc.broadcast %y, [0] : !r -> !x
  %4 = bmc.mul %2, %3 : !x
  return %4 : !x
}

// CHECK-LABEL: func.func @kept_axis
// CHECK-NEXT: %[[M:.*]] = bmc.mean %arg0, [1]
// CHECK-NEXT: bmc.broadcast %[[M]], [0] : tensor<4xf32>
func.func @kept_axis(%x: !x) -> !x {
  %n = bmc.constant 6.0 : !r
  %0 = bmc.sum %x, [1] : !x -> !r
  %1 = bmc.div %0, %n : !r
  %2 = bmc.reshape %1 : !r -> tensor<4x1xf32>
  %3 = bmc.broadcast %2, [0, 1] : tensor<4x1xf32> -> !x
  return %3 : !x
}

// A sixth with four digits is no mean of six.
// CHECK-LABEL: func.func @nearly_a_mean
// CHECK: bmc.sum %arg0, [1]
// CHECK-NOT: bmc.mean
func.func @nearly_a_mean(%x: !x) -> !r {
  %f = bmc.constant 0.1667 : !r
  %0 = bmc.sum %x, [1] : !x -> !r
  %1 = bmc.mul %0, %f : !r
  return %1 : !r
}

// CHECK-LABEL: func.func @reductions
// CHECK-NEXT: %[[S:.*]] = bmc.sum %arg0, [0, 2] : tensor<2x3x4x1xf32>
// CHECK-NEXT: %[[R:.*]] = bmc.reshape %arg0 : tensor<2x3x4x1xf32> -> tensor<2x3x4xf32>
// CHECK-NEXT: return %[[S]], %[[R]]
func.func @reductions(%x: tensor<2x3x4x1xf32>) -> (tensor<3x1xf32>, tensor<2x3x4xf32>) {
  %0 = bmc.sum %x, [2] : tensor<2x3x4x1xf32> -> tensor<2x3x1xf32>
  %1 = bmc.sum %0, [0] : tensor<2x3x1xf32> -> tensor<3x1xf32>
  %2 = bmc.mean %x, [3] : tensor<2x3x4x1xf32> -> tensor<2x3x4xf32>
  return %1, %2 : tensor<3x1xf32>, tensor<2x3x4xf32>
}

// CHECK-LABEL: func.func @equal_ops
// CHECK-COUNT-1: bmc.tanh
// CHECK-NOT: bmc.tanh
func.func @equal_ops(%x: !x) -> !x {
  %0 = bmc.tanh %x : !x
  %1 = bmc.tanh %x : !x
  %2 = bmc.mul %0, %1 : !x
  return %2 : !x
}

// A kernel that covers the plane once meets each element once.
// CHECK-LABEL: func.func @one_window
// CHECK-DAG: %[[X:.*]] = bmc.reshape %arg0 : tensor<2x3x4x5xf32> -> tensor<2x60xf32>
// CHECK-DAG: %[[W:.*]] = bmc.reshape %arg1 : tensor<6x3x4x5xf32> -> tensor<6x60xf32>
// CHECK: %[[P:.*]] = bmc.matmul %[[X]], %[[W]] transpose_b
// CHECK: bmc.reshape %[[P]] : tensor<2x6xf32> -> tensor<2x6x1x1xf32>
func.func @one_window(%x: tensor<2x3x4x5xf32>, %w: tensor<6x3x4x5xf32>) -> tensor<2x6x1x1xf32> {
  %y = bmc.conv %x, %w strides [2, 1] padding [0, 0, 0, 0] dilation [1, 1] groups 1 : tensor<2x3x4x5xf32>, tensor<6x3x4x5xf32> -> tensor<2x6x1x1xf32>
  return %y : tensor<2x6x1x1xf32>
}

// CHECK-LABEL: func.func @one_window_back
// CHECK-DAG: %[[Y:.*]] = bmc.reshape %arg0 : tensor<2x6x1xf32> -> tensor<2x6xf32>
// CHECK-DAG: %[[W:.*]] = bmc.reshape %arg1 : tensor<6x3x4xf32> -> tensor<6x12xf32>
// CHECK: %[[P:.*]] = bmc.matmul %[[Y]], %[[W]] :
// CHECK: bmc.reshape %[[P]] : tensor<2x12xf32> -> tensor<2x3x4xf32>
func.func @one_window_back(%dy: tensor<2x6x1xf32>, %w: tensor<6x3x4xf32>) -> tensor<2x3x4xf32> {
  %dx = bmc.conv_dinput %dy, %w strides [1] padding [0, 0] dilation [1] groups 1 : tensor<2x6x1xf32>, tensor<6x3x4xf32> -> tensor<2x3x4xf32>
  return %dx : tensor<2x3x4xf32>
}

// Padding, steps between the kernel's elements, groups, inputs that no window reaches.
// CHECK-LABEL: func.func @other_windows
// CHECK-COUNT-3: bmc.conv %
// CHECK: bmc.conv_dinput
// CHECK-NOT: bmc.matmul
// CHECK: return
func.func @other_windows(%x: tensor<2x4x3xf32>, %w: tensor<6x4x3xf32>, %g: tensor<6x2x3xf32>, %v: tensor<6x4x2xf32>, %dy: tensor<2x6x1xf32>)
    -> (tensor<2x6x1xf32>, tensor<2x6x1xf32>, tensor<2x6x1xf32>, tensor<2x4x3xf32>) {
  %0 = bmc.conv %x, %w strides [3] padding [1, 1] dilation [1] groups 1 : tensor<2x4x3xf32>, tensor<6x4x3xf32> -> tensor<2x6x1xf32>
  %1 = bmc.conv %x, %g strides [1] padding [0, 0] dilation [1] groups 2 : tensor<2x4x3xf32>, tensor<6x2x3xf32> -> tensor<2x6x1xf32>
  %2 = bmc.conv %x, %v strides [1] padding [0, 0] dilation [2] groups 1 : tensor<2x4x3xf32>, tensor<6x4x2xf32> -> tensor<2x6x1xf32>
  %3 = bmc.conv_dinput %dy, %v strides [2] padding [0, 0] dilation [1] groups 1 : tensor<2x6x1xf32>, tensor<6x4x2xf32> -> tensor<2x4x3xf32>
  return %0, %1, %2, %3 : tensor<2x6x1xf32>, tensor<2x6x1xf32>, tensor<2x6x1xf32>, tensor<2x4x3xf32>
}
