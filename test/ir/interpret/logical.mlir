// and, or, not
// RUN: bmc-eval %s | FileCheck %s

// CHECK-LABEL: @table
// CHECK{LITERAL}: result0: tensor<4xi1> = [0, 0, 0, 1]
// CHECK{LITERAL}: result1: tensor<4xi1> = [0, 1, 1, 1]
// CHECK{LITERAL}: result2: tensor<4xi1> = [1, 1, 0, 0]
func.func @table(%a: tensor<4xi1> {bmc.value = dense<[0, 0, 1, 1]> : tensor<4xi1>},
    %b: tensor<4xi1> {bmc.value = dense<[0, 1, 0, 1]> : tensor<4xi1>}) -> (tensor<4xi1>, tensor<4xi1>, tensor<4xi1>) {
  %and = bmc.logical_and %a, %b : tensor<4xi1>
  %or = bmc.logical_or %a, %b : tensor<4xi1>
  %not = bmc.logical_not %a : tensor<4xi1>
  return %and, %or, %not : tensor<4xi1>, tensor<4xi1>, tensor<4xi1>
}
