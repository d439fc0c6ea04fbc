// RUN: bmc-opt %s -split-input-file -verify-diagnostics
//
// Every labelled constraint of ops/Convolution.td.

func.func @conv_c1_x(%x: tensor<2x5xf32>, %w: tensor<3x5xf32>) {
  // expected-error @below {{conv_c1: x has rank 2, expected 3 or 4}}
  // expected-error @below {{failed to infer returned types}}
  %y = bmc.conv %x, %w strides [1] padding [0, 0] dilation [1] groups 1 : tensor<2x5xf32>, tensor<3x5xf32> -> tensor<2x3x5xf32>
  return
}

// -----

func.func @conv_c1_weight(%x: tensor<2x2x5xf32>, %w: tensor<3x2x1x1xf32>) {
  // expected-error @below {{conv_c1: weight has rank 4, expected 3}}
  // expected-error @below {{failed to infer returned types}}
  %y = bmc.conv %x, %w strides [1] padding [0, 0] dilation [1] groups 1 : tensor<2x2x5xf32>, tensor<3x2x1x1xf32> -> tensor<2x3x5xf32>
  return
}

// -----

func.func @conv_c2(%x: tensor<2x?x5xf32, #bmc.dims<"B">>, %w: tensor<3x2x1xf32>) {
  // expected-error @below {{conv_c2: extent B of x is a run-time size, expected a constant}}
  // expected-error @below {{failed to infer returned types}}
  %y = bmc.conv %x, %w strides [1] padding [0, 0] dilation [1] groups 1 : tensor<2x?x5xf32, #bmc.dims<"B">>, tensor<3x2x1xf32> -> tensor<2x3x5xf32>
  return
}

// -----

func.func @conv_c2_weight(%x: tensor<2x2x5xf32>, %w: tensor<3x2x?xf32, #bmc.dims<"B">>) {
  // expected-error @below {{conv_c2: extent B of weight is a run-time size, expected a constant}}
  // expected-error @below {{failed to infer returned types}}
  %y = bmc.conv %x, %w strides [1] padding [0, 0] dilation [1] groups 1 : tensor<2x2x5xf32>, tensor<3x2x?xf32, #bmc.dims<"B">> -> tensor<2x3x5xf32>
  return
}

// -----

func.func @conv_c3_axes(%x: tensor<2x2x5xf32>, %w: tensor<3x2x1xf32>) {
  // expected-error @below {{conv_c3: attributes are not those of 1 spatial axes, or out of range}}
  // expected-error @below {{failed to infer returned types}}
  %y = bmc.conv %x, %w strides [1, 1] padding [0, 0, 0, 0] dilation [1, 1] groups 1 : tensor<2x2x5xf32>, tensor<3x2x1xf32> -> tensor<2x3x5xf32>
  return
}

// -----

func.func @conv_c3_stride(%x: tensor<2x2x5xf32>, %w: tensor<3x2x1xf32>) {
  // expected-error @below {{conv_c3: attributes are not those of 1 spatial axes, or out of range}}
  // expected-error @below {{failed to infer returned types}}
  %y = bmc.conv %x, %w strides [0] padding [0, 0] dilation [1] groups 1 : tensor<2x2x5xf32>, tensor<3x2x1xf32> -> tensor<2x3x5xf32>
  return
}

// -----

func.func @conv_c3_padding(%x: tensor<2x2x5xf32>, %w: tensor<3x2x1xf32>) {
  // expected-error @below {{conv_c3: attributes are not those of 1 spatial axes, or out of range}}
  // expected-error @below {{failed to infer returned types}}
  %y = bmc.conv %x, %w strides [1] padding [-1, 0] dilation [1] groups 1 : tensor<2x2x5xf32>, tensor<3x2x1xf32> -> tensor<2x3x5xf32>
  return
}

// -----

func.func @conv_c4_filters(%x: tensor<2x2x5xf32>, %w: tensor<3x1x1xf32>) {
  // expected-error @below {{conv_c4: 2 groups do not divide the filters, 3}}
  // expected-error @below {{failed to infer returned types}}
  %y = bmc.conv %x, %w strides [1] padding [0, 0] dilation [1] groups 2 : tensor<2x2x5xf32>, tensor<3x1x1xf32> -> tensor<2x3x5xf32>
  return
}

// -----

