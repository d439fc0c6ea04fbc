// Gradients stop at functions that are constant between jumps, and where the
// program says so.
// RUN: bmc-opt %s --bmc-differentiate | FileCheck %s
bmc.parameter @w : tensor<3xf32> init <normal, 0.0, 1.0>
func.func @loss(%w: tensor<3xf32> {bmc.parameter = @w}) -> tensor<f32> {
  %0 = bmc.floor %w : tensor<3xf32>
  %1 = bmc.ceil %0 : tensor<3xf32>
  %2 = bmc.round %w : tensor<3xf32>
  %3 = bmc.trunc %w : tensor<3xf32>
  %4 = bmc.add %1, %2 : tensor<3xf32>
  %5 = bmc.add %3, %4 : tensor<3xf32>
  %6 = bmc.stop_gradient %w : tensor<3xf32>
  %7 = bmc.mul %w, %6 : tensor<3xf32>
  %8 = bmc.add %5, %7 : tensor<3xf32>
  %9 = bmc.sum %8, [0] : tensor<3xf32> -> tensor<f32>
  return %9 : tensor<f32>
}

// CHECK-LABEL: func.func @train
// CHECK: %[[STOP:.*]] = bmc.stop_gradient
// CHECK: %[[DY:.*]] = bmc.broadcast
// CHECK-NEXT: %[[DW:.*]] = bmc.mul %[[DY]], %[[STOP]]
// CHECK-NEXT: return %{{.*}}, %[[DW]]
