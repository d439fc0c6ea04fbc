// RUN: bmc-opt %s --bmc-lower-gpu-kernels | FileCheck %s

bmc.dim @B max 8

// Only grids stay, over the operands and sizes that each uses: the scratch slot
// is no parameter of a kernel that needs none.
// CHECK-NOT: bmc.launch
// CHECK: llvm.mlir.global external @bmc_shared() {addr_space = 3 : i32, alignment = 16 : i64}
// CHECK: func.func @scaled_sum(%[[X:.*]]: !llvm.ptr, %[[BIAS:.*]]: !llvm.ptr, %[[Y:.*]]: !llvm.ptr, %[[B:.*]]: i64)
// CHECK-SAME: bmc.grid = {kernel = "scaled_sum"
// CHECK-SAME: operands = array<i64: 0, 1, 2>, shape = {{\[}}[256, "B", 20]]
// CHECK-SAME: sizes = array<i64: 0>, threads = 256
// CHECK: nvvm.read.ptx.sreg.ctaid.x
// CHECK: nvvm.read.ptx.sreg.tid.x
// CHECK: scf.if
// CHECK: llvm.load
// CHECK: llvm.store
func.func private @scaled_sum(%x: tensor<?x20xf32, #bmc.dims<"B">>, %b: tensor<20xf32>) -> tensor<?x20xf32, #bmc.dims<"B">> attributes {bmc.kernel} {
  %0 = bmc.broadcast %b, [1] : tensor<20xf32> -> tensor<?x20xf32, #bmc.dims<"B">>
  %1 = bmc.add %x, %0 : tensor<?x20xf32, #bmc.dims<"B">>
  return %1 : tensor<?x20xf32, #bmc.dims<"B">>
}

// A sum over everything takes two grids: chunks, then the join.
// CHECK: func.func @total(
// CHECK: nvvm.shfl.sync
// CHECK: nvvm.barrier0
// CHECK: func.func @total_grid2(
func.func private @total(%x: tensor<?x20xf32, #bmc.dims<"B">>) -> tensor<f32> attributes {bmc.kernel} {
  %0 = bmc.sum %x, [0, 1] : tensor<?x20xf32, #bmc.dims<"B">> -> tensor<f32>
  return %0 : tensor<f32>
}

func.func @f(%x: tensor<?x20xf32, #bmc.dims<"B">>, %b: tensor<20xf32>) -> (tensor<?x20xf32, #bmc.dims<"B">>, tensor<f32>) {
  %0 = bmc.launch @scaled_sum(%x, %b) : (tensor<?x20xf32, #bmc.dims<"B">>, tensor<20xf32>) -> tensor<?x20xf32, #bmc.dims<"B">>
  %1 = bmc.launch @total(%0) : (tensor<?x20xf32, #bmc.dims<"B">>) -> tensor<f32>
  return %0, %1 : tensor<?x20xf32, #bmc.dims<"B">>, tensor<f32>
}
