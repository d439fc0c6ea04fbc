// RUN: bmc-opt %s --bmc-reduce-integers | FileCheck %s
// RUN: bmc-eval %s --random-seed=1 > %t.before && bmc-opt %s --bmc-reduce-integers | bmc-eval - --random-seed=1 > %t.after && cmp %t.before %t.after

// CHECK-LABEL: func.func @count
// CHECK: %[[X:.*]] = bmc.convert %arg0 : tensor<2x3xi32> -> tensor<2x3xf64>
// CHECK: %[[S:.*]] = bmc.sum %[[X]], [1] : tensor<2x3xf64> -> tensor<2xf64>
// CHECK: %[[I:.*]] = bmc.to_integer %[[S]] : tensor<2xf64> -> tensor<2xi32>
// CHECK: %[[Y:.*]] = bmc.max {{.*}} -> tensor<2xf64>
// CHECK: bmc.to_integer %[[Y]]
// CHECK: return %[[I]]
func.func @count(%x: tensor<2x3xi32> {bmc.value = dense<[[16777217, 16777216, 16777216], [-5, 2, 0]]> : tensor<2x3xi32>}) -> (tensor<2xi32>, tensor<2xi32>) {
  %y = bmc.sum %x, [1] : tensor<2x3xi32> -> tensor<2xi32>
  %m = bmc.max %x, [1] : tensor<2x3xi32> -> tensor<2xi32>
  return %y, %m : tensor<2xi32>, tensor<2xi32>
}

// Who reads it as a float reads the sum itself: what follows over rows stays a sum.
// CHECK-LABEL: func.func @read_as_floats
// CHECK: %[[S:.*]] = bmc.sum {{.*}} -> tensor<2xf64>
// CHECK-NOT: to_integer
// CHECK: %[[F:.*]] = bmc.convert %[[S]] : tensor<2xf64> -> tensor<2xf32>
// CHECK: return %[[F]], %[[S]]
func.func @read_as_floats(%x: tensor<2x3xi32> {bmc.value = dense<[[1, 2, 3], [-5, 2, 0]]> : tensor<2x3xi32>}) -> (tensor<2xf32>, tensor<2xf64>) {
  %y = bmc.sum %x, [1] : tensor<2x3xi32> -> tensor<2xi32>
  %f = bmc.convert %y : tensor<2xi32> -> tensor<2xf32>
  %d = bmc.convert %y : tensor<2xi32> -> tensor<2xf64>
  return %f, %d : tensor<2xf32>, tensor<2xf64>
}

// Sums of floats are as they were.
// CHECK-LABEL: func.func @floats
// CHECK: bmc.sum %arg0, [1] : tensor<2x3xf32> -> tensor<2xf32>
func.func @floats(%x: tensor<2x3xf32>) -> tensor<2xf32> {
  %y = bmc.sum %x, [1] : tensor<2x3xf32> -> tensor<2xf32>
  return %y : tensor<2xf32>
}
