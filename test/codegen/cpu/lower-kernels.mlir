// RUN: bmc-opt %s --bmc-lower-kernels=mcpu=avx512 | FileCheck %s --check-prefixes=CHECK,WIDE
// RUN: bmc-opt %s --bmc-lower-kernels=mcpu=avx2 | FileCheck %s --check-prefixes=CHECK,HALF
// RUN: bmc-opt %s --bmc-lower-kernels=mcpu=portable | FileCheck %s --check-prefixes=CHECK,NARROW
// RUN: not bmc-opt %s --bmc-lower-kernels=mcpu=z80 2>&1 | FileCheck %s --check-prefix=ERROR
// ERROR: unknown --mcpu 'z80': expected native, avx512, avx2 or portable

bmc.dim @B max 8

// Only kernels stay: launches, their function and the dims go.
// CHECK-NOT: bmc.
// CHECK: func.func @scaled_sum(%[[BUFFERS:.*]]: !llvm.ptr, %[[SIZES:.*]]: !llvm.ptr)
// Two inputs, one output and the scratch slot, then the size of B.
// CHECK: llvm.load
// CHECK: %[[B:.*]] = llvm.load %{{.*}} : !llvm.ptr -> i64
// A row of 20 is whole vectors and a masked rest, no scalar loop.
// CHECK: scf.parallel
// WIDE: scf.for
// WIDE: llvm.load {{.*}} -> vector<16xf32>
// WIDE: llvm.intr.masked.load {{.*}} -> vector<16xf32>
// HALF: llvm.load {{.*}} -> vector<8xf32>
// HALF: llvm.intr.masked.load {{.*}} -> vector<8xf32>
// NARROW: llvm.load {{.*}} -> vector<4xf32>
// NARROW-NOT: masked.load
// CHECK-NOT: bmc.
func.func private @scaled_sum(%x: tensor<?x20xf32, #bmc.dims<"B">>, %b: tensor<20xf32>) -> tensor<?x20xf32, #bmc.dims<"B">> attributes {bmc.kernel} {
  %0 = bmc.broadcast %b, [1] : tensor<20xf32> -> tensor<?x20xf32, #bmc.dims<"B">>
  %1 = bmc.add %x, %0 : tensor<?x20xf32, #bmc.dims<"B">>
  return %1 : tensor<?x20xf32, #bmc.dims<"B">>
}

func.func @f(%x: tensor<?x20xf32, #bmc.dims<"B">>, %b: tensor<20xf32>) -> tensor<?x20xf32, #bmc.dims<"B">> {
  %0 = bmc.launch @scaled_sum(%x, %b) : (tensor<?x20xf32, #bmc.dims<"B">>, tensor<20xf32>) -> tensor<?x20xf32, #bmc.dims<"B">>
  return %0 : tensor<?x20xf32, #bmc.dims<"B">>
}
