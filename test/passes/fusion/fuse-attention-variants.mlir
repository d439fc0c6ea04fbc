// RUN: bmc-opt %s --bmc-simplify --bmc-fuse-attention --bmc-simplify | FileCheck %s
// RUN: bmc-opt %s --bmc-fuse-attention | FileCheck %s --check-prefix=RAW
// RUN: python3 %S/../Inputs/same-values.py %s --bmc-fuse-attention
// RUN: python3 %S/../Inputs/same-values.py %s --bmc-fused

// Ways to write attention by hand. All are found without simplification first;
// with it nothing but slices stays around the attention.

#bs = #bmc.dims<"B", "S">
#bss = #bmc.dims<"B", "S", "S">
!x = tensor<?x?x8xf32, #bs>
!split = tensor<?x?x2x4xf32, #bs>
!heads = tensor<?x2x?x4xf32, #bs>
!scores = tensor<?x2x?x?xf32, #bss>
!one = tensor<?x?x?xf32, #bss>

// The factor is on q before the heads are split; k is transposed by an op.
// CHECK-LABEL: func.func @scaled_query
// CHECK-NEXT: %[[OUT:.*]], %{{.*}} = bmc.attention %arg0, %arg1, %arg2 heads 2 scale 5.000000e-01 :
// CHECK-NEXT: return %[[OUT]]
// RAW-LABEL: func.func @scaled_query
// RAW: bmc.attention
func.func @scaled_query(%q: !x, %k: !x, %v: !x) -> !x {
  %c = bmc.constant 0.5 : !x
  %q0 = bmc.mul %c, %q : !x
  %q1 = bmc.reshape %q0 : !x -> !split
  %k1 = bmc.reshape %k : !x -> !split
  %v1 = bmc.reshape %v : !x -> !split
  %q2 = bmc.transpose %q1, [0, 2, 1, 3] : !split -> !heads
  %k2 = bmc.transpose %k1, [0, 2, 1, 3] : !split -> !heads
  %v2 = bmc.transpose %v1, [0, 2, 1, 3] : !split -> !heads
  %kt = bmc.transpose %k2, [0, 1, 3, 2] : !heads -> tensor<?x2x4x?xf32, #bs>
  %s = bmc.matmul %q2, %kt : !heads, tensor<?x2x4x?xf32, #bs> -> !scores
  %p = bmc.softmax %s : !scores
  %o = bmc.matmul %p, %v2 : !scores, !heads -> !heads
  %o1 = bmc.transpose %o, [0, 2, 1, 3] : !heads -> !split
  %o2 = bmc.reshape %o1 : !split -> !x
  return %o2 : !x
}

// Half of the factor on q, half on k, which is permuted in one go.
// CHECK-LABEL: func.func @factor_on_both
// CHECK-NEXT: %[[OUT:.*]], %{{.*}} = bmc.attention %arg0, %arg1, %arg2 heads 2 scale 2.500000e-01 :
// CHECK-NEXT: return %[[OUT]]
// RAW-LABEL: func.func @factor_on_both
// RAW: bmc.attention
func.func @factor_on_both(%q: !x, %k: !x, %v: !x) -> !x {
  %q1 = bmc.reshape %q : !x -> !split
  %k1 = bmc.reshape %k : !x -> !split
  %v1 = bmc.reshape %v : !x -> !split
  %q2 = bmc.transpose %q1, [0, 2, 1, 3] : !split -> !heads
  %k2 = bmc.transpose %k1, [0, 2, 3, 1] : !split -> tensor<?x2x4x?xf32, #bs>
  %v2 = bmc.transpose %v1, [0, 2, 1, 3] : !split -> !heads
  %c = bmc.constant 0.5 : !heads
  %d = bmc.constant 2.0 : tensor<?x2x4x?xf32, #bs>
  %q3 = bmc.mul %q2, %c : !heads
  %k3 = bmc.div %k2, %d : tensor<?x2x4x?xf32, #bs>
  %s = bmc.matmul %q3, %k3 : !heads, tensor<?x2x4x?xf32, #bs> -> !scores
  %p = bmc.softmax %s : !scores
  %o = bmc.matmul %p, %v2 : !scores, !heads -> !heads
  %o1 = bmc.transpose %o, [0, 2, 1, 3] : !heads -> !split
  %o2 = bmc.reshape %o1 : !split -> !x
  return %o2 : !x
}

