// RUN: bmc-opt %s | bmc-opt | FileCheck %s
// RUN: bmc-opt %s --mlir-print-op-generic | bmc-opt | FileCheck %s
// RUN: bmc-opt %s --emit-bytecode | bmc-opt | FileCheck %s
//
// Every op of ops/Norm.td, printed and read back.

!x = tensor<?x?x8xf32, #bmc.dims<"B", "S">>
!s = tensor<?x?xf32, #bmc.dims<"B", "S">>

// CHECK-LABEL: @norm(
func.func @norm(%x: !x, %w: tensor<8xf32>, %s: !s) {
  // CHECK: bmc.softmax %{{.+}} : tensor<?x?x8xf32, #bmc.dims<"B", "S">>
  %0 = bmc.softmax %x : !x
  // CHECK: bmc.log_softmax %{{.+}} : tensor<?x?x8xf32, #bmc.dims<"B", "S">>
  %1 = bmc.log_softmax %x : !x
  // CHECK: bmc.layer_norm %{{.+}} eps 1.000000e-05 : (tensor<?x?x8xf32, #bmc.dims<"B", "S">>) -> (tensor<?x?x8xf32, #bmc.dims<"B", "S">>, tensor<?x?xf32, #bmc.dims<"B", "S">>, tensor<?x?xf32, #bmc.dims<"B", "S">>)
  %2, %3, %4 = bmc.layer_norm %x eps 1.0e-05 : (!x) -> (!x, !s, !s)
  // CHECK: bmc.layer_norm %{{.+}} weight %{{.+}} eps 1.000000e-05 : (tensor<?x?x8xf32, #bmc.dims<"B", "S">>, tensor<8xf32>) -> (tensor<?x?x8xf32, #bmc.dims<"B", "S">>, tensor<?x?xf32, #bmc.dims<"B", "S">>, tensor<?x?xf32, #bmc.dims<"B", "S">>)
  %5, %6, %7 = bmc.layer_norm %x weight %w eps 1.0e-05 : (!x, tensor<8xf32>) -> (!x, !s, !s)
  // CHECK: bmc.layer_norm %{{.+}} weight %{{.+}} bias %{{.+}} eps 1.000000e-05 : (tensor<?x?x8xf32, #bmc.dims<"B", "S">>, tensor<8xf32>, tensor<8xf32>) -> (tensor<?x?x8xf32, #bmc.dims<"B", "S">>, tensor<?x?xf32, #bmc.dims<"B", "S">>, tensor<?x?xf32, #bmc.dims<"B", "S">>)
  %8, %9, %10 = bmc.layer_norm %x weight %w bias %w eps 1.0e-05 : (!x, tensor<8xf32>, tensor<8xf32>) -> (!x, !s, !s)
  // CHECK: bmc.layer_norm_backward %{{.+}}, %{{.+}}, %{{.+}}, %{{.+}} : (tensor<?x?x8xf32, #bmc.dims<"B", "S">>, tensor<?x?x8xf32, #bmc.dims<"B", "S">>, tensor<?x?xf32, #bmc.dims<"B", "S">>, tensor<?x?xf32, #bmc.dims<"B", "S">>) -> tensor<?x?x8xf32, #bmc.dims<"B", "S">>
  %11 = bmc.layer_norm_backward %x, %x, %s, %s : (!x, !x, !s, !s) -> !x
  // CHECK: bmc.layer_norm_backward %{{.+}}, %{{.+}}, %{{.+}}, %{{.+}} weight %{{.+}} : (tensor<?x?x8xf32, #bmc.dims<"B", "S">>, tensor<?x?x8xf32, #bmc.dims<"B", "S">>, tensor<?x?xf32, #bmc.dims<"B", "S">>, tensor<?x?xf32, #bmc.dims<"B", "S">>, tensor<8xf32>) -> (tensor<?x?x8xf32, #bmc.dims<"B", "S">>, tensor<8xf32>)
  %12, %13 = bmc.layer_norm_backward %x, %x, %s, %s weight %w : (!x, !x, !s, !s, tensor<8xf32>) -> (!x, tensor<8xf32>)
  // CHECK: bmc.layer_norm_backward %{{.+}}, %{{.+}}, %{{.+}}, %{{.+}} weight %{{.+}} residual %{{.+}} has_bias : (tensor<?x?x8xf32, #bmc.dims<"B", "S">>, tensor<?x?x8xf32, #bmc.dims<"B", "S">>, tensor<?x?xf32, #bmc.dims<"B", "S">>, tensor<?x?xf32, #bmc.dims<"B", "S">>, tensor<8xf32>, tensor<?x?x8xf32, #bmc.dims<"B", "S">>) -> (tensor<?x?x8xf32, #bmc.dims<"B", "S">>, tensor<8xf32>, tensor<8xf32>)
  %14, %15, %16 = bmc.layer_norm_backward %x, %x, %s, %s weight %w residual %x has_bias : (!x, !x, !s, !s, tensor<8xf32>, !x) -> (!x, tensor<8xf32>, tensor<8xf32>)
  // CHECK: bmc.add_layer_norm %{{.+}}, %{{.+}} weight %{{.+}} bias %{{.+}} eps 1.000000e-05 : (tensor<?x?x8xf32, #bmc.dims<"B", "S">>, tensor<?x?x8xf32, #bmc.dims<"B", "S">>, tensor<8xf32>, tensor<8xf32>) -> (tensor<?x?x8xf32, #bmc.dims<"B", "S">>, tensor<?x?x8xf32, #bmc.dims<"B", "S">>, tensor<?x?xf32, #bmc.dims<"B", "S">>, tensor<?x?xf32, #bmc.dims<"B", "S">>)
  %17, %18, %19, %20 = bmc.add_layer_norm %x, %x weight %w bias %w eps 1.0e-05 : (!x, !x, tensor<8xf32>, tensor<8xf32>) -> (!x, !x, !s, !s)
  return
}

