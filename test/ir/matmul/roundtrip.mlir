// RUN: bmc-opt %s | bmc-opt | FileCheck %s
// RUN: bmc-opt %s --mlir-print-op-generic | bmc-opt | FileCheck %s
// RUN: bmc-opt %s --emit-bytecode | bmc-opt | FileCheck %s
//
// Every op of ops/Matmul.td, printed and read back.

!x = tensor<?x?x8xf32, #bmc.dims<"B", "S">>
!v = tensor<?x?x5xf32, #bmc.dims<"B", "S">>

// CHECK-LABEL: @matmul(
func.func @matmul(%x: !x, %w: tensor<5x8xf32>, %b: tensor<5xf32>, %h: tensor<?x2x?x4xf32, #bmc.dims<"B", "S">>, %y: !v, %r: tensor<8xf32>, %t: tensor<8x5xf32>) {
  // CHECK: bmc.linear %{{.+}}, %{{.+}} : (tensor<?x?x8xf32, #bmc.dims<"B", "S">>, tensor<5x8xf32>) -> tensor<?x?x5xf32, #bmc.dims<"B", "S">>
  %0 = bmc.linear %x, %w : (!x, tensor<5x8xf32>) -> !v
  // CHECK: bmc.linear %{{.+}}, %{{.+}}, %{{.+}} : (tensor<?x?x8xf32, #bmc.dims<"B", "S">>, tensor<5x8xf32>, tensor<5xf32>) -> tensor<?x?x5xf32, #bmc.dims<"B", "S">>
  %1 = bmc.linear %x, %w, %b : (!x, tensor<5x8xf32>, tensor<5xf32>) -> !v
  // CHECK: bmc.linear %{{.+}}, %{{.+}} : (tensor<8xf32>, tensor<5x8xf32>) -> tensor<5xf32>
  %2 = bmc.linear %r, %w : (tensor<8xf32>, tensor<5x8xf32>) -> tensor<5xf32>
  // CHECK: bmc.matmul %{{.+}}, %{{.+}} transpose_b : tensor<?x2x?x4xf32, #bmc.dims<"B", "S">>, tensor<?x2x?x4xf32, #bmc.dims<"B", "S">> -> tensor<?x2x?x?xf32, #bmc.dims<"B", "S", "S">>
  %3 = bmc.matmul %h, %h transpose_b : tensor<?x2x?x4xf32, #bmc.dims<"B", "S">>, tensor<?x2x?x4xf32, #bmc.dims<"B", "S">> -> tensor<?x2x?x?xf32, #bmc.dims<"B", "S", "S">>
  // CHECK: bmc.matmul %{{.+}}, %{{.+}} transpose_a : tensor<?x2x?x4xf32, #bmc.dims<"B", "S">>, tensor<?x2x?x4xf32, #bmc.dims<"B", "S">> -> tensor<?x2x4x4xf32, #bmc.dims<"B">>
  %4 = bmc.matmul %h, %h transpose_a : tensor<?x2x?x4xf32, #bmc.dims<"B", "S">>, tensor<?x2x?x4xf32, #bmc.dims<"B", "S">> -> tensor<?x2x4x4xf32, #bmc.dims<"B">>
  // CHECK: bmc.matmul %{{.+}}, %{{.+}} : tensor<?x?x5xf32, #bmc.dims<"B", "S">>, tensor<5x8xf32> -> tensor<?x?x8xf32, #bmc.dims<"B", "S">>
  %5 = bmc.matmul %y, %w : !v, tensor<5x8xf32> -> !x
  // CHECK: bmc.matmul %{{.+}}, %{{.+}} transpose_a transpose_b : tensor<5x8xf32>, tensor<8x5xf32> -> tensor<8x8xf32>
  %6 = bmc.matmul %w, %t transpose_a transpose_b : tensor<5x8xf32>, tensor<8x5xf32> -> tensor<8x8xf32>
  // CHECK: bmc.matmul %{{.+}}, %{{.+}} transpose_b : tensor<8xf32>, tensor<5x8xf32> -> tensor<5xf32>
  %7 = bmc.matmul %r, %w transpose_b : tensor<8xf32>, tensor<5x8xf32> -> tensor<5xf32>
  // CHECK: bmc.linear_dweight %{{.+}}, %{{.+}} : tensor<?x?x5xf32, #bmc.dims<"B", "S">>, tensor<?x?x8xf32, #bmc.dims<"B", "S">> -> tensor<5x8xf32>
  %8 = bmc.linear_dweight %y, %x : !v, !x -> tensor<5x8xf32>
  return
}

// CHECK-LABEL: @transposed(
func.func @transposed(%x: tensor<4x8xf32>, %w: tensor<8x6xf32>, %b: tensor<6xf32>) {
  // CHECK: bmc.linear %{{.+}}, %{{.+}}, %{{.+}} transposed : (tensor<4x8xf32>, tensor<8x6xf32>, tensor<6xf32>) -> tensor<4x6xf32>
  %0 = bmc.linear %x, %w, %b transposed : (tensor<4x8xf32>, tensor<8x6xf32>, tensor<6xf32>) -> tensor<4x6xf32>
  return
}
