// y = derivative of gelu at x, both forms
// RUN: bmc-eval %s --precision=10 | FileCheck %s

// CHECK-LABEL: @approximate_none
// CHECK{LITERAL}: result0: tensor<7xf64> = [-0.03761108591, -0.08331547059, 0.3046266451, 0.8674951247, 1.083315471, 1.011945647, 1]
func.func @approximate_none(%x: tensor<7xf64> {bmc.value = dense<[-2.5, -1.0, -0.25, 0.5, 1.0, 3.0, 30.0]> : tensor<7xf64>}) -> tensor<7xf64> {
  %r = bmc.gelu_grad %x approximate none : tensor<7xf64>
  return %r : tensor<7xf64>
}

// CHECK-LABEL: @approximate_tanh
// CHECK{LITERAL}: result0: tensor<7xf64> = [-0.03795157621, -0.08296408385, 0.3046459048, 0.8673699035, 1.082964084, 1.011584167, 1]
func.func @approximate_tanh(%x: tensor<7xf64> {bmc.value = dense<[-2.5, -1.0, -0.25, 0.5, 1.0, 3.0, 30.0]> : tensor<7xf64>}) -> tensor<7xf64> {
  %r = bmc.gelu_grad %x approximate tanh : tensor<7xf64>
  return %r : tensor<7xf64>
}

// CHECK-LABEL: @default
// CHECK{LITERAL}: result0: tensor<2xf64> = [0.8674951247, 1.085231801]
func.func @default(%x: tensor<2xf64> {bmc.value = dense<[0.5, 2.0]> : tensor<2xf64>}) -> tensor<2xf64> {
  %r = bmc.gelu_grad %x : tensor<2xf64>
  return %r : tensor<2xf64>
}
