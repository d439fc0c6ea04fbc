// RUN: bmc-opt %s --load-pass-plugin=%build/lib/bmc-opt-example.so \
// RUN:   --pass-pipeline='builtin.module(example-count-ops)' -o /dev/null 2>&1 | FileCheck %s
//
// A pass built outside the compiler sees the dialect of the compiler.

// CHECK: remark: add x 2
// CHECK: remark: neg x 1
func.func @counted(%x: tensor<4xf32>) -> tensor<4xf32> {
  %0 = bmc.add %x, %x : tensor<4xf32>
  %1 = bmc.add %0, %x : tensor<4xf32>
  %2 = bmc.neg %1 : tensor<4xf32>
  return %2 : tensor<4xf32>
}
