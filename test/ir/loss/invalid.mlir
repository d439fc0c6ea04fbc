// RUN: bmc-opt %s -split-input-file -verify-diagnostics
//
// Every labelled constraint of ops/Loss.td.

func.func @cross_entropy_c1(%x: tensor<4x5xf32>, %t: tensor<3xi32>) {
  // expected-error @below {{cross_entropy_c1: leading axes of logits are [4], expected [3] as those of targets}}
  // expected-error @below {{failed to infer returned types}}
  %y = bmc.cross_entropy %x, %t : tensor<4x5xf32>, tensor<3xi32> -> tensor<f32>
  return
}

// -----

func.func @cross_entropy_c1_rank(%x: tensor<f32>, %t: tensor<i32>) {
  // expected-error @below {{cross_entropy_c1: logits has rank 0, expected at least 1}}
  // expected-error @below {{failed to infer returned types}}
  %y = bmc.cross_entropy %x, %t : tensor<f32>, tensor<i32> -> tensor<f32>
  return
}

// -----

#b = #bmc.dims<"B">

func.func @cross_entropy_c2(%x: tensor<4x?xf32, #b>, %t: tensor<4xi32>) {
  // expected-error @below {{cross_entropy_c2: extent B of logits is a run-time size, expected a constant}}
  // expected-error @below {{failed to infer returned types}}
  %y = bmc.cross_entropy %x, %t : tensor<4x?xf32, #b>, tensor<4xi32> -> tensor<f32>
  return
}

// -----

func.func @cross_entropy_backward_c1(%d: tensor<f64>, %x: tensor<4x5xf32>, %t: tensor<4xi32>) {
  // expected-error @below {{cross_entropy_backward_c1: dloss has type tensor<f64>, expected tensor<f32>}}
  // expected-error @below {{failed to infer returned types}}
  %y = bmc.cross_entropy_backward %d, %x, %t : tensor<f64>, tensor<4x5xf32>, tensor<4xi32> -> tensor<4x5xf32>
  return
}

// -----

#bs = #bmc.dims<"B", "S">

func.func @linear_cross_entropy_c1(%x: tensor<?x?x7xf32, #bs>, %w: tensor<5x8xf32>, %t: tensor<?x?xi32, #bs>) {
  // expected-error @below {{linear_cross_entropy_c1: columns of x are [7], expected [8] as those of weight}}
  // expected-error @below {{failed to infer returned types}}
  %y = bmc.linear_cross_entropy %x, %w, %t : tensor<?x?x7xf32, #bs>, tensor<5x8xf32>, tensor<?x?xi32, #bs> -> tensor<f32>
  return
}

// -----

#bs = #bmc.dims<"B", "S">
#bt = #bmc.dims<"B", "T">

func.func @linear_cross_entropy_c2(%x: tensor<?x?x8xf32, #bs>, %w: tensor<5x8xf32>, %t: tensor<?x?xi32, #bt>) {
  // expected-error @below {{linear_cross_entropy_c2: leading axes of x are [B, S], expected [B, T] as those of targets}}
  // expected-error @below {{failed to infer returned types}}
  %y = bmc.linear_cross_entropy %x, %w, %t : tensor<?x?x8xf32, #bs>, tensor<5x8xf32>, tensor<?x?xi32, #bt> -> tensor<f32>
  return
}

// -----

#bs = #bmc.dims<"B", "S">

func.func @linear_cross_entropy_c3(%x: tensor<?x?x8xf32, #bs>, %w: tensor<8xf32>, %t: tensor<?x?xi32, #bs>) {
  // expected-error @below {{linear_cross_entropy_c3: weight has rank 1, expected 2}}
  // expected-error @below {{failed to infer returned types}}
  %y = bmc.linear_cross_entropy %x, %w, %t : tensor<?x?x8xf32, #bs>, tensor<8xf32>, tensor<?x?xi32, #bs> -> tensor<f32>
  return
}

// -----

#b = #bmc.dims<"B">
#bs = #bmc.dims<"B", "S">

func.func @linear_cross_entropy_c3_run_time(%x: tensor<?x?x8xf32, #bs>, %w: tensor<?x8xf32, #b>, %t: tensor<?x?xi32, #bs>) {
  // expected-error @below {{linear_cross_entropy_c3: extent B of weight is a run-time size, expected a constant}}
  // expected-error @below {{failed to infer returned types}}
  %y = bmc.linear_cross_entropy %x, %w, %t : tensor<?x?x8xf32, #bs>, tensor<?x8xf32, #b>, tensor<?x?xi32, #bs> -> tensor<f32>
  return
}

// -----

#bs = #bmc.dims<"B", "S">

func.func @linear_cross_entropy_c4(%x: tensor<?x?x8xf32, #bs>, %w: tensor<5x8xf64>, %t: tensor<?x?xi32, #bs>) {
  // expected-error @below {{linear_cross_entropy_c4: weight has elements f64, expected f32 as in x}}
  // expected-error @below {{failed to infer returned types}}
  %y = bmc.linear_cross_entropy %x, %w, %t : tensor<?x?x8xf32, #bs>, tensor<5x8xf64>, tensor<?x?xi32, #bs> -> tensor<f32>
  return
}

// -----

#bs = #bmc.dims<"B", "S">

func.func @linear_cross_entropy_grad_c1(%d: tensor<f64>, %x: tensor<?x?x8xf32, #bs>, %w: tensor<5x8xf32>, %t: tensor<?x?xi32, #bs>) {
  // expected-error @below {{linear_cross_entropy_grad_c1: dloss has type tensor<f64>, expected tensor<f32>}}
  // expected-error @below {{failed to infer returned types}}
  %y:3 = bmc.linear_cross_entropy_grad %d, %x, %w, %t : (tensor<f64>, tensor<?x?x8xf32, #bs>, tensor<5x8xf32>, tensor<?x?xi32, #bs>) -> (tensor<f32>, tensor<?x?x8xf32, #bs>, tensor<5x8xf32>)
  return
}

// -----

#bs = #bmc.dims<"B", "S">

func.func @linear_cross_entropy_c5(%x: tensor<?x?x8xf32, #bs>, %w: tensor<5x8xf32>, %b: tensor<8xf32>, %t: tensor<?x?xi32, #bs>) {
  // expected-error @below {{linear_cross_entropy_c5: bias has type tensor<8xf32>, expected tensor<5xf32>}}
  // expected-error @below {{failed to infer returned types}}
  %y = bmc.linear_cross_entropy %x, %w, %t, %b : tensor<?x?x8xf32, #bs>, tensor<5x8xf32>, tensor<?x?xi32, #bs>, tensor<8xf32> -> tensor<f32>
  return
}
