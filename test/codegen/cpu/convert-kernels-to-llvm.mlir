// RUN: bmc-opt %s --bmc-convert-kernels-to-llvm=mcpu=avx512 | FileCheck %s --check-prefixes=CHECK,FMA
// RUN: bmc-opt %s --bmc-convert-kernels-to-llvm=mcpu=portable | FileCheck %s --check-prefixes=CHECK,SPLIT
// RUN: not bmc-opt %s --bmc-convert-kernels-to-llvm=mcpu=z80 2>&1 | FileCheck %s --check-prefix=ERROR
// ERROR: unknown --mcpu 'z80'

// Transcendental functions of f32 are polynomials, without calls.
// CHECK-LABEL: llvm.func @f32
// FMA: llvm.intr.fma
// SPLIT-NOT: llvm.intr.fma
// SPLIT: llvm.fmul
// CHECK-NOT: llvm.call
// CHECK-NOT: llvm.intr.exp
// CHECK: llvm.return
func.func @f32(%p: !llvm.ptr) {
  %x = llvm.load %p : !llvm.ptr -> vector<16xf32>
  %e = math.exp %x : vector<16xf32>
  %t = math.tanh %e : vector<16xf32>
  %r = math.erf %t : vector<16xf32>
  %f = math.fma %x, %r, %x : vector<16xf32>
  llvm.store %f, %p : vector<16xf32>, !llvm.ptr
  return
}

// Those of f64 are exact: intrinsics that become libm calls.
// CHECK-LABEL: llvm.func @f64
// CHECK: llvm.intr.exp
// CHECK: llvm.call @erf
func.func @f64(%p: !llvm.ptr) {
  %x = llvm.load %p : !llvm.ptr -> f64
  %e = math.exp %x : f64
  %r = math.erf %e : f64
  llvm.store %r, %p : f64, !llvm.ptr
  return
}
