// y = a * b
// RUN: bmc-eval %s --precision=10 | FileCheck %s

// CHECK-LABEL: @vector
// CHECK{LITERAL}: result0: tensor<6xf64> = [-10, 0.5, 0, 0.25, -3, 6]
func.func @vector(%a: tensor<6xf64> {bmc.value = dense<[-2.5, -1.0, 0.0, 0.5, 1.0, 3.0]> : tensor<6xf64>},
    %b: tensor<6xf64> {bmc.value = dense<[4.0, -0.5, 0.25, 0.5, -3.0, 2.0]> : tensor<6xf64>}) -> tensor<6xf64> {
  %r = bmc.mul %a, %b : tensor<6xf64>
  return %r : tensor<6xf64>
}

// CHECK-LABEL: @rounds_to_f32
// CHECK{LITERAL}: result0: tensor<2x1xf32> = [[0.02000000142], [2.309999943]]
func.func @rounds_to_f32(%a: tensor<?x1xf32, #bmc.dims<"B">> {bmc.value = dense<[[0.1], [0.7]]> : tensor<2x1xf32>},
    %b: tensor<?x1xf32, #bmc.dims<"B">> {bmc.value = dense<[[0.2], [3.3]]> : tensor<2x1xf32>}) -> tensor<?x1xf32, #bmc.dims<"B">> {
  %r = bmc.mul %a, %b : tensor<?x1xf32, #bmc.dims<"B">>
  return %r : tensor<?x1xf32, #bmc.dims<"B">>
}
