// y = a ^ b
// RUN: bmc-eval %s --precision=10 | FileCheck %s

// CHECK-LABEL: @vector
// CHECK{LITERAL}: result0: tensor<7xf64> = [8, 2, 0, 0.3333333333, -8, nan, 1]
func.func @vector(%a: tensor<7xf64> {bmc.value = dense<[2.0, 4.0, 0.0, 9.0, -2.0, -2.0, 1.5]> : tensor<7xf64>},
    %b: tensor<7xf64> {bmc.value = dense<[3.0, 0.5, 2.0, -0.5, 3.0, 0.5, 0.0]> : tensor<7xf64>}) -> tensor<7xf64> {
  %r = bmc.pow %a, %b : tensor<7xf64>
  return %r : tensor<7xf64>
}

// CHECK-LABEL: @rounds_to_f32
// CHECK{LITERAL}: result0: tensor<2x1xf32> = [[0.630957365], [0.3081935346]]
func.func @rounds_to_f32(%a: tensor<?x1xf32, #bmc.dims<"B">> {bmc.value = dense<[[0.1], [0.7]]> : tensor<2x1xf32>},
    %b: tensor<?x1xf32, #bmc.dims<"B">> {bmc.value = dense<[[0.2], [3.3]]> : tensor<2x1xf32>}) -> tensor<?x1xf32, #bmc.dims<"B">> {
  %r = bmc.pow %a, %b : tensor<?x1xf32, #bmc.dims<"B">>
  return %r : tensor<?x1xf32, #bmc.dims<"B">>
}
