// RUN: bmc-opt %s --bmc-simplify --bmc-fuse-attention | FileCheck %s
// RUN: python3 %S/../Inputs/same-values.py %s --dims=B=2 --bmc-differentiate --against --bmc-simplify --bmc-fuse-attention --bmc-differentiate
// RUN: bmc-opt %s --bmc-simplify --bmc-fuse-attention --bmc-differentiate -o %t.fused.mlir
// RUN: bmc-opt %s --bmc-differentiate -o %t.written.mlir
// RUN: grep -c bmc.attention_backward %t.fused.mlir | FileCheck %s --check-prefix=THREE
// RUN: not grep bmc.attention %t.written.mlir
// RUN: for f in fused written; do bmc-eval --native --dims=B=2 %t.$f.mlir || exit 1; done | FileCheck %s --check-prefix=NATIVE
// RUN: for f in fused written; do bmc-eval --native=sm_80 --dims=B=2 %t.$f.mlir || exit 1; done | FileCheck %s --check-prefix=NATIVE
// RUN: env BMC_EMULATOR=sm_90a,check bmc-eval --native=sm_90a --dims=B=1 %t.fused.mlir | FileCheck %s --check-prefix=ONCE
//
// Dropout of the weights beside segments, beside a softcap, and beside both with a causal mask and a trained bias: value and
// gradients are the same fused and as written, and of both, kernels of the CPU and of the GPU compute what the reference does.
// 67 positions are more than a tile of the GPU.

// CHECK: bmc.attention {{.*}} segments %arg1, %arg1 dropout %arg3 p 3.000000e-01 stream 1 heads 2 scale 5.000000e-01 :
// CHECK: bmc.attention {{.*}} dropout %arg3 p 2.500000e-01 stream 2 heads 2 scale 5.000000e-01 softcap 1.500000e+00 :
// CHECK: bmc.attention {{.*}} bias {{.*}} segments %arg1, %arg1 dropout %arg3 p 4.000000e-01 stream 3 heads 2 scale 5.000000e-01 softcap 7.500000e-01 causal :
// CHECK-NOT: bmc.softmax
// THREE: 3
// NATIVE-COUNT-24: {{difference}}
// ONCE-COUNT-12: {{difference}}

#b = #bmc.dims<"B">
!x = tensor<?x67x8xf64, #b>
!w = tensor<8x8xf64>
!split = tensor<?x67x2x4xf64, #b>
!heads = tensor<?x2x67x4xf64, #b>
!scores = tensor<?x2x67x67xf64, #b>
!ids = tensor<?x67xi32, #b>
!pairs = tensor<?x2x67x67xi32, #b>
!hidden = tensor<?x2x67x67xi1, #b>
!bias = tensor<2x67x67xf64>
bmc.dim @B max 2
bmc.parameter @wq1 : !w init <normal, 0.0, 1.0>
bmc.parameter @wk1 : !w init <normal, 0.0, 1.0>
bmc.parameter @wv1 : !w init <normal, 0.0, 1.0>
bmc.parameter @wq2 : !w init <normal, 0.0, 1.0>
bmc.parameter @wk2 : !w init <normal, 0.0, 1.0>
bmc.parameter @wv2 : !w init <normal, 0.0, 1.0>
bmc.parameter @wq3 : !w init <normal, 0.0, 1.0>
bmc.parameter @wk3 : !w init <normal, 0.0, 1.0>
bmc.parameter @wv3 : !w init <normal, 0.0, 1.0>
bmc.parameter @bias : !bias init <normal, 0.0, 1.0>

