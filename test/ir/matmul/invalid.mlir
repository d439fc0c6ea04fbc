// RUN: bmc-opt %s -split-input-file -verify-diagnostics
//
// Every labelled constraint of ops/Matmul.td.

func.func @linear_c1_x(%x: tensor<f32>, %w: tensor<4x8xf32>) {
  // expected-error @below {{linear_c1: x has rank 0, expected at least 1}}
  // expected-error @below {{failed to infer returned types}}
  %y = bmc.linear %x, %w : (tensor<f32>, tensor<4x8xf32>) -> tensor<4xf32>
  return
}

// -----

func.func @linear_c1_weight(%x: tensor<2x8xf32>, %w: tensor<8xf32>) {
  // expected-error @below {{linear_c1: weight has rank 1, expected 2}}
  // expected-error @below {{failed to infer returned types}}
  %y = bmc.linear %x, %w : (tensor<2x8xf32>, tensor<8xf32>) -> tensor<2xf32>
  return
}

// -----

func.func @linear_c1_bias(%x: tensor<2x8xf32>, %w: tensor<4x8xf32>, %b: tensor<1x4xf32>) {
  // expected-error @below {{linear_c1: bias has rank 2, expected 1}}
  // expected-error @below {{failed to infer returned types}}
  %y = bmc.linear %x, %w, %b : (tensor<2x8xf32>, tensor<4x8xf32>, tensor<1x4xf32>) -> tensor<2x4xf32>
  return
}

// -----

func.func @linear_c2(%x: tensor<2x8xf32>, %w: tensor<4x7xf32>) {
  // expected-error @below {{linear_c2: columns of x are [8], expected [7] as those of weight}}
  // expected-error @below {{failed to infer returned types}}
  %y = bmc.linear %x, %w : (tensor<2x8xf32>, tensor<4x7xf32>) -> tensor<2x4xf32>
  return
}

// -----

func.func @linear_c3(%x: tensor<2x8xf32>, %w: tensor<4x8xf32>, %b: tensor<5xf32>) {
  // expected-error @below {{linear_c3: bias is [5], expected [4]}}
  // expected-error @below {{failed to infer returned types}}
  %y = bmc.linear %x, %w, %b : (tensor<2x8xf32>, tensor<4x8xf32>, tensor<5xf32>) -> tensor<2x4xf32>
  return
}

// -----

func.func @linear_c4(%x: tensor<2x8xf32>, %w: tensor<4x8xf64>) {
  // expected-error @below {{linear_c4: weight has elements f64, expected f32 as in x}}
  // expected-error @below {{failed to infer returned types}}
  %y = bmc.linear %x, %w : (tensor<2x8xf32>, tensor<4x8xf64>) -> tensor<2x4xf32>
  return
}

// -----

func.func @linear_c4_bias(%x: tensor<2x8xf32>, %w: tensor<4x8xf32>, %b: tensor<4xf64>) {
  // expected-error @below {{linear_c4: bias has elements f64, expected f32 as in x}}
  // expected-error @below {{failed to infer returned types}}
  %y = bmc.linear %x, %w, %b : (tensor<2x8xf32>, tensor<4x8xf32>, tensor<4xf64>) -> tensor<2x4xf32>
  return
}

// -----

func.func @linear_wrong_result(%x: tensor<2x8xf32>, %w: tensor<4x8xf32>) {
  // expected-error @below {{'bmc.linear' op inferred type(s) 'tensor<2x4xf32>' are incompatible with return type(s) of operation 'tensor<2x5xf32>'}}
  // expected-error @below {{failed to infer returned types}}
  %y = bmc.linear %x, %w : (tensor<2x8xf32>, tensor<4x8xf32>) -> tensor<2x5xf32>
  return
}

// -----

func.func @matmul_c1(%a: tensor<2x4x8xf32>, %b: tensor<2x3x8x5xf32>) {
  // expected-error @below {{matmul_c1: a has rank 3, expected 4}}
  // expected-error @below {{failed to infer returned types}}
  %y = bmc.matmul %a, %b : tensor<2x4x8xf32>, tensor<2x3x8x5xf32> -> tensor<2x4x5xf32>
  return
}

// -----

func.func @matmul_c1_vector(%a: tensor<8xf32>) {
  // expected-error @below {{matmul_c1: b has rank 1, expected at least 2}}
  // expected-error @below {{failed to infer returned types}}
  %y = bmc.matmul %a, %a : tensor<8xf32>, tensor<8xf32> -> tensor<f32>
  return
}

// -----

