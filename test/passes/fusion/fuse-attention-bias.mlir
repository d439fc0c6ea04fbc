// RUN: bmc-opt %s --bmc-fuse-attention | FileCheck %s
// RUN: python3 %S/../Inputs/same-values.py %s --bmc-fuse-attention

// What is added to scores, or hides them, becomes attention's bias, no larger
// than it was before it was broadcast.

#b = #bmc.dims<"B">
#bs = #bmc.dims<"B", "S">
#bt = #bmc.dims<"B", "T">
#st = #bmc.dims<"S", "T">
#bst = #bmc.dims<"B", "S", "T">
!q = tensor<?x2x?x4xf32, #bs>
!k = tensor<?x2x?x4xf32, #bt>
!s = tensor<?x2x?x?xf32, #bst>
!c = tensor<?x2x?x?xi1, #bst>

// CHECK-LABEL: func.func @padding
// CHECK: %[[HIDDEN:.*]] = bmc.select {{.*}}tensor<?x1x1x?xf32
// CHECK: bmc.attention {{.*}} bias {{.*}} heads 2 scale 5.000000e-01 : {{.*}}tensor<?x1x1x?xf32, #bmc.dims<"B", "T">>) ->
func.func @padding(%q: !q, %k: !k, %v: !k, %x: tensor<?x?xf32, #bt>) -> !q {
  %limit = bmc.constant -0.5 : tensor<?x?xf32, #bt>
  %mask = bmc.compare lt, %x, %limit : tensor<?x?xf32, #bt>
  %m = bmc.broadcast %mask, [0, 3] : tensor<?x?xi1, #bt> -> !c
  %half = bmc.constant 0.5 : !s
  %low = bmc.constant -1.0e30 : !s
  %p = bmc.matmul %q, %k transpose_b : !q, !k -> !s
  %t = bmc.mul %p, %half : !s
  %u = bmc.select %m, %low, %t : !c, !s
  %w = bmc.softmax %u : !s
  %o = bmc.matmul %w, %v : !s, !k -> !q
  return %o : !q
}

// Rows without any key are zero: by the mask itself, kept where it is true.
// CHECK-LABEL: func.func @zeroed
// CHECK: bmc.constant 0xFFF0000000000000
// CHECK: bmc.attention {{.*}} bias
func.func @zeroed(%q: !q, %k: !k, %v: !k, %x: tensor<?x?xf32, #bt>) -> !q {
  %limit = bmc.constant 0.5 : tensor<?x?xf32, #bt>
  %mask = bmc.compare gt, %x, %limit : tensor<?x?xf32, #bt>
  %m = bmc.broadcast %mask, [0, 3] : tensor<?x?xi1, #bt> -> !c
  %low = bmc.constant -1.0e30 : !s
  %zero = bmc.constant 0.0 : !s
  %p = bmc.matmul %q, %k transpose_b : !q, !k -> !s
  %u = bmc.select %m, %p, %low : !c, !s
  %w = bmc.softmax %u : !s
  %kept = bmc.select %m, %w, %zero : !c, !s
  %o = bmc.matmul %kept, %v : !s, !k -> !q
  return %o : !q
}

// And by the scores: a number added, a mask, causal too.
// CHECK-LABEL: func.func @zeroed_by_scores
// CHECK: bmc.compare gt
// CHECK: bmc.attention {{.*}} bias {{.*}} causal
func.func @zeroed_by_scores(%q: !q, %k: !q, %v: !q, %x: tensor<?x?xf32, #bs>, %y: tensor<?x?xf32, #bmc.dims<"S", "S">>) -> !q {
  %limit = bmc.constant 0.5 : tensor<?x?xf32, #bs>
  %mask = bmc.compare gt, %x, %limit : tensor<?x?xf32, #bs>
  %m = bmc.broadcast %mask, [0, 3] : tensor<?x?xi1, #bs> -> tensor<?x2x?x?xi1, #bmc.dims<"B", "S", "S">>
  %low = bmc.constant -1.0e30 : tensor<?x2x?x?xf32, #bmc.dims<"B", "S", "S">>
  %limit2 = bmc.constant -5.0e29 : tensor<?x2x?x?xf32, #bmc.dims<"B", "S", "S">>
  %zero = bmc.constant 0.0 : tensor<?x2x?x?xf32, #bmc.dims<"B", "S", "S">>
  %p = bmc.matmul %q, %k transpose_b : !q, !q -> tensor<?x2x?x?xf32, #bmc.dims<"B", "S", "S">>
  %c = bmc.causal_mask %p fill 0xFFF0000000000000 : tensor<?x2x?x?xf32, #bmc.dims<"B", "S", "S">>
  %yb = bmc.broadcast %y, [2, 3] : tensor<?x?xf32, #bmc.dims<"S", "S">> -> tensor<?x2x?x?xf32, #bmc.dims<"B", "S", "S">>
  %added = bmc.add %yb, %c : tensor<?x2x?x?xf32, #bmc.dims<"B", "S", "S">>
  %u = bmc.select %m, %low, %added : tensor<?x2x?x?xi1, #bmc.dims<"B", "S", "S">>, tensor<?x2x?x?xf32, #bmc.dims<"B", "S", "S">>
  %w = bmc.softmax %u : tensor<?x2x?x?xf32, #bmc.dims<"B", "S", "S">>
  %visible = bmc.compare gt, %u, %limit2 : tensor<?x2x?x?xf32, #bmc.dims<"B", "S", "S">>
  %kept = bmc.select %visible, %w, %zero : tensor<?x2x?x?xi1, #bmc.dims<"B", "S", "S">>, tensor<?x2x?x?xf32, #bmc.dims<"B", "S", "S">>
  %o = bmc.matmul %kept, %v : tensor<?x2x?x?xf32, #bmc.dims<"B", "S", "S">>, !q -> !q
  return %o : !q
}