func.func @loss(
    %x: !x {bmc.name = "x"},
    %segments: !ids {bmc.name = "segments"},
    %factors: !heads {bmc.name = "factors"},
    %rng: tensor<2xi64> {bmc.name = "rng"},
    %wq1: !w {bmc.parameter = @wq1},
    %wk1: !w {bmc.parameter = @wk1},
    %wv1: !w {bmc.parameter = @wv1},
    %wq2: !w {bmc.parameter = @wq2},
    %wk2: !w {bmc.parameter = @wk2},
    %wv2: !w {bmc.parameter = @wv2},
    %wq3: !w {bmc.parameter = @wq3},
    %wk3: !w {bmc.parameter = @wk3},
    %wv3: !w {bmc.parameter = @wv3},
    %bias: !bias {bmc.parameter = @bias})
    -> tensor<f64> {
  %i = bmc.broadcast %segments, [0, 2] : !ids -> !pairs
  %j = bmc.broadcast %segments, [0, 3] : !ids -> !pairs
  %other = bmc.compare ne, %i, %j : !pairs
  %lq1 = bmc.linear %x, %wq1 : (!x, !w) -> !x
  %sq1 = bmc.reshape %lq1 : !x -> !split
  %q1 = bmc.transpose %sq1, [0, 2, 1, 3] : !split -> !heads
  %lk1 = bmc.linear %x, %wk1 : (!x, !w) -> !x
  %sk1 = bmc.reshape %lk1 : !x -> !split
  %k1 = bmc.transpose %sk1, [0, 2, 1, 3] : !split -> !heads
  %lv1 = bmc.linear %x, %wv1 : (!x, !w) -> !x
  %sv1 = bmc.reshape %lv1 : !x -> !split
  %v1 = bmc.transpose %sv1, [0, 2, 1, 3] : !split -> !heads
  %p1 = bmc.matmul %q1, %k1 transpose_b : !heads, !heads -> !scores
  %half1 = bmc.constant 0.5 : !scores
  %t1 = bmc.mul %p1, %half1 : !scores
  %low1 = bmc.constant -1.0e30 : !scores
  %m1 = bmc.select %other, %low1, %t1 : !hidden, !scores
  %e1 = bmc.softmax %m1 : !scores
  %r1 = bmc.dropout %e1, %rng p 0.3 stream 1 : !scores, tensor<2xi64>
  %o1 = bmc.matmul %r1, %v1 : !scores, !heads -> !heads
  %f1 = bmc.mul %o1, %factors : !heads
  %lq2 = bmc.linear %x, %wq2 : (!x, !w) -> !x
  %sq2 = bmc.reshape %lq2 : !x -> !split
  %q2 = bmc.transpose %sq2, [0, 2, 1, 3] : !split -> !heads
  %lk2 = bmc.linear %x, %wk2 : (!x, !w) -> !x
  %sk2 = bmc.reshape %lk2 : !x -> !split
  %k2 = bmc.transpose %sk2, [0, 2, 1, 3] : !split -> !heads
  %lv2 = bmc.linear %x, %wv2 : (!x, !w) -> !x
  %sv2 = bmc.reshape %lv2 : !x -> !split
  %v2 = bmc.transpose %sv2, [0, 2, 1, 3] : !split -> !heads
  %p2 = bmc.matmul %q2, %k2 transpose_b : !heads, !heads -> !scores
  %half2 = bmc.constant 0.5 : !scores
  %t2 = bmc.mul %p2, %half2 : !scores
  %cap2 = bmc.constant 1.5 : !scores
  %d2 = bmc.div %t2, %cap2 : !scores
  %h2 = bmc.tanh %d2 : !scores
  %u2 = bmc.mul %h2, %cap2 : !scores
  %e2 = bmc.softmax %u2 : !scores
  %r2 = bmc.dropout %e2, %rng p 0.25 stream 2 : !scores, tensor<2xi64>
  %o2 = bmc.matmul %r2, %v2 : !scores, !heads -> !heads
  %f2 = bmc.mul %o2, %factors : !heads
  %lq3 = bmc.linear %x, %wq3 : (!x, !w) -> !x
  %sq3 = bmc.reshape %lq3 : !x -> !split
  %q3 = bmc.transpose %sq3, [0, 2, 1, 3] : !split -> !heads
  %lk3 = bmc.linear %x, %wk3 : (!x, !w) -> !x
  %sk3 = bmc.reshape %lk3 : !x -> !split
  %k3 = bmc.transpose %sk3, [0, 2, 1, 3] : !split -> !heads
  %lv3 = bmc.linear %x, %wv3 : (!x, !w) -> !x
  %sv3 = bmc.reshape %lv3 : !x -> !split
  %v3 = bmc.transpose %sv3, [0, 2, 1, 3] : !split -> !heads
  %p3 = bmc.matmul %q3, %k3 transpose_b : !heads, !heads -> !scores
  %half3 = bmc.constant 0.5 : !scores
  %t3 = bmc.mul %p3, %half3 : !scores
  %cap3 = bmc.constant 0.75 : !scores
  %d3 = bmc.div %t3, %cap3 : !scores
  %h3 = bmc.tanh %d3 : !scores
  %u3 = bmc.mul %h3, %cap3 : !scores
  %b3 = bmc.broadcast %bias, [1, 2, 3] : !bias -> !scores
  %a3 = bmc.add %u3, %b3 : !scores
  %low3 = bmc.constant -1.0e30 : !scores
  %m3 = bmc.select %other, %low3, %a3 : !hidden, !scores
  %c3 = bmc.causal_mask %m3 fill 0xFFF0000000000000 : !scores
  %e3 = bmc.softmax %c3 : !scores
  %r3 = bmc.dropout %e3, %rng p 0.4 stream 3 : !scores, tensor<2xi64>
  %o3 = bmc.matmul %r3, %v3 : !scores, !heads -> !heads
  %f3 = bmc.mul %o3, %factors : !heads
  %f12 = bmc.add %f1, %f2 : !heads
  %f123 = bmc.add %f12, %f3 : !heads
  %loss = bmc.sum %f123, [0, 1, 2, 3] : !heads -> tensor<f64>
  return %loss : tensor<f64>
}