func.func @matmul_c1_transpose_a(%a: tensor<2x8x4xf32>, %b: tensor<8x5xf32>) {
  // expected-error @below {{matmul_c1: a has rank 3, expected 2}}
  // expected-error @below {{failed to infer returned types}}
  %y = bmc.matmul %a, %b transpose_a : tensor<2x8x4xf32>, tensor<8x5xf32> -> tensor<2x4x5xf32>
  return
}

// -----

func.func @matmul_c2(%a: tensor<2x4x8xf32>, %b: tensor<3x8x5xf32>) {
  // expected-error @below {{matmul_c2: batch axes of b are [3], expected [2] as those of a}}
  // expected-error @below {{failed to infer returned types}}
  %y = bmc.matmul %a, %b : tensor<2x4x8xf32>, tensor<3x8x5xf32> -> tensor<2x4x5xf32>
  return
}

// -----

#b = #bmc.dims<"B">

func.func @matmul_c2_names(%a: tensor<?x4x8xf32, #b>, %b: tensor<?x8x5xf32, #bmc.dims<"S">>) {
  // expected-error @below {{matmul_c2: batch axes of b are [S], expected [B] as those of a}}
  // expected-error @below {{failed to infer returned types}}
  %y = bmc.matmul %a, %b : tensor<?x4x8xf32, #b>, tensor<?x8x5xf32, #bmc.dims<"S">> -> tensor<?x4x5xf32, #b>
  return
}

// -----

func.func @matmul_c3(%a: tensor<4x8xf32>, %b: tensor<7x5xf32>) {
  // expected-error @below {{matmul_c3: rows of op(b) are [7], expected [8] as columns of op(a)}}
  // expected-error @below {{failed to infer returned types}}
  %y = bmc.matmul %a, %b : tensor<4x8xf32>, tensor<7x5xf32> -> tensor<4x5xf32>
  return
}

// -----

func.func @matmul_c3_transposed(%a: tensor<4x8xf32>, %b: tensor<8x5xf32>) {
  // expected-error @below {{matmul_c3: rows of op(b) are [5], expected [8] as columns of op(a)}}
  // expected-error @below {{failed to infer returned types}}
  %y = bmc.matmul %a, %b transpose_b : tensor<4x8xf32>, tensor<8x5xf32> -> tensor<4x8xf32>
  return
}

// -----

func.func @matmul_c4(%a: tensor<4x8xf32>, %b: tensor<8x5xf64>) {
  // expected-error @below {{matmul_c4: b has elements f64, expected f32 as in a}}
  // expected-error @below {{failed to infer returned types}}
  %y = bmc.matmul %a, %b : tensor<4x8xf32>, tensor<8x5xf64> -> tensor<4x5xf32>
  return
}

// -----

#b = #bmc.dims<"B">

func.func @linear_dweight_c1(%dy: tensor<?x4xf32, #b>, %x: tensor<?x8xf32, #bmc.dims<"S">>) {
  // expected-error @below {{linear_dweight_c1: leading axes of x are [S], expected [B] as those of dy}}
  // expected-error @below {{failed to infer returned types}}
  %y = bmc.linear_dweight %dy, %x : tensor<?x4xf32, #b>, tensor<?x8xf32, #bmc.dims<"S">> -> tensor<4x8xf32>
  return
}

// -----

#b = #bmc.dims<"B">

func.func @linear_dweight_c2(%dy: tensor<4x?xf32, #b>, %x: tensor<4x8xf32>) {
  // expected-error @below {{linear_dweight_c2: extent B of dy is a run-time size, expected a constant}}
  // expected-error @below {{failed to infer returned types}}
  %y = bmc.linear_dweight %dy, %x : tensor<4x?xf32, #b>, tensor<4x8xf32> -> tensor<?x8xf32, #b>
  return
}

// -----

func.func @linear_dweight_c3(%dy: tensor<2x4xf32>, %x: tensor<2x8xf64>) {
  // expected-error @below {{linear_dweight_c3: x has elements f64, expected f32 as in dy}}
  // expected-error @below {{failed to infer returned types}}
  %y = bmc.linear_dweight %dy, %x : tensor<2x4xf32>, tensor<2x8xf64> -> tensor<4x8xf32>
  return
}

// -----

func.func @linear_c2_transposed(%x: tensor<4x8xf32>, %w: tensor<6x8xf32>) {
  // expected-error @below {{linear_c2: columns of x are [8], expected [6] as rows of weight}}
  // expected-error @below {{failed to infer returned types}}
  %0 = bmc.linear %x, %w transposed : (tensor<4x8xf32>, tensor<6x8xf32>) -> tensor<4x8xf32>
  return
}
