// RUN: bmc-opt %s --bmc-assign-scratch | FileCheck %s
// Bytes of scratch with every dim at its bound.

bmc.dim @B max 8000

// 8000 rows of 8 are four chunks of 16384 elements, an f64 each; a softmax
// needs nothing.
// CHECK-LABEL: func.func @f
// CHECK: bmc.launch @total(%arg0) {scratch = 32 : i64}
// CHECK: bmc.launch @rows(%arg0) :
func.func @f(%x: tensor<?x8xf32, #bmc.dims<"B">>) -> (tensor<f32>, tensor<?x8xf32, #bmc.dims<"B">>) {
  %0 = bmc.launch @total(%x) : (tensor<?x8xf32, #bmc.dims<"B">>) -> tensor<f32>
  %1 = bmc.launch @rows(%x) : (tensor<?x8xf32, #bmc.dims<"B">>) -> tensor<?x8xf32, #bmc.dims<"B">>
  return %0, %1 : tensor<f32>, tensor<?x8xf32, #bmc.dims<"B">>
}
func.func private @total(%x: tensor<?x8xf32, #bmc.dims<"B">>) -> tensor<f32> attributes {bmc.kernel} {
  %0 = bmc.sum %x, [0, 1] : tensor<?x8xf32, #bmc.dims<"B">> -> tensor<f32>
  return %0 : tensor<f32>
}
func.func private @rows(%x: tensor<?x8xf32, #bmc.dims<"B">>) -> tensor<?x8xf32, #bmc.dims<"B">> attributes {bmc.kernel} {
  %0 = bmc.softmax %x : tensor<?x8xf32, #bmc.dims<"B">>
  return %0 : tensor<?x8xf32, #bmc.dims<"B">>
}
