// Sums, means and maxima over every subset of axes, with element-wise ops before
// and after them.
// RUN: python3 %S/../Inputs/native.py %s
// RUN: %if avx2 %{ python3 %S/../Inputs/native.py %s --mcpu=avx2 --sizes=1,7,33 %}
// RUN: python3 %S/../Inputs/native.py %s --mcpu=portable --sizes=1,7,33

func.func @sum(%x: {B, S, N}) -> ({S, N}, {B, N}, {B, S}, {N}, {S}, {B}, {}) {
  %a = bmc.sum %x, [0] : {B, S, N} -> {S, N}
  %b = bmc.sum %x, [1] : {B, S, N} -> {B, N}
  %c = bmc.sum %x, [2] : {B, S, N} -> {B, S}
  %d = bmc.sum %x, [0, 1] : {B, S, N} -> {N}
  %e = bmc.sum %x, [0, 2] : {B, S, N} -> {S}
  %f = bmc.sum %x, [1, 2] : {B, S, N} -> {B}
  %g = bmc.sum %x, [0, 1, 2] : {B, S, N} -> {}
  return %a, %b, %c, %d, %e, %f, %g : {S, N}, {B, N}, {B, S}, {N}, {S}, {B}, {}
}

func.func @mean(%x: {N, R, 3}) -> ({R, 3}, {N, 3}, {N, R}, {3}, {R}, {N}, {}) {
  %a = bmc.mean %x, [0] : {N, R, 3} -> {R, 3}
  %b = bmc.mean %x, [1] : {N, R, 3} -> {N, 3}
  %c = bmc.mean %x, [2] : {N, R, 3} -> {N, R}
  %d = bmc.mean %x, [0, 1] : {N, R, 3} -> {3}
  %e = bmc.mean %x, [0, 2] : {N, R, 3} -> {R}
  %f = bmc.mean %x, [1, 2] : {N, R, 3} -> {N}
  %g = bmc.mean %x, [0, 1, 2] : {N, R, 3} -> {}
  return %a, %b, %c, %d, %e, %f, %g : {R, 3}, {N, 3}, {N, R}, {3}, {R}, {N}, {}
}

func.func @max(%x: {B, N, S}) -> ({N, S}, {B, S}, {B, N}, {S}, {N}, {B}, {}) {
  %a = bmc.max %x, [0] : {B, N, S} -> {N, S}
  %b = bmc.max %x, [1] : {B, N, S} -> {B, S}
  %c = bmc.max %x, [2] : {B, N, S} -> {B, N}
  %d = bmc.max %x, [0, 1] : {B, N, S} -> {S}
  %e = bmc.max %x, [0, 2] : {B, N, S} -> {N}
  %f = bmc.max %x, [1, 2] : {B, N, S} -> {B}
  %g = bmc.max %x, [0, 1, 2] : {B, N, S} -> {}
  return %a, %b, %c, %d, %e, %f, %g : {N, S}, {B, S}, {B, N}, {S}, {N}, {B}, {}
}

func.func @vector(%x: {N}) -> ({}, {}, {}) {
  %a = bmc.sum %x, [0] : {N} -> {}
  %b = bmc.mean %x, [0] : {N} -> {}
  %c = bmc.max %x, [0] : {N} -> {}
  return %a, %b, %c : {}, {}, {}
}

func.func @four_axes(%x: {B, S, 4, N}) -> ({S, N}, {B, 4}, {4}, {B, S, N}) {
  %a = bmc.sum %x, [0, 2] : {B, S, 4, N} -> {S, N}
  %b = bmc.sum %x, [1, 3] : {B, S, 4, N} -> {B, 4}
  %c = bmc.sum %x, [0, 1, 3] : {B, S, 4, N} -> {4}
  %d = bmc.sum %x, [2] : {B, S, 4, N} -> {B, S, N}
  return %a, %b, %c, %d : {S, N}, {B, 4}, {4}, {B, S, N}
}

