// RUN: bmc-opt %s --bmc-simplify --bmc-fuse-attention --bmc-simplify | FileCheck %s
// RUN: bmc-opt %s --bmc-fuse-attention | FileCheck %s --check-prefix=RAW
// RUN: python3 %S/../Inputs/same-values.py %s --bmc-fuse-attention
// RUN: python3 %S/../Inputs/same-values.py %s --bmc-fused

// Heads that share keys and values: however these were repeated, attention
// reads each once. Dropout goes with it.

#bs = #bmc.dims<"B", "S">
#bss = #bmc.dims<"B", "S", "S">
!x = tensor<?x?x16xf32, #bs>
!kv = tensor<?x?x8xf32, #bs>
!heads = tensor<?x4x?x4xf32, #bs>
!few = tensor<?x2x?x4xf32, #bs>
!grouped = tensor<?x2x2x?x4xf32, #bs>
!scores = tensor<?x4x?x?xf32, #bss>

// repeat_interleave of torch: repeated behind the head axis, then one axis.
// CHECK-LABEL: func.func @interleaved
// CHECK-NEXT: %[[OUT:.*]], %{{.*}} = bmc.attention %arg0, %arg1, %arg2 heads 4 scale 5.000000e-01 :
// CHECK-NEXT: return %[[OUT]]
// RAW-LABEL: func.func @interleaved
// RAW: bmc.attention {{.*}}(tensor<?x?x16xf32, {{.*}}>, tensor<?x?x8xf32,
func.func @interleaved(%q: !x, %k: !kv, %v: !kv) -> !x {
  %q1 = bmc.reshape %q : !x -> tensor<?x?x4x4xf32, #bs>
  %k1 = bmc.reshape %k : !kv -> tensor<?x?x2x4xf32, #bs>
  %v1 = bmc.reshape %v : !kv -> tensor<?x?x2x4xf32, #bs>
  %q2 = bmc.transpose %q1, [0, 2, 1, 3] : tensor<?x?x4x4xf32, #bs> -> !heads
  %k2 = bmc.transpose %k1, [0, 2, 1, 3] : tensor<?x?x2x4xf32, #bs> -> !few
  %v2 = bmc.transpose %v1, [0, 2, 1, 3] : tensor<?x?x2x4xf32, #bs> -> !few
  %half = bmc.constant 0.5 : !few
  %k3 = bmc.mul %k2, %half : !few
  %k4 = bmc.broadcast %k3, [0, 1, 3, 4] : !few -> !grouped
  %v4 = bmc.broadcast %v2, [0, 1, 3, 4] : !few -> !grouped
  %k5 = bmc.reshape %k4 : !grouped -> !heads
  %v5 = bmc.reshape %v4 : !grouped -> !heads
  %s = bmc.matmul %q2, %k5 transpose_b : !heads, !heads -> !scores
  %p = bmc.softmax %s : !scores
  %o = bmc.matmul %p, %v5 : !scores, !heads -> !heads
  %o1 = bmc.transpose %o, [0, 2, 1, 3] : !heads -> tensor<?x?x4x4xf32, #bs>
  %o2 = bmc.reshape %o1 : tensor<?x?x4x4xf32, #bs> -> !x
  return %o2 : !x
}

// Repeated before heads come first, expanded from an extent of 1.
// CHECK-LABEL: func.func @expanded
// CHECK-NEXT: %[[OUT:.*]], %{{.*}} = bmc.attention %arg0, %arg1, %arg2 dropout %arg3 p 2.500000e-01 stream 3 heads 4 scale 1.000000e+00 causal :
// CHECK-NEXT: return %[[OUT]]
// RAW-LABEL: func.func @expanded
// RAW: bmc.attention {{.*}}(tensor<?x?x16xf32, {{.*}}>, tensor<?x?x8xf32,
func.func @expanded(%q: !x, %k: !kv, %v: !kv, %rng: tensor<2xi64>) -> !x {
  %q1 = bmc.reshape %q : !x -> tensor<?x?x4x4xf32, #bs>
  %k1 = bmc.reshape %k : !kv -> tensor<?x?x2x1x4xf32, #bs>
  %v1 = bmc.reshape %v : !kv -> tensor<?x?x2x1x4xf32, #bs>
  %k2 = bmc.broadcast %k1, [0, 1, 2, 3, 4] : tensor<?x?x2x1x4xf32, #bs> -> tensor<?x?x2x2x4xf32, #bs>
  %v2 = bmc.broadcast %v1, [0, 1, 2, 3, 4] : tensor<?x?x2x1x4xf32, #bs> -> tensor<?x?x2x2x4xf32, #bs>
  %k3 = bmc.reshape %k2 : tensor<?x?x2x2x4xf32, #bs> -> tensor<?x?x4x4xf32, #bs>
  %v3 = bmc.reshape %v2 : tensor<?x?x2x2x4xf32, #bs> -> tensor<?x?x4x4xf32, #bs>
  %q2 = bmc.transpose %q1, [0, 2, 1, 3] : tensor<?x?x4x4xf32, #bs> -> !heads
  %k4 = bmc.transpose %k3, [0, 2, 3, 1] : tensor<?x?x4x4xf32, #bs> -> tensor<?x4x4x?xf32, #bs>
  %v4 = bmc.transpose %v3, [0, 2, 1, 3] : tensor<?x?x4x4xf32, #bs> -> !heads
  %s = bmc.matmul %q2, %k4 : !heads, tensor<?x4x4x?xf32, #bs> -> !scores
  %m = bmc.causal_mask %s fill 0xFFF0000000000000 : !scores
  %p = bmc.softmax %m : !scores
  %d = bmc.dropout %p, %rng p 0.25 stream 3 : !scores, tensor<2xi64>
  %o = bmc.matmul %d, %v4 : !scores, !heads -> !heads
  %o1 = bmc.transpose %o, [0, 2, 1, 3] : !heads -> tensor<?x?x4x4xf32, #bs>
  %o2 = bmc.reshape %o1 : tensor<?x?x4x4xf32, #bs> -> !x
  return %o2 : !x
}

