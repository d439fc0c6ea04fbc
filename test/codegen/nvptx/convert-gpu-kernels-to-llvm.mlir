// RUN: bmc-opt %s --bmc-convert-gpu-kernels-to-llvm | FileCheck %s

// A GPU has no library of functions: all become arithmetic, f64 too.
// CHECK: llvm.func @functions(%{{.*}}: !llvm.ptr)
// CHECK-SAME: nvvm.kernel
// CHECK-SAME: nvvm.maxntid = array<i32: 64>
// CHECK-NOT: llvm.call
// CHECK-NOT: llvm.intr.exp
// CHECK-NOT: llvm.intr.pow
// CHECK-NOT: math.
// CHECK: llvm.intr.fma{{.*}} f64
// CHECK: llvm.return
func.func @functions(%p: !llvm.ptr) attributes {bmc.grid = {kernel = "functions", loop = [1], loop_grids = 0 : i64, operands = array<i64: 0>, shape = [], shared = 0 : i64, sizes = array<i64>, threads = 64 : i64}} {
  %x = llvm.load %p : !llvm.ptr -> f64
  %a = math.exp %x : f64
  %b = math.log %a : f64
  %c = math.tanh %b : f64
  %d = math.erf %c : f64
  %e = math.sin %d : f64
  %f = math.cos %e : f64
  %g = math.powf %f, %x : f64
  %h = arith.truncf %g : f64 to f32
  %i = math.exp %h : f32
  %j = math.tanh %i : f32
  %k = math.powf %j, %h : f32
  llvm.store %k, %p : f32, !llvm.ptr
  return
}