func.func @squared_error(%a: {N, R}, %b: {N, R}) -> {} {
  %d = bmc.sub %a, %b : {N, R}
  %s = bmc.mul %d, %d : {N, R}
  %m = bmc.mean %s, [0, 1] : {N, R} -> {}
  return %m : {}
}

func.func @bias_gradient(%dy: {B, S, N}, %x: {B, S, N}) -> {N} {
  %g = bmc.gelu_grad %x approximate tanh : {B, S, N}
  %d = bmc.mul %dy, %g : {B, S, N}
  %s = bmc.sum %d, [0, 1] : {B, S, N} -> {N}
  return %s : {N}
}

func.func @norm_by_hand(%x: {B, S, N}) -> {B, S, N} {
  %m = bmc.mean %x, [2] : {B, S, N} -> {B, S}
  %b = bmc.broadcast %m, [0, 1] : {B, S} -> {B, S, N}
  %c = bmc.sub %x, %b : {B, S, N}
  %s = bmc.mul %c, %c : {B, S, N}
  %v = bmc.mean %s, [2] : {B, S, N} -> {B, S}
  %e = bmc.constant 1.0e-05 : {B, S}
  %w = bmc.add %v, %e : {B, S}
  %r = bmc.rsqrt %w : {B, S}
  %t = bmc.broadcast %r, [0, 1] : {B, S} -> {B, S, N}
  %y = bmc.mul %c, %t : {B, S, N}
  return %y : {B, S, N}
}

func.func @epilogue(%x: {B, N}, %y: {N}, %z: {}) -> ({N}, {N}, {}) {
  %s = bmc.sum %x, [0] : {B, N} -> {N}
  %a = bmc.mul %s, %y : {N}
  %t = bmc.mean %x, [0, 1] : {B, N} -> {}
  %b = bmc.exp %t : {}
  %c = bmc.add %b, %z : {}
  return %s, %a, %c : {N}, {N}, {}
}

func.func @of_transpose(%x: {R, N}, %y: {N, R}) -> ({R}, {N}) {
  %t = bmc.transpose %x, [1, 0] : {R, N} -> {N, R}
  %p = bmc.mul %t, %y : {N, R}
  %s = bmc.sum %p, [0] : {N, R} -> {R}
  %u = bmc.sum %p, [1] : {N, R} -> {N}
  return %s, %u : {R}, {N}
}

func.func @of_slice(%x: {S, $(2*N)}) -> ({S}, {$N}) {
  %a = bmc.slice %x axis 1 offset $N size $N : {S, $(2*N)} -> {S, $N}
  %s = bmc.sum %a, [1] : {S, $N} -> {S}
  %t = bmc.sum %a, [0] : {S, $N} -> {$N}
  return %s, %t : {S}, {$N}
}

func.func @many_rows(%x: {300, N}) -> ({N}, {}, {}) {
  %s = bmc.sum %x, [0] : {300, N} -> {N}
  %t = bmc.sum %x, [0, 1] : {300, N} -> {}
  %m = bmc.max %x, [0, 1] : {300, N} -> {}
  return %s, %t, %m : {N}, {}, {}
}

// More than one chunk of parallel work.
func.func @large(%x: {N, 1600}) -> ({1600}, {N}, {}) {
  %s = bmc.sum %x, [0] : {N, 1600} -> {1600}
  %t = bmc.sum %x, [1] : {N, 1600} -> {N}
  %u = bmc.mean %x, [0, 1] : {N, 1600} -> {}
  return %s, %t, %u : {1600}, {N}, {}
}

func.func @reshaped(%x: {B, S, 4, $N}) -> {B, S} {
  %r = bmc.reshape %x : {B, S, 4, $N} -> {B, S, $(4*N)}
  %e = bmc.exp %r : {B, S, $(4*N)}
  %s = bmc.sum %e, [2] : {B, S, $(4*N)} -> {B, S}
  return %s : {B, S}
}
