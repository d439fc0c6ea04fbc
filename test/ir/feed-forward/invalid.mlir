// RUN: bmc-opt %s -split-input-file -verify-diagnostics
//
// Every labelled constraint of ops/FeedForward.td.

#b = #bmc.dims<"B">

func.func @feed_forward_c1(%x: tensor<?x4xf32, #b>, %w1: tensor<8xf32>, %w2: tensor<3x8xf32>) {
  // expected-error @below {{feed_forward_c1: w1 has rank 1, expected 2}}
  // expected-error @below {{failed to infer returned types}}
  %y:2 = bmc.feed_forward %x w1 %w1 w2 %w2 gelu : (tensor<?x4xf32, #b>, tensor<8xf32>, tensor<3x8xf32>) -> (tensor<?x3xf32, #b>, tensor<?x8xf32, #b>)
  return
}

// -----

func.func @feed_forward_c1_x(%x: tensor<f32>, %w1: tensor<8x4xf32>, %w2: tensor<3x8xf32>) {
  // expected-error @below {{feed_forward_c1: x has rank 0, expected at least 1}}
  // expected-error @below {{failed to infer returned types}}
  %y:2 = bmc.feed_forward %x w1 %w1 w2 %w2 gelu : (tensor<f32>, tensor<8x4xf32>, tensor<3x8xf32>) -> (tensor<3xf32>, tensor<8xf32>)
  return
}

// -----

#b = #bmc.dims<"B">

func.func @feed_forward_c1_w2(%x: tensor<?x4xf32, #b>, %w1: tensor<8x4xf32>, %w2: tensor<8xf32>) {
  // expected-error @below {{feed_forward_c1: w2 has rank 1, expected 2}}
  // expected-error @below {{failed to infer returned types}}
  %y:2 = bmc.feed_forward %x w1 %w1 w2 %w2 gelu : (tensor<?x4xf32, #b>, tensor<8x4xf32>, tensor<8xf32>) -> (tensor<?x3xf32, #b>, tensor<?x8xf32, #b>)
  return
}

// -----

#b = #bmc.dims<"B">

func.func @feed_forward_c2(%x: tensor<?x4xf32, #b>, %w1: tensor<8x5xf32>, %w2: tensor<3x8xf32>) {
  // expected-error @below {{feed_forward_c2: columns of w1 are [5], expected [4] as those of x}}
  // expected-error @below {{failed to infer returned types}}
  %y:2 = bmc.feed_forward %x w1 %w1 w2 %w2 gelu : (tensor<?x4xf32, #b>, tensor<8x5xf32>, tensor<3x8xf32>) -> (tensor<?x3xf32, #b>, tensor<?x8xf32, #b>)
  return
}

// -----

#b = #bmc.dims<"B">

func.func @feed_forward_c2_w2(%x: tensor<?x4xf32, #b>, %w1: tensor<8x4xf32>, %w2: tensor<3x7xf32>) {
  // expected-error @below {{feed_forward_c2: columns of w2 are [7], expected [8] as rows of w1}}
  // expected-error @below {{failed to infer returned types}}
  %y:2 = bmc.feed_forward %x w1 %w1 w2 %w2 gelu : (tensor<?x4xf32, #b>, tensor<8x4xf32>, tensor<3x7xf32>) -> (tensor<?x3xf32, #b>, tensor<?x8xf32, #b>)
  return
}

// -----

#b = #bmc.dims<"B">

func.func @feed_forward_c2_b1(%x: tensor<?x4xf32, #b>, %w1: tensor<8x4xf32>, %w2: tensor<3x8xf32>, %b1: tensor<3xf32>) {
  // expected-error @below {{feed_forward_c2: b1 is [3], expected [8]}}
  // expected-error @below {{failed to infer returned types}}
  %y:2 = bmc.feed_forward %x w1 %w1 b1 %b1 w2 %w2 gelu : (tensor<?x4xf32, #b>, tensor<8x4xf32>, tensor<3xf32>, tensor<3x8xf32>) -> (tensor<?x3xf32, #b>, tensor<?x8xf32, #b>)
  return
}

// -----

#b = #bmc.dims<"B">

func.func @feed_forward_c2_b2(%x: tensor<?x4xf32, #b>, %w1: tensor<8x4xf32>, %w2: tensor<3x8xf32>, %b2: tensor<8xf32>) {
  // expected-error @below {{feed_forward_c2: b2 is [8], expected [3]}}
  // expected-error @below {{failed to infer returned types}}
  %y:2 = bmc.feed_forward %x w1 %w1 w2 %w2 b2 %b2 gelu : (tensor<?x4xf32, #b>, tensor<8x4xf32>, tensor<3x8xf32>, tensor<8xf32>) -> (tensor<?x3xf32, #b>, tensor<?x8xf32, #b>)
  return
}

// -----

#b = #bmc.dims<"B">

func.func @feed_forward_c3(%x: tensor<?x4xf32, #b>, %w1: tensor<8x4xf32>, %w2: tensor<3x8xf64>) {
  // expected-error @below {{feed_forward_c3: w2 has elements f64, expected f32 as in x}}
  // expected-error @below {{failed to infer returned types}}
  %y:2 = bmc.feed_forward %x w1 %w1 w2 %w2 gelu : (tensor<?x4xf32, #b>, tensor<8x4xf32>, tensor<3x8xf64>) -> (tensor<?x3xf32, #b>, tensor<?x8xf32, #b>)
  return
}

// -----

#b = #bmc.dims<"B">

func.func @feed_forward_c3_b1(%x: tensor<?x4xf32, #b>, %w1: tensor<8x4xf32>, %w2: tensor<3x8xf32>, %b1: tensor<8xf64>) {
  // expected-error @below {{feed_forward_c3: b1 has elements f64, expected f32 as in x}}
  // expected-error @below {{failed to infer returned types}}
  %y:2 = bmc.feed_forward %x w1 %w1 b1 %b1 w2 %w2 gelu : (tensor<?x4xf32, #b>, tensor<8x4xf32>, tensor<8xf64>, tensor<3x8xf32>) -> (tensor<?x3xf32, #b>, tensor<?x8xf32, #b>)
  return
}

// -----

#b = #bmc.dims<"B">

func.func @feed_forward_backward_c1(%dy: tensor<?x3xf32, #b>, %x: tensor<?x4xf32, #b>, %u: tensor<?x8xf32, #b>, %w1: tensor<4xf32>, %w2: tensor<3x8xf32>) {
  // expected-error @below {{feed_forward_backward_c1: w1 has rank 1, expected 2}}
  %g:3 = bmc.feed_forward_backward %dy, %x, %u, %w1, %w2 gelu : (tensor<?x3xf32, #b>, tensor<?x4xf32, #b>, tensor<?x8xf32, #b>, tensor<4xf32>, tensor<3x8xf32>) -> (tensor<?x4xf32, #b>, tensor<8x4xf32>, tensor<3x8xf32>)
  return
}

// -----

#b = #bmc.dims<"B">

func.func @feed_forward_backward_c2(%dy: tensor<?x4xf32, #b>, %x: tensor<?x4xf32, #b>, %u: tensor<?x8xf32, #b>, %w1: tensor<8x4xf32>, %w2: tensor<3x8xf32>) {
  // expected-error @below {{feed_forward_backward_c2: dy has type tensor<?x4xf32, #bmc.dims<"B">>, expected tensor<?x3xf32, #bmc.dims<"B">>}}
  %g:3 = bmc.feed_forward_backward %dy, %x, %u, %w1, %w2 gelu : (tensor<?x4xf32, #b>, tensor<?x4xf32, #b>, tensor<?x8xf32, #b>, tensor<8x4xf32>, tensor<3x8xf32>) -> (tensor<?x4xf32, #b>, tensor<8x4xf32>, tensor<3x8xf32>)
  return
}

// -----

#b = #bmc.dims<"B">

func.func @feed_forward_backward_c2_u(%dy: tensor<?x3xf32, #b>, %x: tensor<?x4xf32, #b>, %u: tensor<?x7xf32, #b>, %w1: tensor<8x4xf32>, %w2: tensor<3x8xf32>) {
  // expected-error @below {{feed_forward_backward_c2: u has type tensor<?x7xf32, #bmc.dims<"B">>, expected tensor<?x8xf32, #bmc.dims<"B">>}}
  %g:3 = bmc.feed_forward_backward %dy, %x, %u, %w1, %w2 gelu : (tensor<?x3xf32, #b>, tensor<?x4xf32, #b>, tensor<?x7xf32, #b>, tensor<8x4xf32>, tensor<3x8xf32>) -> (tensor<?x4xf32, #b>, tensor<8x4xf32>, tensor<3x8xf32>)
  return
}

// -----

#b = #bmc.dims<"B">

func.func @feed_forward_backward_c2_w2(%dy: tensor<?x3xf32, #b>, %x: tensor<?x4xf32, #b>, %u: tensor<?x8xf32, #b>, %w1: tensor<8x4xf32>, %w2: tensor<3x7xf32>) {
  // expected-error @below {{feed_forward_backward_c2: columns of w2 are [7], expected [8] as rows of w1}}
  %g:3 = bmc.feed_forward_backward %dy, %x, %u, %w1, %w2 gelu : (tensor<?x3xf32, #b>, tensor<?x4xf32, #b>, tensor<?x8xf32, #b>, tensor<8x4xf32>, tensor<3x7xf32>) -> (tensor<?x4xf32, #b>, tensor<8x4xf32>, tensor<3x8xf32>)
  return
}

// -----

#b = #bmc.dims<"B">

func.func @feed_forward_backward_c3(%dy: tensor<?x3xf32, #b>, %x: tensor<?x4xf32, #b>, %u: tensor<?x8xf32, #b>, %w1: tensor<8x4xf64>, %w2: tensor<3x8xf32>) {
  // expected-error @below {{feed_forward_backward_c3: w1 has elements f64, expected f32 as in x}}
  %g:3 = bmc.feed_forward_backward %dy, %x, %u, %w1, %w2 gelu : (tensor<?x3xf32, #b>, tensor<?x4xf32, #b>, tensor<?x8xf32, #b>, tensor<8x4xf64>, tensor<3x8xf32>) -> (tensor<?x4xf32, #b>, tensor<8x4xf32>, tensor<3x8xf32>)
  return
}

// -----

#b = #bmc.dims<"B">

func.func @feed_forward_backward_c4(%dy: tensor<?x3xf32, #b>, %x: tensor<?x4xf32, #b>, %u: tensor<?x8xf32, #b>, %w1: tensor<8x4xf32>, %w2: tensor<3x8xf32>) {
  // expected-error @below {{feed_forward_backward_c4: there are 3 results, expected 4}}
  %g:3 = bmc.feed_forward_backward %dy, %x, %u, %w1, %w2 gelu b1 : (tensor<?x3xf32, #b>, tensor<?x4xf32, #b>, tensor<?x8xf32, #b>, tensor<8x4xf32>, tensor<3x8xf32>) -> (tensor<?x4xf32, #b>, tensor<8x4xf32>, tensor<3x8xf32>)
  return
}

// -----

#b = #bmc.dims<"B">

func.func @feed_forward_backward_c4_order(%dy: tensor<?x3xf32, #b>, %x: tensor<?x4xf32, #b>, %u: tensor<?x8xf32, #b>, %w1: tensor<8x4xf32>, %w2: tensor<3x8xf32>) {
  // expected-error @below {{feed_forward_backward_c4: db1 has type tensor<3x8xf32>, expected tensor<8xf32>}}
  %g:5 = bmc.feed_forward_backward %dy, %x, %u, %w1, %w2 gelu b1 b2 : (tensor<?x3xf32, #b>, tensor<?x4xf32, #b>, tensor<?x8xf32, #b>, tensor<8x4xf32>, tensor<3x8xf32>) -> (tensor<?x4xf32, #b>, tensor<8x4xf32>, tensor<3x8xf32>, tensor<8xf32>, tensor<3xf32>)
  return
}

// -----

func.func @feed_forward_c2_transposed(%x: tensor<4x8xf32>, %w1: tensor<6x8xf32>, %w2: tensor<8x6xf32>) {
  // expected-error @below {{feed_forward_c2: rows of w1 are [6], expected [8] as columns of x}}
  // expected-error @below {{failed to infer returned types}}
  %0:2 = bmc.feed_forward %x w1 %w1 w2 %w2 relu transposed : (tensor<4x8xf32>, tensor<6x8xf32>, tensor<8x6xf32>) -> (tensor<4x8xf32>, tensor<4x6xf32>)
  return
}

// -----

func.func @gated_feed_forward_c1(%x: tensor<4x8xf32>, %w1: tensor<6xf32>, %w2: tensor<8x6xf32>) {
  // expected-error @below {{gated_feed_forward_c1: w1 has rank 1, expected 2}}
  // expected-error @below {{failed to infer returned types}}
  %0:2 = bmc.gated_feed_forward %x w1 %w1 w2 %w2 relu : (tensor<4x8xf32>, tensor<6xf32>, tensor<8x6xf32>) -> (tensor<4x8xf32>, tensor<4x6xf32>)
  return
}

// -----

func.func @gated_feed_forward_c2(%x: tensor<4x8xf32>, %w1: tensor<6x8xf32>, %w2: tensor<8x6xf32>) {
  // expected-error @below {{gated_feed_forward_c2: columns of w2 are [6], expected [3] as numbers of the hidden layer}}
  // expected-error @below {{failed to infer returned types}}
  %0:2 = bmc.gated_feed_forward %x w1 %w1 w2 %w2 relu : (tensor<4x8xf32>, tensor<6x8xf32>, tensor<8x6xf32>) -> (tensor<4x8xf32>, tensor<4x6xf32>)
  return
}

// -----

func.func @gated_feed_forward_c2_odd(%x: tensor<4x8xf32>, %w1: tensor<5x8xf32>, %w2: tensor<8x6xf32>) {
  // expected-error @below {{gated_feed_forward_c2: rows of w1 are 5, expected an even number}}
  // expected-error @below {{failed to infer returned types}}
  %0:2 = bmc.gated_feed_forward %x w1 %w1 w2 %w2 relu : (tensor<4x8xf32>, tensor<5x8xf32>, tensor<8x6xf32>) -> (tensor<4x8xf32>, tensor<4x5xf32>)
  return
}

// -----

func.func @gated_feed_forward_c3(%x: tensor<4x8xf32>, %w1: tensor<6x8xf32>, %b: tensor<6xf64>, %w2: tensor<8x6xf32>) {
  // expected-error @below {{gated_feed_forward_c3: b1 has elements f64, expected f32 as in x}}
  // expected-error @below {{failed to infer returned types}}
  %0:3 = bmc.gated_feed_forward %x w1 %w1 b1 %b v1 %w1 w2 %w2 relu : (tensor<4x8xf32>, tensor<6x8xf32>, tensor<6xf64>, tensor<6x8xf32>, tensor<8x6xf32>) -> (tensor<4x8xf32>, tensor<4x6xf32>, tensor<4x6xf32>)
  return
}

// -----

func.func @gated_feed_forward_c4(%x: tensor<4x8xf32>, %w1: tensor<12x8xf32>, %b: tensor<6xf32>, %w2: tensor<8x6xf32>) {
  // expected-error @below {{gated_feed_forward_c4: there is a c1 but no v1, expected both}}
  // expected-error @below {{failed to infer returned types}}
  %0:2 = bmc.gated_feed_forward %x w1 %w1 c1 %b w2 %w2 relu : (tensor<4x8xf32>, tensor<12x8xf32>, tensor<6xf32>, tensor<8x6xf32>) -> (tensor<4x8xf32>, tensor<4x12xf32>)
  return
}

// -----

func.func @gated_feed_forward_c4_last(%x: tensor<4x8xf32>, %w1: tensor<6x8xf32>, %w2: tensor<8x6xf32>) {
  // expected-error @below {{gated_feed_forward_c4: gate_last is set, expected no v1}}
  // expected-error @below {{failed to infer returned types}}
  %0:3 = bmc.gated_feed_forward %x w1 %w1 v1 %w1 w2 %w2 relu gate_last : (tensor<4x8xf32>, tensor<6x8xf32>, tensor<6x8xf32>, tensor<8x6xf32>) -> (tensor<4x8xf32>, tensor<4x6xf32>, tensor<4x6xf32>)
  return
}

// -----

func.func @gated_feed_forward_backward_c1(%x: tensor<4x8xf32>, %u: tensor<4x6xf32>, %w1: tensor<6x8xf32>, %w2: tensor<6xf32>) {
  // expected-error @below {{gated_feed_forward_backward_c1: w2 has rank 1, expected 2}}
  // expected-error @below {{failed to infer returned types}}
  %0:3 = bmc.gated_feed_forward_backward %x, %x, %u w1 %w1 w2 %w2 relu : (tensor<4x8xf32>, tensor<4x8xf32>, tensor<4x6xf32>, tensor<6x8xf32>, tensor<6xf32>) -> (tensor<4x8xf32>, tensor<6x8xf32>, tensor<6xf32>)
  return
}

// -----

func.func @gated_feed_forward_backward_c2(%x: tensor<4x8xf32>, %u: tensor<4x6xf32>, %w1: tensor<6x8xf32>, %w2: tensor<8x6xf32>) {
  // expected-error @below {{gated_feed_forward_backward_c2: v has type tensor<4x8xf32>, expected tensor<4x6xf32>}}
  // expected-error @below {{failed to infer returned types}}
  %0:4 = bmc.gated_feed_forward_backward %x, %x, %u v %x w1 %w1 v1 %w1 w2 %w2 relu : (tensor<4x8xf32>, tensor<4x8xf32>, tensor<4x6xf32>, tensor<4x8xf32>, tensor<6x8xf32>, tensor<6x8xf32>, tensor<8x6xf32>) -> (tensor<4x8xf32>, tensor<6x8xf32>, tensor<6x8xf32>, tensor<8x6xf32>)
  return
}

// -----

func.func @gated_feed_forward_backward_c3(%x: tensor<4x8xf32>, %u: tensor<4x6xf32>, %w1: tensor<6x8xf32>, %w2: tensor<8x6xf64>) {
  // expected-error @below {{gated_feed_forward_backward_c3: w2 has elements f64, expected f32 as in x}}
  // expected-error @below {{failed to infer returned types}}
  %0:4 = bmc.gated_feed_forward_backward %x, %x, %u v %u w1 %w1 v1 %w1 w2 %w2 relu : (tensor<4x8xf32>, tensor<4x8xf32>, tensor<4x6xf32>, tensor<4x6xf32>, tensor<6x8xf32>, tensor<6x8xf32>, tensor<8x6xf64>) -> (tensor<4x8xf32>, tensor<6x8xf32>, tensor<6x8xf32>, tensor<8x6xf64>)
  return
}

// -----

func.func @gated_feed_forward_backward_c4(%x: tensor<4x8xf32>, %u: tensor<4x6xf32>, %w1: tensor<6x8xf32>, %w2: tensor<8x6xf32>) {
  // expected-error @below {{gated_feed_forward_backward_c4: v, v1, c1 and gate_last do not fit together}}
  // expected-error @below {{failed to infer returned types}}
  %0:4 = bmc.gated_feed_forward_backward %x, %x, %u w1 %w1 v1 %w1 w2 %w2 relu : (tensor<4x8xf32>, tensor<4x8xf32>, tensor<4x6xf32>, tensor<6x8xf32>, tensor<6x8xf32>, tensor<8x6xf32>) -> (tensor<4x8xf32>, tensor<6x8xf32>, tensor<6x8xf32>, tensor<8x6xf32>)
  return
}
