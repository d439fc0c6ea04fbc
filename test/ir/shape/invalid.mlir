// RUN: bmc-opt %s -split-input-file -verify-diagnostics
//
// Every labelled constraint of ops/Shape.td.

func.func @reshape_c1(%x: tensor<8xf32>) {
  // expected-error @below {{reshape_c1: y has elements f64, expected f32 as in x}}
  %y = bmc.reshape %x : tensor<8xf32> -> tensor<8xf64>
  return
}

// -----

#b = #bmc.dims<"B">

func.func @reshape_c2(%x: tensor<?x8xf32, #b>) {
  // expected-error @below {{reshape_c2: x is [B, 8] and y is [B, 9], expected as many elements and the run-time sizes in one order}}
  %y = bmc.reshape %x : tensor<?x8xf32, #b> -> tensor<?x9xf32, #b>
  return
}

// -----

#b = #bmc.dims<"B">

func.func @reshape_c2_names(%x: tensor<?x8xf32, #b>) {
  // expected-error @below {{reshape_c2: x is [B, 8] and y is [S, 8], expected as many elements and the run-time sizes in one order}}
  %y = bmc.reshape %x : tensor<?x8xf32, #b> -> tensor<?x8xf32, #bmc.dims<"S">>
  return
}

// -----

#b = #bmc.dims<"B">
#bs = #bmc.dims<"B", "S">

func.func @reshape_c2_lost_name(%x: tensor<?x?x8xf32, #bs>) {
  // expected-error @below {{reshape_c2: x is [B, S, 8] and y is [B, 8], expected as many elements and the run-time sizes in one order}}
  %y = bmc.reshape %x : tensor<?x?x8xf32, #bs> -> tensor<?x8xf32, #b>
  return
}

// -----

#bs = #bmc.dims<"B", "S">

func.func @reshape_c3(%x: tensor<?x4x?x2xf32, #bs>) {
  // expected-error @below {{reshape_c3: x is [B, 4, S, 2] and y is [B, 2, S, 4], expected equal element counts between neighbouring run-time sizes}}
  %y = bmc.reshape %x : tensor<?x4x?x2xf32, #bs> -> tensor<?x2x?x4xf32, #bs>
  return
}

// -----

#b = #bmc.dims<"B">

func.func @reshape_c3_before_first(%x: tensor<4x?x2xf32, #b>) {
  // expected-error @below {{reshape_c3: x is [4, B, 2] and y is [B, 8], expected equal element counts between neighbouring run-time sizes}}
  %y = bmc.reshape %x : tensor<4x?x2xf32, #b> -> tensor<?x8xf32, #b>
  return
}

// -----

func.func @transpose_c1(%x: tensor<4x8xf32>) {
  // expected-error @below {{transpose_c1: permutation is no permutation of the 2 axes of x}}
  // expected-error @below {{failed to infer returned types}}
  %y = bmc.transpose %x, [0, 0] : tensor<4x8xf32> -> tensor<4x4xf32>
  return
}

// -----

func.func @transpose_c1_count(%x: tensor<4x8xf32>) {
  // expected-error @below {{transpose_c1: permutation is no permutation of the 2 axes of x}}
  // expected-error @below {{failed to infer returned types}}
  %y = bmc.transpose %x, [0] : tensor<4x8xf32> -> tensor<4xf32>
  return
}

// -----

func.func @transpose_c1_range(%x: tensor<4x8xf32>) {
  // expected-error @below {{transpose_c1: permutation is no permutation of the 2 axes of x}}
  // expected-error @below {{failed to infer returned types}}
  %y = bmc.transpose %x, [-1, 2] : tensor<4x8xf32> -> tensor<4x8xf32>
  return
}

// -----

func.func @broadcast_c1(%x: tensor<8xf32>) {
  // expected-error @below {{broadcast_c1: axes is [], expected 1 strictly increasing axes of y, which has rank 2}}
  %y = bmc.broadcast %x, [] : tensor<8xf32> -> tensor<4x8xf32>
  return
}

// -----

func.func @broadcast_c1_order(%x: tensor<4x8xf32>) {
  // expected-error @below {{broadcast_c1: axes is [1, 0], expected 2 strictly increasing axes of y, which has rank 2}}
  %y = bmc.broadcast %x, [1, 0] : tensor<4x8xf32> -> tensor<8x4xf32>
  return
}

// -----

