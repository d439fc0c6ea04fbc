// RUN: bmc-opt %s --bmc-fuse-attention --verify-diagnostics | FileCheck %s
// RUN: python3 %S/../Inputs/same-values.py %s --bmc-fuse-attention

// What must not fuse stays, and the user learns why.

#bs = #bmc.dims<"B", "S">
!x = tensor<2x5x8xf32>
!s = tensor<2x5x5xf32>
// CHECK-NOT: bmc.attention

// The op counts [B, H, S, T], whatever comes first here.
func.func @dropout_heads_first(%q: tensor<2x?x5x8xf32, #bmc.dims<"B">>, %k: tensor<2x?x5x8xf32, #bmc.dims<"B">>, %v: tensor<2x?x5x8xf32, #bmc.dims<"B">>, %rng: tensor<2xi64>) -> tensor<2x?x5x8xf32, #bmc.dims<"B">> {
  %s = bmc.matmul %q, %k transpose_b : tensor<2x?x5x8xf32, #bmc.dims<"B">>, tensor<2x?x5x8xf32, #bmc.dims<"B">> -> tensor<2x?x5x5xf32, #bmc.dims<"B">>
  %p = bmc.softmax %s : tensor<2x?x5x5xf32, #bmc.dims<"B">>
  // expected-remark @below {{not fused: attention: dropout counts heads before batches, [2, B]}}
  %d = bmc.dropout %p, %rng p 0.1 stream 0 : tensor<2x?x5x5xf32, #bmc.dims<"B">>, tensor<2xi64>
  %o = bmc.matmul %d, %v : tensor<2x?x5x5xf32, #bmc.dims<"B">>, tensor<2x?x5x8xf32, #bmc.dims<"B">> -> tensor<2x?x5x8xf32, #bmc.dims<"B">>
  return %o : tensor<2x?x5x8xf32, #bmc.dims<"B">>
}

func.func @probabilities_returned(%q: !x, %k: !x, %v: !x) -> (!x, !s) {
  %s = bmc.matmul %q, %k transpose_b : !x, !x -> !s
  // expected-remark @below {{not fused: attention: the probabilities are used more than once}}
  %p = bmc.softmax %s : !s
  %o = bmc.matmul %p, %v : !s, !x -> !x
  return %o, %p : !x, !s
}

func.func @scores_returned(%q: !x, %k: !x, %v: !x) -> (!x, !s) {
  // expected-remark @below {{not fused: attention: the scores are used more than once}}
  %s = bmc.matmul %q, %k transpose_b : !x, !x -> !s
  %p = bmc.softmax %s : !s
  %o = bmc.matmul %p, %v : !s, !x -> !x
  return %o, %s : !x, !s
}

func.func @low_fill(%q: !x, %k: !x, %v: !x, %mask: tensor<2x5x5xi1>) -> !x {
  %s = bmc.matmul %q, %k transpose_b : !x, !x -> !s
  %low = bmc.constant -100.0 : !s
  %t = bmc.select %mask, %s, %low : tensor<2x5x5xi1>, !s
  // expected-remark @below {{not fused: attention: hidden scores become -100, expected -inf or at most -1e9}}
  %p = bmc.softmax %t : !s
  %o = bmc.matmul %p, %v : !s, !x -> !x
  return %o : !x
}

// Another condition than that of the mask.
func.func @zeroed_elsewhere(%q: !x, %k: !x, %v: !x, %mask: tensor<2x5x5xi1>, %other: tensor<2x5x5xi1>) -> !x {
  %s = bmc.matmul %q, %k transpose_b : !x, !x -> !s
  %low = bmc.constant -1.0e30 : !s
  %zero = bmc.constant 0.0 : !s
  %t = bmc.select %mask, %s, %low : tensor<2x5x5xi1>, !s
  // expected-remark @below {{not fused: attention: probabilities are set to zero elsewhere than scores are hidden}}
  %p = bmc.softmax %t : !s
  %w = bmc.select %other, %p, %zero : tensor<2x5x5xi1>, !s
  %o = bmc.matmul %w, %v : !s, !x -> !x
  return %o : !x
}

// A row that both hide is uniform over all keys, not over the earlier ones.
func.func @two_finite_masks(%q: !x, %k: !x, %v: !x, %mask: tensor<2x5x5xi1>) -> !x {
  %s = bmc.matmul %q, %k transpose_b : !x, !x -> !s
  %c = bmc.causal_mask %s fill -1.0e9 : !s
  %low = bmc.constant -1.0e9 : !s
  %t = bmc.select %mask, %c, %low : tensor<2x5x5xi1>, !s
  // expected-remark @below {{not fused: attention: a finite causal mask beside another mask}}
  %p = bmc.softmax %t : !s
  %o = bmc.matmul %p, %v : !s, !x -> !x
  return %o : !x
}

