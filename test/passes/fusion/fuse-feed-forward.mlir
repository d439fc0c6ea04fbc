// RUN: bmc-opt %s --bmc-fuse-feed-forward --verify-diagnostics | FileCheck %s
// RUN: python3 %S/../Inputs/same-values.py %s --bmc-fuse-feed-forward

#bs = #bmc.dims<"B", "S">
!x = tensor<?x?x8xf32, #bs>
!u = tensor<?x?x32xf32, #bs>
!w1 = tensor<32x8xf32>
!w2 = tensor<8x32xf32>
!b1 = tensor<32xf32>
!b2 = tensor<8xf32>

// CHECK-LABEL: func.func @both_biases
// CHECK-NEXT: %[[Y:.*]], %{{.*}} = bmc.feed_forward %arg0 w1 %arg1 b1 %arg2 w2 %arg3 b2 %arg4 gelu_tanh
// CHECK-NEXT: return %[[Y]]
func.func @both_biases(%x: !x, %w1: !w1, %b1: !b1, %w2: !w2, %b2: !b2) -> !x {
  %u = bmc.linear %x, %w1, %b1 : (!x, !w1, !b1) -> !u
  %h = bmc.gelu %u approximate tanh : !u
  // expected-remark @below {{fused: feed-forward (gelu tanh)}}
  %y = bmc.linear %h, %w2, %b2 : (!u, !w2, !b2) -> !x
  return %y : !x
}

// CHECK-LABEL: func.func @activations
// CHECK: bmc.feed_forward {{.*}} w1 {{.*}} w2 %{{[a-z0-9]*}} relu
// CHECK: bmc.feed_forward {{.*}} silu
// CHECK: bmc.feed_forward {{.*}} gelu :
// CHECK: bmc.feed_forward {{.*}} tanh
// CHECK: bmc.feed_forward {{.*}} sigmoid
func.func @activations(%x: !x, %w1: !w1, %w2: !w2) -> !x {
  %u0 = bmc.linear %x, %w1 : (!x, !w1) -> !u
  %h0 = bmc.relu %u0 : !u
  // expected-remark @below {{fused: feed-forward (relu)}}
  %y0 = bmc.linear %h0, %w2 : (!u, !w2) -> !x
  %u1 = bmc.linear %y0, %w1 : (!x, !w1) -> !u
  %h1 = bmc.silu %u1 : !u
  // expected-remark @below {{fused: feed-forward (silu)}}
  %y1 = bmc.linear %h1, %w2 : (!u, !w2) -> !x
  %u2 = bmc.linear %y1, %w1 : (!x, !w1) -> !u
  %h2 = bmc.gelu %u2 : !u
  // expected-remark @below {{fused: feed-forward (gelu)}}
  %y2 = bmc.linear %h2, %w2 : (!u, !w2) -> !x
  %u3 = bmc.linear %y2, %w1 : (!x, !w1) -> !u
  %h3 = bmc.tanh %u3 : !u
  // expected-remark @below {{fused: feed-forward (tanh)}}
  %y3 = bmc.linear %h3, %w2 : (!u, !w2) -> !x
  %u4 = bmc.linear %y3, %w1 : (!x, !w1) -> !u
  %h4 = bmc.sigmoid %u4 : !u
  // expected-remark @below {{fused: feed-forward (sigmoid)}}
  %y4 = bmc.linear %h4, %w2 : (!u, !w2) -> !x
  return %y4 : !x
}

// Of three layers the first two fuse.
// CHECK-LABEL: func.func @three_layers
// CHECK-NEXT: %[[Y:.*]], %{{.*}} = bmc.feed_forward
// CHECK-NEXT: %[[H:.*]] = bmc.relu %[[Y]]
// CHECK-NEXT: bmc.linear %[[H]]
func.func @three_layers(%x: !x, %w1: !w1, %w2: !w2) -> !u {
  %u = bmc.linear %x, %w1 : (!x, !w1) -> !u
  %h = bmc.relu %u : !u
  // expected-remark @below {{fused: feed-forward (relu)}}
  %y = bmc.linear %h, %w2 : (!u, !w2) -> !x
  %g = bmc.relu %y : !x
  %z = bmc.linear %g, %w1 : (!x, !w1) -> !u
  return %z : !u
}

// CHECK-LABEL: func.func @dropout_inside
// CHECK-NOT: bmc.feed_forward
func.func @dropout_inside(%x: !x, %w1: !w1, %w2: !w2, %rng: tensor<2xi64>) -> !x {
  %u = bmc.linear %x, %w1 : (!x, !w1) -> !u
  %h = bmc.relu %u : !u
  // expected-remark @below {{not fused: feed-forward (relu): dropout between activation and second linear}}
  %d = bmc.dropout %h, %rng p 0.5 stream 0 : !u, tensor<2xi64>
  %y = bmc.linear %d, %w2 : (!u, !w2) -> !x
  return %y : !x
}

// CHECK-LABEL: func.func @hidden_returned
// CHECK-NOT: bmc.feed_forward
func.func @hidden_returned(%x: !x, %w1: !w1, %w2: !w2) -> (!x, !u) {
  %u = bmc.linear %x, %w1 : (!x, !w1) -> !u
  %h = bmc.relu %u : !u
  // expected-remark @below {{not fused: feed-forward (relu): the hidden layer is used more than once}}
  %y = bmc.linear %h, %w2 : (!u, !w2) -> !x
  return %y, %u : !x, !u
}

// A gated unit is another op (fuse-gated-feed-forward.mlir).
// CHECK-LABEL: func.func @gated
// CHECK-NOT: bmc.feed_forward
func.func @gated(%x: !x, %w1: !w1, %w3: !w1, %w2: !w2) -> !x {
  %u = bmc.linear %x, %w1 : (!x, !w1) -> !u
  %g = bmc.linear %x, %w3 : (!x, !w1) -> !u
  %h = bmc.silu %u : !u
  %m = bmc.mul %h, %g : !u
  %y = bmc.linear %m, %w2 : (!u, !w2) -> !x
  return %y : !x
}

// Weights stored [in, out].
// CHECK-LABEL: func.func @stored_in_out
// CHECK-NEXT: %[[Y:.*]], %{{.*}} = bmc.feed_forward %arg0 w1 %arg1 w2 %arg2 relu transposed
// CHECK-NEXT: return %[[Y]]
func.func @stored_in_out(%x: !x, %w1: !w2, %w2: !w1) -> !x {
  %u = bmc.linear %x, %w1 transposed : (!x, !w2) -> !u
  %h = bmc.relu %u : !u
  // expected-remark @below {{fused: feed-forward (relu)}}
  %y = bmc.linear %h, %w2 transposed : (!u, !w1) -> !x
  return %y : !x
}

// CHECK-LABEL: func.func @mixed
// CHECK-NOT: bmc.feed_forward
func.func @mixed(%x: !x, %w1: !w2, %w2: !w2) -> !x {
  %u = bmc.linear %x, %w1 transposed : (!x, !w2) -> !u
  %h = bmc.relu %u : !u
  // expected-remark @below {{not fused: feed-forward (relu): some weights are stored [in, out], some [out, in]}}
  %y = bmc.linear %h, %w2 : (!u, !w2) -> !x
  return %y : !x
}
