// RUN: bmc-opt %s --bmc-outline-parallel | FileCheck %s
// The body becomes a function; what it needs travels in a context, constants do
// not; stack buffers move to the entry.

// CHECK-DAG: func.func private @bmrt_parallel_for(!llvm.ptr, !llvm.ptr, i64)
// CHECK-DAG: func.func private @bmrt_parallel_stream(!llvm.ptr, !llvm.ptr, i64)

// CHECK: func.func private @k_parallel_0(%[[CONTEXT:.*]]: !llvm.ptr, %[[I:.*]]: i64)
// CHECK: llvm.alloca
// CHECK: %[[SLOT:.*]] = llvm.getelementptr %[[CONTEXT]][0]
// CHECK: %[[X:.*]] = llvm.load %[[SLOT]] : !llvm.ptr -> f32
// CHECK-NOT: llvm.load
// CHECK: arith.constant 2.000000e+00 : f32
// CHECK: arith.mulf %[[X]]
// CHECK: return

// CHECK-LABEL: func.func @k(
// CHECK: %[[BYTES:.*]] = arith.constant 8 : i64
// CHECK: %[[C:.*]] = llvm.alloca %[[BYTES]] x i8 {alignment = 64 : i64}
// CHECK: llvm.store %{{.*}}, %{{.*}} : f32, !llvm.ptr
// CHECK: %[[F:.*]] = constant @k_parallel_0
// CHECK: %[[P:.*]] = builtin.unrealized_conversion_cast %[[F]]
// CHECK: call @bmrt_parallel_for(%[[P]], %[[C]], %{{.*}})
// CHECK-NOT: scf.parallel
func.func @k(%x: f32, %n: index) {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %two = arith.constant 2.0 : f32
  scf.parallel (%i) = (%c0) to (%n) step (%c1) {
    %four = arith.constant 4 : i64
    scf.for %j = %c0 to %i step %c1 {
      %buffer = llvm.alloca %four x f32 {alignment = 64 : i64} : (i64) -> !llvm.ptr
      %y = arith.mulf %x, %two : f32
      llvm.store %y, %buffer : f32, !llvm.ptr
    }
  }
  return
}

// CHECK-LABEL: func.func @streams(
// CHECK: call @bmrt_parallel_stream(
func.func @streams(%to: !llvm.ptr, %n: index) {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  scf.parallel (%i) = (%c0) to (%n) step (%c1) {
    %at = arith.index_cast %i : index to i64
    %element = llvm.getelementptr %to[%at] : (!llvm.ptr, i64) -> !llvm.ptr, i64
    llvm.store %at, %element : i64, !llvm.ptr
  } {bmc.stream}
  return
}
