// y = e^x - 1, exact near 0
// RUN: bmc-eval %s --precision=10 | FileCheck %s

// CHECK-LABEL: @vector
// CHECK{LITERAL}: result0: tensor<7xf64> = [-0.9179150014, -0.3934693403, 0, 0.6487212707, 3.48168907, 19.08553692, 1.000000001e-09]
func.func @vector(%x: tensor<7xf64> {bmc.value = dense<[-2.5, -0.5, 0.0, 0.5, 1.5, 3.0, 1.0e-09]> : tensor<7xf64>}) -> tensor<7xf64> {
  %r = bmc.expm1 %x : tensor<7xf64>
  return %r : tensor<7xf64>
}
