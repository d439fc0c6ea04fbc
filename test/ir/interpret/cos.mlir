// y = cos x
// RUN: bmc-eval %s --precision=10 | FileCheck %s

// CHECK-LABEL: @vector
// CHECK{LITERAL}: result0: tensor<7xf64> = [-0.8011436155, 0.5403023059, 0.9689124217, 1, 0.8775825619, 0.5403023059, -0.9899924966]
func.func @vector(%x: tensor<7xf64> {bmc.value = dense<[-2.5, -1.0, -0.25, 0.0, 0.5, 1.0, 3.0]> : tensor<7xf64>}) -> tensor<7xf64> {
  %r = bmc.cos %x : tensor<7xf64>
  return %r : tensor<7xf64>
}

// CHECK-LABEL: @rounds_to_f32
// CHECK{LITERAL}: result0: tensor<2x1xf32> = [[0.9950041771], [0.7648422122]]
func.func @rounds_to_f32(%x: tensor<?x1xf32, #bmc.dims<"B">> {bmc.value = dense<[[0.1], [0.7]]> : tensor<2x1xf32>}) -> tensor<?x1xf32, #bmc.dims<"B">> {
  %r = bmc.cos %x : tensor<?x1xf32, #bmc.dims<"B">>
  return %r : tensor<?x1xf32, #bmc.dims<"B">>
}

// CHECK-LABEL: @scalar
// CHECK{LITERAL}: result0: tensor<f64> = 0.9553364891
func.func @scalar(%x: tensor<f64> {bmc.value = dense<0.3> : tensor<f64>}) -> tensor<f64> {
  %r = bmc.cos %x : tensor<f64>
  return %r : tensor<f64>
}
