// RUN: bmc-opt %s -split-input-file -verify-diagnostics
//
// Every labelled constraint of ops/Order.td.

func.func @argmax_c1(%x: tensor<f32>) {
  // expected-error @below {{argmax_c1: x has rank 0, expected at least 1}}
  // expected-error @below {{failed to infer returned types}}
  %y = bmc.argmax %x : tensor<f32> -> tensor<i32>
  return
}

// -----

func.func @argmax_c2(%x: tensor<2147483648xf32>) {
  // expected-error @below {{argmax_c2: the last axis of x is 2147483648, expected at most 2^31 - 1}}
  // expected-error @below {{failed to infer returned types}}
  %y = bmc.argmax %x : tensor<2147483648xf32> -> tensor<i32>
  return
}

// -----

func.func @argsort_c1(%x: tensor<f32>) {
  // expected-error @below {{argsort_c1: x has rank 0, expected at least 1}}
  // expected-error @below {{failed to infer returned types}}
  %y = bmc.argsort %x : tensor<f32> -> tensor<i32>
  return
}

// -----

func.func @argsort_c2(%x: tensor<2147483648xf32>) {
  // expected-error @below {{argsort_c2: the last axis of x is 2147483648, expected at most 2^31 - 1}}
  // expected-error @below {{failed to infer returned types}}
  %y = bmc.argsort %x : tensor<2147483648xf32> -> tensor<2147483648xi32>
  return
}

// -----

func.func @argsort_c3(%x: tensor<4x8xf32>) {
  // expected-error @below {{argsort_c3: count is 9, expected a number from 1 to 8}}
  // expected-error @below {{failed to infer returned types}}
  %y = bmc.argsort %x first 9 : tensor<4x8xf32> -> tensor<4x9xi32>
  return
}

// -----

func.func @argsort_c3_none(%x: tensor<4x8xf32>) {
  // expected-error @below {{argsort_c3: count is 0, expected a number from 1 to 8}}
  // expected-error @below {{failed to infer returned types}}
  %y = bmc.argsort %x first 0 : tensor<4x8xf32> -> tensor<4x1xi32>
  return
}

// -----

func.func @argsort_c3_runtime(%x: tensor<4x?xf32, #bmc.dims<"S">>) {
  // expected-error @below {{argsort_c3}}
  // expected-error @below {{failed to infer returned types}}
  %y = bmc.argsort %x first 1 : tensor<4x?xf32, #bmc.dims<"S">> -> tensor<4x1xi32>
  return
}