// Transposed before the heads are split.
// CHECK-LABEL: func.func @transpose_then_reshape
// CHECK-NEXT: %[[OUT:.*]], %{{.*}} = bmc.attention %arg0, %arg1, %arg2 heads 2 scale 1.000000e+00 :
// CHECK-NEXT: return %[[OUT]]
// RAW-LABEL: func.func @transpose_then_reshape
// RAW: bmc.attention
func.func @transpose_then_reshape(%q: !x, %k: !x, %v: !x) -> !x {
  %q1 = bmc.transpose %q, [0, 2, 1] : !x -> tensor<?x8x?xf32, #bs>
  %k1 = bmc.transpose %k, [0, 2, 1] : !x -> tensor<?x8x?xf32, #bs>
  %v1 = bmc.transpose %v, [0, 2, 1] : !x -> tensor<?x8x?xf32, #bs>
  %q2 = bmc.reshape %q1 : tensor<?x8x?xf32, #bs> -> tensor<?x2x4x?xf32, #bs>
  %k2 = bmc.reshape %k1 : tensor<?x8x?xf32, #bs> -> tensor<?x2x4x?xf32, #bs>
  %v2 = bmc.reshape %v1 : tensor<?x8x?xf32, #bs> -> tensor<?x2x4x?xf32, #bs>
  %s = bmc.matmul %q2, %k2 transpose_a : tensor<?x2x4x?xf32, #bs>, tensor<?x2x4x?xf32, #bs> -> !scores
  %p = bmc.softmax %s : !scores
  %o = bmc.matmul %p, %v2 transpose_b : !scores, tensor<?x2x4x?xf32, #bs> -> !heads
  %o1 = bmc.transpose %o, [0, 1, 3, 2] : !heads -> tensor<?x2x4x?xf32, #bs>
  %o2 = bmc.reshape %o1 : tensor<?x2x4x?xf32, #bs> -> tensor<?x8x?xf32, #bs>
  %o3 = bmc.transpose %o2, [0, 2, 1] : tensor<?x8x?xf32, #bs> -> !x
  return %o3 : !x
}

// q, k and v split off after one permutation of all three.
// CHECK-LABEL: func.func @permuted_together
// CHECK-DAG: %[[Q:.*]] = bmc.slice %arg0 axis 2 offset 0 size 8
// CHECK-DAG: %[[K:.*]] = bmc.slice %arg0 axis 2 offset 8 size 8
// CHECK-DAG: %[[V:.*]] = bmc.slice %arg0 axis 2 offset 16 size 8
// CHECK: %[[OUT:.*]], %{{.*}} = bmc.attention %[[Q]], %[[K]], %[[V]] heads 2
// CHECK-NEXT: return %[[OUT]]
// RAW-LABEL: func.func @permuted_together
// RAW: bmc.attention
func.func @permuted_together(%qkv: tensor<?x?x24xf32, #bs>) -> !x {
  %r = bmc.reshape %qkv : tensor<?x?x24xf32, #bs> -> tensor<?x?x3x2x4xf32, #bs>
  %t = bmc.transpose %r, [2, 0, 3, 1, 4] : tensor<?x?x3x2x4xf32, #bs> -> tensor<3x?x2x?x4xf32, #bs>
  %q0 = bmc.slice %t axis 0 offset 0 size 1 : tensor<3x?x2x?x4xf32, #bs> -> tensor<1x?x2x?x4xf32, #bs>
  %k0 = bmc.slice %t axis 0 offset 1 size 1 : tensor<3x?x2x?x4xf32, #bs> -> tensor<1x?x2x?x4xf32, #bs>
  %v0 = bmc.slice %t axis 0 offset 2 size 1 : tensor<3x?x2x?x4xf32, #bs> -> tensor<1x?x2x?x4xf32, #bs>
  %q = bmc.reshape %q0 : tensor<1x?x2x?x4xf32, #bs> -> !heads
  %k = bmc.reshape %k0 : tensor<1x?x2x?x4xf32, #bs> -> !heads
  %v = bmc.reshape %v0 : tensor<1x?x2x?x4xf32, #bs> -> !heads
  %s = bmc.matmul %q, %k transpose_b : !heads, !heads -> !scores
  %p = bmc.softmax %s : !scores
  %o = bmc.matmul %p, %v : !scores, !heads -> !heads
  %o1 = bmc.transpose %o, [0, 2, 1, 3] : !heads -> !split
  %o2 = bmc.reshape %o1 : !split -> !x
  return %o2 : !x
}
