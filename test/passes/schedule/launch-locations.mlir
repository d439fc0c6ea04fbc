// RUN: bmc-opt %s --bmc-outline-kernels --mlir-print-debuginfo --mlir-print-local-scope | FileCheck %s
// RUN: bmc-opt %s --bmc-outline-kernels --mlir-print-debuginfo | bmc-opt --mlir-print-debuginfo --mlir-print-local-scope | FileCheck %s
// A launch keeps the lines of its kernel's ops, per result: the first op that
// may have no value (log), or else the one that gives it, then the others in
// program order. Kernels have none, so they are shared.

// Constants and slices compute nothing.
// CHECK-LABEL: func.func @one_result(
// CHECK: bmc.launch @[[K:kernel_tanh[_0-9]*]](%arg0){{.*}} loc(fused<[loc(fused["m.model":12:9, "m.model":11:9, "m.model":13:9])]>["m.model":13:9])
func.func @one_result(%x: tensor<3x4xf32>) -> tensor<3x4xf32> {
  %0 = bmc.constant 1.0 : tensor<3x4xf32> loc("m.model":10:13)
  %1 = bmc.add %x, %0 : tensor<3x4xf32> loc("m.model":11:9)
  %2 = bmc.log %1 : tensor<3x4xf32> loc("m.model":12:9)
  %3 = bmc.tanh %2 : tensor<3x4xf32> loc("m.model":13:9)
  return %3 : tensor<3x4xf32>
}

// CHECK-LABEL: func.func @same_kernel(
// CHECK: bmc.launch @[[K]](%arg0){{.*}} loc(fused<[loc(fused["m.model":22:9, "m.model":21:9, "m.model":23:9])]>["m.model":23:9])
func.func @same_kernel(%x: tensor<3x4xf32>) -> tensor<3x4xf32> {
  %0 = bmc.constant 1.0 : tensor<3x4xf32> loc("m.model":20:13)
  %1 = bmc.add %x, %0 : tensor<3x4xf32> loc("m.model":21:9)
  %2 = bmc.log %1 : tensor<3x4xf32> loc("m.model":22:9)
  %3 = bmc.tanh %2 : tensor<3x4xf32> loc("m.model":23:9)
  return %3 : tensor<3x4xf32>
}

// What lies behind another result is that result's; results are in the order in
// which they are computed, whatever the order of the function's.
// CHECK-LABEL: func.func @two_results(
// CHECK: %[[R:.*]]:2 = bmc.launch {{.*}} loc(fused<[loc(fused["m.model":32:9, "m.model":31:9]), loc("m.model":33:9)]>["m.model":31:9])
// CHECK-NEXT: return %[[R]]#1, %[[R]]#0
func.func @two_results(%x: tensor<3x4xf32>, %w: tensor<4x4xf32>) -> (tensor<3x4xf32>, tensor<3x4xf32>) {
  %0 = bmc.linear %x, %w : (tensor<3x4xf32>, tensor<4x4xf32>) -> tensor<3x4xf32> loc("m.model":31:9)
  %1 = bmc.log %0 : tensor<3x4xf32> loc("m.model":32:9)
  %2 = bmc.tanh %1 : tensor<3x4xf32> loc("m.model":33:9)
  return %2, %1 : tensor<3x4xf32>, tensor<3x4xf32>
}

// One op: its location is that of the launch.
// CHECK-LABEL: func.func @one_op(
// CHECK: bmc.launch {{.*}} loc("m.model":41:9)
func.func @one_op(%x: tensor<3x4xf32>) -> tensor<3x4xf32> {
  %0 = bmc.softmax %x : tensor<3x4xf32> loc("m.model":41:9)
  return %0 : tensor<3x4xf32>
}
