// RUN: bmc-opt %s --bmc-simplify --bmc-fuse-attention --bmc-simplify | FileCheck %s
// RUN: python3 %S/../Inputs/same-values.py %s --bmc-fuse-attention
// RUN: python3 %S/../Inputs/same-values.py %s --dims=B=3,S=9,T=7 --bmc-simplify --bmc-fuse-attention

// Numbers that tell which keys a query sees, in any way of writing it, become operands of attention; nothing of the size of
// the scores is left.

#bs = #bmc.dims<"B", "S">
#bt = #bmc.dims<"B", "T">
#bss = #bmc.dims<"B", "S", "S">
#bst = #bmc.dims<"B", "S", "T">
#ss = #bmc.dims<"S", "S">
!x = tensor<?x?x8xf32, #bs>
!y = tensor<?x?x8xf32, #bt>
!heads = tensor<?x2x?x4xf32, #bs>
!scores = tensor<?x2x?x?xf32, #bss>
!one = tensor<?x?x?xf32, #bss>
!cross = tensor<?x?x?xf32, #bst>
!ids = tensor<?x?xi32, #bs>

// The library's segment_mask, after a finite causal mask.
// CHECK-LABEL: func.func @library
// CHECK-NOT: #bmc.dims<"B", "S", "S">
// CHECK: bmc.attention %{{.+}}, %{{.+}}, %{{.+}} segments %arg3, %arg3 heads 2 scale 1.000000e+00 causal
// CHECK-NOT: #bmc.dims<"B", "S", "S">
func.func @library(%q: !heads, %k: !heads, %v: !heads, %ids: !ids) -> !heads {
  %s = bmc.matmul %q, %k transpose_b : !heads, !heads -> !scores
  %c = bmc.causal_mask %s fill -1.0e30 : !scores
  %r = bmc.reshape %ids : !ids -> tensor<?x1x?xi32, #bs>
  %i = bmc.broadcast %r, [0, 1, 2] : tensor<?x1x?xi32, #bs> -> tensor<?x1x?x?xi32, #bss>
  %j = bmc.broadcast %r, [0, 1, 3] : tensor<?x1x?xi32, #bs> -> tensor<?x1x?x?xi32, #bss>
  %e = bmc.compare eq, %i, %j : tensor<?x1x?x?xi32, #bss>
  %d = bmc.reshape %e : tensor<?x1x?x?xi1, #bss> -> tensor<?x?x?xi1, #bss>
  %b = bmc.broadcast %d, [0, 2, 3] : tensor<?x?x?xi1, #bss> -> tensor<?x2x?x?xi1, #bss>
  %low = bmc.constant -1.0e30 : !scores
  %m = bmc.select %b, %c, %low : tensor<?x2x?x?xi1, #bss>, !scores
  %p = bmc.softmax %m : !scores
  %o = bmc.matmul %p, %v : !scores, !heads -> !heads
  return %o : !heads
}

// One condition for both masks; probabilities of hidden keys are set to zero, as by torch's function with a mask of booleans.
// CHECK-LABEL: func.func @boolean
// CHECK-NOT: #bmc.dims<"B", "S", "S">
// CHECK: bmc.attention %arg0, %arg1, %arg2 segments %arg3, %arg3 heads 1 scale 5.000000e-01 causal
// CHECK-NOT: #bmc.dims<"B", "S", "S">
func.func @boolean(%q: !x, %k: !x, %v: !x, %ids: !ids) -> !x {
  %i = bmc.broadcast %ids, [0, 1] : !ids -> tensor<?x?x?xi32, #bss>
  %j = bmc.broadcast %ids, [0, 2] : !ids -> tensor<?x?x?xi32, #bss>
  %e = bmc.compare eq, %i, %j : tensor<?x?x?xi32, #bss>
  %n = bmc.arange : tensor<?xi32, #bmc.dims<"S">>
  %row = bmc.broadcast %n, [0] : tensor<?xi32, #bmc.dims<"S">> -> tensor<?x?xi32, #ss>
  %column = bmc.broadcast %n, [1] : tensor<?xi32, #bmc.dims<"S">> -> tensor<?x?xi32, #ss>
  %past = bmc.compare ge, %row, %column : tensor<?x?xi32, #ss>
  %pasts = bmc.broadcast %past, [1, 2] : tensor<?x?xi1, #ss> -> tensor<?x?x?xi1, #bss>
  %both = bmc.logical_and %e, %pasts : tensor<?x?x?xi1, #bss>
  %half = bmc.constant 0.5 : !one
  %low = bmc.constant -1.0e30 : !one
  %zero = bmc.constant 0.0 : !one
  %s = bmc.matmul %q, %k transpose_b : !x, !x -> !one
  %t = bmc.mul %s, %half : !one
  %m = bmc.select %both, %t, %low : tensor<?x?x?xi1, #bss>, !one
  %p = bmc.softmax %m : !one
  %z = bmc.select %both, %p, %zero : tensor<?x?x?xi1, #bss>, !one
  %o = bmc.matmul %z, %v : !one, !x -> !x
  return %o : !x
}

