// RUN: bmc-opt %s --bmc-fuse-gated-feed-forward --verify-diagnostics | FileCheck %s
// RUN: python3 %S/../Inputs/same-values.py %s --bmc-fuse-gated-feed-forward

#bs = #bmc.dims<"B", "S">
!x = tensor<?x?x8xf32, #bs>
!u = tensor<?x?x12xf32, #bs>
!j = tensor<?x?x24xf32, #bs>
!w1 = tensor<12x8xf32>
!wj = tensor<24x8xf32>
!w2 = tensor<8x12xf32>
!b1 = tensor<12xf32>
!b2 = tensor<8xf32>

// CHECK-LABEL: func.func @swiglu
// CHECK-NEXT: %[[Y:.*]], %{{.*}}, %{{.*}} = bmc.gated_feed_forward %arg0 w1 %arg1 v1 %arg2 w2 %arg3 silu
// CHECK-NEXT: return %[[Y]]
func.func @swiglu(%x: !x, %gate: !w1, %up: !w1, %down: !w2) -> !x {
  %g = bmc.linear %x, %gate : (!x, !w1) -> !u
  %s = bmc.silu %g : !u
  %v = bmc.linear %x, %up : (!x, !w1) -> !u
  %h = bmc.mul %s, %v : !u
  // expected-remark @below {{fused: gated feed-forward (silu)}}
  %y = bmc.linear %h, %down : (!u, !w2) -> !x
  return %y : !x
}

// The other factor first, and biases everywhere.
// CHECK-LABEL: func.func @geglu
// CHECK-NEXT: %[[Y:.*]], %{{.*}}, %{{.*}} = bmc.gated_feed_forward %arg0 w1 %arg1 b1 %arg4 v1 %arg2 c1 %arg5 w2 %arg3 b2 %arg6 gelu_tanh
// CHECK-NEXT: return %[[Y]]
func.func @geglu(%x: !x, %gate: !w1, %up: !w1, %down: !w2, %b: !b1, %c: !b1, %d: !b2) -> !x {
  %v = bmc.linear %x, %up, %c : (!x, !w1, !b1) -> !u
  %g = bmc.linear %x, %gate, %b : (!x, !w1, !b1) -> !u
  %s = bmc.gelu %g approximate tanh : !u
  %h = bmc.mul %v, %s : !u
  // expected-remark @below {{fused: gated feed-forward (gelu tanh)}}
  %y = bmc.linear %h, %down, %d : (!u, !w2, !b2) -> !x
  return %y : !x
}

// One projection cut into halves, the gate first.
// CHECK-LABEL: func.func @joint
// CHECK-NEXT: %[[Y:.*]], %{{.*}} = bmc.gated_feed_forward %arg0 w1 %arg1 b1 %arg2 w2 %arg3 relu :
// CHECK-NEXT: return %[[Y]]
func.func @joint(%x: !x, %w: !wj, %b: tensor<24xf32>, %down: !w2) -> !x {
  %u = bmc.linear %x, %w, %b : (!x, !wj, tensor<24xf32>) -> !j
  %g = bmc.slice %u axis 2 offset 0 size 12 : !j -> !u
  %v = bmc.slice %u axis 2 offset 12 size 12 : !j -> !u
  %s = bmc.relu %g : !u
  %h = bmc.mul %s, %v : !u
  // expected-remark @below {{fused: gated feed-forward (relu)}}
  %y = bmc.linear %h, %down : (!u, !w2) -> !x
  return %y : !x
}

// The gate second, as torch's glu has it, and weights stored [in, out].
// CHECK-LABEL: func.func @gate_last
// CHECK-NEXT: %[[Y:.*]], %{{.*}} = bmc.gated_feed_forward %arg0 w1 %arg1 w2 %arg2 sigmoid gate_last transposed
// CHECK-NEXT: return %[[Y]]
func.func @gate_last(%x: !x, %w: tensor<8x24xf32>, %down: tensor<12x8xf32>) -> !x {
  %u = bmc.linear %x, %w transposed : (!x, tensor<8x24xf32>) -> !j
  %v = bmc.slice %u axis 2 offset 0 size 12 : !j -> !u
  %g = bmc.slice %u axis 2 offset 12 size 12 : !j -> !u
  %s = bmc.sigmoid %g : !u
  %h = bmc.mul %v, %s : !u
  // expected-remark @below {{fused: gated feed-forward (sigmoid)}}
  %y = bmc.linear %h, %down transposed : (!u, tensor<12x8xf32>) -> !x
  return %y : !x
}

