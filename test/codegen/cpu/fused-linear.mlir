// Element-wise ops around matrix products: bias, activation, residual, masks.
// RUN: python3 %S/../Inputs/native.py %s
// RUN: %if avx2 %{ python3 %S/../Inputs/native.py %s --mcpu=avx2 --sizes=1,7,33 %}
// RUN: python3 %S/../Inputs/native.py %s --mcpu=portable --sizes=1,7,33

func.func @activation(%x: {B, S, 13}, %w: {$N, 13}, %b: {$N}) -> ({B, S, $N}, {B, S, $N}) {
  %u = bmc.linear %x, %w, %b : ({B, S, 13}, {$N, 13}, {$N}) -> {B, S, $N}
  %y = bmc.gelu %u approximate tanh : {B, S, $N}
  return %u, %y : {B, S, $N}, {B, S, $N}
}

func.func @residual(%x: {N, 13}, %w: {13, 13}, %r: {N, 13}) -> {N, 13} {
  %u = bmc.linear %x, %w : ({N, 13}, {13, 13}) -> {N, 13}
  %y = bmc.add %r, %u : {N, 13}
  return %y : {N, 13}
}

func.func @scaled(%x: {B, S, $N}, %w: {$N, 9}, %c: {9}, %k: {}) -> {B, S, 9} {
  %u = bmc.matmul %x, %w : {B, S, $N}, {$N, 9} -> {B, S, 9}
  %d = bmc.broadcast %c, [2] : {9} -> {B, S, 9}
  %l = bmc.broadcast %k, [] : {} -> {B, S, 9}
  %v = bmc.mul %u, %d : {B, S, 9}
  %y = bmc.mul %v, %l : {B, S, 9}
  return %y : {B, S, 9}
}

func.func @gated(%x: {N, 6}, %w: {11, 6}, %v: {11, 6}) -> {N, 11} {
  %a = bmc.linear %x, %w : ({N, 6}, {11, 6}) -> {N, 11}
  %b = bmc.linear %x, %v : ({N, 6}, {11, 6}) -> {N, 11}
  %g = bmc.silu %a : {N, 11}
  %y = bmc.mul %g, %b : {N, 11}
  return %y : {N, 11}
}

func.func @transposed_result(%x: {N, 6}, %w: {11, 6}) -> {11, N} {
  %a = bmc.linear %x, %w : ({N, 6}, {11, 6}) -> {N, 11}
  %t = bmc.transpose %a, [1, 0] : {N, 11} -> {11, N}
  return %t : {11, N}
}

func.func @row_factor(%x: {N, 6}, %w: {11, 6}, %f: {N}) -> {N, 11} {
  %a = bmc.linear %x, %w : ({N, 6}, {11, 6}) -> {N, 11}
  %b = bmc.broadcast %f, [0] : {N} -> {N, 11}
  %y = bmc.mul %a, %b : {N, 11}
  return %y : {N, 11}
}

func.func @masked_scores(%q: {N, 6}, %k: {17, 6}) -> {N, 17} {
  %a = bmc.linear %q, %k : ({N, 6}, {17, 6}) -> {N, 17}
  %m = bmc.causal_mask %a fill -1.0e9 : {N, 17}
  %y = bmc.softmax %m : {N, 17}
  return %y : {N, 17}
}

func.func @weight_gradient(%dy: {N, 7}, %x: {N, 5}, %old: {7, 5}) -> ({7, 5}, {7, 5}) {
  %d = bmc.linear_dweight %dy, %x : {N, 7}, {N, 5} -> {7, 5}
  %s = bmc.add %old, %d : {7, 5}
  return %d, %s : {7, 5}, {7, 5}
}

// A weight stored [in, out], with its epilogue.
func.func @transposed(%x: {B, S, $N}, %w: {$N, 37}, %b: {37}, %z: {B, S, 37}) -> {B, S, 37} {
  %u = bmc.linear %x, %w, %b transposed : ({B, S, $N}, {$N, 37}, {37}) -> {B, S, 37}
  %g = bmc.gelu %u : {B, S, 37}
  %y = bmc.mul %g, %z : {B, S, 37}
  return %y : {B, S, 37}
}

func.func @transposed_gradients(%x: {R, $N}, %w: {$N, 19}, %dy: {R, 19}) -> ({R, $N}, {$N, 19}) {
  %dx = bmc.matmul %dy, %w transpose_b : {R, 19}, {$N, 19} -> {R, $N}
  %dw = bmc.linear_dweight %x, %dy : {R, $N}, {R, 19} -> {$N, 19}
  return %dx, %dw : {R, $N}, {$N, 19}
}
