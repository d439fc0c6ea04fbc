// RUN: bmc-opt %s -split-input-file -verify-diagnostics
//
// Every labelled constraint of ops/Recurrent.td.

func.func @recurrent_c1(%x: tensor<4x8xf32>, %w: tensor<8x2xf32>) {
  // expected-error @below {{recurrent_c1: x has rank 2, expected 3}}
  // expected-error @below {{failed to infer returned types}}
  %r:4 = bmc.recurrent lstm %x, %w : (tensor<4x8xf32>, tensor<8x2xf32>) -> (tensor<4x5x2xf32>, tensor<4x2xf32>, tensor<4x2xf32>, tensor<4x5x12xf32>)
  return
}

// -----

func.func @recurrent_c1_weight(%x: tensor<4x5x8xf32>, %w: tensor<8xf32>) {
  // expected-error @below {{recurrent_c1: weight has rank 1, expected 2}}
  // expected-error @below {{failed to infer returned types}}
  %r:4 = bmc.recurrent lstm %x, %w : (tensor<4x5x8xf32>, tensor<8xf32>) -> (tensor<4x5x2xf32>, tensor<4x2xf32>, tensor<4x2xf32>, tensor<4x5x12xf32>)
  return
}

// -----

func.func @recurrent_c2_weight(%x: tensor<4x5x8xf32>, %w: tensor<6x2xf32>) {
  // expected-error @below {{recurrent_c2: weight is [6, 2], expected [8, 2]}}
  // expected-error @below {{failed to infer returned types}}
  %r:4 = bmc.recurrent lstm %x, %w : (tensor<4x5x8xf32>, tensor<6x2xf32>) -> (tensor<4x5x2xf32>, tensor<4x2xf32>, tensor<4x2xf32>, tensor<4x5x12xf32>)
  return
}

// -----

func.func @recurrent_c2(%x: tensor<4x5x6xf32>, %w: tensor<8x2xf32>) {
  // expected-error @below {{recurrent_c2: columns of x are [6], expected [8] as those of weight}}
  // expected-error @below {{failed to infer returned types}}
  %r:4 = bmc.recurrent lstm %x, %w : (tensor<4x5x6xf32>, tensor<8x2xf32>) -> (tensor<4x5x2xf32>, tensor<4x2xf32>, tensor<4x2xf32>, tensor<4x5x12xf32>)
  return
}

// -----

func.func @recurrent_c3_bias(%x: tensor<4x5x8xf32>, %w: tensor<8x2xf32>, %bias: tensor<2xf32>) {
  // expected-error @below {{recurrent_c3: bias is [2], expected [8]}}
  // expected-error @below {{failed to infer returned types}}
  %r:4 = bmc.recurrent lstm %x, %w bias %bias : (tensor<4x5x8xf32>, tensor<8x2xf32>, tensor<2xf32>) -> (tensor<4x5x2xf32>, tensor<4x2xf32>, tensor<4x2xf32>, tensor<4x5x12xf32>)
  return
}

// -----

func.func @recurrent_c3_h0(%x: tensor<4x5x8xf32>, %w: tensor<8x2xf32>, %h0: tensor<5x2xf32>) {
  // expected-error @below {{recurrent_c3: h0 is [5, 2], expected [4, 2]}}
  // expected-error @below {{failed to infer returned types}}
  %r:4 = bmc.recurrent lstm %x, %w h0 %h0 : (tensor<4x5x8xf32>, tensor<8x2xf32>, tensor<5x2xf32>) -> (tensor<4x5x2xf32>, tensor<4x2xf32>, tensor<4x2xf32>, tensor<4x5x12xf32>)
  return
}

// -----

func.func @recurrent_c3_c0(%x: tensor<4x5x8xf32>, %w: tensor<8x2xf32>, %c0: tensor<4x8xf32>) {
  // expected-error @below {{recurrent_c3: c0 is [4, 8], expected [4, 2]}}
  // expected-error @below {{failed to infer returned types}}
  %r:4 = bmc.recurrent lstm %x, %w c0 %c0 : (tensor<4x5x8xf32>, tensor<8x2xf32>, tensor<4x8xf32>) -> (tensor<4x5x2xf32>, tensor<4x2xf32>, tensor<4x2xf32>, tensor<4x5x12xf32>)
  return
}

// -----

func.func @recurrent_c3_mask(%x: tensor<4x5x8xf32>, %w: tensor<8x2xf32>, %mask: tensor<2xf32>) {
  // expected-error @below {{recurrent_c3: mask is [2], expected [4, 2]}}
  // expected-error @below {{failed to infer returned types}}
  %r:4 = bmc.recurrent lstm %x, %w mask %mask : (tensor<4x5x8xf32>, tensor<8x2xf32>, tensor<2xf32>) -> (tensor<4x5x2xf32>, tensor<4x2xf32>, tensor<4x2xf32>, tensor<4x5x12xf32>)
  return
}

// -----

func.func @recurrent_c3_lengths(%x: tensor<4x5x8xf32>, %w: tensor<8x2xf32>, %lengths: tensor<5xi32>) {
  // expected-error @below {{recurrent_c3: lengths is [5], expected [4]}}
  // expected-error @below {{failed to infer returned types}}
  %r:4 = bmc.recurrent lstm %x, %w lengths %lengths : (tensor<4x5x8xf32>, tensor<8x2xf32>, tensor<5xi32>) -> (tensor<4x5x2xf32>, tensor<4x2xf32>, tensor<4x2xf32>, tensor<4x5x12xf32>)
  return
}

// -----

