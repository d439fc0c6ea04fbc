// norm = sqrt(sum of squares of the touched rows)
// RUN: bmc-eval %s --precision=10 | FileCheck %s

// What is in other rows does not matter.
// CHECK-LABEL: @some
// CHECK{LITERAL}: result0: tensor<f64> = 13
func.func @some(%x: tensor<3x2xf64> {bmc.value = dense<[[3.0, -4.0], [0x7FF0000000000000, 1.0], [12.0, 0.0]]> : tensor<3x2xf64>},
    %t: tensor<3xi32> {bmc.value = dense<[1, 0, 1]> : tensor<3xi32>}) -> tensor<f64> {
  %r = bmc.rows_norm %x touched %t : tensor<3x2xf64>, tensor<3xi32> -> tensor<f64>
  return %r : tensor<f64>
}

// CHECK-LABEL: @none
// CHECK{LITERAL}: result0: tensor<f64> = 0
func.func @none(%x: tensor<1x1xf32> {bmc.value = dense<[[3.0]]> : tensor<1x1xf32>},
    %t: tensor<1xi32> {bmc.value = dense<[0]> : tensor<1xi32>}) -> tensor<f64> {
  %r = bmc.rows_norm %x touched %t : tensor<1x1xf32>, tensor<1xi32> -> tensor<f64>
  return %r : tensor<f64>
}
