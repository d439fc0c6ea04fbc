// RUN: bmc-opt %s -split-input-file -verify-diagnostics
//
// Every labelled constraint of ops/Random.td.

func.func @dropout_c1(%x: tensor<4xf32>, %r: tensor<2xi64>) {
  // expected-error @below {{dropout_c1: p is 1, expected 0 <= p < 1}}
  %y = bmc.dropout %x, %r p 1.0 stream 0 : tensor<4xf32>, tensor<2xi64>
  return
}

// -----

func.func @dropout_c1_negative(%x: tensor<4xf32>, %r: tensor<2xi64>) {
  // expected-error @below {{dropout_c1: p is -0.5, expected 0 <= p < 1}}
  %y = bmc.dropout %x, %r p -0.5 stream 0 : tensor<4xf32>, tensor<2xi64>
  return
}

// -----

func.func @dropout_c2(%x: tensor<4xf32>, %r: tensor<3xi64>) {
  // expected-error @below {{dropout_c2: rng is [3], expected [2]}}
  %y = bmc.dropout %x, %r p 0.5 stream 0 : tensor<4xf32>, tensor<3xi64>
  return
}

// -----

func.func @dropout_c3_negative(%x: tensor<4xf32>, %r: tensor<2xi64>) {
  // expected-error @below {{dropout_c3: stream is -1, expected 0 <= stream < 2^32}}
  %y = bmc.dropout %x, %r p 0.5 stream -1 : tensor<4xf32>, tensor<2xi64>
  return
}

// -----

func.func @dropout_c3(%x: tensor<4xf32>, %r: tensor<2xi64>) {
  // expected-error @below {{dropout_c3: stream is 4294967296, expected 0 <= stream < 2^32}}
  %y = bmc.dropout %x, %r p 0.5 stream 4294967296 : tensor<4xf32>, tensor<2xi64>
  return
}

// -----

func.func @uniform_c1(%r: tensor<3xi64>) {
  // expected-error @below {{uniform_c1: rng is [3], expected [2]}}
  %y = bmc.uniform %r stream 0 : tensor<3xi64> -> tensor<4xf32>
  return
}

// -----

func.func @uniform_c2(%r: tensor<2xi64>) {
  // expected-error @below {{uniform_c2: stream is 4294967296, expected 0 <= stream < 2^32}}
  %y = bmc.uniform %r stream 4294967296 : tensor<2xi64> -> tensor<4xf32>
  return
}