func.func @conv_c4_groups(%x: tensor<2x2x5xf32>, %w: tensor<3x2x1xf32>) {
  // expected-error @below {{conv_c4: 0 groups do not divide the filters, 3}}
  // expected-error @below {{failed to infer returned types}}
  %y = bmc.conv %x, %w strides [1] padding [0, 0] dilation [1] groups 0 : tensor<2x2x5xf32>, tensor<3x2x1xf32> -> tensor<2x3x5xf32>
  return
}

// -----

func.func @conv_c4_channels(%x: tensor<2x3x5xf32>, %w: tensor<4x1x1xf32>) {
  // expected-error @below {{conv_c4: x has 3 channels, expected 2 times 1}}
  // expected-error @below {{failed to infer returned types}}
  %y = bmc.conv %x, %w strides [1] padding [0, 0] dilation [1] groups 2 : tensor<2x3x5xf32>, tensor<4x1x1xf32> -> tensor<2x3x5xf32>
  return
}

// -----

func.func @conv_c5(%x: tensor<2x2x5xf32>, %w: tensor<3x2x3xf32>) {
  // expected-error @below {{conv_c5: the kernel is larger than the padded input}}
  // expected-error @below {{failed to infer returned types}}
  %y = bmc.conv %x, %w strides [1] padding [0, 0] dilation [3] groups 1 : tensor<2x2x5xf32>, tensor<3x2x3xf32> -> tensor<2x3x5xf32>
  return
}

// -----

func.func @conv_c5_runtime(%x: tensor<2x2x?xf32, #bmc.dims<"S">>, %w: tensor<3x2x3xf32>) {
  // expected-error @below {{op inferred type(s) 'tensor<2x3x?xf32, #bmc.dims<"S-2">>' are incompatible with return type(s) of operation 'tensor<2x3x?xf32, #bmc.dims<"S">>'}}
  // expected-error @below {{failed to infer returned types}}
  %y = bmc.conv %x, %w strides [1] padding [0, 0] dilation [1] groups 1 : tensor<2x2x?xf32, #bmc.dims<"S">>, tensor<3x2x3xf32> -> tensor<2x3x?xf32, #bmc.dims<"S">>
  return
}

// -----

func.func @conv_c6(%x: tensor<2x2x5xf32>, %w: tensor<3x2x1xf64>) {
  // expected-error @below {{conv_c6: weight has elements f64, expected f32 as in x}}
  // expected-error @below {{failed to infer returned types}}
  %y = bmc.conv %x, %w strides [1] padding [0, 0] dilation [1] groups 1 : tensor<2x2x5xf32>, tensor<3x2x1xf64> -> tensor<2x3x5xf32>
  return
}

// -----

func.func @conv_dinput_c1(%y: tensor<2x3xf32>, %w: tensor<3x2x1xf32>) {
  // expected-error @below {{conv_dinput_c1: dy has rank 2, expected 3 or 4}}
  %x = bmc.conv_dinput %y, %w strides [1] padding [0, 0] dilation [1] groups 1 : tensor<2x3xf32>, tensor<3x2x1xf32> -> tensor<2x2x5xf32>
  return
}

// -----

func.func @conv_dinput_c2(%y: tensor<2x?x5xf32, #bmc.dims<"B">>, %w: tensor<3x2x1xf32>) {
  // expected-error @below {{conv_dinput_c2: extent B of dy is a run-time size, expected a constant}}
  %x = bmc.conv_dinput %y, %w strides [1] padding [0, 0] dilation [1] groups 1 : tensor<2x?x5xf32, #bmc.dims<"B">>, tensor<3x2x1xf32> -> tensor<2x2x5xf32>
  return
}

// -----

func.func @conv_dinput_c3(%y: tensor<2x3x5xf32>, %w: tensor<3x2x1xf32>) {
  // expected-error @below {{conv_dinput_c3: attributes are not those of 1 spatial axes, or out of range}}
  %x = bmc.conv_dinput %y, %w strides [0] padding [0, 0] dilation [1] groups 1 : tensor<2x3x5xf32>, tensor<3x2x1xf32> -> tensor<2x2x5xf32>
  return
}

// -----

func.func @conv_dinput_c4(%y: tensor<2x4x5xf32>, %w: tensor<3x2x1xf32>) {
  // expected-error @below {{conv_dinput_c4: dy has 4 channels, expected 3}}
  %x = bmc.conv_dinput %y, %w strides [1] padding [0, 0] dilation [1] groups 1 : tensor<2x4x5xf32>, tensor<3x2x1xf32> -> tensor<2x2x5xf32>
  return
}

