// RUN: bmc-opt %s -split-input-file -verify-diagnostics
//
// Every labelled constraint of ops/Reduce.td.

func.func @reduce_c1(%x: tensor<4x8xf32>) {
  // expected-error @below {{reduce_c1: axis 0 is out of order or out of range, expected strictly increasing axes of [4, 8]}}
  // expected-error @below {{failed to infer returned types}}
  %y = bmc.sum %x, [1, 0] : tensor<4x8xf32> -> tensor<f32>
  return
}

// -----

func.func @reduce_c1_twice(%x: tensor<4x8xf32>) {
  // expected-error @below {{reduce_c1: axis 1 is out of order or out of range, expected strictly increasing axes of [4, 8]}}
  // expected-error @below {{failed to infer returned types}}
  %y = bmc.mean %x, [1, 1] : tensor<4x8xf32> -> tensor<4xf32>
  return
}

// -----

func.func @reduce_c1_range(%x: tensor<4x8xf32>) {
  // expected-error @below {{reduce_c1: axis 2 is out of order or out of range, expected strictly increasing axes of [4, 8]}}
  // expected-error @below {{failed to infer returned types}}
  %y = bmc.max %x, [2] : tensor<4x8xf32> -> tensor<4x8xf32>
  return
}

// -----

func.func @reduce_c1_negative(%x: tensor<4x8xf32>) {
  // expected-error @below {{reduce_c1: axis -1 is out of order or out of range, expected strictly increasing axes of [4, 8]}}
  // expected-error @below {{failed to infer returned types}}
  %y = bmc.sum %x, [-1] : tensor<4x8xf32> -> tensor<4xf32>
  return
}
