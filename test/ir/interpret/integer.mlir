// y = function(a, b) of i32, modulo 2^32; quotients are rounded down, by 0 they are 0.
// RUN: bmc-eval %s | FileCheck %s

// CHECK-LABEL: @add
// CHECK{LITERAL}: result0: tensor<10xi32> = [9, -5, 5, -9, 9, 5, 5, 2147483647, -2147483648, -2147483648]
func.func @add(%a: tensor<10xi32> {bmc.value = dense<[7, -7, 7, -7, 6, 0, 5, -2147483648, 2147483647, -2147483648]> : tensor<10xi32>},
    %b: tensor<10xi32> {bmc.value = dense<[2, 2, -2, -2, 3, 5, 0, -1, 1, 0]> : tensor<10xi32>}) -> tensor<10xi32> {
  %y = bmc.integer add %a, %b : tensor<10xi32>
  return %y : tensor<10xi32>
}

// CHECK-LABEL: @sub
// CHECK{LITERAL}: result0: tensor<10xi32> = [5, -9, 9, -5, 3, -5, 5, -2147483647, 2147483646, -2147483648]
func.func @sub(%a: tensor<10xi32> {bmc.value = dense<[7, -7, 7, -7, 6, 0, 5, -2147483648, 2147483647, -2147483648]> : tensor<10xi32>},
    %b: tensor<10xi32> {bmc.value = dense<[2, 2, -2, -2, 3, 5, 0, -1, 1, 0]> : tensor<10xi32>}) -> tensor<10xi32> {
  %y = bmc.integer sub %a, %b : tensor<10xi32>
  return %y : tensor<10xi32>
}

// CHECK-LABEL: @mul
// CHECK{LITERAL}: result0: tensor<10xi32> = [14, -14, -14, 14, 18, 0, 0, -2147483648, 2147483647, 0]
func.func @mul(%a: tensor<10xi32> {bmc.value = dense<[7, -7, 7, -7, 6, 0, 5, -2147483648, 2147483647, -2147483648]> : tensor<10xi32>},
    %b: tensor<10xi32> {bmc.value = dense<[2, 2, -2, -2, 3, 5, 0, -1, 1, 0]> : tensor<10xi32>}) -> tensor<10xi32> {
  %y = bmc.integer mul %a, %b : tensor<10xi32>
  return %y : tensor<10xi32>
}

// CHECK-LABEL: @floor_div
// CHECK{LITERAL}: result0: tensor<10xi32> = [3, -4, -4, 3, 2, 0, 0, -2147483648, 2147483647, 0]
func.func @floor_div(%a: tensor<10xi32> {bmc.value = dense<[7, -7, 7, -7, 6, 0, 5, -2147483648, 2147483647, -2147483648]> : tensor<10xi32>},
    %b: tensor<10xi32> {bmc.value = dense<[2, 2, -2, -2, 3, 5, 0, -1, 1, 0]> : tensor<10xi32>}) -> tensor<10xi32> {
  %y = bmc.integer floor_div %a, %b : tensor<10xi32>
  return %y : tensor<10xi32>
}

// CHECK-LABEL: @remainder
// CHECK{LITERAL}: result0: tensor<10xi32> = [1, 1, -1, -1, 0, 0, 5, 0, 0, -2147483648]
func.func @remainder(%a: tensor<10xi32> {bmc.value = dense<[7, -7, 7, -7, 6, 0, 5, -2147483648, 2147483647, -2147483648]> : tensor<10xi32>},
    %b: tensor<10xi32> {bmc.value = dense<[2, 2, -2, -2, 3, 5, 0, -1, 1, 0]> : tensor<10xi32>}) -> tensor<10xi32> {
  %y = bmc.integer remainder %a, %b : tensor<10xi32>
  return %y : tensor<10xi32>
}

// CHECK-LABEL: @minimum
// CHECK{LITERAL}: result0: tensor<10xi32> = [2, -7, -2, -7, 3, 0, 0, -2147483648, 1, -2147483648]
func.func @minimum(%a: tensor<10xi32> {bmc.value = dense<[7, -7, 7, -7, 6, 0, 5, -2147483648, 2147483647, -2147483648]> : tensor<10xi32>},
    %b: tensor<10xi32> {bmc.value = dense<[2, 2, -2, -2, 3, 5, 0, -1, 1, 0]> : tensor<10xi32>}) -> tensor<10xi32> {
  %y = bmc.integer minimum %a, %b : tensor<10xi32>
  return %y : tensor<10xi32>
}

// CHECK-LABEL: @maximum
// CHECK{LITERAL}: result0: tensor<10xi32> = [7, 2, 7, -2, 6, 5, 5, -1, 2147483647, 0]
func.func @maximum(%a: tensor<10xi32> {bmc.value = dense<[7, -7, 7, -7, 6, 0, 5, -2147483648, 2147483647, -2147483648]> : tensor<10xi32>},
    %b: tensor<10xi32> {bmc.value = dense<[2, 2, -2, -2, 3, 5, 0, -1, 1, 0]> : tensor<10xi32>}) -> tensor<10xi32> {
  %y = bmc.integer maximum %a, %b : tensor<10xi32>
  return %y : tensor<10xi32>
}
