// y = x without its fraction, the nearest i32 there is; NaN is 0, true 1
// RUN: bmc-eval %s | FileCheck %s

// CHECK-LABEL: @floats
// CHECK{LITERAL}: result0: tensor<8xi32> = [1, -1, 0, 2147483647, -2147483648, 0, 2147483647, 2147483600]
func.func @floats(%x: tensor<8xf64> {bmc.value = dense<[1.9, -1.9, -0.5, 3.0e9, -3.0e9, 0x7FF8000000000000, 0x7FF0000000000000, 2147483600.7]> : tensor<8xf64>}) -> tensor<8xi32> {
  %y = bmc.to_integer %x : tensor<8xf64> -> tensor<8xi32>
  return %y : tensor<8xi32>
}

// CHECK-LABEL: @conditions
// CHECK{LITERAL}: result0: tensor<2xi32> = [1, 0]
func.func @conditions(%x: tensor<2xf64> {bmc.value = dense<[1.0, -1.0]> : tensor<2xf64>}, %z: tensor<2xf64> {bmc.value = dense<0.0> : tensor<2xf64>}) -> tensor<2xi32> {
  %c = bmc.compare gt, %x, %z : tensor<2xf64>
  %y = bmc.to_integer %c : tensor<2xi1> -> tensor<2xi32>
  return %y : tensor<2xi32>
}

// Sums and maxima of i32 end at the nearest i32, and choices keep their type.
// CHECK-LABEL: @reductions
// CHECK{LITERAL}: result0: tensor<2xi32> = [2147483647, -3]
// CHECK{LITERAL}: result1: tensor<2xi32> = [2147483647, 2]
// CHECK{LITERAL}: result2: tensor<2x2xi32> = [[2147483647, 1], [-5, 1]]
func.func @reductions(%x: tensor<2x2xi32> {bmc.value = dense<[[2147483647, 5], [-5, 2]]> : tensor<2x2xi32>},
    %z: tensor<2x2xi32> {bmc.value = dense<[[2, 9], [-9, 9]]> : tensor<2x2xi32>}, %one: tensor<2x2xi32> {bmc.value = dense<[[1, 1], [2, 1]]> : tensor<2x2xi32>}) -> (tensor<2xi32>, tensor<2xi32>, tensor<2x2xi32>) {
  %s = bmc.sum %x, [1] : tensor<2x2xi32> -> tensor<2xi32>
  %m = bmc.max %x, [1] : tensor<2x2xi32> -> tensor<2xi32>
  %c = bmc.compare gt, %x, %z : tensor<2x2xi32>
  %y = bmc.select %c, %x, %one : tensor<2x2xi1>, tensor<2x2xi32>
  return %s, %m, %y : tensor<2xi32>, tensor<2xi32>, tensor<2x2xi32>
}
