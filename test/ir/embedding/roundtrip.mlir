// RUN: bmc-opt %s | bmc-opt | FileCheck %s
// RUN: bmc-opt %s --mlir-print-op-generic | bmc-opt | FileCheck %s
// RUN: bmc-opt %s --emit-bytecode | bmc-opt | FileCheck %s
//
// Every op of ops/Embedding.td, printed and read back.

!x = tensor<?x?x8xf32, #bmc.dims<"B", "S">>
!i = tensor<?x?xi32, #bmc.dims<"B", "S">>
!v = tensor<?x?x5xf32, #bmc.dims<"B", "S">>

// CHECK-LABEL: @embedding(
func.func @embedding(%i: !i, %w: tensor<5x8xf32>, %dy: !x) {
  // CHECK: bmc.embedding %{{.+}}, %{{.+}} : tensor<?x?xi32, #bmc.dims<"B", "S">>, tensor<5x8xf32> -> tensor<?x?x8xf32, #bmc.dims<"B", "S">>
  %0 = bmc.embedding %i, %w : !i, tensor<5x8xf32> -> !x
  // CHECK: bmc.embedding_backward %{{.+}}, %{{.+}} num_embeddings 5 : (tensor<?x?x8xf32, #bmc.dims<"B", "S">>, tensor<?x?xi32, #bmc.dims<"B", "S">>) -> tensor<5x8xf32>
  %1 = bmc.embedding_backward %dy, %i num_embeddings 5 : (!x, !i) -> tensor<5x8xf32>
  // CHECK: bmc.embedding_backward %{{.+}}, %{{.+}} init %{{.+}} num_embeddings 5 : (tensor<?x?x8xf32, #bmc.dims<"B", "S">>, tensor<?x?xi32, #bmc.dims<"B", "S">>, tensor<5x8xf32>) -> tensor<5x8xf32>
  %2 = bmc.embedding_backward %dy, %i init %w num_embeddings 5 : (!x, !i, tensor<5x8xf32>) -> tensor<5x8xf32>
  // CHECK: bmc.one_hot %{{.+}} classes 5 as f32 : tensor<?x?xi32, #bmc.dims<"B", "S">> -> tensor<?x?x5xf32, #bmc.dims<"B", "S">>
  %3 = bmc.one_hot %i classes 5 as f32 : !i -> !v
  // CHECK: bmc.gather %{{.+}}, %{{.+}} : tensor<?x8xf32, #bmc.dims<"B">>, tensor<?x3xi32, #bmc.dims<"B">> -> tensor<?x3xf32, #bmc.dims<"B">>
  %x = bmc.constant 1.0 : tensor<?x8xf32, #bmc.dims<"B">>
  %k = bmc.constant 1.0 : tensor<?x3xi32, #bmc.dims<"B">>
  %4 = bmc.gather %x, %k : tensor<?x8xf32, #bmc.dims<"B">>, tensor<?x3xi32, #bmc.dims<"B">> -> tensor<?x3xf32, #bmc.dims<"B">>
  // CHECK: bmc.scatter_add %{{.+}}, %{{.+}} : tensor<?x3xf32, #bmc.dims<"B">>, tensor<?x3xi32, #bmc.dims<"B">> -> tensor<?x8xf32, #bmc.dims<"B">>
  %5 = bmc.scatter_add %4, %k : tensor<?x3xf32, #bmc.dims<"B">>, tensor<?x3xi32, #bmc.dims<"B">> -> tensor<?x8xf32, #bmc.dims<"B">>
  // CHECK: bmc.embedding_backward_rows %{{.+}} at %{{.+}} into %{{.+}} marked %{{.+}} : tensor<?x?x8xf32, #bmc.dims<"B", "S">> at tensor<?x?xi32, #bmc.dims<"B", "S">> into tensor<5x8xf32> marked tensor<5xi32> -> tensor<5x8xf32>, tensor<5xi32>
  %m = bmc.constant 0.0 : tensor<5xi32>
  %6:2 = bmc.embedding_backward_rows %dy at %i into %w marked %m : !x at !i into tensor<5x8xf32> marked tensor<5xi32> -> tensor<5x8xf32>, tensor<5xi32>
  // CHECK: bmc.embedding_backward_rows %{{.+}}, %{{.+}} at %{{.+}}, %{{.+}} into %{{.+}} marked %{{.+}} accumulate : tensor<?x?x8xf32, {{.*}}>, tensor<?x?x8xf32, {{.*}}> at
  %7:2 = bmc.embedding_backward_rows %dy, %dy at %i, %i into %w marked %m accumulate : !x, !x at !i, !i into tensor<5x8xf32> marked tensor<5xi32> -> tensor<5x8xf32>, tensor<5xi32>
  return
}
