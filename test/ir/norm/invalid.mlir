// RUN: bmc-opt %s -split-input-file -verify-diagnostics
//
// Every labelled constraint of ops/Norm.td.

func.func @last_axis_c1(%x: tensor<f32>) {
  // expected-error @below {{last_axis_c1: x has rank 0, expected at least 1}}
  %y = bmc.softmax %x : tensor<f32>
  return
}

// -----

func.func @last_axis_c1_log(%x: tensor<f32>) {
  // expected-error @below {{last_axis_c1: x has rank 0, expected at least 1}}
  %y = bmc.log_softmax %x : tensor<f32>
  return
}

// -----

func.func @layer_norm_c1(%x: tensor<4x8xf32>, %w: tensor<7xf32>) {
  // expected-error @below {{layer_norm_c1: weight has type tensor<7xf32>, expected tensor<8xf32>}}
  // expected-error @below {{failed to infer returned types}}
  %y:3 = bmc.layer_norm %x weight %w eps 1.0e-5 : (tensor<4x8xf32>, tensor<7xf32>) -> (tensor<4x8xf32>, tensor<4xf32>, tensor<4xf32>)
  return
}

// -----

func.func @layer_norm_c1_bias(%x: tensor<4x8xf32>, %w: tensor<8xf32>, %b: tensor<8xf64>) {
  // expected-error @below {{layer_norm_c1: bias has type tensor<8xf64>, expected tensor<8xf32>}}
  // expected-error @below {{failed to infer returned types}}
  %y:3 = bmc.layer_norm %x weight %w bias %b eps 1.0e-5 : (tensor<4x8xf32>, tensor<8xf32>, tensor<8xf64>) -> (tensor<4x8xf32>, tensor<4xf32>, tensor<4xf32>)
  return
}

// -----

#b = #bmc.dims<"B">

