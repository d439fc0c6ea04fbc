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

func.func @update_c1(%p: tensor<?xf32, #b>, %g: tensor<?xf32, #b>, %m: tensor<?xf32, #b>, %s: tensor<f64>) {
  // expected-error @below {{update_c1: a parameter has run-time sizes [B], expected constant sizes}}
  %r:1 = bmc.update "SGD" {momentum = 0.0 : f64, dampening = 0.0 : f64, weight_decay = 0.0 : f64} parameters (%p) gradients (%g) states () lr %s step %s norm %s scale %s : tensor<?xf32, #b>, tensor<?xf32, #b>, tensor<f64>, tensor<f64>, tensor<f64>, tensor<f64> -> (tensor<?xf32, #b>)
  return
}

// -----

func.func @update_c2(%p: tensor<4x8xf32>, %g: tensor<4x7xf32>, %m: tensor<4x8xf32>, %s: tensor<f64>) {
  // expected-error @below {{update_c2: gradients has type tensor<4x7xf32>, expected tensor<4x8xf32>}}
  %r:1 = bmc.update "SGD" {momentum = 0.0 : f64, dampening = 0.0 : f64, weight_decay = 0.0 : f64} parameters (%p) gradients (%g) states () lr %s step %s norm %s scale %s : tensor<4x8xf32>, tensor<4x7xf32>, tensor<f64>, tensor<f64>, tensor<f64>, tensor<f64> -> (tensor<4x8xf32>)
  return
}

// -----

func.func @update_c2_result(%p: tensor<4x8xf32>, %g: tensor<4x8xf32>, %m: tensor<4x8xf32>, %s: tensor<f64>) {
  // expected-error @below {{update_c2: new_parameters has type tensor<4x7xf32>, expected tensor<4x8xf32>}}
  %r:1 = bmc.update "SGD" {momentum = 0.0 : f64, dampening = 0.0 : f64, weight_decay = 0.0 : f64} parameters (%p) gradients (%g) states () lr %s step %s norm %s scale %s : tensor<4x8xf32>, tensor<4x8xf32>, tensor<f64>, tensor<f64>, tensor<f64>, tensor<f64> -> (tensor<4x7xf32>)
  return
}

// -----

func.func @update_c2_adam(%p: tensor<4x8xf32>, %g: tensor<4x8xf32>, %m: tensor<4x8xf32>, %v: tensor<4x8xf64>, %s: tensor<f64>) {
  // expected-error @below {{update_c2: exp_avg_sq has type tensor<4x8xf64>, expected tensor<4x8xf32>}}
  %r:3 = bmc.update "Adam" {beta1 = 0.9 : f64, beta2 = 0.999 : f64, eps = 1.0e-8 : f64, weight_decay = 0.0 : f64} parameters (%p) gradients (%g) states (%m, %v) lr %s step %s norm %s scale %s : tensor<4x8xf32>, tensor<4x8xf32>, tensor<4x8xf32>, tensor<4x8xf64>, tensor<f64>, tensor<f64>, tensor<f64>, tensor<f64> -> (tensor<4x8xf32>) states (tensor<4x8xf32>, tensor<4x8xf32>)
  return
}

// -----

func.func @update_c3(%p: tensor<4x8xf32>, %s: tensor<f64>) {
  // expected-error @below {{update_c3: there is no optimizer 'Sgd'}}
  %r:1 = bmc.update "Sgd" {} parameters (%p) gradients (%p) states () lr %s step %s norm %s scale %s : tensor<4x8xf32>, tensor<4x8xf32>, tensor<f64>, tensor<f64>, tensor<f64>, tensor<f64> -> (tensor<4x8xf32>)
  return
}

// -----

func.func @update_c3_number(%p: tensor<4x8xf32>, %s: tensor<f64>) {
  // expected-error @below {{update_c3: SGD has no number 'beta1'}}
  %r:1 = bmc.update "SGD" {beta1 = 0.5 : f64} parameters (%p) gradients (%p) states () lr %s step %s norm %s scale %s : tensor<4x8xf32>, tensor<4x8xf32>, tensor<f64>, tensor<f64>, tensor<f64>, tensor<f64> -> (tensor<4x8xf32>)
  return
}

// -----

func.func @update_c3_range(%p: tensor<4x8xf32>, %s: tensor<f64>) {
  // expected-error @below {{update_c3: beta1 is 1, expected 0 to below 1}}
  %r:3 = bmc.update "Adam" {beta1 = 1.0 : f64} parameters (%p) gradients (%p) states (%p, %p) lr %s step %s norm %s scale %s : tensor<4x8xf32>, tensor<4x8xf32>, tensor<4x8xf32>, tensor<4x8xf32>, tensor<f64>, tensor<f64>, tensor<f64>, tensor<f64> -> (tensor<4x8xf32>) states (tensor<4x8xf32>, tensor<4x8xf32>)
  return
}

// -----

func.func @update_c3_negative(%p: tensor<4x8xf32>, %s: tensor<f64>) {
  // expected-error @below {{update_c3: eps is -1e-08, expected 0 to 1e+30}}
  %r:3 = bmc.update "Adam" {eps = -1.0e-8 : f64} parameters (%p) gradients (%p) states (%p, %p) lr %s step %s norm %s scale %s : tensor<4x8xf32>, tensor<4x8xf32>, tensor<4x8xf32>, tensor<4x8xf32>, tensor<f64>, tensor<f64>, tensor<f64>, tensor<f64> -> (tensor<4x8xf32>) states (tensor<4x8xf32>, tensor<4x8xf32>)
  return
}

