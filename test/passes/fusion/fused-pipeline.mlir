// RUN: bmc-opt %s --bmc-fused | FileCheck %s
// RUN: bmc-opt %s --bmc-fused=fuse=false | FileCheck %s --check-prefix=OFF

// Queries and keys of fixed length are no rows and weight: attention is sought
// before linear.
// CHECK-LABEL: func.func @one_sequence
// CHECK: bmc.attention
// CHECK-NOT: bmc.linear
// OFF-LABEL: func.func @one_sequence
// OFF: bmc.softmax
func.func @one_sequence(%q: tensor<5x8xf32>, %k: tensor<5x8xf32>, %v: tensor<5x8xf32>) -> tensor<5x8xf32> {
  %s = bmc.matmul %q, %k transpose_b : tensor<5x8xf32>, tensor<5x8xf32> -> tensor<5x5xf32>
  %p = bmc.softmax %s : tensor<5x5xf32>
  %o = bmc.matmul %p, %v : tensor<5x5xf32>, tensor<5x8xf32> -> tensor<5x8xf32>
  return %o : tensor<5x8xf32>
}

// Of one value that is query, key and value at once one view remains.
// CHECK-LABEL: func.func @shared_operand
// CHECK-COUNT-1: bmc.reshape
// CHECK: bmc.attention %[[X:.*]], %[[X]], %[[X]]
func.func @shared_operand(%x: tensor<5x8xf32>) -> tensor<5x8xf32> {
  %s = bmc.matmul %x, %x transpose_b : tensor<5x8xf32>, tensor<5x8xf32> -> tensor<5x5xf32>
  %p = bmc.softmax %s : tensor<5x5xf32>
  %o = bmc.matmul %p, %x : tensor<5x5xf32>, tensor<5x8xf32> -> tensor<5x8xf32>
  return %o : tensor<5x8xf32>
}
