// RUN: bmc-opt %s | bmc-opt | FileCheck %s
// RUN: bmc-opt %s --mlir-print-op-generic | bmc-opt | FileCheck %s
// RUN: bmc-opt %s --emit-bytecode | bmc-opt | FileCheck %s
//
// Every op of ops/FeedForward.td, printed and read back.

!x = tensor<?x?x8xf32, #bmc.dims<"B", "S">>
!u = tensor<?x?x32xf32, #bmc.dims<"B", "S">>
!v = tensor<?x?x5xf32, #bmc.dims<"B", "S">>

// CHECK-LABEL: @feed_forward(
func.func @feed_forward(%x: !x, %u: !u, %dy: !v, %w1: tensor<32x8xf32>, %w2: tensor<5x32xf32>, %b1: tensor<32xf32>, %b2: tensor<5xf32>) {
  // CHECK: bmc.feed_forward %{{.+}} w1 %{{.+}} w2 %{{.+}} relu : (tensor<?x?x8xf32, #bmc.dims<"B", "S">>, tensor<32x8xf32>, tensor<5x32xf32>) -> (tensor<?x?x5xf32, #bmc.dims<"B", "S">>, tensor<?x?x32xf32, #bmc.dims<"B", "S">>)
  %a0, %c0 = bmc.feed_forward %x w1 %w1 w2 %w2 relu : (!x, tensor<32x8xf32>, tensor<5x32xf32>) -> (!v, !u)
  // CHECK: bmc.feed_forward %{{.+}} w1 %{{.+}} w2 %{{.+}} gelu : (tensor<?x?x8xf32, #bmc.dims<"B", "S">>, tensor<32x8xf32>, tensor<5x32xf32>) -> (tensor<?x?x5xf32, #bmc.dims<"B", "S">>, tensor<?x?x32xf32, #bmc.dims<"B", "S">>)
  %a1, %c1 = bmc.feed_forward %x w1 %w1 w2 %w2 gelu : (!x, tensor<32x8xf32>, tensor<5x32xf32>) -> (!v, !u)
  // CHECK: bmc.feed_forward %{{.+}} w1 %{{.+}} w2 %{{.+}} gelu_tanh : (tensor<?x?x8xf32, #bmc.dims<"B", "S">>, tensor<32x8xf32>, tensor<5x32xf32>) -> (tensor<?x?x5xf32, #bmc.dims<"B", "S">>, tensor<?x?x32xf32, #bmc.dims<"B", "S">>)
  %a2, %c2 = bmc.feed_forward %x w1 %w1 w2 %w2 gelu_tanh : (!x, tensor<32x8xf32>, tensor<5x32xf32>) -> (!v, !u)
  // CHECK: bmc.feed_forward %{{.+}} w1 %{{.+}} w2 %{{.+}} silu : (tensor<?x?x8xf32, #bmc.dims<"B", "S">>, tensor<32x8xf32>, tensor<5x32xf32>) -> (tensor<?x?x5xf32, #bmc.dims<"B", "S">>, tensor<?x?x32xf32, #bmc.dims<"B", "S">>)
  %a3, %c3 = bmc.feed_forward %x w1 %w1 w2 %w2 silu : (!x, tensor<32x8xf32>, tensor<5x32xf32>) -> (!v, !u)
  // CHECK: bmc.feed_forward %{{.+}} w1 %{{.+}} w2 %{{.+}} tanh : (tensor<?x?x8xf32, #bmc.dims<"B", "S">>, tensor<32x8xf32>, tensor<5x32xf32>) -> (tensor<?x?x5xf32, #bmc.dims<"B", "S">>, tensor<?x?x32xf32, #bmc.dims<"B", "S">>)
  %a4, %c4 = bmc.feed_forward %x w1 %w1 w2 %w2 tanh : (!x, tensor<32x8xf32>, tensor<5x32xf32>) -> (!v, !u)
  // CHECK: bmc.feed_forward %{{.+}} w1 %{{.+}} w2 %{{.+}} sigmoid : (tensor<?x?x8xf32, #bmc.dims<"B", "S">>, tensor<32x8xf32>, tensor<5x32xf32>) -> (tensor<?x?x5xf32, #bmc.dims<"B", "S">>, tensor<?x?x32xf32, #bmc.dims<"B", "S">>)
  %a5, %c5 = bmc.feed_forward %x w1 %w1 w2 %w2 sigmoid : (!x, tensor<32x8xf32>, tensor<5x32xf32>) -> (!v, !u)
  // CHECK: bmc.feed_forward %{{.+}} w1 %{{.+}} b1 %{{.+}} w2 %{{.+}} b2 %{{.+}} gelu : (tensor<?x?x8xf32, #bmc.dims<"B", "S">>, tensor<32x8xf32>, tensor<32xf32>, tensor<5x32xf32>, tensor<5xf32>) -> (tensor<?x?x5xf32, #bmc.dims<"B", "S">>, tensor<?x?x32xf32, #bmc.dims<"B", "S">>)
  %0, %1 = bmc.feed_forward %x w1 %w1 b1 %b1 w2 %w2 b2 %b2 gelu : (!x, tensor<32x8xf32>, tensor<32xf32>, tensor<5x32xf32>, tensor<5xf32>) -> (!v, !u)
  // CHECK: bmc.feed_forward %{{.+}} w1 %{{.+}} w2 %{{.+}} b2 %{{.+}} gelu : (tensor<?x?x8xf32, #bmc.dims<"B", "S">>, tensor<32x8xf32>, tensor<5x32xf32>, tensor<5xf32>) -> (tensor<?x?x5xf32, #bmc.dims<"B", "S">>, tensor<?x?x32xf32, #bmc.dims<"B", "S">>)
  %2, %3 = bmc.feed_forward %x w1 %w1 w2 %w2 b2 %b2 gelu : (!x, tensor<32x8xf32>, tensor<5x32xf32>, tensor<5xf32>) -> (!v, !u)
  // CHECK: bmc.feed_forward_backward %{{.+}}, %{{.+}}, %{{.+}}, %{{.+}}, %{{.+}} gelu : (tensor<?x?x5xf32, #bmc.dims<"B", "S">>, tensor<?x?x8xf32, #bmc.dims<"B", "S">>, tensor<?x?x32xf32, #bmc.dims<"B", "S">>, tensor<32x8xf32>, tensor<5x32xf32>) -> (tensor<?x?x8xf32, #bmc.dims<"B", "S">>, tensor<32x8xf32>, tensor<5x32xf32>)
  %4, %5, %6 = bmc.feed_forward_backward %dy, %x, %u, %w1, %w2 gelu : (!v, !x, !u, tensor<32x8xf32>, tensor<5x32xf32>) -> (!x, tensor<32x8xf32>, tensor<5x32xf32>)
  // CHECK: bmc.feed_forward_backward %{{.+}}, %{{.+}}, %{{.+}}, %{{.+}}, %{{.+}} silu b1 b2 : (tensor<?x?x5xf32, #bmc.dims<"B", "S">>, tensor<?x?x8xf32, #bmc.dims<"B", "S">>, tensor<?x?x32xf32, #bmc.dims<"B", "S">>, tensor<32x8xf32>, tensor<5x32xf32>) -> (tensor<?x?x8xf32, #bmc.dims<"B", "S">>, tensor<32x8xf32>, tensor<32xf32>, tensor<5x32xf32>, tensor<5xf32>)
  %7, %8, %9, %10, %11 = bmc.feed_forward_backward %dy, %x, %u, %w1, %w2 silu b1 b2 : (!v, !x, !u, tensor<32x8xf32>, tensor<5x32xf32>) -> (!x, tensor<32x8xf32>, tensor<32xf32>, tensor<5x32xf32>, tensor<5xf32>)
  return
}

