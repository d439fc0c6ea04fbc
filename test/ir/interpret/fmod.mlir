// y = a - b trunc(a / b)
// RUN: bmc-eval %s --precision=10 | FileCheck %s

// CHECK-LABEL: @vector
// CHECK{LITERAL}: result0: tensor<6xf64> = [1, -1, 1, 0, 2, 0.25]
func.func @vector(%a: tensor<6xf64> {bmc.value = dense<[7.0, -7.0, 7.0, 6.0, 2.0, 5.5]> : tensor<6xf64>},
    %b: tensor<6xf64> {bmc.value = dense<[3.0, 3.0, -3.0, 3.0, 5.0, 0.75]> : tensor<6xf64>}) -> tensor<6xf64> {
  %r = bmc.fmod %a, %b : tensor<6xf64>
  return %r : tensor<6xf64>
}