// (1 - same) * -1e9, added.
// CHECK-LABEL: func.func @added
// CHECK-NOT: #bmc.dims<"B", "S", "S">
// CHECK: bmc.attention %{{.+}}, %{{.+}}, %{{.+}} segments %arg3, %arg3 heads 2 scale 1.000000e+00 :
// CHECK-NOT: #bmc.dims<"B", "S", "S">
func.func @added(%q: !heads, %k: !heads, %v: !heads, %ids: !ids) -> !heads {
  %i = bmc.broadcast %ids, [0, 1] : !ids -> tensor<?x?x?xi32, #bss>
  %j = bmc.broadcast %ids, [0, 2] : !ids -> tensor<?x?x?xi32, #bss>
  %e = bmc.compare eq, %i, %j : tensor<?x?x?xi32, #bss>
  %f = bmc.convert %e : tensor<?x?x?xi1, #bss> -> !one
  %ones = bmc.constant 1.0 : !one
  %d = bmc.sub %ones, %f : !one
  %u = bmc.reshape %d : !one -> tensor<?x1x?x?xf32, #bss>
  %low = bmc.constant -1.0e9 : tensor<?x1x?x?xf32, #bss>
  %a = bmc.mul %u, %low : tensor<?x1x?x?xf32, #bss>
  %r = bmc.reshape %a : tensor<?x1x?x?xf32, #bss> -> !one
  %b = bmc.broadcast %r, [0, 2, 3] : !one -> !scores
  %s = bmc.matmul %q, %k transpose_b : !heads, !heads -> !scores
  %m = bmc.add %s, %b : !scores
  %p = bmc.softmax %m : !scores
  %o = bmc.matmul %p, %v : !scores, !heads -> !heads
  return %o : !heads
}

// where(ids != ids, -inf, 0), added; the mask of a window stays a bias of S x S.
// CHECK-LABEL: func.func @window
// CHECK-NOT: #bmc.dims<"B", "S", "S">
// CHECK: bmc.attention %arg0, %arg1, %arg2 bias %{{.+}} segments %arg3, %arg3 heads 1 scale 1.000000e+00 : {{.*}}tensor<1x1x?x?xf32, #bmc.dims<"S", "S">>
// CHECK-NOT: #bmc.dims<"B", "S", "S">
func.func @window(%q: !x, %k: !x, %v: !x, %ids: !ids) -> !x {
  %n = bmc.arange : tensor<?xi32, #bmc.dims<"S">>
  %f = bmc.convert %n : tensor<?xi32, #bmc.dims<"S">> -> tensor<?xf32, #bmc.dims<"S">>
  %row = bmc.broadcast %f, [0] : tensor<?xf32, #bmc.dims<"S">> -> tensor<?x?xf32, #ss>
  %column = bmc.broadcast %f, [1] : tensor<?xf32, #bmc.dims<"S">> -> tensor<?x?xf32, #ss>
  %distance = bmc.sub %row, %column : tensor<?x?xf32, #ss>
  %zero = bmc.constant 0.0 : tensor<?x?xf32, #ss>
  %three = bmc.constant 3.0 : tensor<?x?xf32, #ss>
  %later = bmc.compare lt, %distance, %zero : tensor<?x?xf32, #ss>
  %far = bmc.compare ge, %distance, %three : tensor<?x?xf32, #ss>
  %hidden = bmc.logical_or %later, %far : tensor<?x?xi1, #ss>
  %hides = bmc.broadcast %hidden, [1, 2] : tensor<?x?xi1, #ss> -> tensor<?x?x?xi1, #bss>
  %low = bmc.constant -1.0e30 : !one
  %s = bmc.matmul %q, %k transpose_b : !x, !x -> !one
  %w = bmc.select %hides, %low, %s : tensor<?x?x?xi1, #bss>, !one
  %i = bmc.broadcast %ids, [0, 1] : !ids -> tensor<?x?x?xi32, #bss>
  %j = bmc.broadcast %ids, [0, 2] : !ids -> tensor<?x?x?xi32, #bss>
  %e = bmc.compare ne, %j, %i : tensor<?x?x?xi32, #bss>
  %inf = bmc.constant 0xFFF0000000000000 : !one
  %none = bmc.constant 0.0 : !one
  %mask = bmc.select %e, %inf, %none : tensor<?x?x?xi1, #bss>, !one
  %m = bmc.add %mask, %w : !one
  %p = bmc.softmax %m : !one
  %o = bmc.matmul %p, %v : !one, !x -> !x
  return %o : !x
}