func.func @broadcast_c1_range(%x: tensor<8xf32>) {
  // expected-error @below {{broadcast_c1: axes is [2], expected 1 strictly increasing axes of y, which has rank 2}}
  %y = bmc.broadcast %x, [2] : tensor<8xf32> -> tensor<4x8xf32>
  return
}

// -----

func.func @broadcast_c2(%x: tensor<7xf32>) {
  // expected-error @below {{broadcast_c2: x is [7] and y is [4, 8], axis 1 of y expects the extent of x or 1 in x}}
  %y = bmc.broadcast %x, [1] : tensor<7xf32> -> tensor<4x8xf32>
  return
}

// -----

#b = #bmc.dims<"B">

func.func @broadcast_c2_names(%x: tensor<?xf32, #b>) {
  // expected-error @below {{broadcast_c2: x is [B] and y is [S, 8], axis 0 of y expects the extent of x or 1 in x}}
  %y = bmc.broadcast %x, [0] : tensor<?xf32, #b> -> tensor<?x8xf32, #bmc.dims<"S">>
  return
}

// -----

func.func @broadcast_c3(%x: tensor<8xf32>) {
  // expected-error @below {{broadcast_c3: y has elements f64, expected f32 as in x}}
  %y = bmc.broadcast %x, [1] : tensor<8xf32> -> tensor<4x8xf64>
  return
}

// -----

func.func @slice_c1(%x: tensor<4x8xf32>) {
  // expected-error @below {{slice_c1: axis 2 is not an axis of x, which has rank 2}}
  // expected-error @below {{failed to infer returned types}}
  %y = bmc.slice %x axis 2 offset 0 size 1 : tensor<4x8xf32> -> tensor<4x8xf32>
  return
}

// -----

#b = #bmc.dims<"B">

func.func @slice_c1_run_time(%x: tensor<?x8xf32, #b>) {
  // expected-error @below {{slice_c1: extent B of x is a run-time size, expected a constant}}
  // expected-error @below {{failed to infer returned types}}
  %y = bmc.slice %x axis 0 offset 0 size 1 : tensor<?x8xf32, #b> -> tensor<1x8xf32>
  return
}

// -----

func.func @slice_c2(%x: tensor<4x8xf32>) {
  // expected-error @below {{slice_c2: offset 4 and size 5 select no part of the extent 8 of axis 1}}
  // expected-error @below {{failed to infer returned types}}
  %y = bmc.slice %x axis 1 offset 4 size 5 : tensor<4x8xf32> -> tensor<4x5xf32>
  return
}

// -----

func.func @slice_c2_empty(%x: tensor<4x8xf32>) {
  // expected-error @below {{slice_c2: offset 4 and size 0 select no part of the extent 8 of axis 1}}
  // expected-error @below {{failed to infer returned types}}
  %y = bmc.slice %x axis 1 offset 4 size 0 : tensor<4x8xf32> -> tensor<4x1xf32>
  return
}

// -----

func.func @slice_c2_wraps(%x: tensor<4x8xf32>) {
  // expected-error @below {{slice_c2: offset 9223372036854775807 and size 9223372036854775807 select no part of the extent 8 of axis 1}}
  // expected-error @below {{failed to infer returned types}}
  %y = bmc.slice %x axis 1 offset 9223372036854775807 size 9223372036854775807 : tensor<4x8xf32> -> tensor<4x8xf32>
  return
}

// -----

func.func @concat_c1() {
  // expected-error @below {{concat_c1: there are no inputs, expected one}}
  // expected-error @below {{failed to infer returned types}}
  %y = "bmc.concat"() <{axis = 0 : i64}> : () -> tensor<4xf32>
  return
}

// -----

func.func @concat_c2(%a: tensor<4x8xf32>, %b: tensor<5x8xf32>) {
  // expected-error @below {{concat_c2: the other extents are [5, 8], expected [4, 8] as of the first input}}
  // expected-error @below {{failed to infer returned types}}
  %y = bmc.concat %a, %b axis 1 : tensor<4x8xf32>, tensor<5x8xf32> -> tensor<4x16xf32>
  return
}

// -----

func.func @concat_c2_axis(%a: tensor<4x8xf32>) {
  // expected-error @below {{concat_c2: axis 2 is not an axis of the first input, which has rank 2}}
  // expected-error @below {{failed to infer returned types}}
  %y = bmc.concat %a, %a axis 2 : tensor<4x8xf32>, tensor<4x8xf32> -> tensor<4x16xf32>
  return
}

// -----