// CHECK-LABEL: func.func @dropout_inside
// CHECK-NOT: bmc.gated_feed_forward
func.func @dropout_inside(%x: !x, %gate: !w1, %up: !w1, %down: !w2, %rng: tensor<2xi64>) -> !x {
  %g = bmc.linear %x, %gate : (!x, !w1) -> !u
  %s = bmc.silu %g : !u
  %v = bmc.linear %x, %up : (!x, !w1) -> !u
  %h = bmc.mul %s, %v : !u
  // expected-remark @below {{not fused: gated feed-forward (silu): dropout between the gate and the last linear}}
  %d = bmc.dropout %h, %rng p 0.5 stream 0 : !u, tensor<2xi64>
  %y = bmc.linear %d, %down : (!u, !w2) -> !x
  return %y : !x
}

// CHECK-LABEL: func.func @gate_returned
// CHECK-NOT: bmc.gated_feed_forward
func.func @gate_returned(%x: !x, %gate: !w1, %up: !w1, %down: !w2) -> (!x, !u) {
  %g = bmc.linear %x, %gate : (!x, !w1) -> !u
  %s = bmc.silu %g : !u
  %v = bmc.linear %x, %up : (!x, !w1) -> !u
  %h = bmc.mul %s, %v : !u
  // expected-remark @below {{not fused: gated feed-forward (silu): the hidden layer is used more than once}}
  %y = bmc.linear %h, %down : (!u, !w2) -> !x
  return %y, %s : !x, !u
}

// CHECK-LABEL: func.func @mixed
// CHECK-NOT: bmc.gated_feed_forward
func.func @mixed(%x: !x, %gate: !w1, %up: !w1, %down: tensor<12x8xf32>) -> !x {
  %g = bmc.linear %x, %gate : (!x, !w1) -> !u
  %s = bmc.silu %g : !u
  %v = bmc.linear %x, %up : (!x, !w1) -> !u
  %h = bmc.mul %s, %v : !u
  // expected-remark @below {{not fused: gated feed-forward (silu): some weights are stored [in, out], some [out, in]}}
  %y = bmc.linear %h, %down transposed : (!u, tensor<12x8xf32>) -> !x
  return %y : !x
}

// Gate and factor of different inputs, of one linear, and unequal parts of one: none of them is such a layer.
// CHECK-LABEL: func.func @others
// CHECK-NOT: bmc.gated_feed_forward
func.func @others(%x: !x, %z: !x, %gate: !w1, %up: !w1, %down: !w2, %w: !wj) -> (!x, !x, !x) {
  %g = bmc.linear %x, %gate : (!x, !w1) -> !u
  %s = bmc.silu %g : !u
  %v = bmc.linear %z, %up : (!x, !w1) -> !u
  %h = bmc.mul %s, %v : !u
  %y0 = bmc.linear %h, %down : (!u, !w2) -> !x
  %g1 = bmc.linear %x, %up : (!x, !w1) -> !u
  %s1 = bmc.silu %g1 : !u
  %h1 = bmc.mul %s1, %g1 : !u
  %y1 = bmc.linear %h1, %down : (!u, !w2) -> !x
  %u2 = bmc.linear %x, %w : (!x, !wj) -> !j
  %g2 = bmc.slice %u2 axis 2 offset 0 size 12 : !j -> !u
  %v2 = bmc.slice %u2 axis 2 offset 6 size 12 : !j -> !u
  %s2 = bmc.silu %g2 : !u
  %h2 = bmc.mul %s2, %v2 : !u
  %y2 = bmc.linear %h2, %down : (!u, !w2) -> !x
  return %y0, %y1, %y2 : !x, !x, !x
}