// Queries and keys with numbers of their own, of which some meet none: -inf makes zeros of such rows (NaN as written, so that
// the values are not compared: every number is met in the inputs).
// CHECK-LABEL: func.func @cross
// CHECK-NOT: #bmc.dims<"B", "S", "T">
// CHECK: bmc.attention %arg0, %arg1, %arg2 segments %{{.+}}, %{{.+}} heads 1 scale 1.000000e+00 : {{.*}}tensor<?x?xi32, #bmc.dims<"B", "S">>, tensor<?x?xi32, #bmc.dims<"B", "T">>
// CHECK-NOT: #bmc.dims<"B", "S", "T">
func.func @cross(%q: !x, %k: !y, %v: !y, %ids: !ids, %other: tensor<?x?xi32, #bt>) -> !x {
  %none = bmc.constant 0.0 : !ids
  %qs = bmc.integer mul %ids, %none : !ids
  %zero = bmc.constant 0.0 : tensor<?x?xi32, #bt>
  %one = bmc.constant 1.0 : tensor<?x?xi32, #bt>
  %ks = bmc.integer minimum %other, %one : tensor<?x?xi32, #bt>
  %n = bmc.arange : tensor<?xi32, #bmc.dims<"T">>
  %t = bmc.broadcast %n, [1] : tensor<?xi32, #bmc.dims<"T">> -> tensor<?x?xi32, #bt>
  %ts = bmc.integer mul %ks, %t : tensor<?x?xi32, #bt>
  %i = bmc.broadcast %qs, [0, 1] : !ids -> tensor<?x?x?xi32, #bst>
  %j = bmc.broadcast %ts, [0, 2] : tensor<?x?xi32, #bt> -> tensor<?x?x?xi32, #bst>
  %e = bmc.compare eq, %i, %j : tensor<?x?x?xi32, #bst>
  %inf = bmc.constant 0xFFF0000000000000 : !cross
  %s = bmc.matmul %q, %k transpose_b : !x, !y -> !cross
  %m = bmc.select %e, %s, %inf : tensor<?x?x?xi1, #bst>, !cross
  %p = bmc.softmax %m : !cross
  %o = bmc.matmul %p, %v : !cross, !y -> !x
  return %o : !x
}

// The same numbers for all of the batch: a mask of blocks.
// CHECK-LABEL: func.func @blocks
// CHECK: %[[N:.+]] = bmc.broadcast %{{.+}}, [1] : tensor<?xi32, #bmc.dims<"S">> -> tensor<?x?xi32, #bmc.dims<"B", "S">>
// CHECK: bmc.attention %arg0, %arg1, %arg2 segments %[[N]], %[[N]] heads 1 scale 1.000000e+00 causal
func.func @blocks(%q: !x, %k: !x, %v: !x) -> !x {
  %n = bmc.arange : tensor<?xi32, #bmc.dims<"S">>
  %three = bmc.constant 3.0 : tensor<?xi32, #bmc.dims<"S">>
  %c = bmc.integer floor_div %n, %three : tensor<?xi32, #bmc.dims<"S">>
  %i = bmc.broadcast %c, [0] : tensor<?xi32, #bmc.dims<"S">> -> tensor<?x?xi32, #ss>
  %j = bmc.broadcast %c, [1] : tensor<?xi32, #bmc.dims<"S">> -> tensor<?x?xi32, #ss>
  %e = bmc.compare ne, %i, %j : tensor<?x?xi32, #ss>
  %hides = bmc.broadcast %e, [1, 2] : tensor<?x?xi1, #ss> -> tensor<?x?x?xi1, #bss>
  %low = bmc.constant -1.0e30 : !one
  %s = bmc.matmul %q, %k transpose_b : !x, !x -> !one
  %m = bmc.select %hides, %low, %s : tensor<?x?x?xi1, #bss>, !one
  %d = bmc.causal_mask %m fill -1.0e30 : !one
  %p = bmc.softmax %d : !one
  %o = bmc.matmul %p, %v : !one, !x -> !x
  return %o : !x
}

