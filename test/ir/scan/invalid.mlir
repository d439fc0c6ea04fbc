// RUN: bmc-opt %s -split-input-file -verify-diagnostics
//
// Every labelled constraint of ops/Scan.td.

func.func @cumsum_c1(%x: tensor<4x8xf32>) {
  // expected-error @below {{cumsum_c1}}
  %y = bmc.cumsum %x axis 2 : tensor<4x8xf32>
  return
}

// -----

func.func @cumprod_c1(%x: tensor<4x8xf32>) {
  // expected-error @below {{cumprod_c1}}
  %y = bmc.cumprod %x axis -1 : tensor<4x8xf32>
  return
}

// -----

func.func @cumprod_backward_c1(%x: tensor<f32>) {
  // expected-error @below {{cumprod_backward_c1}}
  %y = bmc.cumprod_backward %x, %x axis 0 : tensor<f32>
  return
}
