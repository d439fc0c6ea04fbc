// RUN: bmc-opt %s | bmc-opt | FileCheck %s
// RUN: bmc-opt %s --mlir-print-op-generic | bmc-opt | FileCheck %s
// RUN: bmc-opt %s --emit-bytecode | bmc-opt | FileCheck %s
//
// Every op of ops/Order.td, printed and read back.

!x = tensor<?x8xf32, #bmc.dims<"B">>
!s = tensor<4x?xf64, #bmc.dims<"S">>

// CHECK-LABEL: @order(
func.func @order(%x: !x, %s: !s) {
  // CHECK: bmc.argmax %{{.+}} : tensor<?x8xf32, #bmc.dims<"B">> -> tensor<?xi32, #bmc.dims<"B">>
  %0 = bmc.argmax %x : !x -> tensor<?xi32, #bmc.dims<"B">>
  // CHECK: bmc.argsort %{{.+}} : tensor<4x?xf64, #bmc.dims<"S">> -> tensor<4x?xi32, #bmc.dims<"S">>
  %1 = bmc.argsort %s : !s -> tensor<4x?xi32, #bmc.dims<"S">>
  // CHECK: bmc.argsort %{{.+}} first 3 descending : tensor<?x8xf32, #bmc.dims<"B">> -> tensor<?x3xi32, #bmc.dims<"B">>
  %2 = bmc.argsort %x first 3 descending : !x -> tensor<?x3xi32, #bmc.dims<"B">>
  return
}