// What cannot be: with -1e30 a query that meets no key sees all of them, so that the mask stays a bias.
// CHECK-LABEL: func.func @uniform
// CHECK: bmc.attention %arg0, %arg1, %arg2 bias %{{[^ ]+}} heads 1
func.func @uniform(%q: !x, %k: !x, %v: !x, %ids: !ids, %other: !ids) -> !x {
  %i = bmc.broadcast %ids, [0, 1] : !ids -> tensor<?x?x?xi32, #bss>
  %j = bmc.broadcast %other, [0, 2] : !ids -> tensor<?x?x?xi32, #bss>
  %e = bmc.compare eq, %i, %j : tensor<?x?x?xi32, #bss>
  %low = bmc.constant -1.0e30 : !one
  %s = bmc.matmul %q, %k transpose_b : !x, !x -> !one
  %m = bmc.select %e, %s, %low : tensor<?x?x?xi1, #bss>, !one
  %p = bmc.softmax %m : !one
  %o = bmc.matmul %p, %v : !one, !x -> !x
  return %o : !x
}

// Nor numbers that each head has of its own, nor another mask that may hide a query's own key.
// CHECK-LABEL: func.func @heads
// CHECK: bmc.attention {{.*}} bias %{{[^ ]+}} heads 2
// CHECK-LABEL: func.func @padding
// CHECK: bmc.attention {{.*}} bias %{{[^ ]+}} heads 1
func.func @heads(%q: !heads, %k: !heads, %v: !heads, %ids: tensor<?x2x?xi32, #bs>) -> !heads {
  %i = bmc.broadcast %ids, [0, 1, 2] : tensor<?x2x?xi32, #bs> -> tensor<?x2x?x?xi32, #bss>
  %j = bmc.broadcast %ids, [0, 1, 3] : tensor<?x2x?xi32, #bs> -> tensor<?x2x?x?xi32, #bss>
  %e = bmc.compare eq, %i, %j : tensor<?x2x?x?xi32, #bss>
  %low = bmc.constant -1.0e30 : !scores
  %s = bmc.matmul %q, %k transpose_b : !heads, !heads -> !scores
  %m = bmc.select %e, %s, %low : tensor<?x2x?x?xi1, #bss>, !scores
  %p = bmc.softmax %m : !scores
  %o = bmc.matmul %p, %v : !scores, !heads -> !heads
  return %o : !heads
}
func.func @padding(%q: !x, %k: !x, %v: !x, %ids: !ids) -> !x {
  %i = bmc.broadcast %ids, [0, 1] : !ids -> tensor<?x?x?xi32, #bss>
  %j = bmc.broadcast %ids, [0, 2] : !ids -> tensor<?x?x?xi32, #bss>
  %e = bmc.compare eq, %i, %j : tensor<?x?x?xi32, #bss>
  %low = bmc.constant -1.0e30 : !one
  %s = bmc.matmul %q, %k transpose_b : !x, !x -> !one
  %m = bmc.select %e, %s, %low : tensor<?x?x?xi1, #bss>, !one
  %limit = bmc.constant 5.0 : tensor<?x?xi32, #bs>
  %pad = bmc.compare lt, %ids, %limit : !ids
  %pads = bmc.broadcast %pad, [0, 2] : tensor<?x?xi1, #bs> -> tensor<?x?x?xi1, #bss>
  %t = bmc.select %pads, %low, %m : tensor<?x?x?xi1, #bss>, !one
  %p = bmc.softmax %t : !one
  %o = bmc.matmul %p, %v : !one, !x -> !x
  return %o : !x
}
