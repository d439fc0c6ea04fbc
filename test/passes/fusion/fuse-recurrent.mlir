// RUN: bmc-opt %s --bmc-fuse-recurrent --verify-diagnostics | FileCheck %s
// RUN: python3 %S/../Inputs/same-values.py %s --bmc-fuse-recurrent --dims=B=3

// Cells as a model writes them are in hand-written-recurrent.model.

#b = #bmc.dims<"B">
!h = tensor<?x4xf32, #b>
!w = tensor<4x4xf32>
!j = tensor<4x6xf32>
!x = tensor<?x2xf32, #b>
!c = tensor<?x6xf32, #b>

// Inputs become steps, every state a step of y, the last one hn.
// CHECK-LABEL: func.func @rnn
// CHECK: %[[X:.*]] = bmc.concat %{{.*}}, %{{.*}}, %{{.*}} axis 1
// CHECK: %[[Y:.*]], %[[HN:.*]], %{{.*}} = bmc.recurrent rnn_tanh %[[X]], %arg4 bias %arg5 h0 %arg3
// CHECK: bmc.slice %[[Y]] axis 1 offset 0 size 1
// CHECK-NOT: bmc.tanh
func.func @rnn(%x0: !h, %x1: !h, %x2: !h, %h: !h, %w: !w, %b: tensor<4xf32>) -> (!h, !h) {
  // expected-remark @below {{recognised: recurrent layer (rnn_tanh) of 3 rounds}}
  %u0 = bmc.linear %h, %w, %b : (!h, !w, tensor<4xf32>) -> !h
  %s0 = bmc.add %x0, %u0 : !h
  %h0 = bmc.tanh %s0 : !h
  %u1 = bmc.linear %h0, %w, %b : (!h, !w, tensor<4xf32>) -> !h
  %s1 = bmc.add %x1, %u1 : !h
  %h1 = bmc.tanh %s1 : !h
  %u2 = bmc.linear %h1, %w, %b : (!h, !w, tensor<4xf32>) -> !h
  %s2 = bmc.add %x2, %u2 : !h
  %h2 = bmc.tanh %s2 : !h
  return %h0, %h2 : !h, !h
}

// State and input side by side, a state that starts at zero, a weight [in, out].
// CHECK-LABEL: func.func @side_by_side
// CHECK-DAG: %[[R:.*]] = bmc.slice %arg3 axis 0 offset 0 size 4
// CHECK-DAG: %[[W:.*]] = bmc.slice %arg3 axis 0 offset 4 size 2
// CHECK-DAG: %[[X:.*]] = bmc.linear %{{.*}}, %[[W]] transposed
// CHECK-DAG: %[[T:.*]] = bmc.transpose %[[R]], [1, 0]
// CHECK: bmc.recurrent rnn_relu %[[X]], %[[T]] :
func.func @side_by_side(%x0: !x, %x1: !x, %x2: !x, %w: tensor<6x4xf32>) -> !h {
  %h = bmc.constant 0.0 : !h
  %c0 = bmc.concat %h, %x0 axis 1 : !h, !x -> !c
  // expected-remark @below {{recognised: recurrent layer (rnn_relu) of 3 rounds}}
  %u0 = bmc.linear %c0, %w transposed : (!c, tensor<6x4xf32>) -> !h
  %h0 = bmc.relu %u0 : !h
  %c1 = bmc.concat %h0, %x1 axis 1 : !h, !x -> !c
  %u1 = bmc.linear %c1, %w transposed : (!c, tensor<6x4xf32>) -> !h
  %h1 = bmc.relu %u1 : !h
  %c2 = bmc.concat %h1, %x2 axis 1 : !h, !x -> !c
  %u2 = bmc.linear %c2, %w transposed : (!c, tensor<6x4xf32>) -> !h
  %h2 = bmc.relu %u2 : !h
  return %h2 : !h
}

// One round does something else.
// CHECK-LABEL: func.func @other_round
// CHECK-NOT: bmc.recurrent
func.func @other_round(%x0: !h, %x1: !h, %x2: !h, %h: !h, %w: !w) -> !h {
  // expected-remark @below {{not recognised: recurrent layer: its rounds differ in 'tanh'}}
  %u0 = bmc.linear %h, %w : (!h, !w) -> !h
  %s0 = bmc.add %x0, %u0 : !h
  %h0 = bmc.tanh %s0 : !h
  %u1 = bmc.linear %h0, %w : (!h, !w) -> !h
  %s1 = bmc.add %x1, %u1 : !h
  %h1 = bmc.tanh %s1 : !h
  %u2 = bmc.linear %h1, %w : (!h, !w) -> !h
  %s2 = bmc.add %x2, %u2 : !h
  %h2 = bmc.relu %s2 : !h
  return %h2 : !h
}

