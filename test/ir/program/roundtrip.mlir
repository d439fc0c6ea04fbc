// RUN: bmc-opt %s | bmc-opt | FileCheck %s
// RUN: bmc-opt %s --mlir-print-op-generic | bmc-opt | FileCheck %s
// RUN: bmc-opt %s --emit-bytecode | bmc-opt | FileCheck %s
//
// Every op of ops/Program.td, printed and read back.

// CHECK: bmc.dim @B max 32
bmc.dim @B max 32
// CHECK: bmc.parameter @"0.weight" : tensor<128x64xf32> init <normal, 0.000000e+00, 1.000000e+00>
bmc.parameter @"0.weight" : tensor<128x64xf32> init <normal, 0.0, 1.0>
// CHECK: bmc.parameter @bias : tensor<64xf32> init <uniform, -1.250000e-01, 1.250000e-01>
bmc.parameter @bias : tensor<64xf32> init <uniform, -0.125, 0.125>
// CHECK: bmc.parameter @gain : tensor<64xf32> init <constant, 1.000000e+00, 0.000000e+00>
bmc.parameter @gain : tensor<64xf32> init <constant, 1.0, 0.0>
// CHECK: bmc.parameter @cut : tensor<64xf32> init <trunc_normal, 0.000000e+00, 1.000000e+00, -2.000000e+00, 2.000000e+00> {group = 2 : i64}
bmc.parameter @cut : tensor<64xf32> init <trunc_normal, 0.0, 1.0, -2.0, 2.0> {group = 2 : i64}
// CHECK: bmc.parameter @square : tensor<8x8xf32> init <orthogonal, 5.000000e-01, 0.000000e+00> {frozen}
bmc.parameter @square : tensor<8x8xf32> init <orthogonal, 0.5, 0.0> {frozen}

func.func private @kernel(%x: tensor<4xf32>) -> tensor<4xf32> attributes {bmc.kernel} {
  return %x : tensor<4xf32>
}

// CHECK-LABEL: @program(
func.func @program(%x: tensor<4xf32>) {
  // CHECK: bmc.launch @kernel(%{{.+}}) : (tensor<4xf32>) -> tensor<4xf32>
  %0 = bmc.launch @kernel(%x) : (tensor<4xf32>) -> tensor<4xf32>
  // CHECK: bmc.launch @kernel(%{{.+}}) {placement = array<i64: 0, 4096>, scratch = 64 : i64} : (tensor<4xf32>) -> tensor<4xf32>
  %1 = bmc.launch @kernel(%x) {placement = array<i64: 0, 4096>, scratch = 64 : i64} : (tensor<4xf32>) -> tensor<4xf32>
  return
}
