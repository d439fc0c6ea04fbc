// The register tile stays in registers: 8 rows x 3 vectors of accumulators and
// no spill. Two tiles (complete rows and the rest), unrolled twice: 2 * 2 * 24
// multiply-adds.
//
// RUN: bmc-opt %s --bmc-kernels --bmc-planned --bmc-cpu=mcpu=avx512 | mlir-translate --mlir-to-llvmir | opt -O1 | llc -mcpu=x86-64-v4 -mattr=-prefer-256-bit -o %t.s
// RUN: FileCheck %s --implicit-check-not='64-byte' < %t.s
//
// CHECK-COUNT-96: vfmadd231ps
// CHECK-NOT: vfmadd

bmc.dim @R max 300

func.func @predict(
    %x: tensor<?x768xf32, #bmc.dims<"R">> {bmc.name = "x"},
    %w: tensor<768x768xf32> {bmc.name = "w"})
    -> (tensor<?x768xf32, #bmc.dims<"R">> {bmc.name = "y"}) {
  %y = bmc.linear %x, %w : (tensor<?x768xf32, #bmc.dims<"R">>, tensor<768x768xf32>) -> tensor<?x768xf32, #bmc.dims<"R">>
  return %y : tensor<?x768xf32, #bmc.dims<"R">>
}
