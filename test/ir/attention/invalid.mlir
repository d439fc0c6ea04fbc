// RUN: bmc-opt %s -split-input-file -verify-diagnostics
//
// Every labelled constraint of ops/Attention.td.

func.func @causal_mask_c1(%x: tensor<8xf32>) {
  // expected-error @below {{causal_mask_c1: x has rank 1, expected at least 2}}
  %y = bmc.causal_mask %x fill 0.0 : tensor<8xf32>
  return
}

// -----

#bs = #bmc.dims<"B", "S">

func.func @attention_c1(%q: tensor<4x8xf32>, %k: tensor<?x?x8xf32, #bs>, %v: tensor<?x?x8xf32, #bs>) {
  // expected-error @below {{attention_c1: q has rank 2, expected 3}}
  // expected-error @below {{failed to infer returned types}}
  %y:2 = bmc.attention %q, %k, %v heads 2 scale 0.5 : (tensor<4x8xf32>, tensor<?x?x8xf32, #bs>, tensor<?x?x8xf32, #bs>) -> (tensor<4x8xf32>, tensor<4x2x2xf32>)
  return
}

// -----

#bs = #bmc.dims<"B", "S">

func.func @attention_c1_elements(%q: tensor<?x?x8xf32, #bs>, %k: tensor<?x?x8xf64, #bs>, %v: tensor<?x?x8xf64, #bs>) {
  // expected-error @below {{attention_c1: k has elements f64, expected f32 as in q}}
  // expected-error @below {{failed to infer returned types}}
  %y:2 = bmc.attention %q, %k, %v heads 2 scale 0.5 : (tensor<?x?x8xf32, #bs>, tensor<?x?x8xf64, #bs>, tensor<?x?x8xf64, #bs>) -> (tensor<?x?x8xf32, #bs>, tensor<?x2x?x2xf32, #bs>)
  return
}

// -----

#bs = #bmc.dims<"B", "S">

func.func @attention_c1_batch(%q: tensor<?x?x8xf32, #bs>, %k: tensor<?x?x8xf32, #bmc.dims<"C", "S">>, %v: tensor<?x?x8xf32, #bmc.dims<"C", "S">>) {
  // expected-error @below {{attention_c1: batches of k are [C], expected [B] as those of q}}
  // expected-error @below {{failed to infer returned types}}
  %y:2 = bmc.attention %q, %k, %v heads 2 scale 0.5 : (tensor<?x?x8xf32, #bs>, tensor<?x?x8xf32, #bmc.dims<"C", "S">>, tensor<?x?x8xf32, #bmc.dims<"C", "S">>) -> (tensor<?x?x8xf32, #bs>, tensor<?x2x?x2xf32, #bs>)
  return
}

// -----

#bs = #bmc.dims<"B", "S">
#bt = #bmc.dims<"B", "T">

func.func @attention_c2(%q: tensor<?x?x8xf32, #bs>, %k: tensor<?x?x8xf32, #bs>, %v: tensor<?x?x8xf32, #bt>) {
  // expected-error @below {{attention_c2: v has type tensor<?x?x8xf32, #bmc.dims<"B", "T">>, expected tensor<?x?x8xf32, #bmc.dims<"B", "S">>}}
  // expected-error @below {{failed to infer returned types}}
  %y:2 = bmc.attention %q, %k, %v heads 2 scale 0.5 : (tensor<?x?x8xf32, #bs>, tensor<?x?x8xf32, #bs>, tensor<?x?x8xf32, #bt>) -> (tensor<?x?x8xf32, #bs>, tensor<?x2x?x2xf32, #bs>)
  return
}

// -----

#bs = #bmc.dims<"B", "S">

func.func @attention_c2_columns(%q: tensor<?x?x8xf32, #bs>, %k: tensor<?x?x6xf32, #bs>, %v: tensor<?x?x6xf32, #bs>) {
  // expected-error @below {{attention_c2: columns of k are 6, expected heads of 4 as those of q}}
  // expected-error @below {{failed to infer returned types}}
  %y:2 = bmc.attention %q, %k, %v heads 2 scale 0.5 : (tensor<?x?x8xf32, #bs>, tensor<?x?x6xf32, #bs>, tensor<?x?x6xf32, #bs>) -> (tensor<?x?x8xf32, #bs>, tensor<?x2x?x2xf32, #bs>)
  return
}

// -----

#b = #bmc.dims<"B">

func.func @attention_c2_run_time(%q: tensor<4x4x?xf32, #b>, %k: tensor<4x4x?xf32, #b>, %v: tensor<4x4x?xf32, #b>) {
  // expected-error @below {{attention_c2: extent B of q is a run-time size, expected a constant}}
  // expected-error @below {{failed to infer returned types}}
  %y:2 = bmc.attention %q, %k, %v heads 2 scale 0.5 : (tensor<4x4x?xf32, #b>, tensor<4x4x?xf32, #b>, tensor<4x4x?xf32, #b>) -> (tensor<4x4x?xf32, #b>, tensor<4x2x4x2xf32>)
  return
}

// -----

#bs = #bmc.dims<"B", "S">

func.func @attention_c3(%q: tensor<?x?x8xf32, #bs>, %k: tensor<?x?x8xf32, #bs>, %v: tensor<?x?x8xf32, #bs>) {
  // expected-error @below {{attention_c3: num_heads is 3, expected a divisor of the 8 columns}}
  // expected-error @below {{failed to infer returned types}}
  %y:2 = bmc.attention %q, %k, %v heads 3 scale 0.5 : (tensor<?x?x8xf32, #bs>, tensor<?x?x8xf32, #bs>, tensor<?x?x8xf32, #bs>) -> (tensor<?x?x8xf32, #bs>, tensor<?x2x?x2xf32, #bs>)
  return
}

// -----

#bs = #bmc.dims<"B", "S">

func.func @attention_c3_zero(%q: tensor<?x?x8xf32, #bs>, %k: tensor<?x?x8xf32, #bs>, %v: tensor<?x?x8xf32, #bs>) {
  // expected-error @below {{attention_c3: num_heads is 0, expected a divisor of the 8 columns}}
  // expected-error @below {{failed to infer returned types}}
  %y:2 = bmc.attention %q, %k, %v heads 0 scale 0.5 : (tensor<?x?x8xf32, #bs>, tensor<?x?x8xf32, #bs>, tensor<?x?x8xf32, #bs>) -> (tensor<?x?x8xf32, #bs>, tensor<?x2x?x2xf32, #bs>)
  return
}

// -----

#bs = #bmc.dims<"B", "S">
#bt = #bmc.dims<"B", "T">

func.func @attention_c4(%q: tensor<?x?x8xf32, #bs>, %k: tensor<?x?x8xf32, #bt>, %v: tensor<?x?x8xf32, #bt>) {
  // expected-error @below {{attention_c4: positions of k are [T], expected [S] as those of q}}
  // expected-error @below {{failed to infer returned types}}
  %y:2 = bmc.attention %q, %k, %v heads 2 scale 0.5 causal : (tensor<?x?x8xf32, #bs>, tensor<?x?x8xf32, #bt>, tensor<?x?x8xf32, #bt>) -> (tensor<?x?x8xf32, #bs>, tensor<?x2x?x2xf32, #bs>)
  return
}

// -----

#bs = #bmc.dims<"B", "S">
#bt = #bmc.dims<"B", "T">

func.func @attention_backward_c1(%q: tensor<?x?x8xf32, #bs>, %d: tensor<?x?x8xf32, #bt>, %l: tensor<?x2x?x2xf32, #bs>) {
  // expected-error @below {{attention_backward_c1: dout has type tensor<?x?x8xf32, #bmc.dims<"B", "T">>, expected tensor<?x?x8xf32, #bmc.dims<"B", "S">>}}
  // expected-error @below {{failed to infer returned types}}
  %y:3 = bmc.attention_backward %d, %q, %q, %q, %q, %l heads 2 scale 0.5 : (tensor<?x?x8xf32, #bt>, tensor<?x?x8xf32, #bs>, tensor<?x?x8xf32, #bs>, tensor<?x?x8xf32, #bs>, tensor<?x?x8xf32, #bs>, tensor<?x2x?x2xf32, #bs>) -> (tensor<?x?x8xf32, #bs>, tensor<?x?x8xf32, #bs>, tensor<?x?x8xf32, #bs>)
  return
}

// -----

#bs = #bmc.dims<"B", "S">
#bt = #bmc.dims<"B", "T">

func.func @attention_backward_c1_out(%q: tensor<?x?x8xf32, #bs>, %d: tensor<?x?x8xf32, #bt>, %l: tensor<?x2x?x2xf32, #bs>) {
  // expected-error @below {{attention_backward_c1: out has type tensor<?x?x8xf32, #bmc.dims<"B", "T">>, expected tensor<?x?x8xf32, #bmc.dims<"B", "S">>}}
  // expected-error @below {{failed to infer returned types}}
  %y:3 = bmc.attention_backward %q, %q, %q, %q, %d, %l heads 2 scale 0.5 : (tensor<?x?x8xf32, #bs>, tensor<?x?x8xf32, #bs>, tensor<?x?x8xf32, #bs>, tensor<?x?x8xf32, #bs>, tensor<?x?x8xf32, #bt>, tensor<?x2x?x2xf32, #bs>) -> (tensor<?x?x8xf32, #bs>, tensor<?x?x8xf32, #bs>, tensor<?x?x8xf32, #bs>)
  return
}

// -----

#bs = #bmc.dims<"B", "S">

func.func @attention_backward_c2(%q: tensor<?x?x8xf32, #bs>, %l: tensor<?x2x?x2xf32, #bs>) {
  // expected-error @below {{attention_backward_c2: lse has type tensor<?x2x?x2xf32, #bmc.dims<"B", "S">>, expected tensor<?x4x?x2xf32, #bmc.dims<"B", "S">>}}
  // expected-error @below {{failed to infer returned types}}
  %y:3 = bmc.attention_backward %q, %q, %q, %q, %q, %l heads 4 scale 0.5 : (tensor<?x?x8xf32, #bs>, tensor<?x?x8xf32, #bs>, tensor<?x?x8xf32, #bs>, tensor<?x?x8xf32, #bs>, tensor<?x?x8xf32, #bs>, tensor<?x2x?x2xf32, #bs>) -> (tensor<?x?x8xf32, #bs>, tensor<?x?x8xf32, #bs>, tensor<?x?x8xf32, #bs>)
  return
}

// -----

#bs = #bmc.dims<"B", "S">

func.func @attention_c5(%q: tensor<?x?x8xf32, #bs>, %b: tensor<?x?xf32, #bs>) {
  // expected-error @below {{attention_c5: bias has rank 2, expected 4}}
  // expected-error @below {{failed to infer returned types}}
  %y:2 = bmc.attention %q, %q, %q bias %b heads 2 scale 0.5 : (tensor<?x?x8xf32, #bs>, tensor<?x?x8xf32, #bs>, tensor<?x?x8xf32, #bs>, tensor<?x?xf32, #bs>) -> (tensor<?x?x8xf32, #bs>, tensor<?x2x?x2xf32, #bs>)
  return
}

// -----

#bs = #bmc.dims<"B", "S">

func.func @attention_c5_elements(%q: tensor<?x?x8xf32, #bs>, %b: tensor<1x1x1x?xf64, #bmc.dims<"S">>) {
  // expected-error @below {{attention_c5: bias has elements f64, expected f32 as in q}}
  // expected-error @below {{failed to infer returned types}}
  %y:2 = bmc.attention %q, %q, %q bias %b heads 2 scale 0.5 : (tensor<?x?x8xf32, #bs>, tensor<?x?x8xf32, #bs>, tensor<?x?x8xf32, #bs>, tensor<1x1x1x?xf64, #bmc.dims<"S">>) -> (tensor<?x?x8xf32, #bs>, tensor<?x2x?x2xf32, #bs>)
  return
}

// -----

#bs = #bmc.dims<"B", "S">

// The last extent has to be there.
func.func @attention_c5_keys(%q: tensor<?x?x8xf32, #bs>, %b: tensor<?x1x?x1xf32, #bs>) {
  // expected-error @below {{attention_c5: extents of bias are [B, 2, S, 1], expected [B, 2, S, S] as those of the scores}}
  // expected-error @below {{failed to infer returned types}}
  %y:2 = bmc.attention %q, %q, %q bias %b heads 2 scale 0.5 : (tensor<?x?x8xf32, #bs>, tensor<?x?x8xf32, #bs>, tensor<?x?x8xf32, #bs>, tensor<?x1x?x1xf32, #bs>) -> (tensor<?x?x8xf32, #bs>, tensor<?x2x?x2xf32, #bs>)
  return
}

// -----

#bs = #bmc.dims<"B", "S">

func.func @attention_c3_key_heads(%q: tensor<?x?x8xf32, #bs>, %k: tensor<?x?x6xf32, #bs>) {
  // expected-error @below {{attention_c3: k has 3 heads, expected a divisor of the 4 of q}}
  // expected-error @below {{failed to infer returned types}}
  %y:2 = bmc.attention %q, %k, %k heads 4 scale 0.5 : (tensor<?x?x8xf32, #bs>, tensor<?x?x6xf32, #bs>, tensor<?x?x6xf32, #bs>) -> (tensor<?x?x8xf32, #bs>, tensor<?x4x?x2xf32, #bs>)
  return
}

// -----

#bs = #bmc.dims<"B", "S">

func.func @attention_c6(%q: tensor<?x?x8xf32, #bs>, %rng: tensor<2xi64>) {
  // expected-error @below {{attention_c6: p is 1, expected 0 <= p < 1}}
  // expected-error @below {{failed to infer returned types}}
  %y:2 = bmc.attention %q, %q, %q dropout %rng p 1.0 stream 0 heads 2 scale 0.5 : (tensor<?x?x8xf32, #bs>, tensor<?x?x8xf32, #bs>, tensor<?x?x8xf32, #bs>, tensor<2xi64>) -> (tensor<?x?x8xf32, #bs>, tensor<?x2x?x2xf32, #bs>)
  return
}

// -----

#bs = #bmc.dims<"B", "S">

func.func @attention_c7(%q: tensor<?x?x8xf32, #bs>, %rng: tensor<3xi64>) {
  // expected-error @below {{attention_c7: rng is [3], expected [2]}}
  // expected-error @below {{failed to infer returned types}}
  %y:2 = bmc.attention %q, %q, %q dropout %rng p 0.5 stream 0 heads 2 scale 0.5 : (tensor<?x?x8xf32, #bs>, tensor<?x?x8xf32, #bs>, tensor<?x?x8xf32, #bs>, tensor<3xi64>) -> (tensor<?x?x8xf32, #bs>, tensor<?x2x?x2xf32, #bs>)
  return
}

// -----

#bs = #bmc.dims<"B", "S">

func.func @attention_c8(%q: tensor<?x?x8xf32, #bs>, %rng: tensor<2xi64>) {
  // expected-error @below {{attention_c8: stream is -1, expected 0 <= stream < 2^32}}
  // expected-error @below {{failed to infer returned types}}
  %y:2 = bmc.attention %q, %q, %q dropout %rng p 0.5 stream -1 heads 2 scale 0.5 : (tensor<?x?x8xf32, #bs>, tensor<?x?x8xf32, #bs>, tensor<?x?x8xf32, #bs>, tensor<2xi64>) -> (tensor<?x?x8xf32, #bs>, tensor<?x2x?x2xf32, #bs>)
  return
}

// -----

func.func @attention_step_c1(%q: tensor<2x1x8xf32>, %k: tensor<2x8xf32>, %v: tensor<2x8xf32>, %ok: tensor<2x5x8xf32>, %ov: tensor<2x5x8xf32>, %p: tensor<i32>) {
  // expected-error @below {{attention_step_c1: q has rank 3, expected 2}}
  // expected-error @below {{failed to infer returned types}}
  %y:3 = bmc.attention_step %q, %k, %v into %ok, %ov at %p heads 2 scale 0.5 : (tensor<2x1x8xf32>, tensor<2x8xf32>, tensor<2x8xf32>, tensor<2x5x8xf32>, tensor<2x5x8xf32>, tensor<i32>) -> (tensor<2x1x8xf32>, tensor<2x5x8xf32>, tensor<2x5x8xf32>)
  return
}

// -----

func.func @attention_step_c1_batch(%q: tensor<2x8xf32>, %k: tensor<3x8xf32>, %v: tensor<3x8xf32>, %ok: tensor<2x5x8xf32>, %ov: tensor<2x5x8xf32>, %p: tensor<i32>) {
  // expected-error @below {{attention_step_c1: batches of k are [3], expected [2] as those of q}}
  // expected-error @below {{failed to infer returned types}}
  %y:3 = bmc.attention_step %q, %k, %v into %ok, %ov at %p heads 2 scale 0.5 : (tensor<2x8xf32>, tensor<3x8xf32>, tensor<3x8xf32>, tensor<2x5x8xf32>, tensor<2x5x8xf32>, tensor<i32>) -> (tensor<2x8xf32>, tensor<2x5x8xf32>, tensor<2x5x8xf32>)
  return
}

// -----

func.func @attention_step_c2(%q: tensor<2x8xf32>, %k: tensor<2x8xf32>, %v: tensor<2x4xf32>, %ok: tensor<2x5x8xf32>, %ov: tensor<2x5x8xf32>, %p: tensor<i32>) {
  // expected-error @below {{attention_step_c2: v has type tensor<2x4xf32>, expected tensor<2x8xf32>}}
  // expected-error @below {{failed to infer returned types}}
  %y:3 = bmc.attention_step %q, %k, %v into %ok, %ov at %p heads 2 scale 0.5 : (tensor<2x8xf32>, tensor<2x8xf32>, tensor<2x4xf32>, tensor<2x5x8xf32>, tensor<2x5x8xf32>, tensor<i32>) -> (tensor<2x8xf32>, tensor<2x5x8xf32>, tensor<2x5x8xf32>)
  return
}

// -----

func.func @attention_step_c2_columns(%q: tensor<2x8xf32>, %k: tensor<2x6xf32>, %v: tensor<2x6xf32>, %ok: tensor<2x5x8xf32>, %ov: tensor<2x5x8xf32>, %p: tensor<i32>) {
  // expected-error @below {{attention_step_c2: columns of k are 6, expected heads of 4 as those of q}}
  // expected-error @below {{failed to infer returned types}}
  %y:3 = bmc.attention_step %q, %k, %v into %ok, %ov at %p heads 2 scale 0.5 : (tensor<2x8xf32>, tensor<2x6xf32>, tensor<2x6xf32>, tensor<2x5x8xf32>, tensor<2x5x8xf32>, tensor<i32>) -> (tensor<2x8xf32>, tensor<2x5x8xf32>, tensor<2x5x8xf32>)
  return
}

// -----

func.func @attention_step_c3(%q: tensor<2x8xf32>, %k: tensor<2x8xf32>, %v: tensor<2x8xf32>, %ok: tensor<2x5x8xf32>, %ov: tensor<2x5x8xf32>, %p: tensor<i32>) {
  // expected-error @below {{attention_step_c3: num_heads is 3, expected a divisor of the 8 columns}}
  // expected-error @below {{failed to infer returned types}}
  %y:3 = bmc.attention_step %q, %k, %v into %ok, %ov at %p heads 3 scale 0.5 : (tensor<2x8xf32>, tensor<2x8xf32>, tensor<2x8xf32>, tensor<2x5x8xf32>, tensor<2x5x8xf32>, tensor<i32>) -> (tensor<2x8xf32>, tensor<2x5x8xf32>, tensor<2x5x8xf32>)
  return
}

// -----

func.func @attention_step_c3_group(%q: tensor<2x8xf32>, %k: tensor<2x12xf32>, %v: tensor<2x12xf32>, %ok: tensor<2x5x8xf32>, %ov: tensor<2x5x8xf32>, %p: tensor<i32>) {
  // expected-error @below {{attention_step_c3: k has 3 heads, expected a divisor of the 2 of q}}
  // expected-error @below {{failed to infer returned types}}
  %y:3 = bmc.attention_step %q, %k, %v into %ok, %ov at %p heads 2 scale 0.5 : (tensor<2x8xf32>, tensor<2x12xf32>, tensor<2x12xf32>, tensor<2x5x8xf32>, tensor<2x5x8xf32>, tensor<i32>) -> (tensor<2x8xf32>, tensor<2x5x8xf32>, tensor<2x5x8xf32>)
  return
}

// -----

func.func @attention_step_c4(%q: tensor<2x8xf32>, %k: tensor<2x8xf32>, %v: tensor<2x8xf32>, %ok: tensor<2x5x4xf32>, %ov: tensor<2x5x4xf32>, %p: tensor<i32>) {
  // expected-error @below {{attention_step_c4: old_keys is [2, 5, 4], expected [2, 5, 8]}}
  // expected-error @below {{failed to infer returned types}}
  %y:3 = bmc.attention_step %q, %k, %v into %ok, %ov at %p heads 2 scale 0.5 : (tensor<2x8xf32>, tensor<2x8xf32>, tensor<2x8xf32>, tensor<2x5x4xf32>, tensor<2x5x4xf32>, tensor<i32>) -> (tensor<2x8xf32>, tensor<2x5x4xf32>, tensor<2x5x4xf32>)
  return
}

// -----

func.func @attention_step_c4_values(%q: tensor<2x8xf32>, %k: tensor<2x8xf32>, %v: tensor<2x8xf32>, %ok: tensor<2x5x8xf32>, %ov: tensor<2x6x8xf32>, %p: tensor<i32>) {
  // expected-error @below {{attention_step_c4: old_values has type tensor<2x6x8xf32>, expected tensor<2x5x8xf32>}}
  // expected-error @below {{failed to infer returned types}}
  %y:3 = bmc.attention_step %q, %k, %v into %ok, %ov at %p heads 2 scale 0.5 : (tensor<2x8xf32>, tensor<2x8xf32>, tensor<2x8xf32>, tensor<2x5x8xf32>, tensor<2x6x8xf32>, tensor<i32>) -> (tensor<2x8xf32>, tensor<2x5x8xf32>, tensor<2x5x8xf32>)
  return
}

// -----

func.func @attention_step_c5(%q: tensor<2x8xf32>, %k: tensor<2x8xf32>, %v: tensor<2x8xf32>, %ok: tensor<2x5x8xf32>, %ov: tensor<2x5x8xf32>, %p: tensor<i32>, %b: tensor<1x3x5xf32>) {
  // expected-error @below {{attention_step_c5: extents of bias are [2, 3, 5], expected [2, 2, 5] as those of the scores}}
  // expected-error @below {{failed to infer returned types}}
  %y:3 = bmc.attention_step %q, %k, %v into %ok, %ov at %p bias %b heads 2 scale 0.5 : (tensor<2x8xf32>, tensor<2x8xf32>, tensor<2x8xf32>, tensor<2x5x8xf32>, tensor<2x5x8xf32>, tensor<i32>, tensor<1x3x5xf32>) -> (tensor<2x8xf32>, tensor<2x5x8xf32>, tensor<2x5x8xf32>)
  return
}

// -----

func.func @attention_step_c5_rank(%q: tensor<2x8xf32>, %k: tensor<2x8xf32>, %v: tensor<2x8xf32>, %ok: tensor<2x5x8xf32>, %ov: tensor<2x5x8xf32>, %p: tensor<i32>, %b: tensor<2x5xf32>) {
  // expected-error @below {{attention_step_c5: bias has rank 2, expected 3}}
  // expected-error @below {{failed to infer returned types}}
  %y:3 = bmc.attention_step %q, %k, %v into %ok, %ov at %p bias %b heads 2 scale 0.5 : (tensor<2x8xf32>, tensor<2x8xf32>, tensor<2x8xf32>, tensor<2x5x8xf32>, tensor<2x5x8xf32>, tensor<i32>, tensor<2x5xf32>) -> (tensor<2x8xf32>, tensor<2x5x8xf32>, tensor<2x5x8xf32>)
  return
}

// -----

func.func @attention_step_c6(%q: tensor<2x8xf32>, %k: tensor<2x8xf32>, %v: tensor<2x8xf32>, %ok: tensor<2x5x8xf32>, %ov: tensor<2x5x8xf32>, %p: tensor<3xi32>) {
  // expected-error @below {{attention_step_c6: position is [3], expected [2]}}
  // expected-error @below {{failed to infer returned types}}
  %y:3 = bmc.attention_step %q, %k, %v into %ok, %ov at %p heads 2 scale 0.5 : (tensor<2x8xf32>, tensor<2x8xf32>, tensor<2x8xf32>, tensor<2x5x8xf32>, tensor<2x5x8xf32>, tensor<3xi32>) -> (tensor<2x8xf32>, tensor<2x5x8xf32>, tensor<2x5x8xf32>)
  return
}

// -----

func.func @attention_step_c6_rank(%q: tensor<2x8xf32>, %k: tensor<2x8xf32>, %v: tensor<2x8xf32>, %ok: tensor<2x5x8xf32>, %ov: tensor<2x5x8xf32>, %p: tensor<2x1xi32>) {
  // expected-error @below {{attention_step_c6: position has rank 2, expected 0}}
  // expected-error @below {{failed to infer returned types}}
  %y:3 = bmc.attention_step %q, %k, %v into %ok, %ov at %p heads 2 scale 0.5 : (tensor<2x8xf32>, tensor<2x8xf32>, tensor<2x8xf32>, tensor<2x5x8xf32>, tensor<2x5x8xf32>, tensor<2x1xi32>) -> (tensor<2x8xf32>, tensor<2x5x8xf32>, tensor<2x5x8xf32>)
  return
}

// -----

#bs = #bmc.dims<"B", "S">
#bt = #bmc.dims<"B", "T">

func.func @attention_c9(%q: tensor<?x?x8xf32, #bs>, %s: tensor<?x?xi32, #bt>) {
  // expected-error @below {{attention_c9: query_segments is [B, T], expected [B, S]}}
  // expected-error @below {{failed to infer returned types}}
  %y:2 = bmc.attention %q, %q, %q segments %s, %s heads 2 scale 0.5 : (tensor<?x?x8xf32, #bs>, tensor<?x?x8xf32, #bs>, tensor<?x?x8xf32, #bs>, tensor<?x?xi32, #bt>, tensor<?x?xi32, #bt>) -> (tensor<?x?x8xf32, #bs>, tensor<?x2x?x2xf32, #bs>)
  return
}

// -----

#bs = #bmc.dims<"B", "S">
#bt = #bmc.dims<"B", "T">

func.func @attention_c9_keys(%q: tensor<?x?x8xf32, #bs>, %s: tensor<?x?xi32, #bs>, %t: tensor<?x?xi32, #bt>) {
  // expected-error @below {{attention_c9: key_segments is [B, T], expected [B, S]}}
  // expected-error @below {{failed to infer returned types}}
  %y:2 = bmc.attention %q, %q, %q segments %s, %t heads 2 scale 0.5 : (tensor<?x?x8xf32, #bs>, tensor<?x?x8xf32, #bs>, tensor<?x?x8xf32, #bs>, tensor<?x?xi32, #bs>, tensor<?x?xi32, #bt>) -> (tensor<?x?x8xf32, #bs>, tensor<?x2x?x2xf32, #bs>)
  return
}

// -----

#bs = #bmc.dims<"B", "S">

func.func @attention_c9_one(%q: tensor<?x?x8xf32, #bs>, %s: tensor<?x?xi32, #bs>) {
  // expected-error @below {{attention_c9: only one of query_segments and key_segments is given}}
  // expected-error @below {{failed to infer returned types}}
  %y:2 = "bmc.attention"(%q, %q, %q, %s) <{num_heads = 2 : i64, scale = 0.5 : f64, operandSegmentSizes = array<i32: 1, 1, 1, 0, 1, 0, 0>}> : (tensor<?x?x8xf32, #bs>, tensor<?x?x8xf32, #bs>, tensor<?x?x8xf32, #bs>, tensor<?x?xi32, #bs>) -> (tensor<?x?x8xf32, #bs>, tensor<?x2x?x2xf32, #bs>)
  return
}

// -----

#bs = #bmc.dims<"B", "S">

func.func @attention_c10(%q: tensor<?x?x8xf32, #bs>) {
  // expected-error @below {{attention_c10: softcap is -1, expected a finite number of at least 0}}
  // expected-error @below {{failed to infer returned types}}
  %y:2 = bmc.attention %q, %q, %q heads 2 scale 0.5 softcap -1.0 : (tensor<?x?x8xf32, #bs>, tensor<?x?x8xf32, #bs>, tensor<?x?x8xf32, #bs>) -> (tensor<?x?x8xf32, #bs>, tensor<?x2x?x2xf32, #bs>)
  return
}

// -----

func.func @attention_step_c7(%q: tensor<2x8xf32>, %k: tensor<2x5x8xf32>, %p: tensor<i32>) {
  // expected-error @below {{attention_step_c7: softcap is inf, expected a finite number of at least 0}}
  // expected-error @below {{failed to infer returned types}}
  %y:3 = bmc.attention_step %q, %q, %q into %k, %k at %p heads 2 scale 0.5 softcap 0x7FF0000000000000 : (tensor<2x8xf32>, tensor<2x8xf32>, tensor<2x8xf32>, tensor<2x5x8xf32>, tensor<2x5x8xf32>, tensor<i32>) -> (tensor<2x8xf32>, tensor<2x5x8xf32>, tensor<2x5x8xf32>)
  return
}

// -----

func.func @store_rows_c1(%x: tensor<3x8xf32>, %i: tensor<2x5x8xf32>) {
  // expected-error @below {{store_rows_c1: x has rank 2, expected 3}}
  // expected-error @below {{failed to infer returned types}}
  %y = bmc.store_rows %x into %i : tensor<3x8xf32> into tensor<2x5x8xf32> -> tensor<2x5x8xf32>
  return
}

// -----

func.func @store_rows_c1_elements(%x: tensor<2x3x8xf32>, %i: tensor<2x5x8xf64>) {
  // expected-error @below {{store_rows_c1: init has elements f64, expected f32 as in x}}
  // expected-error @below {{failed to infer returned types}}
  %y = bmc.store_rows %x into %i : tensor<2x3x8xf32> into tensor<2x5x8xf64> -> tensor<2x5x8xf64>
  return
}

// -----

func.func @store_rows_c2(%x: tensor<2x3x8xf32>, %i: tensor<1x5x8xf32>) {
  // expected-error @below {{store_rows_c2: init is [1, 5, 8], expected [2, 5, 8]}}
  // expected-error @below {{failed to infer returned types}}
  %y = bmc.store_rows %x into %i : tensor<2x3x8xf32> into tensor<1x5x8xf32> -> tensor<1x5x8xf32>
  return
}
