// RUN: bmc-opt %s --bmc-differentiate --bmc-build-step --split-input-file --verify-diagnostics | FileCheck %s

// Both states of an lstm go on; a layer that the model gives a state keeps it. The weight's gradient reads the state before
// each step as ever, and none is computed for the state that was carried.
#bs = #bmc.dims<"B", "S">
#b = #bmc.dims<"B">
// CHECK: bmc.parameter @"carried:0.h" : tensor<3x2xf32> init <constant, 0.000000e+00, 0.000000e+00> {carried}
// CHECK: bmc.parameter @"carried:0.c" : tensor<3x2xf32> init <constant, 0.000000e+00, 0.000000e+00> {carried}
// CHECK-NOT: @"carried:1
// CHECK-LABEL: func.func @train(
// CHECK-SAME: %[[H:[^:]*]]: tensor<?x2xf32, #bmc.dims<"B">> {bmc.group = "carried_train", bmc.parameter = @"carried:0.h"}
// CHECK-SAME: %[[C:[^:]*]]: tensor<?x2xf32, #bmc.dims<"B">> {bmc.group = "carried_train", bmc.parameter = @"carried:0.c"}
// CHECK-SAME: %[[CARRY:[^:]*]]: tensor<f64> {bmc.name = "carry"})
// CHECK-SAME: tensor<?x2xf32, #bmc.dims<"B">> {bmc.group = "carried_train", bmc.parameter = @"carried:0.h"}
// CHECK: %[[ON:.*]] = bmc.compare gt, %[[CARRY]]
// CHECK: %[[H0:.*]] = bmc.select %{{.*}}, %[[H]]
// CHECK: %[[C0:.*]] = bmc.select %{{.*}}, %[[C]]
// CHECK: %{{.*}}, %[[HN:.*]], %[[CN:.*]], %{{.*}} = bmc.recurrent lstm %{{.*}} h0 %[[H0]] c0 %[[C0]]
// CHECK: bmc.recurrent rnn_tanh {{.*}} h0 %[[HN]]
// CHECK: return {{.*}}, %[[HN]], %[[CN]]

// CHECK-LABEL: func.func @train_accumulate(
// CHECK-SAME: bmc.group = "carried_train"
// CHECK: bmc.recurrent lstm {{.*}} h0 %{{.*}} c0