// Added below a factor, subtracted above it; per head, and per query.
// CHECK-LABEL: func.func @added_and_subtracted
// CHECK: bmc.attention {{.*}} bias {{.*}} heads 2 scale 2.500000e-01 : {{.*}}tensor<1x2x?x?xf32, #bmc.dims<"S", "T">>) ->
func.func @added_and_subtracted(%q: !q, %k: !k, %v: !k, %x: tensor<2x?x?xf32, #st>, %y: tensor<?xf32, #bmc.dims<"T">>) -> !q {
  %quarter = bmc.constant 0.25 : !s
  %p = bmc.matmul %q, %k transpose_b : !q, !k -> !s
  %xb = bmc.broadcast %x, [1, 2, 3] : tensor<2x?x?xf32, #st> -> !s
  %a = bmc.add %p, %xb : !s
  %t = bmc.mul %a, %quarter : !s
  %yb = bmc.broadcast %y, [3] : tensor<?xf32, #bmc.dims<"T">> -> !s
  %u = bmc.sub %t, %yb : !s
  %w = bmc.softmax %u : !s
  %o = bmc.matmul %w, %v : !s, !k -> !q
  return %o : !q
}

// Heads first, batch second; and no heads at all.
// CHECK-LABEL: func.func @heads_first
// CHECK: bmc.transpose {{.*}}, [1, 0, 2, 3]
// CHECK: bmc.attention {{.*}} bias {{.*}} heads 2
func.func @heads_first(%q: tensor<2x?x?x4xf32, #bs>, %x: tensor<2x?x?x?xf32, #bmc.dims<"B", "S", "S">>) -> tensor<2x?x?x4xf32, #bs> {
  %p = bmc.matmul %q, %q transpose_b : tensor<2x?x?x4xf32, #bs>, tensor<2x?x?x4xf32, #bs> -> tensor<2x?x?x?xf32, #bmc.dims<"B", "S", "S">>
  %u = bmc.add %p, %x : tensor<2x?x?x?xf32, #bmc.dims<"B", "S", "S">>
  %w = bmc.softmax %u : tensor<2x?x?x?xf32, #bmc.dims<"B", "S", "S">>
  %o = bmc.matmul %w, %q : tensor<2x?x?x?xf32, #bmc.dims<"B", "S", "S">>, tensor<2x?x?x4xf32, #bs> -> tensor<2x?x?x4xf32, #bs>
  return %o : tensor<2x?x?x4xf32, #bs>
}

// CHECK-LABEL: func.func @one_matrix
// CHECK: bmc.attention {{.*}} bias {{.*}} heads 1 {{.*}}tensor<1x1x5x6xf32>
func.func @one_matrix(%q: tensor<5x4xf32>, %k: tensor<6x4xf32>, %x: tensor<5x6xf32>) -> tensor<5x4xf32> {
  %p = bmc.matmul %q, %k transpose_b : tensor<5x4xf32>, tensor<6x4xf32> -> tensor<5x6xf32>
  %u = bmc.add %p, %x : tensor<5x6xf32>
  %w = bmc.softmax %u : tensor<5x6xf32>
  %o = bmc.matmul %w, %k : tensor<5x6xf32>, tensor<6x4xf32> -> tensor<5x4xf32>
  return %o : tensor<5x4xf32>
}