func.func @layer_norm_c2(%x: tensor<4x?xf32, #b>) {
  // expected-error @below {{layer_norm_c2: extent B of x is a run-time size, expected a constant}}
  // expected-error @below {{failed to infer returned types}}
  %y:3 = bmc.layer_norm %x eps 1.0e-5 : (tensor<4x?xf32, #b>) -> (tensor<4x?xf32, #b>, tensor<4xf32>, tensor<4xf32>)
  return
}

// -----

func.func @layer_norm_c2_rank(%x: tensor<f32>) {
  // expected-error @below {{layer_norm_c2: x has rank 0, expected at least 1}}
  // expected-error @below {{failed to infer returned types}}
  %y:3 = bmc.layer_norm %x eps 1.0e-5 : (tensor<f32>) -> (tensor<f32>, tensor<f32>, tensor<f32>)
  return
}

// -----

func.func @layer_norm_c3(%x: tensor<4x8xf32>) {
  // expected-error @below {{layer_norm_c3: eps is 0, expected a positive number}}
  // expected-error @below {{failed to infer returned types}}
  %y:3 = bmc.layer_norm %x eps 0.0 : (tensor<4x8xf32>) -> (tensor<4x8xf32>, tensor<4xf32>, tensor<4xf32>)
  return
}

// -----

func.func @layer_norm_c3_nan(%x: tensor<4x8xf32>) {
  // expected-error @below {{layer_norm_c3: eps is nan, expected a positive number}}
  // expected-error @below {{failed to infer returned types}}
  %y:3 = bmc.layer_norm %x eps 0x7FF8000000000000 : (tensor<4x8xf32>) -> (tensor<4x8xf32>, tensor<4xf32>, tensor<4xf32>)
  return
}

// -----

func.func @layer_norm_c4(%x: tensor<4x8xf32>, %b: tensor<8xf32>) {
  // expected-error @below {{layer_norm_c4: there is a bias but no weight, expected both}}
  // expected-error @below {{failed to infer returned types}}
  %y:3 = bmc.layer_norm %x bias %b eps 1.0e-5 : (tensor<4x8xf32>, tensor<8xf32>) -> (tensor<4x8xf32>, tensor<4xf32>, tensor<4xf32>)
  return
}

// -----

#b = #bmc.dims<"B">

func.func @add_layer_norm_c1(%a: tensor<?x8xf32, #b>, %b: tensor<?x8xf32, #bmc.dims<"S">>) {
  // expected-error @below {{add_layer_norm_c1: b has type tensor<?x8xf32, #bmc.dims<"S">>, expected tensor<?x8xf32, #bmc.dims<"B">>}}
  // expected-error @below {{failed to infer returned types}}
  %y:4 = bmc.add_layer_norm %a, %b eps 1.0e-5 : (tensor<?x8xf32, #b>, tensor<?x8xf32, #bmc.dims<"S">>) -> (tensor<?x8xf32, #b>, tensor<?x8xf32, #b>, tensor<?xf32, #b>, tensor<?xf32, #b>)
  return
}

// -----

func.func @layer_norm_backward_c1(%dy: tensor<4x7xf32>, %x: tensor<4x8xf32>, %m: tensor<4xf32>) {
  // expected-error @below {{layer_norm_backward_c1: dy has type tensor<4x7xf32>, expected tensor<4x8xf32>}}
  %dx = bmc.layer_norm_backward %dy, %x, %m, %m : (tensor<4x7xf32>, tensor<4x8xf32>, tensor<4xf32>, tensor<4xf32>) -> tensor<4x8xf32>
  return
}

// -----

func.func @layer_norm_backward_c1_residual(%x: tensor<4x8xf32>, %m: tensor<4xf32>, %r: tensor<4x8xf64>) {
  // expected-error @below {{layer_norm_backward_c1: residual has type tensor<4x8xf64>, expected tensor<4x8xf32>}}
  %dx = bmc.layer_norm_backward %x, %x, %m, %m residual %r : (tensor<4x8xf32>, tensor<4x8xf32>, tensor<4xf32>, tensor<4xf32>, tensor<4x8xf64>) -> tensor<4x8xf32>
  return
}

// -----

func.func @layer_norm_backward_c2(%x: tensor<4x8xf32>, %m: tensor<4xf32>, %r: tensor<5xf32>) {
  // expected-error @below {{layer_norm_backward_c2: rstd has type tensor<5xf32>, expected tensor<4xf32>}}
  %dx = bmc.layer_norm_backward %x, %x, %m, %r : (tensor<4x8xf32>, tensor<4x8xf32>, tensor<4xf32>, tensor<5xf32>) -> tensor<4x8xf32>
  return
}

// -----

func.func @layer_norm_backward_c3(%x: tensor<4x8xf32>, %m: tensor<4xf32>, %w: tensor<7xf32>) {
  // expected-error @below {{layer_norm_backward_c3: weight has type tensor<7xf32>, expected tensor<8xf32>}}
  %dx, %dw = bmc.layer_norm_backward %x, %x, %m, %m weight %w : (tensor<4x8xf32>, tensor<4x8xf32>, tensor<4xf32>, tensor<4xf32>, tensor<7xf32>) -> (tensor<4x8xf32>, tensor<8xf32>)
  return
}

// -----

func.func @layer_norm_backward_c4(%x: tensor<4x8xf32>, %m: tensor<4xf32>) {
  // expected-error @below {{layer_norm_backward_c4: has_bias is set but there is no weight}}
  %dx = bmc.layer_norm_backward %x, %x, %m, %m has_bias : (tensor<4x8xf32>, tensor<4x8xf32>, tensor<4xf32>, tensor<4xf32>) -> tensor<4x8xf32>
  return
}

// -----

func.func @layer_norm_backward_c5(%x: tensor<4x8xf32>, %m: tensor<4xf32>, %w: tensor<8xf32>) {
  // expected-error @below {{layer_norm_backward_c5: there are 0 parameter gradients, expected 1}}
  %dx = bmc.layer_norm_backward %x, %x, %m, %m weight %w : (tensor<4x8xf32>, tensor<4x8xf32>, tensor<4xf32>, tensor<4xf32>, tensor<8xf32>) -> tensor<4x8xf32>
  return
}

// -----

func.func @layer_norm_backward_c5_type(%x: tensor<4x8xf32>, %m: tensor<4xf32>, %w: tensor<8xf32>) {
  // expected-error @below {{layer_norm_backward_c5: dparams has type tensor<9xf32>, expected tensor<8xf32>}}
  %dx, %dw = bmc.layer_norm_backward %x, %x, %m, %m weight %w : (tensor<4x8xf32>, tensor<4x8xf32>, tensor<4xf32>, tensor<4xf32>, tensor<8xf32>) -> (tensor<4x8xf32>, tensor<9xf32>)
  return
}

// -----

func.func @batch_norm_c1(%x: tensor<4x3xf32>) {
  // expected-error @below {{batch_norm_c1: x has rank 2, expected at least 3}}
  // expected-error @below {{failed to infer returned types}}
  %y, %m, %v = bmc.batch_norm %x eps 1.0e-5 : (tensor<4x3xf32>) -> (tensor<4x3xf32>, tensor<3xf32>, tensor<3xf32>)
  return
}

// -----

func.func @batch_norm_c1_static(%x: tensor<4x?x3xf32, #bmc.dims<"S">>) {
  // expected-error @below {{batch_norm_c1: extent S of x is a run-time size, expected a constant}}
  // expected-error @below {{failed to infer returned types}}
  %y, %m, %v = bmc.batch_norm %x eps 1.0e-5 : (tensor<4x?x3xf32, #bmc.dims<"S">>) -> (tensor<4x?x3xf32, #bmc.dims<"S">>, tensor<3xf32>, tensor<3xf32>)
  return
}

// -----

func.func @batch_norm_c2(%x: tensor<4x3x5xf32>, %w: tensor<4xf32>) {
  // expected-error @below {{batch_norm_c2: weight has type tensor<4xf32>, expected tensor<3xf32>}}
  // expected-error @below {{failed to infer returned types}}
  %y, %m, %v = bmc.batch_norm %x weight %w eps 1.0e-5 : (tensor<4x3x5xf32>, tensor<4xf32>) -> (tensor<4x3x5xf32>, tensor<3xf32>, tensor<3xf32>)
  return
}

// -----

func.func @batch_norm_c3(%x: tensor<4x3x5xf32>) {
  // expected-error @below {{batch_norm_c3: eps is 0, expected a positive number}}
  // expected-error @below {{failed to infer returned types}}
  %y, %m, %v = bmc.batch_norm %x eps 0.0 : (tensor<4x3x5xf32>) -> (tensor<4x3x5xf32>, tensor<3xf32>, tensor<3xf32>)
  return
}

// -----

func.func @batch_norm_c4(%x: tensor<4x3x5xf32>, %w: tensor<3xf32>) {
  // expected-error @below {{batch_norm_c4: there is a bias but no weight, expected both}}
  // expected-error @below {{failed to infer returned types}}
  %y, %m, %v = bmc.batch_norm %x bias %w eps 1.0e-5 : (tensor<4x3x5xf32>, tensor<3xf32>) -> (tensor<4x3x5xf32>, tensor<3xf32>, tensor<3xf32>)
  return
}

// -----

func.func @batch_norm_backward_c1(%dy: tensor<4x3x6xf32>, %x: tensor<4x3x5xf32>, %m: tensor<3xf32>, %v: tensor<3xf32>) {
  // expected-error @below {{batch_norm_backward_c1: dy has type tensor<4x3x6xf32>, expected tensor<4x3x5xf32>}}
  // expected-error @below {{failed to infer returned types}}
  %0:3 = bmc.batch_norm_backward %dy, %x, %m, %v eps 1.0e-5 : (tensor<4x3x6xf32>, tensor<4x3x5xf32>, tensor<3xf32>, tensor<3xf32>) -> (tensor<4x3x5xf32>, tensor<3xf32>, tensor<3xf32>)
  return
}

// -----

func.func @batch_norm_backward_c2(%dy: tensor<4x3x5xf32>, %x: tensor<4x3x5xf32>, %m: tensor<2xf32>, %v: tensor<3xf32>) {
  // expected-error @below {{batch_norm_backward_c2: mean has type tensor<2xf32>, expected tensor<3xf32>}}
  // expected-error @below {{failed to infer returned types}}
  %0:3 = bmc.batch_norm_backward %dy, %x, %m, %v eps 1.0e-5 : (tensor<4x3x5xf32>, tensor<4x3x5xf32>, tensor<2xf32>, tensor<3xf32>) -> (tensor<4x3x5xf32>, tensor<3xf32>, tensor<3xf32>)
  return
}

// -----

func.func @batch_norm_backward_c3(%dy: tensor<4x3x5xf32>, %x: tensor<4x3x5xf32>, %m: tensor<3xf32>, %v: tensor<3xf32>) {
  // expected-error @below {{batch_norm_backward_c3: eps is -1, expected a positive number}}
  // expected-error @below {{failed to infer returned types}}
  %0:3 = bmc.batch_norm_backward %dy, %x, %m, %v eps -1.0 : (tensor<4x3x5xf32>, tensor<4x3x5xf32>, tensor<3xf32>, tensor<3xf32>) -> (tensor<4x3x5xf32>, tensor<3xf32>, tensor<3xf32>)
  return
}

// -----

func.func @rms_norm_c1(%x: tensor<4x8xf32>, %w: tensor<4xf32>) {
  // expected-error @below {{rms_norm_c1: weight has type tensor<4xf32>, expected tensor<8xf32>}}
  // expected-error @below {{failed to infer returned types}}
  %0:2 = bmc.rms_norm %x weight %w eps 1.0e-5 : (tensor<4x8xf32>, tensor<4xf32>) -> (tensor<4x8xf32>, tensor<4xf32>)
  return
}

// -----

func.func @rms_norm_c2(%x: tensor<f32>) {
  // expected-error @below {{rms_norm_c2: x has rank 0, expected at least 1}}
  // expected-error @below {{failed to infer returned types}}
  %0:2 = bmc.rms_norm %x eps 1.0e-5 : (tensor<f32>) -> (tensor<f32>, tensor<f32>)
  return
}

// -----

func.func @rms_norm_c3(%x: tensor<4x8xf32>) {
  // expected-error @below {{rms_norm_c3: eps is 0, expected a positive number}}
  // expected-error @below {{failed to infer returned types}}
  %0:2 = bmc.rms_norm %x eps 0.0 : (tensor<4x8xf32>) -> (tensor<4x8xf32>, tensor<4xf32>)
  return
}

// -----

func.func @add_rms_norm_c1(%x: tensor<4x8xf32>, %y: tensor<4x9xf32>) {
  // expected-error @below {{add_rms_norm_c1: b has type tensor<4x9xf32>, expected tensor<4x8xf32>}}
  // expected-error @below {{failed to infer returned types}}
  %0:3 = bmc.add_rms_norm %x, %y eps 1.0e-5 : (tensor<4x8xf32>, tensor<4x9xf32>) -> (tensor<4x8xf32>, tensor<4x8xf32>, tensor<4xf32>)
  return
}

// -----

func.func @rms_norm_backward_c1(%x: tensor<4x8xf32>, %y: tensor<4x9xf32>, %r: tensor<4xf32>) {
  // expected-error @below {{rms_norm_backward_c1: dy has type tensor<4x9xf32>, expected tensor<4x8xf32>}}
  // expected-error @below {{failed to infer returned types}}
  %0 = bmc.rms_norm_backward %y, %x, %r : (tensor<4x9xf32>, tensor<4x8xf32>, tensor<4xf32>) -> tensor<4x8xf32>
  return
}

// -----

func.func @rms_norm_backward_c2(%x: tensor<4x8xf32>, %r: tensor<8xf32>) {
  // expected-error @below {{rms_norm_backward_c2: rstd has type tensor<8xf32>, expected tensor<4xf32>}}
  // expected-error @below {{failed to infer returned types}}
  %0 = bmc.rms_norm_backward %x, %x, %r : (tensor<4x8xf32>, tensor<4x8xf32>, tensor<8xf32>) -> tensor<4x8xf32>
  return
}

// -----

func.func @rms_norm_backward_c3(%x: tensor<4x8xf32>, %r: tensor<4xf32>) {
  // expected-error @below {{rms_norm_backward_c3: weight has type tensor<4xf32>, expected tensor<8xf32>}}
  // expected-error @below {{failed to infer returned types}}
  %0:2 = bmc.rms_norm_backward %x, %x, %r weight %r : (tensor<4x8xf32>, tensor<4x8xf32>, tensor<4xf32>, tensor<4xf32>) -> (tensor<4x8xf32>, tensor<4xf32>)
  return
}
