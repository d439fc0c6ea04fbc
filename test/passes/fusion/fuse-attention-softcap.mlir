// RUN: bmc-opt %s --bmc-fuse-attention --verify-diagnostics | FileCheck %s
// RUN: python3 %S/../Inputs/same-values.py %s --bmc-fuse-attention
// RUN: python3 %S/../Inputs/same-values.py %s --bmc-simplify --bmc-fuse-attention

// Scores that a tanh keeps below a bound.

!x = tensor<2x5x8xf32>
!s = tensor<2x5x5xf32>

// Gemma 2: the masks come after it.
// CHECK-LABEL: func.func @gemma
// CHECK: bmc.attention %arg0, %arg1, %arg2 heads 1 scale 2.500000e-01 softcap 5.000000e+01 causal
func.func @gemma(%q: !x, %k: !x, %v: !x) -> !x {
  %quarter = bmc.constant 0.25 : !s
  %cap = bmc.constant 50.0 : !s
  %s = bmc.matmul %q, %k transpose_b : !x, !x -> !s
  %t = bmc.mul %s, %quarter : !s
  %d = bmc.div %t, %cap : !s
  %h = bmc.tanh %d : !s
  %u = bmc.mul %cap, %h : !s
  %m = bmc.causal_mask %u fill 0xFFF0000000000000 : !s
  %p = bmc.softmax %m : !s
  // expected-remark @below {{fused: attention (1 head, causal, softcap)}}
  %o = bmc.matmul %p, %v : !s, !x -> !x
  return %o : !x
}

// Any two factors are a scale and a bound; a negative one is the same bound of the negative scores.
// CHECK-LABEL: func.func @factors
// CHECK: bmc.attention %arg0, %arg1, %arg2 bias %{{.+}} heads 1 scale -0.3{{[0-9]*}} softcap 1.500000e+00 :
func.func @factors(%q: !x, %k: !x, %v: !x, %bias: tensor<5x5xf32> {bmc.parameter = @bias}) -> !x {
  %fifth = bmc.constant 0.2 : !x
  %minus = bmc.constant -1.5 : !s
  %b = bmc.broadcast %bias, [1, 2] : tensor<5x5xf32> -> !s
  %r = bmc.mul %q, %fifth : !x
  %s = bmc.matmul %r, %k transpose_b : !x, !x -> !s
  %h = bmc.tanh %s : !s
  %u = bmc.mul %h, %minus : !s
  %a = bmc.add %u, %b : !s
  %p = bmc.softmax %a : !s
  // expected-remark @below {{fused: attention (1 head, masked, softcap)}}
  %o = bmc.matmul %p, %v : !s, !x -> !x
  return %o : !x
}

// A tanh alone has the bound 1.
// CHECK-LABEL: func.func @tanh
// CHECK: bmc.attention %arg0, %arg1, %arg2 heads 1 scale 1.000000e+00 softcap 1.000000e+00 :
func.func @tanh(%q: !x, %k: !x, %v: !x) -> !x {
  %s = bmc.matmul %q, %k transpose_b : !x, !x -> !s
  %h = bmc.tanh %s : !s
  %p = bmc.softmax %h : !s
  // expected-remark @below {{fused: attention (1 head, softcap)}}
  %o = bmc.matmul %p, %v : !s, !x -> !x
  return %o : !x
}

// A mask below it hides nothing: tanh of minus infinity is -1.
// CHECK-LABEL: func.func @mask_below
// CHECK-NOT: bmc.attention
func.func @mask_below(%q: !x, %k: !x, %v: !x) -> !x {
  %s = bmc.matmul %q, %k transpose_b : !x, !x -> !s
  // expected-remark @below {{not fused: attention: causal mask between scores and their tanh}}
  %m = bmc.causal_mask %s fill 0xFFF0000000000000 : !s
  %h = bmc.tanh %m : !s
  %p = bmc.softmax %h : !s
  %o = bmc.matmul %p, %v : !s, !x -> !x
  return %o : !x
}
func.func @bias_below(%q: !x, %k: !x, %v: !x, %b: !s) -> !x {
  %s = bmc.matmul %q, %k transpose_b : !x, !x -> !s
  // expected-remark @below {{not fused: attention: add between scores and their tanh}}
  %a = bmc.add %s, %b : !s
  %h = bmc.tanh %a : !s
  %p = bmc.softmax %h : !s
  %o = bmc.matmul %p, %v : !s, !x -> !x
  return %o : !x
}
func.func @twice(%q: !x, %k: !x, %v: !x) -> !x {
  %s = bmc.matmul %q, %k transpose_b : !x, !x -> !s
  // expected-remark @below {{not fused: attention: tanh between scores and their tanh}}
  %g = bmc.tanh %s : !s
  %h = bmc.tanh %g : !s
  %p = bmc.softmax %h : !s
  %o = bmc.matmul %p, %v : !s, !x -> !x
  return %o : !x
}