// What is given may hide the keys that the mask leaves.
func.func @given_bias_and_finite_mask(%q: !x, %k: !x, %v: !x, %bias: !s) -> !x {
  %s = bmc.matmul %q, %k transpose_b : !x, !x -> !s
  %b = bmc.add %s, %bias : !s
  %c = bmc.causal_mask %b fill -1.0e9 : !s
  // expected-remark @below {{not fused: attention: a finite causal mask beside another mask}}
  %p = bmc.softmax %c : !s
  %o = bmc.matmul %p, %v : !s, !x -> !x
  return %o : !x
}

func.func @high_fill(%q: !x, %k: !x, %v: !x) -> !x {
  %s = bmc.matmul %q, %k transpose_b : !x, !x -> !s
  %m = bmc.causal_mask %s fill -10000.0 : !s
  // expected-remark @below {{not fused: attention: hidden scores become -10000, expected -inf or at most -1e9}}
  %p = bmc.softmax %m : !s
  %o = bmc.matmul %p, %v : !s, !x -> !x
  return %o : !x
}

func.func @negated_mask(%q: !x, %k: !x, %v: !x) -> !x {
  %s = bmc.matmul %q, %k transpose_b : !x, !x -> !s
  %m = bmc.causal_mask %s fill -1.0e9 : !s
  %n = bmc.neg %m : !s
  // expected-remark @below {{not fused: attention: hidden scores become 1e+09, expected -inf or at most -1e9}}
  %p = bmc.softmax %n : !s
  %o = bmc.matmul %p, %v : !s, !x -> !x
  return %o : !x
}

func.func @learned_temperature(%q: !x, %k: !x, %v: !x, %t: tensor<f32>) -> !x {
  %s = bmc.matmul %q, %k transpose_b : !x, !x -> !s
  %tb = bmc.broadcast %t, [] : tensor<f32> -> !s
  // expected-remark @below {{not fused: attention: mul between scores and softmax}}
  %m = bmc.mul %s, %tb : !s
  %p = bmc.softmax %m : !s
  %o = bmc.matmul %p, %v : !s, !x -> !x
  return %o : !x
}

func.func @wide_values(%q: !x, %k: !x, %v: tensor<2x5x16xf32>) -> tensor<2x5x16xf32> {
  %s = bmc.matmul %q, %k transpose_b : !x, !x -> !s
  %p = bmc.softmax %s : !s
  // expected-remark @below {{not fused: attention: keys have head size 8 and values 16}}
  %o = bmc.matmul %p, %v : !s, tensor<2x5x16xf32> -> tensor<2x5x16xf32>
  return %o : tensor<2x5x16xf32>
}

func.func @shared_values(%q: !x, %k: !x, %v: tensor<5x8xf32>) -> !x {
  // expected-remark @below {{not fused: attention: keys or values are shared by the whole batch}}
  %s = bmc.matmul %q, %k transpose_b : !x, !x -> !s
  %p = bmc.softmax %s : !s
  %o = bmc.matmul %p, %v : !s, tensor<5x8xf32> -> !x
  return %o : !x
}

func.func @unequal_lengths(%q: !x, %k: tensor<2x6x8xf32>, %v: tensor<2x6x8xf32>) -> !x {
  // expected-remark @below {{not fused: attention: a causal mask on unequal numbers of queries and keys, [5, 6]}}
  %s = bmc.matmul %q, %k transpose_b : !x, tensor<2x6x8xf32> -> tensor<2x5x6xf32>
  %m = bmc.causal_mask %s fill -1.0e30 : tensor<2x5x6xf32>
  %p = bmc.softmax %m : tensor<2x5x6xf32>
  %o = bmc.matmul %p, %v : tensor<2x5x6xf32>, tensor<2x6x8xf32> -> !x
  return %o : !x
}

func.func @two_batches(%q: tensor<?x?x5x8xf32, #bs>, %k: tensor<?x?x5x8xf32, #bs>, %v: tensor<?x?x5x8xf32, #bs>) -> tensor<?x?x5x8xf32, #bs> {
  // expected-remark @below {{not fused: attention: more than one batch axis of run-time size, [B, S]}}
  %s = bmc.matmul %q, %k transpose_b : tensor<?x?x5x8xf32, #bs>, tensor<?x?x5x8xf32, #bs> -> tensor<?x?x5x5xf32, #bs>
  %p = bmc.softmax %s : tensor<?x?x5x5xf32, #bs>
  %o = bmc.matmul %p, %v : tensor<?x?x5x5xf32, #bs>, tensor<?x?x5x8xf32, #bs> -> tensor<?x?x5x8xf32, #bs>
  return %o : tensor<?x?x5x8xf32, #bs>
}

// A classifier's softmax is no attention and earns no remark.
func.func @classifier(%x: tensor<2x8xf32>, %w: tensor<3x8xf32>) -> tensor<2x3xf32> {
  %s = bmc.matmul %x, %w transpose_b : tensor<2x8xf32>, tensor<3x8xf32> -> tensor<2x3xf32>
  %p = bmc.softmax %s : tensor<2x3xf32>
  return %p : tensor<2x3xf32>
}
