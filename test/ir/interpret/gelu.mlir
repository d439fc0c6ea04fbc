// y = gelu x, both forms of torch.nn.GELU
// RUN: bmc-eval %s --precision=10 | FileCheck %s

// CHECK-LABEL: @approximate_none
// CHECK{LITERAL}: result0: tensor<7xf64> = [-0.01552416331, -0.1586552539, -0.1003234186, 0.3457312306, 0.8413447461, 2.995950306, 30]
func.func @approximate_none(%x: tensor<7xf64> {bmc.value = dense<[-2.5, -1.0, -0.25, 0.5, 1.0, 3.0, 30.0]> : tensor<7xf64>}) -> tensor<7xf64> {
  %r = bmc.gelu %x approximate none : tensor<7xf64>
  return %r : tensor<7xf64>
}

// CHECK-LABEL: @approximate_tanh
// CHECK{LITERAL}: result0: tensor<7xf64> = [-0.01508426609, -0.1588080094, -0.1003246493, 0.3457140098, 0.8411919906, 2.996362608, 30]
func.func @approximate_tanh(%x: tensor<7xf64> {bmc.value = dense<[-2.5, -1.0, -0.25, 0.5, 1.0, 3.0, 30.0]> : tensor<7xf64>}) -> tensor<7xf64> {
  %r = bmc.gelu %x approximate tanh : tensor<7xf64>
  return %r : tensor<7xf64>
}

// CHECK-LABEL: @default
// CHECK{LITERAL}: result0: tensor<2xf64> = [0.3457312306, 1.954499736]
func.func @default(%x: tensor<2xf64> {bmc.value = dense<[0.5, 2.0]> : tensor<2xf64>}) -> tensor<2xf64> {
  %r = bmc.gelu %x : tensor<2xf64>
  return %r : tensor<2xf64>
}
