// y[.., i, j] = j <= i ? x[.., i, j] : fill
// RUN: bmc-eval %s --precision=10 | FileCheck %s

// CHECK-LABEL: @one
// CHECK{LITERAL}: result0: tensor<1x1xf64> = [[0.03]]
func.func @one(%x: tensor<1x1xf64> {bmc.value = dense<[[0.03]]> : tensor<1x1xf64>}) -> tensor<1x1xf64> {
  %r = bmc.causal_mask %x fill 0.5 : tensor<1x1xf64>
  return %r : tensor<1x1xf64>
}

// CHECK-LABEL: @square
// CHECK{LITERAL}: result0: tensor<3x3xf64> = [[-0.565, -inf, -inf], [0.214, 0.885, -inf], [0.589, 2.271, -0.825]]
func.func @square(%x: tensor<3x3xf64> {bmc.value = dense<[[-0.565, -0.426, 1.113], [0.214, 0.885, 1.202], [0.589, 2.271, -0.825]]> : tensor<3x3xf64>}) -> tensor<3x3xf64> {
  %r = bmc.causal_mask %x fill 0xFFF0000000000000 : tensor<3x3xf64>
  return %r : tensor<3x3xf64>
}

// CHECK-LABEL: @batch
// CHECK{LITERAL}: result0: tensor<2x2x2xf64> = [[[0.808, -1000000000], [1.856, 1.7]], [[-1.954, -1000000000], [0.664, 0.79]]]
func.func @batch(%x: tensor<?x?x?xf64, #bmc.dims<"B", "S", "S">> {bmc.value = dense<[[[0.808, -0.318], [1.856, 1.7]], [[-1.954, -0.969], [0.664, 0.79]]]> : tensor<2x2x2xf64>}) -> tensor<?x?x?xf64, #bmc.dims<"B", "S", "S">> {
  %r = bmc.causal_mask %x fill -1000000000.0 : tensor<?x?x?xf64, #bmc.dims<"B", "S", "S">>
  return %r : tensor<?x?x?xf64, #bmc.dims<"B", "S", "S">>
}

// CHECK-LABEL: @wide
// CHECK{LITERAL}: result0: tensor<2x4xf64> = [[0.737, 0, 0, 0], [-0.078, 1.027, 0, 0]]
func.func @wide(%x: tensor<2x4xf64> {bmc.value = dense<[[0.737, -0.071, 0.455, 0.653], [-0.078, 1.027, -2.259, 0.634]]> : tensor<2x4xf64>}) -> tensor<2x4xf64> {
  %r = bmc.causal_mask %x fill 0.0 : tensor<2x4xf64>
  return %r : tensor<2x4xf64>
}

// CHECK-LABEL: @tall
// CHECK{LITERAL}: result0: tensor<3x2xf64> = [[-1.034, 0], [-0.229, -0.889], [0.374, -0.911]]
func.func @tall(%x: tensor<3x2xf64> {bmc.value = dense<[[-1.034, 0.959], [-0.229, -0.889], [0.374, -0.911]]> : tensor<3x2xf64>}) -> tensor<3x2xf64> {
  %r = bmc.causal_mask %x fill 0.0 : tensor<3x2xf64>
  return %r : tensor<3x2xf64>
}
