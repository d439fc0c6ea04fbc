// RUN: bmc-opt %s --bmc-fuse-attention | FileCheck %s
// RUN: python3 %S/../Inputs/same-values.py %s --bmc-fuse-attention

// Causal masks as hand-written code has them, and axes in unusual places.

#bs = #bmc.dims<"B", "S">
#s = #bmc.dims<"S">
#ss = #bmc.dims<"S", "S">
#bss = #bmc.dims<"B", "S", "S">
!x = tensor<?x?x8xf32, #bs>
!scores = tensor<?x?x?xf32, #bss>

// where(j <= i, scores, -inf) for the whole batch.
// CHECK-LABEL: func.func @where
// CHECK: bmc.attention %arg0, %arg1, %arg2 heads 1 scale 1.000000e+00 causal
func.func @where(%q: !x, %k: !x, %v: !x) -> !x {
  %r = bmc.arange : tensor<?xi32, #s>
  %i = bmc.broadcast %r, [0] : tensor<?xi32, #s> -> tensor<?x?xi32, #ss>
  %j = bmc.broadcast %r, [1] : tensor<?xi32, #s> -> tensor<?x?xi32, #ss>
  %c = bmc.compare le, %j, %i : tensor<?x?xi32, #ss>
  %cb = bmc.broadcast %c, [1, 2] : tensor<?x?xi1, #ss> -> tensor<?x?x?xi1, #bss>
  %inf = bmc.constant 0xFFF0000000000000 : !scores
  %s = bmc.matmul %q, %k transpose_b : !x, !x -> !scores
  %m = bmc.select %cb, %s, %inf : tensor<?x?x?xi1, #bss>, !scores
  %p = bmc.softmax %m : !scores
  %o = bmc.matmul %p, %v : !scores, !x -> !x
  return %o : !x
}

// masked_fill(j > i, -1e9), positions as floats.
// CHECK-LABEL: func.func @masked_fill
// CHECK: bmc.attention {{.*}} causal
func.func @masked_fill(%q: !x, %k: !x, %v: !x) -> !x {
  %r = bmc.arange : tensor<?xi32, #s>
  %f = bmc.convert %r : tensor<?xi32, #s> -> tensor<?xf32, #s>
  %i = bmc.broadcast %f, [1] : tensor<?xf32, #s> -> !scores
  %j = bmc.broadcast %f, [2] : tensor<?xf32, #s> -> !scores
  %c = bmc.compare gt, %j, %i : !scores
  %low = bmc.constant -1.0e9 : !scores
  %s = bmc.matmul %q, %k transpose_b : !x, !x -> !scores
  %m = bmc.select %c, %low, %s : tensor<?x?x?xi1, #bss>, !scores
  %p = bmc.softmax %m : !scores
  %o = bmc.matmul %p, %v : !scores, !x -> !x
  return %o : !x
}

// scores + mask, the mask made of zeros.
// CHECK-LABEL: func.func @added_mask
// CHECK: bmc.attention {{.*}} scale 5.000000e-01 causal
func.func @added_mask(%q: !x, %k: !x, %v: !x) -> !x {
  %zero = bmc.constant 0.0 : tensor<?x?xf32, #ss>
  %m = bmc.causal_mask %zero fill 0xFFF0000000000000 : tensor<?x?xf32, #ss>
  %mb = bmc.broadcast %m, [1, 2] : tensor<?x?xf32, #ss> -> !scores
  %s = bmc.matmul %q, %k transpose_b : !x, !x -> !scores
  %half = bmc.constant 0.5 : !scores
  %t = bmc.mul %s, %half : !scores
  %sm = bmc.add %mb, %t : !scores
  %p = bmc.softmax %sm : !scores
  %o = bmc.matmul %p, %v : !scores, !x -> !x
  return %o : !x
}

// Factors on both sides of the mask; the hidden scores stay hidden.
// CHECK-LABEL: func.func @mask_between_factors
// CHECK: bmc.attention {{.*}} scale 1.250000e-01 causal
func.func @mask_between_factors(%q: !x, %k: !x, %v: !x) -> !x {
  %half = bmc.constant 0.5 : !scores
  %quarter = bmc.constant 0.25 : !scores
  %s = bmc.matmul %q, %k transpose_b : !x, !x -> !scores
  %t = bmc.mul %s, %half : !scores
  %m = bmc.causal_mask %t fill 0xFFF0000000000000 : !scores
  %u = bmc.mul %m, %quarter : !scores
  %p = bmc.softmax %u : !scores
  %o = bmc.matmul %p, %v : !scores, !x -> !x
  return %o : !x
}

// The heads come first, the batch second.
// CHECK-LABEL: func.func @heads_first
// CHECK: bmc.attention {{.*}} heads 2 {{.*}} : (tensor<?x?x8xf32, #bmc.dims<"B", "S">>
func.func @heads_first(%q: tensor<2x?x?x4xf32, #bs>, %k: tensor<2x?x?x4xf32, #bs>,
                       %v: tensor<2x?x?x4xf32, #bs>) -> tensor<2x?x?x4xf32, #bs> {
  %s = bmc.matmul %q, %k transpose_b : tensor<2x?x?x4xf32, #bs>, tensor<2x?x?x4xf32, #bs> -> tensor<2x?x?x?xf32, #bss>
  %p = bmc.softmax %s : tensor<2x?x?x?xf32, #bss>
  %o = bmc.matmul %p, %v : tensor<2x?x?x?xf32, #bss>, tensor<2x?x?x4xf32, #bs> -> tensor<2x?x?x4xf32, #bs>
  return %o : tensor<2x?x?x4xf32, #bs>
}

// Two axes of heads.
// CHECK-LABEL: func.func @grouped_heads
// CHECK: bmc.attention {{.*}} heads 6 {{.*}} : (tensor<2x5x24xf32>
func.func @grouped_heads(%q: tensor<2x3x2x5x4xf32>, %k: tensor<2x3x2x5x4xf32>,
                         %v: tensor<2x3x2x5x4xf32>) -> tensor<2x3x2x5x4xf32> {
  %s = bmc.matmul %q, %k transpose_b : tensor<2x3x2x5x4xf32>, tensor<2x3x2x5x4xf32> -> tensor<2x3x2x5x5xf32>
  %p = bmc.softmax %s : tensor<2x3x2x5x5xf32>
  %o = bmc.matmul %p, %v : tensor<2x3x2x5x5xf32>, tensor<2x3x2x5x4xf32> -> tensor<2x3x2x5x4xf32>
  return %o : tensor<2x3x2x5x4xf32>
}