// The sum is a value that the op does not have.
// CHECK-LABEL: func.func @inside
// CHECK-NOT: bmc.recurrent
func.func @inside(%x0: !h, %x1: !h, %x2: !h, %h: !h, %w: !w) -> (!h, !h) {
  // expected-remark @below {{not recognised: recurrent layer: values inside a round are used elsewhere}}
  %u0 = bmc.linear %h, %w : (!h, !w) -> !h
  %s0 = bmc.add %x0, %u0 : !h
  %h0 = bmc.tanh %s0 : !h
  %u1 = bmc.linear %h0, %w : (!h, !w) -> !h
  %s1 = bmc.add %x1, %u1 : !h
  %h1 = bmc.tanh %s1 : !h
  %u2 = bmc.linear %h1, %w : (!h, !w) -> !h
  %s2 = bmc.add %x2, %u2 : !h
  %h2 = bmc.tanh %s2 : !h
  return %h2, %s1 : !h, !h
}

// Half of the sum is no cell.
// CHECK-LABEL: func.func @no_cell
// CHECK-NOT: bmc.recurrent
func.func @no_cell(%x0: !h, %x1: !h, %x2: !h, %h: !h, %w: !w) -> !h {
  %half = bmc.constant 0.5 : !h
  // expected-remark @below {{not recognised: recurrent layer: a round computes no RNN, LSTM or GRU}}
  %u0 = bmc.linear %h, %w : (!h, !w) -> !h
  %s0 = bmc.add %x0, %u0 : !h
  %t0 = bmc.mul %s0, %half : !h
  %h0 = bmc.tanh %t0 : !h
  %u1 = bmc.linear %h0, %w : (!h, !w) -> !h
  %s1 = bmc.add %x1, %u1 : !h
  %t1 = bmc.mul %s1, %half : !h
  %h1 = bmc.tanh %t1 : !h
  %u2 = bmc.linear %h1, %w : (!h, !w) -> !h
  %s2 = bmc.add %x2, %u2 : !h
  %t2 = bmc.mul %s2, %half : !h
  %h2 = bmc.tanh %t2 : !h
  return %h2 : !h
}

// A layer that is applied again and again has no sequence.
// CHECK-LABEL: func.func @no_input
// CHECK-NOT: bmc.recurrent
func.func @no_input(%h: !h, %w: !w) -> !h {
  // expected-remark @below {{not recognised: recurrent layer: its rounds have no input}}
  %u0 = bmc.linear %h, %w : (!h, !w) -> !h
  %h0 = bmc.tanh %u0 : !h
  %u1 = bmc.linear %h0, %w : (!h, !w) -> !h
  %h1 = bmc.tanh %u1 : !h
  %u2 = bmc.linear %h1, %w : (!h, !w) -> !h
  %h2 = bmc.tanh %u2 : !h
  return %h2 : !h
}

// Two loops share a weight: each is a layer.
// CHECK-LABEL: func.func @two_loops
// CHECK-COUNT-2: bmc.recurrent rnn_tanh
func.func @two_loops(%x: !h, %y: !h, %h: !h, %w: !w) -> (!h, !h) {
  // expected-remark @below {{recognised: recurrent layer (rnn_tanh) of 3 rounds}}
  %u0 = bmc.linear %h, %w : (!h, !w) -> !h
  %s0 = bmc.add %x, %u0 : !h
  %h0 = bmc.tanh %s0 : !h
  %u1 = bmc.linear %h0, %w : (!h, !w) -> !h
  %s1 = bmc.add %x, %u1 : !h
  %h1 = bmc.tanh %s1 : !h
  %u2 = bmc.linear %h1, %w : (!h, !w) -> !h
  %s2 = bmc.add %x, %u2 : !h
  %h2 = bmc.tanh %s2 : !h
  %z = bmc.constant 0.0 : !h
  // expected-remark @below {{recognised: recurrent layer (rnn_tanh) of 3 rounds}}
  %v0 = bmc.linear %z, %w : (!h, !w) -> !h
  %t0 = bmc.add %y, %v0 : !h
  %k0 = bmc.tanh %t0 : !h
  %v1 = bmc.linear %k0, %w : (!h, !w) -> !h
  %t1 = bmc.add %x, %v1 : !h
  %k1 = bmc.tanh %t1 : !h
  %v2 = bmc.linear %k1, %w : (!h, !w) -> !h
  %t2 = bmc.add %y, %v2 : !h
  %k2 = bmc.tanh %t2 : !h
  return %h2, %k2 : !h, !h
}
