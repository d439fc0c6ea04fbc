// RUN: bmc-opt %s --bmc-remove-dropout | FileCheck %s

// CHECK-LABEL: func.func @f(
// CHECK-SAME: %[[X:[^:]*]]: tensor<4xf32> {bmc.name = "x"}, %{{.*}}: tensor<f32> {bmc.name = "after"})
// CHECK-NEXT: %[[Y:.*]] = bmc.exp %[[X]]
// CHECK-NEXT: return %[[Y]]
func.func @f(%x: tensor<4xf32> {bmc.name = "x"}, %rng: tensor<2xi64> {bmc.name = "rng"},
             %after: tensor<f32> {bmc.name = "after"}) -> tensor<4xf32> {
  %0 = bmc.dropout %x, %rng p 0.1 stream 0 : tensor<4xf32>, tensor<2xi64>
  %1 = bmc.dropout %0, %rng p 0.5 stream 1 : tensor<4xf32>, tensor<2xi64>
  %2 = bmc.exp %1 : tensor<4xf32>
  return %2 : tensor<4xf32>
}
