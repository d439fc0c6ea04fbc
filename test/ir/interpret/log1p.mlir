// y = ln(1 + x), exact near 0
// RUN: bmc-eval %s --precision=10 | FileCheck %s

// CHECK-LABEL: @vector
// CHECK{LITERAL}: result0: tensor<5xf64> = [-0.6931471806, 0, 0.4054651081, 1.386294361, 9.999999995e-10]
func.func @vector(%x: tensor<5xf64> {bmc.value = dense<[-0.5, 0.0, 0.5, 3.0, 1.0e-09]> : tensor<5xf64>}) -> tensor<5xf64> {
  %r = bmc.log1p %x : tensor<5xf64>
  return %r : tensor<5xf64>
}
