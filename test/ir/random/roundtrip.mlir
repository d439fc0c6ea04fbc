// RUN: bmc-opt %s | bmc-opt | FileCheck %s
// RUN: bmc-opt %s --mlir-print-op-generic | bmc-opt | FileCheck %s
// RUN: bmc-opt %s --emit-bytecode | bmc-opt | FileCheck %s
//
// Every op of ops/Random.td, printed and read back.

!x = tensor<?x?x8xf32, #bmc.dims<"B", "S">>

// CHECK-LABEL: @random(
func.func @random(%x: !x, %rng: tensor<2xi64>) {
  // CHECK: bmc.dropout %{{.+}}, %{{.+}} p 1.000000e-01 stream 3 : tensor<?x?x8xf32, #bmc.dims<"B", "S">>, tensor<2xi64>
  %0 = bmc.dropout %x, %rng p 0.1 stream 3 : !x, tensor<2xi64>
  // CHECK: bmc.uniform %{{.+}} stream 4 : tensor<2xi64> -> tensor<?x?x8xf32, #bmc.dims<"B", "S">>
  %1 = bmc.uniform %rng stream 4 : tensor<2xi64> -> !x
  // CHECK: bmc.uniform %{{.+}} stream 0 by_launch : tensor<2xi64> -> tensor<4xf64>
  %2 = bmc.uniform %rng stream 0 by_launch : tensor<2xi64> -> tensor<4xf64>
  return
}