// CHECK-LABEL: @gated(
func.func @gated(%x: tensor<4x8xf32>, %u: tensor<4x6xf32>, %w1: tensor<6x8xf32>, %w2: tensor<8x6xf32>, %b: tensor<6xf32>, %c: tensor<8xf32>, %j: tensor<12x8xf32>, %uj: tensor<4x12xf32>) {
  // CHECK: bmc.gated_feed_forward %{{.+}} w1 %{{.+}} b1 %{{.+}} v1 %{{.+}} c1 %{{.+}} w2 %{{.+}} b2 %{{.+}} silu : (tensor<4x8xf32>, tensor<6x8xf32>, tensor<6xf32>, tensor<6x8xf32>, tensor<6xf32>, tensor<8x6xf32>, tensor<8xf32>) -> (tensor<4x8xf32>, tensor<4x6xf32>, tensor<4x6xf32>)
  %0:3 = bmc.gated_feed_forward %x w1 %w1 b1 %b v1 %w1 c1 %b w2 %w2 b2 %c silu : (tensor<4x8xf32>, tensor<6x8xf32>, tensor<6xf32>, tensor<6x8xf32>, tensor<6xf32>, tensor<8x6xf32>, tensor<8xf32>) -> (tensor<4x8xf32>, tensor<4x6xf32>, tensor<4x6xf32>)
  // CHECK: bmc.gated_feed_forward %{{.+}} w1 %{{.+}} w2 %{{.+}} gelu gate_last : (tensor<4x8xf32>, tensor<12x8xf32>, tensor<8x6xf32>) -> (tensor<4x8xf32>, tensor<4x12xf32>)
  %1:2 = bmc.gated_feed_forward %x w1 %j w2 %w2 gelu gate_last : (tensor<4x8xf32>, tensor<12x8xf32>, tensor<8x6xf32>) -> (tensor<4x8xf32>, tensor<4x12xf32>)
  // CHECK: bmc.gated_feed_forward %{{.+}} w1 %{{.+}} v1 %{{.+}} w2 %{{.+}} relu transposed : (tensor<4x8xf32>, tensor<8x6xf32>, tensor<8x6xf32>, tensor<6x8xf32>) -> (tensor<4x8xf32>, tensor<4x6xf32>, tensor<4x6xf32>)
  %2:3 = bmc.gated_feed_forward %x w1 %w2 v1 %w2 w2 %w1 relu transposed : (tensor<4x8xf32>, tensor<8x6xf32>, tensor<8x6xf32>, tensor<6x8xf32>) -> (tensor<4x8xf32>, tensor<4x6xf32>, tensor<4x6xf32>)
  // CHECK: bmc.gated_feed_forward_backward %{{.+}}, %{{.+}}, %{{.+}} v %{{.+}} w1 %{{.+}} v1 %{{.+}} w2 %{{.+}} silu b1 c1 b2 : (tensor<4x8xf32>, tensor<4x8xf32>, tensor<4x6xf32>, tensor<4x6xf32>, tensor<6x8xf32>, tensor<6x8xf32>, tensor<8x6xf32>) -> (tensor<4x8xf32>, tensor<6x8xf32>, tensor<6xf32>, tensor<6x8xf32>, tensor<6xf32>, tensor<8x6xf32>, tensor<8xf32>)
  %3:7 = bmc.gated_feed_forward_backward %x, %x, %u v %u w1 %w1 v1 %w1 w2 %w2 silu b1 c1 b2 : (tensor<4x8xf32>, tensor<4x8xf32>, tensor<4x6xf32>, tensor<4x6xf32>, tensor<6x8xf32>, tensor<6x8xf32>, tensor<8x6xf32>) -> (tensor<4x8xf32>, tensor<6x8xf32>, tensor<6xf32>, tensor<6x8xf32>, tensor<6xf32>, tensor<8x6xf32>, tensor<8xf32>)
  // CHECK: bmc.gated_feed_forward_backward %{{.+}}, %{{.+}}, %{{.+}} w1 %{{.+}} w2 %{{.+}} gelu gate_last : (tensor<4x8xf32>, tensor<4x8xf32>, tensor<4x12xf32>, tensor<12x8xf32>, tensor<8x6xf32>) -> (tensor<4x8xf32>, tensor<12x8xf32>, tensor<8x6xf32>)
  %4:3 = bmc.gated_feed_forward_backward %x, %x, %uj w1 %j w2 %w2 gelu gate_last : (tensor<4x8xf32>, tensor<4x8xf32>, tensor<4x12xf32>, tensor<12x8xf32>, tensor<8x6xf32>) -> (tensor<4x8xf32>, tensor<12x8xf32>, tensor<8x6xf32>)
  // CHECK: bmc.feed_forward %{{.+}} w1 %{{.+}} w2 %{{.+}} relu transposed : (tensor<4x8xf32>, tensor<8x6xf32>, tensor<6x8xf32>) -> (tensor<4x8xf32>, tensor<4x6xf32>)
  %5:2 = bmc.feed_forward %x w1 %w2 w2 %w1 relu transposed : (tensor<4x8xf32>, tensor<8x6xf32>, tensor<6x8xf32>) -> (tensor<4x8xf32>, tensor<4x6xf32>)
  // CHECK: bmc.feed_forward_backward %{{.+}}, %{{.+}}, %{{.+}}, %{{.+}}, %{{.+}} relu transposed b1 : (tensor<4x8xf32>, tensor<4x8xf32>, tensor<4x6xf32>, tensor<8x6xf32>, tensor<6x8xf32>) -> (tensor<4x8xf32>, tensor<8x6xf32>, tensor<6xf32>, tensor<6x8xf32>)
  %6:4 = bmc.feed_forward_backward %x, %x, %u, %w2, %w1 relu transposed b1 : (tensor<4x8xf32>, tensor<4x8xf32>, tensor<4x6xf32>, tensor<8x6xf32>, tensor<6x8xf32>) -> (tensor<4x8xf32>, tensor<8x6xf32>, tensor<6xf32>, tensor<6x8xf32>)
  return
}
