// y = x / (1 + e^-x)
// RUN: bmc-eval %s --precision=10 | FileCheck %s

// CHECK-LABEL: @vector
// CHECK{LITERAL}: result0: tensor<8xf64> = [-0.1896454501, -0.2689414214, -0.1094558748, 0, 0.3112296656, 0.7310585786, 2.85772238, 40]
func.func @vector(%x: tensor<8xf64> {bmc.value = dense<[-2.5, -1.0, -0.25, 0.0, 0.5, 1.0, 3.0, 40.0]> : tensor<8xf64>}) -> tensor<8xf64> {
  %r = bmc.silu %x : tensor<8xf64>
  return %r : tensor<8xf64>
}

// CHECK-LABEL: @rounds_to_f32
// CHECK{LITERAL}: result0: tensor<2x1xf32> = [[0.05249791965], [0.4677314162]]
func.func @rounds_to_f32(%x: tensor<?x1xf32, #bmc.dims<"B">> {bmc.value = dense<[[0.1], [0.7]]> : tensor<2x1xf32>}) -> tensor<?x1xf32, #bmc.dims<"B">> {
  %r = bmc.silu %x : tensor<?x1xf32, #bmc.dims<"B">>
  return %r : tensor<?x1xf32, #bmc.dims<"B">>
}

// CHECK-LABEL: @scalar
// CHECK{LITERAL}: result0: tensor<f64> = 0.172332755
func.func @scalar(%x: tensor<f64> {bmc.value = dense<0.3> : tensor<f64>}) -> tensor<f64> {
  %r = bmc.silu %x : tensor<f64>
  return %r : tensor<f64>
}
