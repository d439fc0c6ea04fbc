// y = max(a, b), nan if either is
// RUN: bmc-eval %s --precision=10 | FileCheck %s

// CHECK-LABEL: @vector
// CHECK{LITERAL}: result0: tensor<6xf64> = [4, -0.5, 0.25, 0.5, 1, 3]
func.func @vector(%a: tensor<6xf64> {bmc.value = dense<[-2.5, -1.0, 0.0, 0.5, 1.0, 3.0]> : tensor<6xf64>},
    %b: tensor<6xf64> {bmc.value = dense<[4.0, -0.5, 0.25, 0.5, -3.0, 2.0]> : tensor<6xf64>}) -> tensor<6xf64> {
  %r = bmc.maximum %a, %b : tensor<6xf64>
  return %r : tensor<6xf64>
}

// CHECK-LABEL: @nan
// CHECK{LITERAL}: result0: tensor<3xf64> = [nan, nan, nan]
func.func @nan(%a: tensor<3xf64> {bmc.value = dense<[0x7FF8000000000000, 1.0, 0x7FF8000000000000]> : tensor<3xf64>},
    %b: tensor<3xf64> {bmc.value = dense<[2.0, 0x7FF8000000000000, 0x7FF8000000000000]> : tensor<3xf64>}) -> tensor<3xf64> {
  %r = bmc.maximum %a, %b : tensor<3xf64>
  return %r : tensor<3xf64>
}

// CHECK-LABEL: @rounds_to_f32
// CHECK{LITERAL}: result0: tensor<2x1xf32> = [[0.200000003], [3.299999952]]
func.func @rounds_to_f32(%a: tensor<?x1xf32, #bmc.dims<"B">> {bmc.value = dense<[[0.1], [0.7]]> : tensor<2x1xf32>},
    %b: tensor<?x1xf32, #bmc.dims<"B">> {bmc.value = dense<[[0.2], [3.3]]> : tensor<2x1xf32>}) -> tensor<?x1xf32, #bmc.dims<"B">> {
  %r = bmc.maximum %a, %b : tensor<?x1xf32, #bmc.dims<"B">>
  return %r : tensor<?x1xf32, #bmc.dims<"B">>
}