func.func @recurrent_c4(%x: tensor<4x5x8xf32>, %w: tensor<8x2xf64>) {
  // expected-error @below {{recurrent_c4: weight has elements f64, expected f32 as in x}}
  // expected-error @below {{failed to infer returned types}}
  %r:4 = bmc.recurrent lstm %x, %w : (tensor<4x5x8xf32>, tensor<8x2xf64>) -> (tensor<4x5x2xf32>, tensor<4x2xf32>, tensor<4x2xf32>, tensor<4x5x12xf32>)
  return
}

// -----

func.func @recurrent_c4_bias(%x: tensor<4x5x8xf32>, %w: tensor<8x2xf32>, %bias: tensor<8xf64>) {
  // expected-error @below {{recurrent_c4: bias has elements f64, expected f32 as in x}}
  // expected-error @below {{failed to infer returned types}}
  %r:4 = bmc.recurrent lstm %x, %w bias %bias : (tensor<4x5x8xf32>, tensor<8x2xf32>, tensor<8xf64>) -> (tensor<4x5x2xf32>, tensor<4x2xf32>, tensor<4x2xf32>, tensor<4x5x12xf32>)
  return
}

// -----

func.func @recurrent_c5(%x: tensor<4x5x6xf32>, %w: tensor<6x2xf32>, %c0: tensor<4x2xf32>) {
  // expected-error @below {{recurrent_c5: c0 belongs to the lstm, not to gru}}
  // expected-error @below {{failed to infer returned types}}
  %r:3 = bmc.recurrent gru %x, %w c0 %c0 : (tensor<4x5x6xf32>, tensor<6x2xf32>, tensor<4x2xf32>) -> (tensor<4x5x2xf32>, tensor<4x2xf32>, tensor<4x5x10xf32>)
  return
}

// -----

func.func @recurrent_backward_c1(%s: tensor<4x5x8xf32>, %w: tensor<8x2xf32>) {
  // expected-error @below {{recurrent_backward_c1: columns of saved are [8], expected [12] as those of weight}}
  // expected-error @below {{failed to infer returned types}}
  %r:3 = bmc.recurrent_backward lstm %s, %w : (tensor<4x5x8xf32>, tensor<8x2xf32>) -> (tensor<4x5x8xf32>, tensor<4x2xf32>, tensor<4x2xf32>)
  return
}

// -----

func.func @recurrent_backward_c1_weight(%s: tensor<4x5x12xf32>, %w: tensor<6x2xf32>) {
  // expected-error @below {{recurrent_backward_c1: weight is [6, 2], expected [8, 2]}}
  // expected-error @below {{failed to infer returned types}}
  %r:3 = bmc.recurrent_backward lstm %s, %w : (tensor<4x5x12xf32>, tensor<6x2xf32>) -> (tensor<4x5x8xf32>, tensor<4x2xf32>, tensor<4x2xf32>)
  return
}

// -----

func.func @recurrent_backward_c2(%s: tensor<4x5x12xf32>, %w: tensor<8x2xf32>, %dy: tensor<4x5x8xf32>) {
  // expected-error @below {{recurrent_backward_c2: dy has type tensor<4x5x8xf32>, expected tensor<4x5x2xf32>}}
  // expected-error @below {{failed to infer returned types}}
  %r:3 = bmc.recurrent_backward lstm %s, %w dy %dy : (tensor<4x5x12xf32>, tensor<8x2xf32>, tensor<4x5x8xf32>) -> (tensor<4x5x8xf32>, tensor<4x2xf32>, tensor<4x2xf32>)
  return
}

// -----

func.func @recurrent_backward_c2_dhn(%s: tensor<4x5x12xf32>, %w: tensor<8x2xf32>, %dhn: tensor<4x5xf32>) {
  // expected-error @below {{recurrent_backward_c2: dhn is [4, 5], expected [4, 2]}}
  // expected-error @below {{failed to infer returned types}}
  %r:3 = bmc.recurrent_backward lstm %s, %w dhn %dhn : (tensor<4x5x12xf32>, tensor<8x2xf32>, tensor<4x5xf32>) -> (tensor<4x5x8xf32>, tensor<4x2xf32>, tensor<4x2xf32>)
  return
}

// -----

func.func @recurrent_backward_c2_lengths(%s: tensor<4x5x12xf32>, %w: tensor<8x2xf32>, %lengths: tensor<4x1xi32>) {
  // expected-error @below {{recurrent_backward_c2: lengths is [4, 1], expected [4]}}
  // expected-error @below {{failed to infer returned types}}
  %r:3 = bmc.recurrent_backward lstm %s, %w lengths %lengths : (tensor<4x5x12xf32>, tensor<8x2xf32>, tensor<4x1xi32>) -> (tensor<4x5x8xf32>, tensor<4x2xf32>, tensor<4x2xf32>)
  return
}

// -----

func.func @recurrent_backward_c3(%s: tensor<4x5x12xf32>, %w: tensor<8x2xf64>) {
  // expected-error @below {{recurrent_backward_c3: weight has elements f64, expected f32 as in saved}}
  // expected-error @below {{failed to infer returned types}}
  %r:3 = bmc.recurrent_backward lstm %s, %w : (tensor<4x5x12xf32>, tensor<8x2xf64>) -> (tensor<4x5x8xf32>, tensor<4x2xf32>, tensor<4x2xf32>)
  return
}

// -----

func.func @recurrent_backward_c4(%s: tensor<4x5x10xf32>, %w: tensor<6x2xf32>, %dcn: tensor<4x2xf32>) {
  // expected-error @below {{recurrent_backward_c4: dcn belongs to the lstm, not to gru}}
  // expected-error @below {{failed to infer returned types}}
  %r:2 = bmc.recurrent_backward gru %s, %w dcn %dcn : (tensor<4x5x10xf32>, tensor<6x2xf32>, tensor<4x2xf32>) -> (tensor<4x5x6xf32>, tensor<4x2xf32>)
  return
}