func.func @concat_c2_rank(%a: tensor<4x8xf32>, %b: tensor<4xf32>) {
  // expected-error @below {{concat_c2: an input has rank 1, expected 2}}
  // expected-error @below {{failed to infer returned types}}
  %y = bmc.concat %a, %b axis 0 : tensor<4x8xf32>, tensor<4xf32> -> tensor<8x8xf32>
  return
}

// -----

func.func @concat_c2_elements(%a: tensor<4xf32>, %b: tensor<4xf64>) {
  // expected-error @below {{concat_c2: an input has elements f64, expected f32 as in the first input}}
  // expected-error @below {{failed to infer returned types}}
  %y = bmc.concat %a, %b axis 0 : tensor<4xf32>, tensor<4xf64> -> tensor<8xf32>
  return
}

// -----

#b = #bmc.dims<"B">

func.func @concat_c2_run_time(%a: tensor<?x8xf32, #b>) {
  // expected-error @below {{concat_c2: extent B of an input is a run-time size, expected a constant}}
  // expected-error @below {{failed to infer returned types}}
  %y = bmc.concat %a, %a axis 0 : tensor<?x8xf32, #b>, tensor<?x8xf32, #b> -> tensor<?x8xf32, #b>
  return
}

// -----

func.func @select_row_c1(%x: tensor<4x8xf32>, %i: tensor<i32>) {
  // expected-error @below {{select_row_c1: axis 2 is not an axis of x, which has rank 2}}
  // expected-error @below {{failed to infer returned types}}
  %y = bmc.select_row %x, %i axis 2 : (tensor<4x8xf32>, tensor<i32>) -> tensor<4xf32>
  return
}

// -----

func.func @arange_c1() {
  // expected-error @below {{arange_c1: y has rank 2, expected 1}}
  %y = bmc.arange : tensor<4x8xi32>
  return
}

// -----

func.func @arange_c2() {
  // expected-error @below {{arange_c2: y has 2147483649 elements from 0 in steps of 1, which are not all i32}}
  %y = bmc.arange : tensor<2147483649xi32>
  return
}

// -----

func.func @size_c1() {
  // expected-error @below {{size_c1: factor is 0, expected at least 1}}
  %y = bmc.size 0 x ["B"] : tensor<f32>
  return
}

// -----

func.func @size_c2() {
  // expected-error @below {{size_c2: dims holds something else than names of sizes}}
  %y = bmc.size 1 x [4] : tensor<f32>
  return
}

// -----

func.func @arange_c2_step() {
  // expected-error @below {{arange_c2: y has 3 elements from -5 in steps of -2147483640, which are not all i32}}
  %y = bmc.arange from -5 step -2147483640 : tensor<3xi32>
  return
}

// -----

func.func @arange_c3() {
  // expected-error @below {{arange_c3: a run-time vector from 0 in steps of 2, expected 0, 1, 2, ..}}
  %y = bmc.arange step 2 : tensor<?xi32, #bmc.dims<"S">>
  return
}

// -----

func.func @flip_c1(%x: tensor<4x8xf32>) {
  // expected-error @below {{flip_c1}}
  %y = bmc.flip %x axis 2 : tensor<4x8xf32>
  return
}

// -----

func.func @pad_c1(%x: tensor<4x8xf32>) {
  // expected-error @below {{pad_c1}}
  %y = bmc.pad %x axis 2 shift 1 : tensor<4x8xf32> -> tensor<4x9xf32>
  return
}

// -----

func.func @pad_c2_element(%x: tensor<4x8xf32>) {
  // expected-error @below {{pad_c2}}
  %y = bmc.pad %x axis 1 shift 1 : tensor<4x8xf32> -> tensor<4x9xf64>
  return
}

// -----

func.func @pad_c2_rank(%x: tensor<4x8xf32>) {
  // expected-error @below {{pad_c2}}
  %y = bmc.pad %x axis 1 shift 1 : tensor<4x8xf32> -> tensor<4x9x1xf32>
  return
}

// -----

func.func @pad_c2_extent(%x: tensor<4x?xf32, #bmc.dims<"S">>) {
  // expected-error @below {{pad_c2}}
  %y = bmc.pad %x axis 1 shift 1 : tensor<4x?xf32, #bmc.dims<"S">> -> tensor<5x?xf32, #bmc.dims<"S+1">>
  return
}

// -----

func.func @pad_c3(%x: tensor<4x8xf32>) {
  // expected-error @below {{pad_c3}}
  %y = bmc.pad %x axis 1 shift 4294967296 : tensor<4x8xf32> -> tensor<4x9xf32>
  return
}