// Groups stay an axis, and all heads share one key: multi-query attention.
// CHECK-LABEL: func.func @five_axes
// CHECK: bmc.attention {{.*}} dropout %arg3 p 5.000000e-01 stream 1 heads 4 scale 1.000000e+00 : (tensor<?x?x16xf32, {{.*}}>, tensor<?x?x8xf32,
// CHECK-LABEL: func.func @one_key
// CHECK: bmc.attention %{{.*}}, %arg1, %arg1 heads 4 scale 1.000000e+00 : (tensor<?x?x16xf32, {{.*}}>, tensor<?x?x4xf32,
func.func @five_axes(%q: !grouped, %k: !few, %v: !few, %rng: tensor<2xi64>) -> !grouped {
  %k1 = bmc.broadcast %k, [0, 1, 3, 4] : !few -> !grouped
  %v1 = bmc.broadcast %v, [0, 1, 3, 4] : !few -> !grouped
  %s = bmc.matmul %q, %k1 transpose_b : !grouped, !grouped -> tensor<?x2x2x?x?xf32, #bss>
  %p = bmc.softmax %s : tensor<?x2x2x?x?xf32, #bss>
  %d = bmc.dropout %p, %rng p 0.5 stream 1 : tensor<?x2x2x?x?xf32, #bss>, tensor<2xi64>
  %o = bmc.matmul %d, %v1 : tensor<?x2x2x?x?xf32, #bss>, !grouped -> !grouped
  return %o : !grouped
}

func.func @one_key(%q: !heads, %k: tensor<?x?x4xf32, #bs>) -> !heads {
  %k1 = bmc.broadcast %k, [0, 2, 3] : tensor<?x?x4xf32, #bs> -> !heads
  %s = bmc.matmul %q, %k1 transpose_b : !heads, !heads -> !scores
  %p = bmc.softmax %s : !scores
  %o = bmc.matmul %p, %k1 : !scores, !heads -> !heads
  return %o : !heads
}

// Head h reads key head h mod 2, and keys alone are repeated: both stay.
// CHECK-LABEL: func.func @other_order
// CHECK: bmc.attention {{.*}} heads 4 scale 1.000000e+00 : (tensor<?x?x16xf32, {{.*}}>, tensor<?x?x16xf32,
// CHECK-LABEL: func.func @keys_alone
// CHECK: bmc.attention {{.*}} heads 4 scale 1.000000e+00 : (tensor<?x?x16xf32, {{.*}}>, tensor<?x?x16xf32,
func.func @other_order(%q: !heads, %k: !few) -> !heads {
  %k1 = bmc.broadcast %k, [0, 2, 3, 4] : !few -> !grouped
  %k2 = bmc.reshape %k1 : !grouped -> !heads
  %s = bmc.matmul %q, %k2 transpose_b : !heads, !heads -> !scores
  %p = bmc.softmax %s : !scores
  %o = bmc.matmul %p, %k2 : !scores, !heads -> !heads
  return %o : !heads
}

func.func @keys_alone(%q: !heads, %k: !few, %v: !heads) -> !heads {
  %k1 = bmc.broadcast %k, [0, 1, 3, 4] : !few -> !grouped
  %k2 = bmc.reshape %k1 : !grouped -> !heads
  %s = bmc.matmul %q, %k2 transpose_b : !heads, !heads -> !scores
  %p = bmc.softmax %s : !scores
  %o = bmc.matmul %p, %v : !scores, !heads -> !heads
  return %o : !heads
}