// A trained bias of every head.
// CHECK-LABEL: func.func @trained
// CHECK: bmc.attention {{.*}} bias {{.*}} heads 2 scale 1.000000e+00 : {{.*}}tensor<1x2x5x5xf32>) ->
func.func @trained(%q: tensor<?x2x5x4xf32, #b>, %bias: tensor<2x5x5xf32> {bmc.parameter = @bias}) -> tensor<?x2x5x4xf32, #b> {
  %m = bmc.broadcast %bias, [1, 2, 3] : tensor<2x5x5xf32> -> tensor<?x2x5x5xf32, #b>
  %p = bmc.matmul %q, %q transpose_b : tensor<?x2x5x4xf32, #b>, tensor<?x2x5x4xf32, #b> -> tensor<?x2x5x5xf32, #b>
  %t = bmc.add %p, %m : tensor<?x2x5x5xf32, #b>
  %w = bmc.softmax %t : tensor<?x2x5x5xf32, #b>
  %o = bmc.matmul %w, %q : tensor<?x2x5x5xf32, #b>, tensor<?x2x5x4xf32, #b> -> tensor<?x2x5x4xf32, #b>
  return %o : tensor<?x2x5x4xf32, #b>
}

// The same of rows of a table under a finite causal mask: what is trained hides no key, so that each query sees its own.
// CHECK-LABEL: func.func @trained_under_causal_mask
// CHECK: bmc.attention {{.*}} bias {{.*}} heads 2 scale 1.000000e+00 causal : {{.*}}tensor<1x2x5x5xf32>) ->
func.func @trained_under_causal_mask(%q: tensor<?x2x5x4xf32, #b>, %far: tensor<5x5xi32>, %bias: tensor<9x2xf32> {bmc.parameter = @bias}) -> tensor<?x2x5x4xf32, #b> {
  %rows = bmc.embedding %far, %bias : tensor<5x5xi32>, tensor<9x2xf32> -> tensor<5x5x2xf32>
  %first = bmc.transpose %rows, [2, 0, 1] : tensor<5x5x2xf32> -> tensor<2x5x5xf32>
  %m = bmc.broadcast %first, [1, 2, 3] : tensor<2x5x5xf32> -> tensor<?x2x5x5xf32, #b>
  %p = bmc.matmul %q, %q transpose_b : tensor<?x2x5x4xf32, #b>, tensor<?x2x5x4xf32, #b> -> tensor<?x2x5x5xf32, #b>
  %t = bmc.add %p, %m : tensor<?x2x5x5xf32, #b>
  %c = bmc.causal_mask %t fill -1.0e30 : tensor<?x2x5x5xf32, #b>
  %w = bmc.softmax %c : tensor<?x2x5x5xf32, #b>
  %o = bmc.matmul %w, %q : tensor<?x2x5x5xf32, #b>, tensor<?x2x5x4xf32, #b> -> tensor<?x2x5x4xf32, #b>
  return %o : tensor<?x2x5x4xf32, #b>
}

// Two axes of heads become one: where the bias has one of them, and neither.
// CHECK-LABEL: func.func @two_axes_of_heads
// CHECK: bmc.attention {{.*}} bias {{.*}} heads 6 scale {{.*}}tensor<?x6x5x5xf32, #bmc.dims<"B">>) ->
// CHECK: bmc.attention {{.*}} bias {{.*}} heads 6 scale {{.*}}tensor<?x1x1x5xf32, #bmc.dims<"B">>) ->
func.func @two_axes_of_heads(%q: tensor<?x3x2x5x4xf32, #b>, %m: tensor<?x3x5x5xf32, #b>, %pad: tensor<?x5xf32, #b>) -> tensor<?x3x2x5x4xf32, #b> {
  %a = bmc.broadcast %m, [0, 1, 3, 4] : tensor<?x3x5x5xf32, #b> -> tensor<?x3x2x5x5xf32, #b>
  %p = bmc.matmul %q, %q transpose_b : tensor<?x3x2x5x4xf32, #b>, tensor<?x3x2x5x4xf32, #b> -> tensor<?x3x2x5x5xf32, #b>
  %t = bmc.add %p, %a : tensor<?x3x2x5x5xf32, #b>
  %w = bmc.softmax %t : tensor<?x3x2x5x5xf32, #b>
  %o = bmc.matmul %w, %q : tensor<?x3x2x5x5xf32, #b>, tensor<?x3x2x5x4xf32, #b> -> tensor<?x3x2x5x4xf32, #b>
  %c = bmc.broadcast %pad, [0, 4] : tensor<?x5xf32, #b> -> tensor<?x3x2x5x5xf32, #b>
  %p2 = bmc.matmul %o, %q transpose_b : tensor<?x3x2x5x4xf32, #b>, tensor<?x3x2x5x4xf32, #b> -> tensor<?x3x2x5x5xf32, #b>
  %t2 = bmc.add %p2, %c : tensor<?x3x2x5x5xf32, #b>
  %w2 = bmc.softmax %t2 : tensor<?x3x2x5x5xf32, #b>
  %o2 = bmc.matmul %w2, %q : tensor<?x3x2x5x5xf32, #b>, tensor<?x3x2x5x4xf32, #b> -> tensor<?x3x2x5x4xf32, #b>
  return %o2 : tensor<?x3x2x5x4xf32, #b>
}
