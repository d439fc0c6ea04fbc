// y = x - max x - ln sum e^(x - max x)
// RUN: bmc-eval %s --precision=10 | FileCheck %s

// CHECK-LABEL: @one
// CHECK{LITERAL}: result0: tensor<1xf64> = [0]
func.func @one(%x: tensor<1xf64> {bmc.value = dense<[5.0]> : tensor<1xf64>}) -> tensor<1xf64> {
  %r = bmc.log_softmax %x : tensor<1xf64>
  return %r : tensor<1xf64>
}

// CHECK-LABEL: @two
// CHECK{LITERAL}: result0: tensor<2xf64> = [-1.421285314, -0.2762853138]
func.func @two(%x: tensor<2xf64> {bmc.value = dense<[0.198, 1.343]> : tensor<2xf64>}) -> tensor<2xf64> {
  %r = bmc.log_softmax %x : tensor<2xf64>
  return %r : tensor<2xf64>
}

// CHECK-LABEL: @rows
// CHECK{LITERAL}: result0: tensor<2x3xf64> = [[-1.769686153, -0.2706861528, -2.706686153], [-1.533407886, -1.545407886, -0.5604078856]]
func.func @rows(%x: tensor<?x3xf64, #bmc.dims<"B">> {bmc.value = dense<[[-0.03, 1.469, -0.967], [-0.186, -0.198, 0.787]]> : tensor<2x3xf64>}) -> tensor<?x3xf64, #bmc.dims<"B">> {
  %r = bmc.log_softmax %x : tensor<?x3xf64, #bmc.dims<"B">>
  return %r : tensor<?x3xf64, #bmc.dims<"B">>
}

// CHECK-LABEL: @large
// CHECK{LITERAL}: result0: tensor<3xf64> = [-0.3132616875, -1.313261688, -2000.313262]
func.func @large(%x: tensor<3xf64> {bmc.value = dense<[1000.0, 999.0, -1000.0]> : tensor<3xf64>}) -> tensor<3xf64> {
  %r = bmc.log_softmax %x : tensor<3xf64>
  return %r : tensor<3xf64>
}

// CHECK-LABEL: @masked
// CHECK{LITERAL}: result0: tensor<3xf64> = [-1.313261688, -inf, -0.3132616875]
func.func @masked(%x: tensor<3xf64> {bmc.value = dense<[0.0, 0xFFF0000000000000, 1.0]> : tensor<3xf64>}) -> tensor<3xf64> {
  %r = bmc.log_softmax %x : tensor<3xf64>
  return %r : tensor<3xf64>
}

// CHECK-LABEL: @seventeen
// CHECK{LITERAL}: result0: tensor<17xf64> = [-2.020751273, -4.574751273, -3.980751273, -2.728751273, -3.724751273, -4.587751273, -2.027751273, -2.571751273, -2.572751273, -3.540751273, -2.036751273, -3.305751273, -1.969751273, -3.977751273, -3.919751273, -2.860751273, -3.767751273]
func.func @seventeen(%x: tensor<17xf64> {bmc.value = dense<[1.045, -1.509, -0.915, 0.337, -0.659, -1.522, 1.038, 0.494, 0.493, -0.475, 1.029, -0.24, 1.096, -0.912, -0.854, 0.205, -0.702]> : tensor<17xf64>}) -> tensor<17xf64> {
  %r = bmc.log_softmax %x : tensor<17xf64>
  return %r : tensor<17xf64>
}

// CHECK-LABEL: @rounds_to_f32
// CHECK{LITERAL}: result0: tensor<2x2xf32> = [[-0.5070225596, -0.9220225811], [-1.310338974, -0.3143390417]]
func.func @rounds_to_f32(%x: tensor<2x2xf32> {bmc.value = dense<[[0.675, 0.26], [-0.923, 0.073]]> : tensor<2x2xf32>}) -> tensor<2x2xf32> {
  %r = bmc.log_softmax %x : tensor<2x2xf32>
  return %r : tensor<2x2xf32>
}