// -----

func.func @conv_dinput_c4_channels(%y: tensor<2x3x5xf32>, %w: tensor<3x2x1xf32>) {
  // expected-error @below {{conv_dinput_c4: dx has 4 channels, expected 2}}
  %x = bmc.conv_dinput %y, %w strides [1] padding [0, 0] dilation [1] groups 1 : tensor<2x3x5xf32>, tensor<3x2x1xf32> -> tensor<2x4x5xf32>
  return
}

// -----

func.func @conv_dinput_c5(%y: tensor<2x3x5xf32>, %w: tensor<3x2x1xf32>) {
  // expected-error @below {{conv_dinput_c5: conv makes other extents than those of dy}}
  %x = bmc.conv_dinput %y, %w strides [1] padding [0, 0] dilation [1] groups 1 : tensor<2x3x5xf32>, tensor<3x2x1xf32> -> tensor<2x2x6xf32>
  return
}

// -----

func.func @conv_dinput_c5_runtime(%y: tensor<2x3x?xf32, #bmc.dims<"S">>, %w: tensor<3x2x2xf32>) {
  // expected-error @below {{conv_dinput_c5: conv makes other extents than those of dy}}
  %x = bmc.conv_dinput %y, %w strides [2] padding [0, 0] dilation [1] groups 1 : tensor<2x3x?xf32, #bmc.dims<"S">>, tensor<3x2x2xf32> -> tensor<2x2x?xf32, #bmc.dims<"S">>
  return
}

// -----

func.func @conv_dinput_c6(%y: tensor<2x3x5xf32>, %w: tensor<3x2x1xf64>) {
  // expected-error @below {{conv_dinput_c6: weight has elements f64, expected f32 as in dy}}
  %x = bmc.conv_dinput %y, %w strides [1] padding [0, 0] dilation [1] groups 1 : tensor<2x3x5xf32>, tensor<3x2x1xf64> -> tensor<2x2x5xf32>
  return
}

// -----

func.func @conv_dweight_c1(%y: tensor<2x3x5xf32>, %x: tensor<2x2x5x1xf32>) {
  // expected-error @below {{conv_dweight_c1: x has rank 4, expected 3}}
  // expected-error @below {{failed to infer returned types}}
  %w = bmc.conv_dweight %y, %x kernel [1] strides [1] padding [0, 0] dilation [1] groups 1 : tensor<2x3x5xf32>, tensor<2x2x5x1xf32> -> tensor<3x2x1xf32>
  return
}

// -----

func.func @conv_dweight_c2(%y: tensor<2x3x5xf32>, %x: tensor<2x?x5xf32, #bmc.dims<"B">>) {
  // expected-error @below {{conv_dweight_c2: extent B of x is a run-time size, expected a constant}}
  // expected-error @below {{failed to infer returned types}}
  %w = bmc.conv_dweight %y, %x kernel [1] strides [1] padding [0, 0] dilation [1] groups 1 : tensor<2x3x5xf32>, tensor<2x?x5xf32, #bmc.dims<"B">> -> tensor<3x2x1xf32>
  return
}

// -----

func.func @conv_dweight_c3(%y: tensor<2x3x5xf32>, %x: tensor<2x2x5xf32>) {
  // expected-error @below {{conv_dweight_c3: attributes are not those of 1 spatial axes, or out of range}}
  // expected-error @below {{failed to infer returned types}}
  %w = bmc.conv_dweight %y, %x kernel [1, 1] strides [1] padding [0, 0] dilation [1] groups 1 : tensor<2x3x5xf32>, tensor<2x2x5xf32> -> tensor<3x2x1xf32>
  return
}

// -----

func.func @conv_dweight_c4(%y: tensor<2x3x5xf32>, %x: tensor<2x2x5xf32>) {
  // expected-error @below {{conv_dweight_c4: 2 groups do not divide the filters, 3}}
  // expected-error @below {{failed to infer returned types}}
  %w = bmc.conv_dweight %y, %x kernel [1] strides [1] padding [0, 0] dilation [1] groups 2 : tensor<2x3x5xf32>, tensor<2x2x5xf32> -> tensor<3x2x1xf32>
  return
}

// -----

