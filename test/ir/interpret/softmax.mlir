// y = e^(x - max x) / sum e^(x - max x)
// RUN: bmc-eval %s --precision=10 | FileCheck %s

// CHECK-LABEL: @one
// CHECK{LITERAL}: result0: tensor<1xf64> = [1]
func.func @one(%x: tensor<1xf64> {bmc.value = dense<[5.0]> : tensor<1xf64>}) -> tensor<1xf64> {
  %r = bmc.softmax %x : tensor<1xf64>
  return %r : tensor<1xf64>
}

// CHECK-LABEL: @two
// CHECK{LITERAL}: result0: tensor<2xf64> = [0.6538486963, 0.3461513037]
func.func @two(%x: tensor<2xf64> {bmc.value = dense<[0.581, -0.055]> : tensor<2xf64>}) -> tensor<2xf64> {
  %r = bmc.softmax %x : tensor<2xf64>
  return %r : tensor<2xf64>
}

// CHECK-LABEL: @rows
// CHECK{LITERAL}: result0: tensor<2x3xf64> = [[0.6080130816, 0.08179338705, 0.3101935314], [0.5104474308, 0.3920101203, 0.09754244889]]
func.func @rows(%x: tensor<?x3xf64, #bmc.dims<"B">> {bmc.value = dense<[[0.308, -1.698, -0.365], [-0.6, -0.864, -2.255]]> : tensor<2x3xf64>}) -> tensor<?x3xf64, #bmc.dims<"B">> {
  %r = bmc.softmax %x : tensor<?x3xf64, #bmc.dims<"B">>
  return %r : tensor<?x3xf64, #bmc.dims<"B">>
}

// CHECK-LABEL: @large
// CHECK{LITERAL}: result0: tensor<3xf64> = [0.7310585786, 0.2689414214, 0]
func.func @large(%x: tensor<3xf64> {bmc.value = dense<[1000.0, 999.0, -1000.0]> : tensor<3xf64>}) -> tensor<3xf64> {
  %r = bmc.softmax %x : tensor<3xf64>
  return %r : tensor<3xf64>
}

// CHECK-LABEL: @masked
// CHECK{LITERAL}: result0: tensor<3xf64> = [0.2689414214, 0, 0.7310585786]
func.func @masked(%x: tensor<3xf64> {bmc.value = dense<[0.0, 0xFFF0000000000000, 1.0]> : tensor<3xf64>}) -> tensor<3xf64> {
  %r = bmc.softmax %x : tensor<3xf64>
  return %r : tensor<3xf64>
}

// CHECK-LABEL: @seventeen
// CHECK{LITERAL}: result0: tensor<17xf64> = [0.02555422749, 0.08760190659, 0.05228987525, 0.01958575982, 0.03519143617, 0.07615743893, 0.002260989982, 0.03152568979, 0.06148558533, 0.07065456791, 0.1957430368, 0.1111413442, 0.04885236361, 0.04831793238, 0.07847677824, 0.02083851094, 0.03432255652]
func.func @seventeen(%x: tensor<17xf64> {bmc.value = dense<[-0.335, 0.897, 0.381, -0.601, -0.015, 0.757, -2.76, -0.125, 0.543, 0.682, 1.701, 1.135, 0.313, 0.302, 0.787, -0.539, -0.04]> : tensor<17xf64>}) -> tensor<17xf64> {
  %r = bmc.softmax %x : tensor<17xf64>
  return %r : tensor<17xf64>
}

// CHECK-LABEL: @rounds_to_f32
// CHECK{LITERAL}: result0: tensor<2x2xf32> = [[0.2590331137, 0.7409668565], [0.472278446, 0.5277215242]]
func.func @rounds_to_f32(%x: tensor<2x2xf32> {bmc.value = dense<[[0.906, 1.957], [-0.159, -0.048]]> : tensor<2x2xf32>}) -> tensor<2x2xf32> {
  %r = bmc.softmax %x : tensor<2x2xf32>
  return %r : tensor<2x2xf32>
}
