// RUN: bmc-opt %s --bmc-fuse-loss-gradient -split-input-file | FileCheck %s

// CHECK-LABEL: @fused
// CHECK-NEXT: %[[D:.*]] = bmc.constant
// CHECK-NEXT: %[[LOSS:.*]], %[[DX:.*]], %[[DW:.*]] = bmc.linear_cross_entropy_grad %[[D]],
// CHECK-NEXT: return %[[LOSS]], %[[DX]], %[[DW]]
func.func @fused(%x: tensor<2x3xf32>, %w: tensor<5x3xf32>, %t: tensor<2xi32>)
    -> (tensor<f32>, tensor<2x3xf32>, tensor<5x3xf32>) {
  %loss = bmc.linear_cross_entropy %x, %w, %t : tensor<2x3xf32>, tensor<5x3xf32>, tensor<2xi32> -> tensor<f32>
  %d = bmc.constant 1.0 : tensor<f32>
  %unused, %dx, %dw = bmc.linear_cross_entropy_grad %d, %x, %w, %t
    : (tensor<f32>, tensor<2x3xf32>, tensor<5x3xf32>, tensor<2xi32>) -> (tensor<f32>, tensor<2x3xf32>, tensor<5x3xf32>)
  return %loss, %dx, %dw : tensor<f32>, tensor<2x3xf32>, tensor<5x3xf32>
}

// -----

// What the gradient starts from moves up with it.
// CHECK-LABEL: @upstream_moves
// CHECK-NEXT: %[[ONE:.*]] = bmc.constant
// CHECK-NEXT: %[[D:.*]] = bmc.div %[[ONE]], %{{.*}}
// CHECK-NEXT: %[[LOSS:.*]], %[[DX:.*]], %[[DW:.*]] = bmc.linear_cross_entropy_grad %[[D]],
// CHECK-NEXT: %[[MEAN:.*]] = bmc.div %[[LOSS]],
// CHECK-NEXT: return %[[MEAN]], %[[DX]], %[[DW]]
func.func @upstream_moves(%x: tensor<2x3xf32>, %w: tensor<5x3xf32>, %t: tensor<2xi32>, %count: tensor<f32>)
    -> (tensor<f32>, tensor<2x3xf32>, tensor<5x3xf32>) {
  %sum = bmc.linear_cross_entropy %x, %w, %t : tensor<2x3xf32>, tensor<5x3xf32>, tensor<2xi32> -> tensor<f32>
  %loss = bmc.div %sum, %count : tensor<f32>
  %one = bmc.constant 1.0 : tensor<f32>
  %d = bmc.div %one, %count : tensor<f32>
  %unused, %dx, %dw = bmc.linear_cross_entropy_grad %d, %x, %w, %t
    : (tensor<f32>, tensor<2x3xf32>, tensor<5x3xf32>, tensor<2xi32>) -> (tensor<f32>, tensor<2x3xf32>, tensor<5x3xf32>)
  return %loss, %dx, %dw : tensor<f32>, tensor<2x3xf32>, tensor<5x3xf32>
}

// -----

// The loss is needed before its gradient can start.
// CHECK-LABEL: @upstream_depends_on_loss
// CHECK: bmc.linear_cross_entropy %
// CHECK: bmc.linear_cross_entropy_grad
func.func @upstream_depends_on_loss(%x: tensor<2x3xf32>, %w: tensor<5x3xf32>, %t: tensor<2xi32>)
    -> (tensor<f32>, tensor<2x3xf32>) {
  %loss = bmc.linear_cross_entropy %x, %w, %t : tensor<2x3xf32>, tensor<5x3xf32>, tensor<2xi32> -> tensor<f32>
  %d = bmc.exp %loss : tensor<f32>
  %unused, %dx, %dw = bmc.linear_cross_entropy_grad %d, %x, %w, %t
    : (tensor<f32>, tensor<2x3xf32>, tensor<5x3xf32>, tensor<2xi32>) -> (tensor<f32>, tensor<2x3xf32>, tensor<5x3xf32>)
  return %loss, %dx : tensor<f32>, tensor<2x3xf32>
}

// -----

// CHECK-LABEL: @other_targets
// CHECK: bmc.linear_cross_entropy %
func.func @other_targets(%x: tensor<2x3xf32>, %w: tensor<5x3xf32>, %t: tensor<2xi32>, %u: tensor<2xi32>)
    -> (tensor<f32>, tensor<2x3xf32>) {
  %loss = bmc.linear_cross_entropy %x, %w, %t : tensor<2x3xf32>, tensor<5x3xf32>, tensor<2xi32> -> tensor<f32>
  %d = bmc.constant 1.0 : tensor<f32>
  %unused, %dx, %dw = bmc.linear_cross_entropy_grad %d, %x, %w, %u
    : (tensor<f32>, tensor<2x3xf32>, tensor<5x3xf32>, tensor<2xi32>) -> (tensor<f32>, tensor<2x3xf32>, tensor<5x3xf32>)
  return %loss, %dx : tensor<f32>, tensor<2x3xf32>
}

// -----

// CHECK-LABEL: @bias
// CHECK: bmc.linear_cross_entropy %
// CHECK: bmc.linear_cross_entropy_grad
func.func @bias(%x: tensor<2x3xf32>, %w: tensor<5x3xf32>, %t: tensor<2xi32>, %b: tensor<5xf32>)
    -> (tensor<f32>, tensor<2x3xf32>) {
  %loss = bmc.linear_cross_entropy %x, %w, %t : tensor<2x3xf32>, tensor<5x3xf32>, tensor<2xi32> -> tensor<f32>
  %d = bmc.constant 1.0 : tensor<f32>
  %unused, %dx, %dw, %db = bmc.linear_cross_entropy_grad %d, %x, %w, %t, %b
    : (tensor<f32>, tensor<2x3xf32>, tensor<5x3xf32>, tensor<2xi32>, tensor<5xf32>) -> (tensor<f32>, tensor<2x3xf32>, tensor<5x3xf32>, tensor<5xf32>)
  return %loss, %dx : tensor<f32>, tensor<2x3xf32>
}
