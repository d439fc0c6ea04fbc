// RUN: bmc-opt %s -split-input-file -verify-diagnostics
//
// Every labelled constraint of ops/Optimizer.td.

func.func @global_norm_c1() {
  // expected-error @below {{global_norm_c1: there are no inputs, expected one}}
  %y = "bmc.global_norm"() : () -> tensor<f64>
  return
}

// -----

func.func @clip_coefficient_c1(%n: tensor<f64>) {
  // expected-error @below {{clip_coefficient_c1: max_norm is -1, expected at least 0}}
  %y = bmc.clip_coefficient %n max_norm -1.0 : tensor<f64> -> tensor<f64>
  return
}

// -----

#b = #bmc.dims<"B">

func.func @optimizer_c1(%p: tensor<?xf32, #b>, %g: tensor<?xf32, #b>, %m: tensor<?xf32, #b>, %s: tensor<f64>) {
  // expected-error @below {{optimizer_c1: a parameter has run-time sizes [B], expected constant sizes}}
  %r:1 = bmc.sgd (%p) gradients (%g) momenta () lr %s step %s norm %s scale %s {momentum = 0.0 : f64, dampening = 0.0 : f64, weight_decay = 0.0 : f64} : tensor<?xf32, #b>, tensor<?xf32, #b>, tensor<f64>, tensor<f64>, tensor<f64>, tensor<f64> -> (tensor<?xf32, #b>)
  return
}

// -----

func.func @optimizer_c2(%p: tensor<4x8xf32>, %g: tensor<4x7xf32>, %m: tensor<4x8xf32>, %s: tensor<f64>) {
  // expected-error @below {{optimizer_c2: gradients has type tensor<4x7xf32>, expected tensor<4x8xf32>}}
  %r:1 = bmc.sgd (%p) gradients (%g) momenta () lr %s step %s norm %s scale %s {momentum = 0.0 : f64, dampening = 0.0 : f64, weight_decay = 0.0 : f64} : tensor<4x8xf32>, tensor<4x7xf32>, tensor<f64>, tensor<f64>, tensor<f64>, tensor<f64> -> (tensor<4x8xf32>)
  return
}

// -----

func.func @optimizer_c2_result(%p: tensor<4x8xf32>, %g: tensor<4x8xf32>, %m: tensor<4x8xf32>, %s: tensor<f64>) {
  // expected-error @below {{optimizer_c2: new_parameters has type tensor<4x7xf32>, expected tensor<4x8xf32>}}
  %r:1 = bmc.sgd (%p) gradients (%g) momenta () lr %s step %s norm %s scale %s {momentum = 0.0 : f64, dampening = 0.0 : f64, weight_decay = 0.0 : f64} : tensor<4x8xf32>, tensor<4x8xf32>, tensor<f64>, tensor<f64>, tensor<f64>, tensor<f64> -> (tensor<4x7xf32>)
  return
}

// -----

func.func @sgd_c1(%p: tensor<4x8xf32>, %g: tensor<4x8xf32>, %m: tensor<4x8xf32>, %s: tensor<f64>) {
  // expected-error @below {{sgd_c1: there are 0 momenta and momentum is 0.9, expected momenta exactly if momentum is not 0}}
  %r:1 = bmc.sgd (%p) gradients (%g) momenta () lr %s step %s norm %s scale %s {momentum = 0.9 : f64, dampening = 0.0 : f64, weight_decay = 0.0 : f64} : tensor<4x8xf32>, tensor<4x8xf32>, tensor<f64>, tensor<f64>, tensor<f64>, tensor<f64> -> (tensor<4x8xf32>)
  return
}

// -----

func.func @sgd_c1_unused(%p: tensor<4x8xf32>, %g: tensor<4x8xf32>, %m: tensor<4x8xf32>, %s: tensor<f64>) {
  // expected-error @below {{sgd_c1: there are 1 momenta and momentum is 0, expected momenta exactly if momentum is not 0}}
  %r:2 = bmc.sgd (%p) gradients (%g) momenta (%m) lr %s step %s norm %s scale %s {momentum = 0.0 : f64, dampening = 0.0 : f64, weight_decay = 0.0 : f64} : tensor<4x8xf32>, tensor<4x8xf32>, tensor<4x8xf32>, tensor<f64>, tensor<f64>, tensor<f64>, tensor<f64> -> (tensor<4x8xf32>) momenta (tensor<4x8xf32>)
  return
}

// -----

func.func @optimizer_c2_adam(%p: tensor<4x8xf32>, %g: tensor<4x8xf32>, %m: tensor<4x8xf32>, %v: tensor<4x8xf64>, %s: tensor<f64>) {
  // expected-error @below {{optimizer_c2: exp_avg_sq has type tensor<4x8xf64>, expected tensor<4x8xf32>}}
  %r:3 = bmc.adam (%p) gradients (%g) exp_avg (%m) exp_avg_sq (%v) lr %s step %s norm %s scale %s {beta1 = 0.9 : f64, beta2 = 0.999 : f64, eps = 1.0e-8 : f64, weight_decay = 0.0 : f64} : tensor<4x8xf32>, tensor<4x8xf32>, tensor<4x8xf32>, tensor<4x8xf64>, tensor<f64>, tensor<f64>, tensor<f64>, tensor<f64> -> (tensor<4x8xf32>) (tensor<4x8xf32>) (tensor<4x8xf32>)
  return
}

// -----

func.func @adam_c1(%p: tensor<4x8xf32>, %g: tensor<4x8xf32>, %m: tensor<4x8xf32>, %v: tensor<4x8xf32>, %s: tensor<f64>) {
  // expected-error @below {{adam_c1: beta1 is 1, beta2 is 0.999 and eps is 1e-08, expected betas in [0, 1) and eps of at least 0}}
  %r:3 = bmc.adam (%p) gradients (%g) exp_avg (%m) exp_avg_sq (%v) lr %s step %s norm %s scale %s {beta1 = 1.0 : f64, beta2 = 0.999 : f64, eps = 1.0e-8 : f64, weight_decay = 0.0 : f64} : tensor<4x8xf32>, tensor<4x8xf32>, tensor<4x8xf32>, tensor<4x8xf32>, tensor<f64>, tensor<f64>, tensor<f64>, tensor<f64> -> (tensor<4x8xf32>) (tensor<4x8xf32>) (tensor<4x8xf32>)
  return
}

// -----

func.func @adam_c1_eps(%p: tensor<4x8xf32>, %g: tensor<4x8xf32>, %m: tensor<4x8xf32>, %v: tensor<4x8xf32>, %s: tensor<f64>) {
  // expected-error @below {{adam_c1: beta1 is 0.9, beta2 is 0.999 and eps is -1e-08, expected betas in [0, 1) and eps of at least 0}}
  %r:3 = bmc.adam (%p) gradients (%g) exp_avg (%m) exp_avg_sq (%v) lr %s step %s norm %s scale %s {beta1 = 0.9 : f64, beta2 = 0.999 : f64, eps = -1.0e-8 : f64, weight_decay = 0.0 : f64} : tensor<4x8xf32>, tensor<4x8xf32>, tensor<4x8xf32>, tensor<4x8xf32>, tensor<f64>, tensor<f64>, tensor<f64>, tensor<f64> -> (tensor<4x8xf32>) (tensor<4x8xf32>) (tensor<4x8xf32>)
  return
}
