// RUN: bmc-opt %s -split-input-file -verify-diagnostics
//
// Every labelled constraint of ops/Embedding.td.

#bs = #bmc.dims<"B", "S">

func.func @embedding_c1(%i: tensor<?x?xi32, #bs>, %w: tensor<8xf32>) {
  // expected-error @below {{embedding_c1: weight has rank 1, expected 2}}
  // expected-error @below {{failed to infer returned types}}
  %y = bmc.embedding %i, %w : tensor<?x?xi32, #bs>, tensor<8xf32> -> tensor<?x?x8xf32, #bs>
  return
}

// -----

#b = #bmc.dims<"B">
#bs = #bmc.dims<"B", "S">

func.func @embedding_c1_run_time(%i: tensor<?x?xi32, #bs>, %w: tensor<?x8xf32, #b>) {
  // expected-error @below {{embedding_c1: extent B of weight is a run-time size, expected a constant}}
  // expected-error @below {{failed to infer returned types}}
  %y = bmc.embedding %i, %w : tensor<?x?xi32, #bs>, tensor<?x8xf32, #b> -> tensor<?x?x8xf32, #bs>
  return
}

// -----

#b = #bmc.dims<"B">
#bs = #bmc.dims<"B", "S">

func.func @embedding_backward_c1(%d: tensor<?x8xf32, #b>, %i: tensor<?x?xi32, #bs>) {
  // expected-error @below {{embedding_backward_c1: leading axes of dy are [B], expected [B, S] as those of indices}}
  // expected-error @below {{failed to infer returned types}}
  %y = bmc.embedding_backward %d, %i num_embeddings 5 : (tensor<?x8xf32, #b>, tensor<?x?xi32, #bs>) -> tensor<5x8xf32>
  return
}

// -----

#b = #bmc.dims<"B">

func.func @embedding_backward_c1_run_time(%d: tensor<4x?xf32, #b>, %i: tensor<4xi32>) {
  // expected-error @below {{embedding_backward_c1: extent B of dy is a run-time size, expected a constant}}
  // expected-error @below {{failed to infer returned types}}
  %y = bmc.embedding_backward %d, %i num_embeddings 5 : (tensor<4x?xf32, #b>, tensor<4xi32>) -> tensor<5x8xf32>
  return
}

// -----

#bs = #bmc.dims<"B", "S">

func.func @embedding_backward_c2(%d: tensor<?x?x8xf32, #bs>, %i: tensor<?x?xi32, #bs>) {
  // expected-error @below {{embedding_backward_c2: num_embeddings is 0, expected at least 1}}
  // expected-error @below {{failed to infer returned types}}
  %y = bmc.embedding_backward %d, %i num_embeddings 0 : (tensor<?x?x8xf32, #bs>, tensor<?x?xi32, #bs>) -> tensor<5x8xf32>
  return
}

// -----

#bs = #bmc.dims<"B", "S">

func.func @embedding_backward_c3(%d: tensor<?x?x8xf32, #bs>, %i: tensor<?x?xi32, #bs>, %w: tensor<4x8xf32>) {
  // expected-error @below {{embedding_backward_c3: init has type tensor<4x8xf32>, expected tensor<5x8xf32>}}
  // expected-error @below {{failed to infer returned types}}
  %y = bmc.embedding_backward %d, %i init %w num_embeddings 5 : (tensor<?x?x8xf32, #bs>, tensor<?x?xi32, #bs>, tensor<4x8xf32>) -> tensor<5x8xf32>
  return
}

// -----

func.func @embedding_backward_rows_c1(%w: tensor<5x8xf32>, %m: tensor<5xi32>) {
  // expected-error @below {{embedding_backward_rows_c1: there is no dy, expected one}}
  // expected-error @below {{failed to infer returned types}}
  %y, %t = "bmc.embedding_backward_rows"(%w, %m) : (tensor<5x8xf32>, tensor<5xi32>) -> (tensor<5x8xf32>, tensor<5xi32>)
  return
}

// -----

#b = #bmc.dims<"B">
#bs = #bmc.dims<"B", "S">

func.func @embedding_backward_rows_c1_axes(%d: tensor<?x8xf32, #b>, %i: tensor<?x?xi32, #bs>, %w: tensor<5x8xf32>, %m: tensor<5xi32>) {
  // expected-error @below {{embedding_backward_rows_c1: leading axes of dy are [B], expected [B, S] as those of indices}}
  // expected-error @below {{failed to infer returned types}}
  %y, %t = bmc.embedding_backward_rows %d at %i into %w marked %m : tensor<?x8xf32, #b> at tensor<?x?xi32, #bs> into tensor<5x8xf32> marked tensor<5xi32> -> tensor<5x8xf32>, tensor<5xi32>
  return
}

// -----

#b = #bmc.dims<"B">

func.func @embedding_backward_rows_c2_rank(%d: tensor<?x8xf32, #b>, %i: tensor<?xi32, #b>, %w: tensor<8xf32>, %m: tensor<5xi32>) {
  // expected-error @below {{embedding_backward_rows_c2: init has rank 1, expected 2}}
  // expected-error @below {{failed to infer returned types}}
  %y, %t = bmc.embedding_backward_rows %d at %i into %w marked %m : tensor<?x8xf32, #b> at tensor<?xi32, #b> into tensor<8xf32> marked tensor<5xi32> -> tensor<8xf32>, tensor<5xi32>
  return
}

// -----

#b = #bmc.dims<"B">

func.func @embedding_backward_rows_c2_width(%d: tensor<?x8xf32, #b>, %i: tensor<?xi32, #b>, %w: tensor<5x7xf32>, %m: tensor<5xi32>) {
  // expected-error @below {{embedding_backward_rows_c2: columns of dy are [8], expected [7] as those of init}}
  // expected-error @below {{failed to infer returned types}}
  %y, %t = bmc.embedding_backward_rows %d at %i into %w marked %m : tensor<?x8xf32, #b> at tensor<?xi32, #b> into tensor<5x7xf32> marked tensor<5xi32> -> tensor<5x7xf32>, tensor<5xi32>
  return
}

// -----

#b = #bmc.dims<"B">

func.func @embedding_backward_rows_c3(%d: tensor<?x8xf32, #b>, %i: tensor<?xi32, #b>, %w: tensor<5x8xf32>, %m: tensor<4xi32>) {
  // expected-error @below {{embedding_backward_rows_c3: extents of marked are [4], expected [5] as rows of init}}
  // expected-error @below {{failed to infer returned types}}
  %y, %t = bmc.embedding_backward_rows %d at %i into %w marked %m : tensor<?x8xf32, #b> at tensor<?xi32, #b> into tensor<5x8xf32> marked tensor<4xi32> -> tensor<5x8xf32>, tensor<4xi32>
  return
}

// -----

#bs = #bmc.dims<"B", "S">

func.func @one_hot_c1(%i: tensor<?x?xi32, #bs>) {
  // expected-error @below {{one_hot_c1: num_classes is 0, expected at least 1}}
  // expected-error @below {{failed to infer returned types}}
  %y = bmc.one_hot %i classes 0 as f32 : tensor<?x?xi32, #bs> -> tensor<?x?x8xf32, #bs>
  return
}

// -----

func.func @gather_c1(%x: tensor<f32>, %i: tensor<i32>) {
  // expected-error @below {{gather_c1: x has rank 0, expected at least 1}}
  // expected-error @below {{failed to infer returned types}}
  %y = bmc.gather %x, %i : tensor<f32>, tensor<i32> -> tensor<f32>
  return
}

// -----

func.func @gather_c2(%x: tensor<4x8xf32>, %i: tensor<5x2xi32>) {
  // expected-error @below {{gather_c2}}
  // expected-error @below {{failed to infer returned types}}
  %y = bmc.gather %x, %i : tensor<4x8xf32>, tensor<5x2xi32> -> tensor<5x2xf32>
  return
}

// -----

func.func @scatter_add_c1(%d: tensor<f32>, %i: tensor<i32>) {
  // expected-error @below {{scatter_add_c1: src has rank 0, expected at least 1}}
  %y = bmc.scatter_add %d, %i : tensor<f32>, tensor<i32> -> tensor<3xf32>
  return
}

// -----

func.func @scatter_add_c2(%d: tensor<4x8xf32>, %i: tensor<4x7xi32>) {
  // expected-error @below {{scatter_add_c2}}
  %y = bmc.scatter_add %d, %i : tensor<4x8xf32>, tensor<4x7xi32> -> tensor<4x9xf32>
  return
}

// -----

func.func @scatter_add_c3(%d: tensor<4x8xf32>, %i: tensor<4x8xi32>) {
  // expected-error @below {{scatter_add_c3}}
  %y = bmc.scatter_add %d, %i : tensor<4x8xf32>, tensor<4x8xi32> -> tensor<5x9xf32>
  return
}

// -----

func.func @scatter_add_c3_element(%d: tensor<4x8xf32>, %i: tensor<4x8xi32>) {
  // expected-error @below {{scatter_add_c3}}
  %y = bmc.scatter_add %d, %i : tensor<4x8xf32>, tensor<4x8xi32> -> tensor<4x9xf64>
  return
}
