// what training sees
// RUN: bmc-eval %s --precision=10 | FileCheck %s

// CHECK-LABEL: @pair
// CHECK{LITERAL}: result0: tensor<2xf64> = [1.5, -2]
func.func @pair(%a: tensor<2xf64> {bmc.value = dense<[1.5, -2.0]> : tensor<2xf64>},
    %b: tensor<2xf64> {bmc.value = dense<[7.0, 8.0]> : tensor<2xf64>}) -> tensor<2xf64> {
  %r = bmc.by_mode %a, %b : tensor<2xf64>
  return %r : tensor<2xf64>
}
