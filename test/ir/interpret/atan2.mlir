// y = angle of the point (b, a)
// RUN: bmc-eval %s --precision=10 | FileCheck %s

// CHECK-LABEL: @vector
// CHECK{LITERAL}: result0: tensor<6xf64> = [0.7853981634, 2.35619449, -2.35619449, 0, 1.570796327, 0]
func.func @vector(%a: tensor<6xf64> {bmc.value = dense<[1.0, 1.0, -1.0, 0.0, 3.0, 0.0]> : tensor<6xf64>},
    %b: tensor<6xf64> {bmc.value = dense<[1.0, -1.0, -1.0, 2.0, 0.0, 0.0]> : tensor<6xf64>}) -> tensor<6xf64> {
  %r = bmc.atan2 %a, %b : tensor<6xf64>
  return %r : tensor<6xf64>
}
