// RUN: bmc-opt %s --canonicalize | FileCheck %s
//
// A mask that is one everywhere goes; others stay.

// CHECK-LABEL: @ones(
func.func @ones(%x: tensor<4x5x6xf32>, %w: tensor<6x2xf32>, %h: tensor<4x2xf32>) -> tensor<4x5x2xf32> {
  %one = bmc.constant 1.0 : tensor<4x2xf32>
  // CHECK-NEXT: bmc.recurrent gru %{{.+}}, %{{.+}} h0 %{{[^ ]+}} : (
  %r:3 = bmc.recurrent gru %x, %w h0 %h mask %one : (tensor<4x5x6xf32>, tensor<6x2xf32>, tensor<4x2xf32>, tensor<4x2xf32>) -> (tensor<4x5x2xf32>, tensor<4x2xf32>, tensor<4x5x10xf32>)
  return %r#0 : tensor<4x5x2xf32>
}

// CHECK-LABEL: @twos(
func.func @twos(%x: tensor<4x5x6xf32>, %w: tensor<6x2xf32>) -> tensor<4x5x2xf32> {
  %two = bmc.constant 2.0 : tensor<4x2xf32>
  // CHECK: bmc.recurrent gru %{{.+}}, %{{.+}} mask %
  %r:3 = bmc.recurrent gru %x, %w mask %two : (tensor<4x5x6xf32>, tensor<6x2xf32>, tensor<4x2xf32>) -> (tensor<4x5x2xf32>, tensor<4x2xf32>, tensor<4x5x10xf32>)
  return %r#0 : tensor<4x5x2xf32>
}
