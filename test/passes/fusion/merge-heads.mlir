// RUN: bmc-opt %s --bmc-merge-heads --verify-diagnostics | FileCheck %s
// RUN: python3 %S/../Inputs/same-values.py %s --bmc-merge-heads

#bs = #bmc.dims<"B", "S">
!x = tensor<?x?x8xf32, #bs>
!h = tensor<?x?x4xf32, #bs>
!l = tensor<?x1x?x2xf32, #bs>
!w = tensor<4x8xf32>
!b = tensor<4xf32>

// One block per head, each with its own projections: one projection for all.
// CHECK-LABEL: func.func @two_heads
// CHECK-DAG: %[[WQ:.*]] = bmc.concat %arg1, %arg2 axis 0
// CHECK-DAG: %[[BQ:.*]] = bmc.concat %arg7, %arg8 axis 0
// CHECK-DAG: %[[Q:.*]] = bmc.linear %arg0, %[[WQ]], %[[BQ]]
// CHECK-DAG: %[[WK:.*]] = bmc.concat %arg3, %arg4 axis 0
// CHECK-DAG: %[[K:.*]] = bmc.linear %arg0, %[[WK]] :
// CHECK-DAG: %[[WV:.*]] = bmc.concat %arg5, %arg6 axis 0
// CHECK-DAG: %[[V:.*]] = bmc.linear %arg0, %[[WV]] :
// CHECK: %[[OUT:.*]], %{{.*}} = bmc.attention %[[Q]], %[[K]], %[[V]] heads 2 scale 5.000000e-01 causal
// CHECK-NEXT: return %[[OUT]]
func.func @two_heads(%x: !x, %q0: !w, %q1: !w, %k0: !w, %k1: !w, %v0: !w, %v1: !w, %b0: !b, %b1: !b) -> !x {
  %0 = bmc.linear %x, %q0, %b0 : (!x, !w, !b) -> !h
  %1 = bmc.linear %x, %k0 : (!x, !w) -> !h
  %2 = bmc.linear %x, %v0 : (!x, !w) -> !h
  %a, %al = bmc.attention %0, %1, %2 heads 1 scale 0.5 causal : (!h, !h, !h) -> (!h, !l)
  %3 = bmc.linear %x, %q1, %b1 : (!x, !w, !b) -> !h
  %4 = bmc.linear %x, %k1 : (!x, !w) -> !h
  %5 = bmc.linear %x, %v1 : (!x, !w) -> !h
  %b, %bl = bmc.attention %3, %4, %5 heads 1 scale 0.5 causal : (!h, !h, !h) -> (!h, !l)
  // expected-remark @below {{fused: attentions side by side (2 heads)}}
  %c = bmc.concat %a, %b axis 2 : !h, !h -> !x
  return %c : !x
}

// Projections of two inputs are no one projection: the heads alone are merged.
// CHECK-LABEL: func.func @two_inputs
// CHECK: %[[Q0:.*]] = bmc.linear %arg0, %arg2
// CHECK: %[[Q1:.*]] = bmc.linear %arg1, %arg2
// CHECK: %[[Q:.*]] = bmc.concat %[[Q0]], %[[Q1]] axis 2
// Keys that both share stay one.
// CHECK-NEXT: bmc.attention %[[Q]], %arg3, %arg3 heads 2
func.func @two_inputs(%x: !x, %y: !x, %w: !w, %k: !h) -> !x {
  %0 = bmc.linear %x, %w : (!x, !w) -> !h
  %1 = bmc.linear %y, %w : (!x, !w) -> !h
  %a, %al = bmc.attention %0, %k, %k heads 1 scale 0.5 causal : (!h, !h, !h) -> (!h, !l)
  %b, %bl = bmc.attention %1, %k, %k heads 1 scale 0.5 causal : (!h, !h, !h) -> (!h, !l)
  // expected-remark @below {{fused: attentions side by side (2 heads)}}
  %c = bmc.concat %a, %b axis 2 : !h, !h -> !x
  return %c : !x
}

// Heads that differ, one used elsewhere, and another axis.
// CHECK-LABEL: func.func @others
// CHECK-COUNT-2: bmc.attention {{.*}} heads 1
// CHECK-COUNT-3: bmc.concat
func.func @others(%x: !h, %y: tensor<2x4x4xf32>) -> (!x, !x, tensor<2x8x4xf32>) {
  %a, %al = bmc.attention %x, %x, %x heads 1 scale 0.5 causal : (!h, !h, !h) -> (!h, !l)
  %b, %bl = bmc.attention %x, %x, %x heads 1 scale 0.25 causal : (!h, !h, !h) -> (!h, !l)
  %c = bmc.concat %a, %b axis 2 : !h, !h -> !x
  %d = bmc.concat %b, %b axis 2 : !h, !h -> !x
  %e, %el = bmc.attention %y, %y, %y heads 1 scale 0.5 : (tensor<2x4x4xf32>, tensor<2x4x4xf32>, tensor<2x4x4xf32>) -> (tensor<2x4x4xf32>, tensor<2x1x4x2xf32>)
  %f, %fl = bmc.attention %y, %y, %y heads 1 scale 0.5 : (tensor<2x4x4xf32>, tensor<2x4x4xf32>, tensor<2x4x4xf32>) -> (tensor<2x4x4xf32>, tensor<2x1x4x2xf32>)
  %g = bmc.concat %e, %f axis 1 : tensor<2x4x4xf32>, tensor<2x4x4xf32> -> tensor<2x8x4xf32>
  return %c, %d, %g : !x, !x, tensor<2x8x4xf32>
}
