// RUN: bmc-opt %s --bmc-simplify --bmc-raise-linear | FileCheck %s
// RUN: python3 %S/../Inputs/same-values.py %s --bmc-simplify --bmc-raise-linear

#bs = #bmc.dims<"B", "S">
!x = tensor<?x?x8xf32, #bs>
!w = tensor<6x8xf32>
!y = tensor<?x?x6xf32, #bs>

// x @ w.T + b
// CHECK-LABEL: func.func @affine
// CHECK-NEXT: %[[Y:.*]] = bmc.linear %arg0, %arg1, %arg2
// CHECK-NEXT: return %[[Y]]
func.func @affine(%x: !x, %w: !w, %b: tensor<6xf32>) -> !y {
  %wt = bmc.transpose %w, [1, 0] : !w -> tensor<8x6xf32>
  %0 = bmc.matmul %x, %wt : !x, tensor<8x6xf32> -> !y
  %bb = bmc.broadcast %b, [2] : tensor<6xf32> -> !y
  %y = bmc.add %bb, %0 : !y
  return %y : !y
}

// A bias stored as [1, N], with the product used elsewhere: only the product.
// CHECK-LABEL: func.func @product_used
// CHECK: %[[P:.*]] = bmc.linear %arg0, %arg1 :
// CHECK: %[[Y:.*]] = bmc.add %[[P]]
// CHECK: return %[[Y]], %[[P]]
func.func @product_used(%x: !x, %w: !w, %b: tensor<1x6xf32>) -> (!y, !y) {
  %0 = bmc.matmul %x, %w transpose_b : !x, !w -> !y
  %bb = bmc.broadcast %b, [1, 2] : tensor<1x6xf32> -> !y
  %y = bmc.add %0, %bb : !y
  return %y, %0 : !y, !y
}

// x @ w + b of a weight stored [in, out].
// CHECK-LABEL: func.func @stored_in_out
// CHECK-NEXT: %[[Y:.*]] = bmc.linear %arg0, %arg1, %arg2 transposed
// CHECK-NEXT: return %[[Y]]
func.func @stored_in_out(%x: !x, %w: tensor<8x6xf32>, %b: tensor<6xf32>) -> !y {
  %0 = bmc.matmul %x, %w : !x, tensor<8x6xf32> -> !y
  %bb = bmc.broadcast %b, [2] : tensor<6xf32> -> !y
  %y = bmc.add %0, %bb : !y
  return %y : !y
}

// linear(x, w.T)
// CHECK-LABEL: func.func @transposed_weight
// CHECK-NEXT: %[[Y:.*]] = bmc.linear %arg0, %arg1 transposed
// CHECK-NEXT: return %[[Y]]
func.func @transposed_weight(%x: !x, %w: tensor<8x6xf32>) -> !y {
  %wt = bmc.transpose %w, [1, 0] : tensor<8x6xf32> -> !w
  %y = bmc.linear %x, %wt : (!x, !w) -> !y
  return %y : !y
}

// Products of two activations are none.
// CHECK-LABEL: func.func @others
// CHECK-NOT: bmc.linear
func.func @others(%q: tensor<?x8xf32, #bmc.dims<"S">>) -> tensor<?x?xf32, #bmc.dims<"S", "S">> {
  %0 = bmc.matmul %q, %q transpose_b : tensor<?x8xf32, #bmc.dims<"S">>, tensor<?x8xf32, #bmc.dims<"S">> -> tensor<?x?xf32, #bmc.dims<"S", "S">>
  return %0 : tensor<?x?xf32, #bmc.dims<"S", "S">>
}