func.func @conv_dweight_c5_batch(%y: tensor<3x3x5xf32>, %x: tensor<2x2x5xf32>) {
  // expected-error @below {{conv_dweight_c5: conv makes other extents than those of dy}}
  // expected-error @below {{failed to infer returned types}}
  %w = bmc.conv_dweight %y, %x kernel [1] strides [1] padding [0, 0] dilation [1] groups 1 : tensor<3x3x5xf32>, tensor<2x2x5xf32> -> tensor<3x2x1xf32>
  return
}

// -----

func.func @conv_dweight_c5(%y: tensor<2x3x4xf32>, %x: tensor<2x2x5xf32>) {
  // expected-error @below {{conv_dweight_c5: conv makes other extents than those of dy}}
  // expected-error @below {{failed to infer returned types}}
  %w = bmc.conv_dweight %y, %x kernel [1] strides [1] padding [0, 0] dilation [1] groups 1 : tensor<2x3x4xf32>, tensor<2x2x5xf32> -> tensor<3x2x1xf32>
  return
}

// -----

func.func @conv_dweight_c6(%y: tensor<2x3x5xf64>, %x: tensor<2x2x5xf32>) {
  // expected-error @below {{conv_dweight_c6: x has elements f32, expected f64 as in dy}}
  // expected-error @below {{failed to infer returned types}}
  %w = bmc.conv_dweight %y, %x kernel [1] strides [1] padding [0, 0] dilation [1] groups 1 : tensor<2x3x5xf64>, tensor<2x2x5xf32> -> tensor<3x2x1xf32>
  return
}

// -----

func.func @max_pool_c1(%x: tensor<2x5xf32>) {
  // expected-error @below {{max_pool_c1: attributes are not those of one or two spatial axes, or out of range}}
  // expected-error @below {{failed to infer returned types}}
  %y, %i = bmc.max_pool %x kernel [2, 2] strides [2] padding [0, 0] dilation [1] : tensor<2x5xf32> -> tensor<2x2xf32>, tensor<2x2xi32>
  return
}

// -----

func.func @max_pool_c2(%x: tensor<5xf32>) {
  // expected-error @below {{max_pool_c2: x has rank 1, expected at least 2}}
  // expected-error @below {{failed to infer returned types}}
  %y, %i = bmc.max_pool %x kernel [2, 2] strides [2, 2] padding [0, 0, 0, 0] dilation [1, 1] : tensor<5xf32> -> tensor<2x2xf32>, tensor<2x2xi32>
  return
}

// -----

func.func @max_pool_c2_plane(%x: tensor<65536x65536xf32>) {
  // expected-error @below {{max_pool_c2: a plane has 2^31 elements or more}}
  // expected-error @below {{failed to infer returned types}}
  %y, %i = bmc.max_pool %x kernel [2, 2] strides [2, 2] padding [0, 0, 0, 0] dilation [1, 1] : tensor<65536x65536xf32> -> tensor<2x2xf32>, tensor<2x2xi32>
  return
}

// -----

func.func @max_pool_c3(%x: tensor<2x1xf32>) {
  // expected-error @below {{max_pool_c3: the kernel is larger than the padded input}}
  // expected-error @below {{failed to infer returned types}}
  %y, %i = bmc.max_pool %x kernel [2] strides [2] padding [0, 0] dilation [1] : tensor<2x1xf32> -> tensor<2x2xf32>, tensor<2x2xi32>
  return
}

// -----

func.func @max_pool_c3_padding(%x: tensor<2x4xf32>) {
  // expected-error @below {{max_pool_c3: a window without an element of x}}
  // expected-error @below {{failed to infer returned types}}
  %y, %i = bmc.max_pool %x kernel [2] strides [1] padding [2, 0] dilation [1] : tensor<2x4xf32> -> tensor<2x2xf32>, tensor<2x2xi32>
  return
}

// -----

func.func @max_pool_c3_runtime(%x: tensor<2x?xf32, #bmc.dims<"S">>) {
  // expected-error @below {{max_pool_c3: a window without an element of x}}
  // expected-error @below {{failed to infer returned types}}
  %y, %i = bmc.max_pool %x kernel [3] strides [1] padding [1, 1] dilation [2] : tensor<2x?xf32, #bmc.dims<"S">> -> tensor<2x2xf32>, tensor<2x2xi32>
  return
}

// -----

func.func @sum_pool_c1(%x: tensor<2x5xf32>) {
  // expected-error @below {{sum_pool_c1: attributes are not those of one or two spatial axes, or out of range}}
  // expected-error @below {{failed to infer returned types}}
  %y = bmc.sum_pool %x kernel [2, 2] strides [2] padding [0, 0] dilation [1] : tensor<2x5xf32> -> tensor<2x2xf32>
  return
}

