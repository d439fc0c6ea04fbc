// RUN: bmc-opt %s -split-input-file -verify-diagnostics
//
// Every labelled constraint of ops/Elementwise.td.

func.func @compare_of_scalars(%a: i32, %b: i32) {
  // expected-error @below {{custom op 'bmc.compare' invalid kind of type specified: expected builtin.tensor, but found 'i32'}}
  %y = bmc.compare lt, %a, %b : i32
  return
}

// -----

#b = #bmc.dims<"B">

func.func @select_c1(%c: tensor<?x8xi1, #b>, %a: tensor<?x8xf32, #bmc.dims<"S">>) {
  // expected-error @below {{select_c1: condition is [B, 8], expected [S, 8]}}
  %y = bmc.select %c, %a, %a : tensor<?x8xi1, #b>, tensor<?x8xf32, #bmc.dims<"S">>
  return
}

// -----

#b = #bmc.dims<"B">

func.func @convert_c1(%x: tensor<?x8xf32, #b>) {
  // expected-error @below {{convert_c1: y is [4, 8], expected [B, 8]}}
  %y = bmc.convert %x : tensor<?x8xf32, #b> -> tensor<4x8xf64>
  return
}

// -----

#b = #bmc.dims<"B">

func.func @to_integer_c1(%x: tensor<?x8xf32, #b>) {
  // expected-error @below {{to_integer_c1: y is [4, 8], expected [B, 8]}}
  %y = bmc.to_integer %x : tensor<?x8xf32, #b> -> tensor<4x8xi32>
  return
}

// -----

func.func @integer_of_floats(%x: tensor<4xf32>) {
  // expected-error @below {{'bmc.integer' op operand #0 must be tensor with named run-time extents}}
  %y = bmc.integer add %x, %x : tensor<4xf32>
  return
}

// -----

func.func @constant_c1() {
  // expected-error @below {{constant_c1: value 0.5 is not an integer of 32 bits}}
  %y = bmc.constant 0.5 : tensor<4xi32>
  return
}

// -----

func.func @constant_c1_range() {
  // expected-error @below {{constant_c1: value 3e+09 is not an integer of 32 bits}}
  %y = bmc.constant 3.0e9 : tensor<4xi32>
  return
}

// -----

func.func @constant_c1_predicate() {
  // expected-error @below {{constant_c1: value 2 is not an integer of 1 bit}}
  %y = bmc.constant 2.0 : tensor<4xi1>
  return
}

// -----

#b = #bmc.dims<"B">

func.func @add_mixes_names(%a: tensor<?x8xf32, #b>, %b: tensor<?x8xf32, #bmc.dims<"S">>) {
  // expected-error @below {{'bmc.add' op requires the same encoding for all operands and results}}
  %y = "bmc.add"(%a, %b) : (tensor<?x8xf32, #b>, tensor<?x8xf32, #bmc.dims<"S">>) -> tensor<?x8xf32, #b>
  return
}

// -----

func.func @exp_of_integers(%x: tensor<4xi32>) {
  // expected-error @below {{'bmc.exp' op operand #0 must be tensor with named run-time extents, extents of at least 1 and less than 2^63 bytes, of 32-bit float or 64-bit float or bfloat16 type values, but got 'tensor<4xi32>'}}
  %y = bmc.exp %x : tensor<4xi32>
  return
}
