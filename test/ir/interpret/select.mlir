// y = condition ? a : b; the side not taken does not matter
// RUN: bmc-eval %s --precision=10 | FileCheck %s

// CHECK-LABEL: @vector
// CHECK{LITERAL}: result0: tensor<3xf64> = [1, 5, nan]
func.func @vector(%c: tensor<3xi1> {bmc.value = dense<[true, false, true]> : tensor<3xi1>},
    %a: tensor<3xf64> {bmc.value = dense<[1.0, 2.0, 0x7FF8000000000000]> : tensor<3xf64>},
    %b: tensor<3xf64> {bmc.value = dense<[4.0, 5.0, 6.0]> : tensor<3xf64>}) -> tensor<3xf64> {
  %r = bmc.select %c, %a, %b : tensor<3xi1>, tensor<3xf64>
  return %r : tensor<3xf64>
}

// CHECK-LABEL: @matrix
// CHECK{LITERAL}: result0: tensor<2x2xf32> = [[5, 2], [3, 4]]
func.func @matrix(%c: tensor<?x2xi1, #bmc.dims<"B">> {bmc.value = dense<[[false, true], [true, true]]> : tensor<2x2xi1>},
    %a: tensor<?x2xf32, #bmc.dims<"B">> {bmc.value = dense<[[1.0, 2.0], [3.0, 4.0]]> : tensor<2x2xf32>},
    %b: tensor<?x2xf32, #bmc.dims<"B">> {bmc.value = dense<[[5.0, 6.0], [7.0, 8.0]]> : tensor<2x2xf32>}) -> tensor<?x2xf32, #bmc.dims<"B">> {
  %r = bmc.select %c, %a, %b : tensor<?x2xi1, #bmc.dims<"B">>, tensor<?x2xf32, #bmc.dims<"B">>
  return %r : tensor<?x2xf32, #bmc.dims<"B">>
}
