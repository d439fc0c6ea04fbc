// RUN: bmc-opt %s -split-input-file -verify-diagnostics
//
// What no tensor of a model may be.

func.func @tensor_c1(%x: tensor<?x8xf32>) {
  // expected-error @below {{'bmc.exp' op operand #0 must be tensor with named run-time extents, extents of at least 1 and less than 2^63 bytes, of 32-bit float or 64-bit float or bfloat16 type values, but got 'tensor<?x8xf32>'}}
  %y = bmc.exp %x : tensor<?x8xf32>
  return
}

// -----

func.func @tensor_other_encoding(%x: tensor<4xf32, "dense">) {
  // expected-error @below {{'bmc.exp' op operand #0 must be tensor with named run-time extents, extents of at least 1 and less than 2^63 bytes, of 32-bit float or 64-bit float or bfloat16 type values, but got 'tensor<4xf32, "dense">'}}
  %y = bmc.exp %x : tensor<4xf32, "dense">
  return
}

// -----

// expected-error @below {{expected one name per run-time extent, found 1 names for 2 extents}}
func.func private @tensor_c1_too_few_names(tensor<?x?x8xf32, #bmc.dims<"B">>)

// -----

// expected-error @below {{expected a name for every run-time extent, found an empty string}}
func.func private @tensor_c1_empty_name(tensor<?x8xf32, #bmc.dims<"">>)

// -----

// expected-error @below {{expected one name per run-time extent, found 1 names for 0 extents}}
func.func private @tensor_c1_names_of_static_shape(tensor<4x8xf32, #bmc.dims<"B">>)

// -----

// expected-error @below {{expected attribute value}}
// expected-error @below {{failed to parse Bmc_DimsAttr parameter 'names' which is to be a `::llvm::ArrayRef<::mlir::StringAttr>`}}
func.func private @tensor_c1_no_names(tensor<4x8xf32, #bmc.dims<>>)

// -----

func.func @tensor_c2(%x: tensor<0x8xf32>) {
  // expected-error @below {{'bmc.exp' op operand #0 must be tensor with named run-time extents, extents of at least 1 and less than 2^63 bytes, of 32-bit float or 64-bit float or bfloat16 type values, but got 'tensor<0x8xf32>'}}
  %y = bmc.exp %x : tensor<0x8xf32>
  return
}

// -----

func.func @tensor_c3(%x: tensor<4294967296x4294967296xf32>) {
  // expected-error @below {{'bmc.exp' op operand #0 must be tensor with named run-time extents, extents of at least 1 and less than 2^63 bytes, of 32-bit float or 64-bit float or bfloat16 type values, but got 'tensor<4294967296x4294967296xf32>'}}
  %y = bmc.exp %x : tensor<4294967296x4294967296xf32>
  return
}

// -----

func.func @tensor_c3_result(%x: tensor<4294967296x1xf32>, %w: tensor<4294967296x1xf32>) {
  // expected-error @below {{'bmc.linear' op result #0 must be tensor with named run-time extents, extents of at least 1 and less than 2^63 bytes, of 32-bit float or 64-bit float or bfloat16 type values, but got 'tensor<4294967296x4294967296xf32>'}}
  %y = bmc.linear %x, %w : (tensor<4294967296x1xf32>, tensor<4294967296x1xf32>) -> tensor<4294967296x4294967296xf32>
  return
}
