// RUN: bmc-opt %s | bmc-opt | FileCheck %s
// RUN: bmc-opt %s --mlir-print-op-generic | bmc-opt | FileCheck %s
// RUN: bmc-opt %s --emit-bytecode | bmc-opt | FileCheck %s
//
// Every op of ops/Scan.td, printed and read back.

!x = tensor<?x?x8xf32, #bmc.dims<"B", "S">>

// CHECK-LABEL: @scan(
func.func @scan(%x: !x, %dy: !x) {
  // CHECK: bmc.cumsum %{{.+}} axis 1 : tensor<?x?x8xf32, #bmc.dims<"B", "S">>
  %0 = bmc.cumsum %x axis 1 : !x
  // CHECK: bmc.cumsum %{{.+}} axis 2 reverse : tensor<?x?x8xf32, #bmc.dims<"B", "S">>
  %1 = bmc.cumsum %x axis 2 reverse : !x
  // CHECK: bmc.cumprod %{{.+}} axis 0 : tensor<?x?x8xf32, #bmc.dims<"B", "S">>
  %2 = bmc.cumprod %x axis 0 : !x
  // CHECK: bmc.cumprod_backward %{{.+}}, %{{.+}} axis 0 : tensor<?x?x8xf32, #bmc.dims<"B", "S">>
  %3 = bmc.cumprod_backward %dy, %x axis 0 : !x
  return
}