// -----

func.func @update_c4(%p: tensor<4x8xf32>, %s: tensor<f64>) {
  // expected-error @below {{update_c4: there are 0 states, expected 1 per parameter: momentum_buffer}}
  %r:1 = bmc.update "SGD" {momentum = 0.9 : f64} parameters (%p) gradients (%p) states () lr %s step %s norm %s scale %s : tensor<4x8xf32>, tensor<4x8xf32>, tensor<f64>, tensor<f64>, tensor<f64>, tensor<f64> -> (tensor<4x8xf32>)
  return
}

// -----

func.func @update_c4_unused(%p: tensor<4x8xf32>, %s: tensor<f64>) {
  // expected-error @below {{update_c4: there are 1 states, expected 0 per parameter: none}}
  %r:2 = bmc.update "SGD" {} parameters (%p) gradients (%p) states (%p) lr %s step %s norm %s scale %s : tensor<4x8xf32>, tensor<4x8xf32>, tensor<4x8xf32>, tensor<f64>, tensor<f64>, tensor<f64>, tensor<f64> -> (tensor<4x8xf32>) states (tensor<4x8xf32>)
  return
}

// -----

func.func @update_c4_new(%p: tensor<4x8xf32>, %s: tensor<f64>) {
  // expected-error @below {{update_c4: there are 1 states, expected 2 per parameter: exp_avg, exp_avg_sq}}
  %r:2 = bmc.update "Adam" {} parameters (%p) gradients (%p) states (%p, %p) lr %s step %s norm %s scale %s : tensor<4x8xf32>, tensor<4x8xf32>, tensor<4x8xf32>, tensor<4x8xf32>, tensor<f64>, tensor<f64>, tensor<f64>, tensor<f64> -> (tensor<4x8xf32>) states (tensor<4x8xf32>)
  return
}

// -----

func.func @update_c5(%p: tensor<4x8xf32>, %s: tensor<f64>) {
  // expected-error @below {{update_c5: mu_product is missing}}
  %r:3 = bmc.update "NAdam" {} parameters (%p) gradients (%p) states (%p, %p) lr %s step %s norm %s scale %s : tensor<4x8xf32>, tensor<4x8xf32>, tensor<4x8xf32>, tensor<4x8xf32>, tensor<f64>, tensor<f64>, tensor<f64>, tensor<f64> -> (tensor<4x8xf32>) states (tensor<4x8xf32>, tensor<4x8xf32>)
  return
}

// -----

func.func @update_c5_unread(%p: tensor<4x8xf32>, %s: tensor<f64>) {
  // expected-error @below {{update_c5: mu_product is not read by SGD}}
  %r:1 = bmc.update "SGD" {} parameters (%p) gradients (%p) states () lr %s step %s norm %s scale %s mu_product %s : tensor<4x8xf32>, tensor<4x8xf32>, tensor<f64>, tensor<f64>, tensor<f64>, tensor<f64>, tensor<f64> -> (tensor<4x8xf32>)
  return
}

// -----

func.func @update_c6(%p: tensor<4x8xf32>, %t: tensor<4xi32>, %s: tensor<f64>) {
  // expected-error @below {{update_c6: there are 2 parameters beside touched, expected 1}}
  %r:2 = bmc.update "SGD" {} parameters (%p, %p) gradients (%p, %p) states () lr %s step %s norm %s scale %s touched %t : tensor<4x8xf32>, tensor<4x8xf32>, tensor<4x8xf32>, tensor<4x8xf32>, tensor<f64>, tensor<f64>, tensor<f64>, tensor<f64>, tensor<4xi32> -> (tensor<4x8xf32>, tensor<4x8xf32>)
  return
}

// -----

func.func @update_c6_rank(%p: tensor<4xf32>, %t: tensor<4xi32>, %s: tensor<f64>) {
  // expected-error @below {{update_c6: the parameter has rank 1, expected 2}}
  %r:1 = bmc.update "SGD" {} parameters (%p) gradients (%p) states () lr %s step %s norm %s scale %s touched %t : tensor<4xf32>, tensor<4xf32>, tensor<f64>, tensor<f64>, tensor<f64>, tensor<f64>, tensor<4xi32> -> (tensor<4xf32>)
  return
}

// -----

func.func @update_c6_rows(%p: tensor<4x8xf32>, %t: tensor<8xi32>, %s: tensor<f64>) {
  // expected-error @below {{update_c6: extents of touched are [8], expected [4] as rows of the parameter}}
  %r:1 = bmc.update "SGD" {} parameters (%p) gradients (%p) states () lr %s step %s norm %s scale %s touched %t : tensor<4x8xf32>, tensor<4x8xf32>, tensor<f64>, tensor<f64>, tensor<f64>, tensor<f64>, tensor<8xi32> -> (tensor<4x8xf32>)
  return
}

// -----

func.func @rows_norm_c1(%x: tensor<4xf32>, %t: tensor<4xi32>) {
  // expected-error @below {{rows_norm_c1: x has rank 1, expected 2}}
  %r = bmc.rows_norm %x touched %t : tensor<4xf32>, tensor<4xi32> -> tensor<f64>
  return
}

// -----

func.func @rows_norm_c2(%x: tensor<4x8xf32>, %t: tensor<8xi32>) {
  // expected-error @below {{rows_norm_c2: extents of touched are [8], expected [4] as rows of x}}
  %r = bmc.rows_norm %x touched %t : tensor<4x8xf32>, tensor<8xi32> -> tensor<f64>
  return
}
