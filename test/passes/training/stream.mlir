// RUN: bmc-opt %s --bmc-build-step --split-input-file --verify-diagnostics | FileCheck %s

// The axis of steps has extent 1, also that of constants; the newest step is chosen by a reshape, and the last state is that
// of the only step.
#b = #bmc.dims<"B">
// CHECK-LABEL: func.func @stream(
// CHECK-SAME: %[[X:[^:]*]]: tensor<?x1x4xf32, #bmc.dims<"B">> {bmc.name = "x"}
// CHECK-SAME: %[[H:[^:]*]]: tensor<?x4xf32, #bmc.dims<"B">> {bmc.group = "carried", bmc.parameter = @"carried:0.h"}
// CHECK-SAME: tensor<f64> {bmc.name = "carry"}) -> (tensor<?x4xf32, #bmc.dims<"B">> {bmc.name = "output"}
// CHECK: %[[TWO:.*]] = bmc.constant 2.000000e+00 : tensor<?x1x4xf32, #bmc.dims<"B">>
// CHECK: %[[XX:.*]] = bmc.mul %[[X]], %[[TWO]]
// CHECK: %[[H0:.*]] = bmc.select %{{.*}}, %[[H]]
// CHECK: %{{.*}}, %[[HN:.*]], %{{.*}} = bmc.recurrent rnn_tanh %[[XX]], %{{.*}} h0 %[[H0]]
// CHECK: %[[LAST:.*]] = bmc.reshape %[[X]] : tensor<?x1x4xf32, #bmc.dims<"B">> -> tensor<?x1x4xf32, #bmc.dims<"B">>
// CHECK: return %{{.*}}, %[[HN]]
module attributes {bmc.batch = "B"} {
  bmc.dim @B max 3
  bmc.parameter @w : tensor<4x4xf32> init <normal, 0.0, 1.0>
  // expected-remark @below {{streamed: predict --stream reads step after step}}
  func.func @forward(%x: tensor<?x5x4xf32, #b> {bmc.name = "x"}, %w: tensor<4x4xf32> {bmc.parameter = @w, bmc.group = "param"})
      -> (tensor<?x4xf32, #b> {bmc.name = "output"}) {
    %two = bmc.constant 2.0 : tensor<?x5x4xf32, #b>
    %xx = bmc.mul %x, %two : tensor<?x5x4xf32, #b>
    %y, %hn, %s = bmc.recurrent rnn_tanh %xx, %w : (tensor<?x5x4xf32, #b>, tensor<4x4xf32>) -> (tensor<?x5x4xf32, #b>, tensor<?x4xf32, #b>, tensor<?x5x8xf32, #b>)
    %l = bmc.slice %x axis 1 offset 4 size 1 : tensor<?x5x4xf32, #b> -> tensor<?x1x4xf32, #b>
    %r = bmc.reshape %l : tensor<?x1x4xf32, #b> -> tensor<?x4xf32, #b>
    %o = bmc.add %r, %hn : tensor<?x4xf32, #b>
    return %o : tensor<?x4xf32, #b>
  }
}

// -----

// A step that is not the newest.
// CHECK-LABEL: func.func @predict(
// CHECK-NOT: func.func @stream
#b = #bmc.dims<"B">
module attributes {bmc.batch = "B"} {
  bmc.dim @B max 3
  bmc.parameter @w : tensor<4x4xf32> init <normal, 0.0, 1.0>
  func.func @forward(%x: tensor<?x5x4xf32, #b> {bmc.name = "x"}, %w: tensor<4x4xf32> {bmc.parameter = @w, bmc.group = "param"})
      -> (tensor<?x1x4xf32, #b> {bmc.name = "output"}) {
    %y, %hn, %s = bmc.recurrent rnn_tanh %x, %w : (tensor<?x5x4xf32, #b>, tensor<4x4xf32>) -> (tensor<?x5x4xf32, #b>, tensor<?x4xf32, #b>, tensor<?x5x8xf32, #b>)
    // expected-remark @below {{not streamed: 'slice' looks at other steps}}
    %l = bmc.slice %y axis 1 offset 3 size 1 : tensor<?x5x4xf32, #b> -> tensor<?x1x4xf32, #b>
    return %l : tensor<?x1x4xf32, #b>
  }
}

// -----

#b = #bmc.dims<"B">
module attributes {bmc.batch = "B"} {
  bmc.dim @B max 3
  bmc.parameter @w : tensor<4x4xf32> init <normal, 0.0, 1.0>
  func.func @forward(%x: tensor<?x5x4xf32, #b> {bmc.name = "x"}, %w: tensor<4x4xf32> {bmc.parameter = @w, bmc.group = "param"})
      -> (tensor<?x4xf32, #b> {bmc.name = "output"}) {
    // expected-remark @below {{not streamed: it walks backwards}}
    %y, %hn, %s = bmc.recurrent rnn_tanh reverse %x, %w : (tensor<?x5x4xf32, #b>, tensor<4x4xf32>) -> (tensor<?x5x4xf32, #b>, tensor<?x4xf32, #b>, tensor<?x5x8xf32, #b>)
    return %hn : tensor<?x4xf32, #b>
  }
}

// -----

// What has no steps cannot be read with each of them.
#b = #bmc.dims<"B">
module attributes {bmc.batch = "B"} {
  bmc.dim @B max 3
  bmc.parameter @w : tensor<4x4xf32> init <normal, 0.0, 1.0>
  // expected-remark @below {{not streamed: an input has no steps}}
  func.func @forward(%x: tensor<?x5x4xf32, #b> {bmc.name = "x"}, %z: tensor<?xf32, #b> {bmc.name = "z"}, %w: tensor<4x4xf32> {bmc.parameter = @w, bmc.group = "param"})
      -> (tensor<?x4xf32, #b> {bmc.name = "output"}) {
    %y, %hn, %s = bmc.recurrent rnn_tanh %x, %w : (tensor<?x5x4xf32, #b>, tensor<4x4xf32>) -> (tensor<?x5x4xf32, #b>, tensor<?x4xf32, #b>, tensor<?x5x8xf32, #b>)
    %e = bmc.broadcast %z, [0] : tensor<?xf32, #b> -> tensor<?x4xf32, #b>
    %o = bmc.add %hn, %e : tensor<?x4xf32, #b>
    return %o : tensor<?x4xf32, #b>
  }
}
