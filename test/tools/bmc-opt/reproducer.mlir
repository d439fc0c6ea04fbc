// RUN: bmc-opt %s --run-reproducer | FileCheck %s
//
// A reproducer carries its own pipeline: no flags are needed to run it again.

// CHECK-LABEL: @simplified(
// CHECK-SAME: %[[X:.+]]: tensor<4xf32>
// CHECK-NEXT: return %[[X]]
func.func @simplified(%x: tensor<4xf32>) -> tensor<4xf32> {
  %one = bmc.constant 1.0 : tensor<4xf32>
  %y = bmc.mul %x, %one : tensor<4xf32>
  return %y : tensor<4xf32>
}

{-#
  external_resources: {
    mlir_reproducer: {
      pipeline: "builtin.module(func.func(canonicalize))",
      disable_threading: true,
      verify_each: true
    }
  }
#-}
