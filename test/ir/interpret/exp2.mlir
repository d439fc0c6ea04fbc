// y = 2^x
// RUN: bmc-eval %s --precision=10 | FileCheck %s

// CHECK-LABEL: @vector
// CHECK{LITERAL}: result0: tensor<6xf64> = [0.1767766953, 0.7071067812, 1, 1.414213562, 2.828427125, 8]
func.func @vector(%x: tensor<6xf64> {bmc.value = dense<[-2.5, -0.5, 0.0, 0.5, 1.5, 3.0]> : tensor<6xf64>}) -> tensor<6xf64> {
  %r = bmc.exp2 %x : tensor<6xf64>
  return %r : tensor<6xf64>
}