!c = tensor<?x3x5xf32, #bmc.dims<"B">>

// CHECK-LABEL: @batch_norm(
func.func @batch_norm(%x: !c, %w: tensor<3xf32>) {
  // CHECK: bmc.batch_norm %{{.+}} eps 1.000000e-05 : (tensor<?x3x5xf32, #bmc.dims<"B">>) -> (tensor<?x3x5xf32, #bmc.dims<"B">>, tensor<3xf32>, tensor<3xf32>)
  %0, %1, %2 = bmc.batch_norm %x eps 1.0e-05 : (!c) -> (!c, tensor<3xf32>, tensor<3xf32>)
  // CHECK: bmc.batch_norm %{{.+}} weight %{{.+}} bias %{{.+}} eps 1.000000e-05 : (tensor<?x3x5xf32, #bmc.dims<"B">>, tensor<3xf32>, tensor<3xf32>) -> (tensor<?x3x5xf32, #bmc.dims<"B">>, tensor<3xf32>, tensor<3xf32>)
  %3, %4, %5 = bmc.batch_norm %x weight %w bias %w eps 1.0e-05 : (!c, tensor<3xf32>, tensor<3xf32>) -> (!c, tensor<3xf32>, tensor<3xf32>)
  // CHECK: bmc.batch_norm_backward %{{.+}}, %{{.+}}, %{{.+}}, %{{.+}} weight %{{.+}} eps 1.000000e-05 : (tensor<?x3x5xf32, #bmc.dims<"B">>, tensor<?x3x5xf32, #bmc.dims<"B">>, tensor<3xf32>, tensor<3xf32>, tensor<3xf32>) -> (tensor<?x3x5xf32, #bmc.dims<"B">>, tensor<3xf32>, tensor<3xf32>)
  %6, %7, %8 = bmc.batch_norm_backward %x, %x, %w, %w weight %w eps 1.0e-05 : (!c, !c, tensor<3xf32>, tensor<3xf32>, tensor<3xf32>) -> (!c, tensor<3xf32>, tensor<3xf32>)
  // CHECK: bmc.by_mode %{{.+}}, %{{.+}} : tensor<3xf32>
  %9 = bmc.by_mode %w, %1 : tensor<3xf32>
  return
}

// CHECK-LABEL: @rms_norm(
func.func @rms_norm(%x: tensor<4x8xf32>, %w: tensor<8xf32>, %r: tensor<4xf32>) {
  // CHECK: bmc.rms_norm %{{.+}} eps 1.000000e-05 : (tensor<4x8xf32>) -> (tensor<4x8xf32>, tensor<4xf32>)
  %0:2 = bmc.rms_norm %x eps 1.0e-5 : (tensor<4x8xf32>) -> (tensor<4x8xf32>, tensor<4xf32>)
  // CHECK: bmc.rms_norm %{{.+}} weight %{{.+}} eps 1.000000e-05 : (tensor<4x8xf32>, tensor<8xf32>) -> (tensor<4x8xf32>, tensor<4xf32>)
  %1:2 = bmc.rms_norm %x weight %w eps 1.0e-5 : (tensor<4x8xf32>, tensor<8xf32>) -> (tensor<4x8xf32>, tensor<4xf32>)
  // CHECK: bmc.add_rms_norm %{{.+}}, %{{.+}} weight %{{.+}} eps 1.000000e-05 : (tensor<4x8xf32>, tensor<4x8xf32>, tensor<8xf32>) -> (tensor<4x8xf32>, tensor<4x8xf32>, tensor<4xf32>)
  %2:3 = bmc.add_rms_norm %x, %x weight %w eps 1.0e-5 : (tensor<4x8xf32>, tensor<4x8xf32>, tensor<8xf32>) -> (tensor<4x8xf32>, tensor<4x8xf32>, tensor<4xf32>)
  // CHECK: bmc.rms_norm_backward %{{.+}}, %{{.+}}, %{{.+}} : (tensor<4x8xf32>, tensor<4x8xf32>, tensor<4xf32>) -> tensor<4x8xf32>
  %3 = bmc.rms_norm_backward %x, %x, %r : (tensor<4x8xf32>, tensor<4x8xf32>, tensor<4xf32>) -> tensor<4x8xf32>
  // CHECK: bmc.rms_norm_backward %{{.+}}, %{{.+}}, %{{.+}} weight %{{.+}} residual %{{.+}} : (tensor<4x8xf32>, tensor<4x8xf32>, tensor<4xf32>, tensor<8xf32>, tensor<4x8xf32>) -> (tensor<4x8xf32>, tensor<8xf32>)
  %4:2 = bmc.rms_norm_backward %x, %x, %r weight %w residual %x : (tensor<4x8xf32>, tensor<4x8xf32>, tensor<4xf32>, tensor<8xf32>, tensor<4x8xf32>) -> (tensor<4x8xf32>, tensor<8xf32>)
  return
}
