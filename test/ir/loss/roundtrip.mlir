// RUN: bmc-opt %s | bmc-opt | FileCheck %s
// RUN: bmc-opt %s --mlir-print-op-generic | bmc-opt | FileCheck %s
// RUN: bmc-opt %s --emit-bytecode | bmc-opt | FileCheck %s
//
// Every op of ops/Loss.td, printed and read back.

!x = tensor<?x?x8xf32, #bmc.dims<"B", "S">>
!i = tensor<?x?xi32, #bmc.dims<"B", "S">>
!v = tensor<?x?x5xf32, #bmc.dims<"B", "S">>

// CHECK-LABEL: @loss(
func.func @loss(%x: !x, %y: !v, %w: tensor<5x8xf32>, %b: tensor<5xf32>, %t: !i, %d: tensor<f32>) {
  // CHECK: bmc.cross_entropy %{{.+}}, %{{.+}} : tensor<?x?x5xf32, #bmc.dims<"B", "S">>, tensor<?x?xi32, #bmc.dims<"B", "S">> -> tensor<f32>
  %0 = bmc.cross_entropy %y, %t : !v, !i -> tensor<f32>
  // CHECK: bmc.cross_entropy_backward %{{.+}}, %{{.+}}, %{{.+}} : tensor<f32>, tensor<?x?x5xf32, #bmc.dims<"B", "S">>, tensor<?x?xi32, #bmc.dims<"B", "S">> -> tensor<?x?x5xf32, #bmc.dims<"B", "S">>
  %1 = bmc.cross_entropy_backward %d, %y, %t : tensor<f32>, !v, !i -> !v
  // CHECK: bmc.linear_cross_entropy %{{.+}}, %{{.+}}, %{{.+}} : tensor<?x?x8xf32, #bmc.dims<"B", "S">>, tensor<5x8xf32>, tensor<?x?xi32, #bmc.dims<"B", "S">> -> tensor<f32>
  %2 = bmc.linear_cross_entropy %x, %w, %t : !x, tensor<5x8xf32>, !i -> tensor<f32>
  // CHECK: bmc.linear_cross_entropy_grad %{{.+}}, %{{.+}}, %{{.+}}, %{{.+}} : (tensor<f32>, tensor<?x?x8xf32, #bmc.dims<"B", "S">>, tensor<5x8xf32>, tensor<?x?xi32, #bmc.dims<"B", "S">>) -> (tensor<f32>, tensor<?x?x8xf32, #bmc.dims<"B", "S">>, tensor<5x8xf32>)
  %3, %4, %5 = bmc.linear_cross_entropy_grad %d, %x, %w, %t : (tensor<f32>, !x, tensor<5x8xf32>, !i) -> (tensor<f32>, !x, tensor<5x8xf32>)
  // CHECK: bmc.linear_cross_entropy %{{.+}}, %{{.+}}, %{{.+}}, %{{.+}} : tensor<?x?x8xf32, #bmc.dims<"B", "S">>, tensor<5x8xf32>, tensor<?x?xi32, #bmc.dims<"B", "S">>, tensor<5xf32> -> tensor<f32>
  %6 = bmc.linear_cross_entropy %x, %w, %t, %b : !x, tensor<5x8xf32>, !i, tensor<5xf32> -> tensor<f32>
  // CHECK: bmc.linear_cross_entropy_grad %{{.+}}, %{{.+}}, %{{.+}}, %{{.+}}, %{{.+}} : (tensor<f32>, tensor<?x?x8xf32, #bmc.dims<"B", "S">>, tensor<5x8xf32>, tensor<?x?xi32, #bmc.dims<"B", "S">>, tensor<5xf32>) -> (tensor<f32>, tensor<?x?x8xf32, #bmc.dims<"B", "S">>, tensor<5x8xf32>, tensor<5xf32>)
  %7, %8, %9, %10 = bmc.linear_cross_entropy_grad %d, %x, %w, %t, %b : (tensor<f32>, !x, tensor<5x8xf32>, !i, tensor<5xf32>) -> (tensor<f32>, !x, tensor<5x8xf32>, tensor<5xf32>)
  return
}
