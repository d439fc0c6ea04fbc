// RUN: bmc-opt %s | bmc-opt | FileCheck %s
// RUN: bmc-opt %s --mlir-print-op-generic | bmc-opt | FileCheck %s
// RUN: bmc-opt %s --emit-bytecode | bmc-opt | FileCheck %s
//
// Every op of ops/Reduce.td, printed and read back.

!x = tensor<?x?x8xf32, #bmc.dims<"B", "S">>
!s = tensor<?x?xf32, #bmc.dims<"B", "S">>

// CHECK-LABEL: @reduce(
func.func @reduce(%x: !x) {
  // CHECK: bmc.sum %{{.+}}, [0, 1] : tensor<?x?x8xf32, #bmc.dims<"B", "S">> -> tensor<8xf32>
  %0 = bmc.sum %x, [0, 1] : !x -> tensor<8xf32>
  // CHECK: bmc.mean %{{.+}}, [2] : tensor<?x?x8xf32, #bmc.dims<"B", "S">> -> tensor<?x?xf32, #bmc.dims<"B", "S">>
  %1 = bmc.mean %x, [2] : !x -> !s
  // CHECK: bmc.max %{{.+}}, [0, 1, 2] : tensor<?x?x8xf32, #bmc.dims<"B", "S">> -> tensor<f32>
  %2 = bmc.max %x, [0, 1, 2] : !x -> tensor<f32>
  // CHECK: bmc.sum %{{.+}}, [] : tensor<?x?x8xf32, #bmc.dims<"B", "S">> -> tensor<?x?x8xf32, #bmc.dims<"B", "S">>
  %3 = bmc.sum %x, [] : !x -> !x
  return
}
