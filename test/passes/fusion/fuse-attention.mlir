// RUN: bmc-opt %s --bmc-fuse-attention | FileCheck %s
// RUN: python3 %S/../Inputs/same-values.py %s --bmc-fuse-attention

#bs = #bmc.dims<"B", "S">
#bss = #bmc.dims<"B", "S", "S">
#bst = #bmc.dims<"B", "S", "T">
!x = tensor<?x?x8xf32, #bs>
!split = tensor<?x?x2x4xf32, #bs>
!heads = tensor<?x2x?x4xf32, #bs>
!scores = tensor<?x2x?x?xf32, #bss>

// As the library writes it: heads split by reshape and transpose, a factor on
// the scores, a causal mask, heads merged by transpose and reshape.
// CHECK-LABEL: func.func @library
func.func @library(%x: !x, %w: tensor<24x8xf32>) -> !x {
  // CHECK: %[[QKV:.*]] = bmc.linear
  // CHECK-DAG: %[[Q:.*]] = bmc.slice %[[QKV]] axis 2 offset 0 size 8
  // CHECK-DAG: %[[K:.*]] = bmc.slice %[[QKV]] axis 2 offset 8 size 8
  // CHECK-DAG: %[[V:.*]] = bmc.slice %[[QKV]] axis 2 offset 16 size 8
  // CHECK: %[[OUT:.*]], %{{.*}} = bmc.attention %[[Q]], %[[K]], %[[V]] heads 2 scale 5.000000e-01 causal
  // CHECK-NEXT: return %[[OUT]]
  %qkv = bmc.linear %x, %w : (!x, tensor<24x8xf32>) -> tensor<?x?x24xf32, #bs>
  %q0 = bmc.slice %qkv axis 2 offset 0 size 8 : tensor<?x?x24xf32, #bs> -> !x
  %k0 = bmc.slice %qkv axis 2 offset 8 size 8 : tensor<?x?x24xf32, #bs> -> !x
  %v0 = bmc.slice %qkv axis 2 offset 16 size 8 : tensor<?x?x24xf32, #bs> -> !x
  %q1 = bmc.reshape %q0 : !x -> !split
  %k1 = bmc.reshape %k0 : !x -> !split
  %v1 = bmc.reshape %v0 : !x -> !split
  %q = bmc.transpose %q1, [0, 2, 1, 3] : !split -> !heads
  %k = bmc.transpose %k1, [0, 2, 1, 3] : !split -> !heads
  %v = bmc.transpose %v1, [0, 2, 1, 3] : !split -> !heads
  %s = bmc.matmul %q, %k transpose_b : !heads, !heads -> !scores
  %c = bmc.constant 0.5 : !scores
  %t = bmc.mul %s, %c : !scores
  %m = bmc.causal_mask %t fill 0xFFF0000000000000 : !scores
  %p = bmc.softmax %m : !scores
  %o = bmc.matmul %p, %v : !scores, !heads -> !heads
  %o1 = bmc.transpose %o, [0, 2, 1, 3] : !heads -> !split
  %o2 = bmc.reshape %o1 : !split -> !x
  return %o2 : !x
}

// No heads, three projections, division, the factor below the mask, a finite
// fill.
// CHECK-LABEL: func.func @one_head
func.func @one_head(%q: !x, %k: !x, %v: !x) -> !x {
  // CHECK: bmc.attention %arg0, %arg1, %arg2 heads 1 scale 0.35355339059327{{[0-9]+}} causal
  // CHECK-NEXT: return
  %s = bmc.matmul %q, %k transpose_b : !x, !x -> tensor<?x?x?xf32, #bss>
  %m = bmc.causal_mask %s fill -1.0e30 : tensor<?x?x?xf32, #bss>
  %c = bmc.constant 2.8284271247461903 : tensor<?x?x?xf32, #bss>
  %t = bmc.div %m, %c : tensor<?x?x?xf32, #bss>
  %p = bmc.softmax %t : tensor<?x?x?xf32, #bss>
  %o = bmc.matmul %p, %v : tensor<?x?x?xf32, #bss>, !x -> !x
  return %o : !x
}

// Keys of another length, not causal, no factor.
// CHECK-LABEL: func.func @cross_attention
func.func @cross_attention(%q: !x, %k: tensor<?x?x8xf32, #bmc.dims<"B", "T">>,
                           %v: tensor<?x?x8xf32, #bmc.dims<"B", "T">>) -> !x {
  // CHECK: bmc.attention %arg0, %arg1, %arg2 heads 1 scale 1.000000e+00 :
  %s = bmc.matmul %q, %k transpose_b : !x, tensor<?x?x8xf32, #bmc.dims<"B", "T">> -> tensor<?x?x?xf32, #bst>
  %p = bmc.softmax %s : tensor<?x?x?xf32, #bst>
  %o = bmc.matmul %p, %v : tensor<?x?x?xf32, #bst>, tensor<?x?x8xf32, #bmc.dims<"B", "T">> -> !x
  return %o : !x
}

// One sequence without a batch.
// CHECK-LABEL: func.func @no_batch
func.func @no_batch(%q: tensor<5x8xf32>, %k: tensor<5x8xf32>, %v: tensor<5x8xf32>) -> tensor<5x8xf32> {
  // CHECK: %[[OUT:.*]], %{{.*}} = bmc.attention {{.*}} : (tensor<1x5x8xf32>, tensor<1x5x8xf32>, tensor<1x5x8xf32>)
  // CHECK: bmc.reshape %[[OUT]] : tensor<1x5x8xf32> -> tensor<5x8xf32>
  %s = bmc.matmul %q, %k transpose_b : tensor<5x8xf32>, tensor<5x8xf32> -> tensor<5x5xf32>
  %p = bmc.softmax %s : tensor<5x5xf32>
  %o = bmc.matmul %p, %v : tensor<5x5xf32>, tensor<5x8xf32> -> tensor<5x8xf32>
  return %o : tensor<5x8xf32>
}
