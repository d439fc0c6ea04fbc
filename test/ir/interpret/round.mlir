// y = nearest integer, halves to the even one
// RUN: bmc-eval %s --precision=10 | FileCheck %s

// CHECK-LABEL: @vector
// CHECK{LITERAL}: result0: tensor<7xf64> = [-2, 0, 0, 0, 2, 3, 2]
func.func @vector(%x: tensor<7xf64> {bmc.value = dense<[-2.5, -0.5, 0.0, 0.5, 1.5, 3.0, 2.5]> : tensor<7xf64>}) -> tensor<7xf64> {
  %r = bmc.round %x : tensor<7xf64>
  return %r : tensor<7xf64>
}