// -----

func.func @sum_pool_c2(%x: tensor<5xf32>) {
  // expected-error @below {{sum_pool_c2: x has rank 1, expected at least 2}}
  // expected-error @below {{failed to infer returned types}}
  %y = bmc.sum_pool %x kernel [2, 2] strides [2, 2] padding [0, 0, 0, 0] dilation [1, 1] : tensor<5xf32> -> tensor<2x2xf32>
  return
}

// -----

func.func @sum_pool_c2_plane(%x: tensor<65536x65536xf32>) {
  // expected-error @below {{sum_pool_c2: a plane has 2^31 elements or more}}
  // expected-error @below {{failed to infer returned types}}
  %y = bmc.sum_pool %x kernel [2, 2] strides [2, 2] padding [0, 0, 0, 0] dilation [1, 1] : tensor<65536x65536xf32> -> tensor<2x2xf32>
  return
}

// -----

func.func @sum_pool_c3(%x: tensor<2x1xf32>) {
  // expected-error @below {{sum_pool_c3: the kernel is larger than the padded input}}
  // expected-error @below {{failed to infer returned types}}
  %y = bmc.sum_pool %x kernel [2] strides [2] padding [0, 0] dilation [1] : tensor<2x1xf32> -> tensor<2x2xf32>
  return
}

// -----

func.func @max_pool_backward_c1(%y: tensor<2x2xf32>, %i: tensor<2x2xi32>) {
  // expected-error @below {{max_pool_backward_c1: attributes are not those of one or two spatial axes, or out of range}}
  %x = bmc.max_pool_backward %y, %i kernel [2, 2] strides [2] padding [0, 0] dilation [1] : tensor<2x2xf32>, tensor<2x2xi32> -> tensor<2x4xf32>
  return
}

// -----

func.func @max_pool_backward_c2(%y: tensor<2x3xf32>, %i: tensor<2x3xi32>) {
  // expected-error @below {{max_pool_backward_c2: pooling makes other extents than those of dy}}
  %x = bmc.max_pool_backward %y, %i kernel [2] strides [2] padding [0, 0] dilation [1] : tensor<2x3xf32>, tensor<2x3xi32> -> tensor<2x4xf32>
  return
}

// -----

func.func @max_pool_backward_c2_index(%y: tensor<2x2xf32>, %i: tensor<3x2xi32>) {
  // expected-error @below {{max_pool_backward_c2: extents of index are [3, 2], expected [2, 2] as those of dy}}
  %x = bmc.max_pool_backward %y, %i kernel [2] strides [2] padding [0, 0] dilation [1] : tensor<2x2xf32>, tensor<3x2xi32> -> tensor<2x4xf32>
  return
}

// -----

func.func @sum_pool_backward_c1(%y: tensor<2x2xf32>) {
  // expected-error @below {{sum_pool_backward_c1: attributes are not those of one or two spatial axes, or out of range}}
  %x = bmc.sum_pool_backward %y kernel [2, 2] strides [2] padding [0, 0] dilation [1] : tensor<2x2xf32> -> tensor<2x4xf32>
  return
}

// -----

func.func @sum_pool_backward_c2(%y: tensor<2x3xf32>) {
  // expected-error @below {{sum_pool_backward_c2: pooling makes other extents than those of dy}}
  %x = bmc.sum_pool_backward %y kernel [2] strides [2] padding [0, 0] dilation [1] : tensor<2x3xf32> -> tensor<2x4xf32>
  return
}
// -----

func.func @max_pool_backward_c3(%y: tensor<2x2xf32>, %i: tensor<2x2xi32>) {
  // expected-error @below {{max_pool_backward_c3: dx has elements f64, expected f32 as in dy}}
  %x = bmc.max_pool_backward %y, %i kernel [2] strides [2] padding [0, 0] dilation [1] : tensor<2x2xf32>, tensor<2x2xi32> -> tensor<2x4xf64>
  return
}
// -----

func.func @sum_pool_backward_c3(%y: tensor<2x2xf32>) {
  // expected-error @below {{sum_pool_backward_c3: dx has elements f64, expected f32 as in dy}}
  %x = bmc.sum_pool_backward %y kernel [2] strides [2] padding [0, 0] dilation [1] : tensor<2x2xf32> -> tensor<2x4xf64>
  return
}