// An evaluation has a state of its own, what users call has none.
// CHECK-LABEL: func.func @eval(
// CHECK-SAME: bmc.group = "carried_eval", bmc.parameter = @"carried:0.h"
// CHECK-SAME: -> (tensor<f32> {bmc.name = "loss"}, tensor<?x2xf32, #bmc.dims<"B">> {bmc.group = "carried_eval", bmc.parameter = @"carried:0.h"}
// CHECK-LABEL: func.func @predict(
// CHECK-NOT: carried
// CHECK-LABEL: func.func @stream(
module attributes {bmc.batch = "B", bmc.train = {groups = [{optimizer = "SGD", numbers = {}}],
    clip_grad_norm = 0.0 : f64, accumulate = 2 : i64, carry_state}} {
  bmc.dim @B max 3
  bmc.dim @S max 4
  bmc.parameter @w : tensor<8x2xf32> init <normal, 0.0, 1.0>
  // expected-remark @below {{streamed: predict --stream reads step after step}}
  func.func @forward(%x: tensor<?x?x8xf32, #bs> {bmc.name = "x"}, %w: tensor<8x2xf32> {bmc.parameter = @w, bmc.group = "param"})
      -> (tensor<?x?x2xf32, #bs> {bmc.name = "output"}) {
    %y, %hn, %cn, %s = bmc.recurrent lstm %x, %w : (tensor<?x?x8xf32, #bs>, tensor<8x2xf32>) -> (tensor<?x?x2xf32, #bs>, tensor<?x2xf32, #b>, tensor<?x2xf32, #b>, tensor<?x?x12xf32, #bs>)
    return %y : tensor<?x?x2xf32, #bs>
  }
  func.func @loss(%x: tensor<?x?x8xf32, #bs> {bmc.name = "x"}, %w: tensor<8x2xf32> {bmc.parameter = @w, bmc.group = "param"})
      -> (tensor<f32> {bmc.name = "loss"}) {
    %y, %hn, %cn, %s = bmc.recurrent lstm %x, %w : (tensor<?x?x8xf32, #bs>, tensor<8x2xf32>) -> (tensor<?x?x2xf32, #bs>, tensor<?x2xf32, #b>, tensor<?x2xf32, #b>, tensor<?x?x12xf32, #bs>)
    %r = bmc.slice %w axis 0 offset 0 size 2 : tensor<8x2xf32> -> tensor<2x2xf32>
    %z, %kn, %t = bmc.recurrent rnn_tanh %y, %r h0 %hn : (tensor<?x?x2xf32, #bs>, tensor<2x2xf32>, tensor<?x2xf32, #b>) -> (tensor<?x?x2xf32, #bs>, tensor<?x2xf32, #b>, tensor<?x?x4xf32, #bs>)
    %loss = bmc.mean %z, [0, 1, 2] : tensor<?x?x2xf32, #bs> -> tensor<f32>
    return %loss : tensor<f32>
  }
}

// -----

#bs = #bmc.dims<"B", "S">
#b = #bmc.dims<"B">
module attributes {bmc.batch = "B", bmc.train = {groups = [{optimizer = "SGD", numbers = {}}],
    clip_grad_norm = 0.0 : f64, accumulate = 1 : i64, carry_state}} {
  bmc.dim @B max 3
  bmc.dim @S max 4
  bmc.parameter @w : tensor<2x2xf32> init <normal, 0.0, 1.0>
  func.func @loss(%x: tensor<?x?x2xf32, #bs> {bmc.name = "x"}, %w: tensor<2x2xf32> {bmc.parameter = @w, bmc.group = "param"})
      -> (tensor<f32> {bmc.name = "loss"}) {
    // expected-error @below {{carry_state: this layer also walks backwards, from the end of a window: it has no state to go on from}}
    %z, %kn, %t = bmc.recurrent rnn_tanh reverse %x, %w : (tensor<?x?x2xf32, #bs>, tensor<2x2xf32>) -> (tensor<?x?x2xf32, #bs>, tensor<?x2xf32, #b>, tensor<?x?x4xf32, #bs>)
    %loss = bmc.mean %z, [0, 1, 2] : tensor<?x?x2xf32, #bs> -> tensor<f32>
    return %loss : tensor<f32>
  }
}

// -----

// Rows of words are not rows of a batch.
#sb = #bmc.dims<"S", "B">
#s = #bmc.dims<"S">
module attributes {bmc.batch = "B", bmc.train = {groups = [{optimizer = "SGD", numbers = {}}],
    clip_grad_norm = 0.0 : f64, accumulate = 1 : i64, carry_state}} {
  bmc.dim @B max 3
  bmc.dim @S max 4
  bmc.parameter @w : tensor<2x2xf32> init <normal, 0.0, 1.0>
  func.func @loss(%x: tensor<?x?x2xf32, #sb> {bmc.name = "x"}, %w: tensor<2x2xf32> {bmc.parameter = @w, bmc.group = "param"})
      -> (tensor<f32> {bmc.name = "loss"}) {
    // expected-error @below {{carry_state: the rows of this layer are [S, 2], not those of a batch, so that none goes on in the next}}
    %z, %kn, %t = bmc.recurrent rnn_tanh %x, %w : (tensor<?x?x2xf32, #sb>, tensor<2x2xf32>) -> (tensor<?x?x2xf32, #sb>, tensor<?x2xf32, #s>, tensor<?x?x4xf32, #sb>)
    %loss = bmc.mean %z, [0, 1, 2] : tensor<?x?x2xf32, #sb> -> tensor<f32>
    return %loss : tensor<f32>
  }
}

// -----

module attributes {bmc.batch = "B", bmc.train = {groups = [{optimizer = "SGD", numbers = {}}],
    clip_grad_norm = 0.0 : f64, accumulate = 1 : i64, carry_state}} {
  bmc.dim @B max 3
  bmc.parameter @w : tensor<2x2xf32> init <normal, 0.0, 1.0>
  // expected-error @below {{carry_state needs a recurrent layer that is given no state, and the model has none}}
  func.func @loss(%x: tensor<?x2xf32, #bmc.dims<"B">> {bmc.name = "x"}, %w: tensor<2x2xf32> {bmc.parameter = @w, bmc.group = "param"})
      -> (tensor<f32> {bmc.name = "loss"}) {
    %z = bmc.linear %x, %w : (tensor<?x2xf32, #bmc.dims<"B">>, tensor<2x2xf32>) -> tensor<?x2xf32, #bmc.dims<"B">>
    %loss = bmc.mean %z, [0, 1] : tensor<?x2xf32, #bmc.dims<"B">> -> tensor<f32>
    return %loss : tensor<f32>
  }
}
