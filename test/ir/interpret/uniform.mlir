// Element i: the upper 24 bits of its word of Philox4x32-10, as a number of [0, 1)
// RUN: bmc-eval %s --precision=10 | FileCheck %s

// CHECK-LABEL: @doubles
// CHECK{LITERAL}: result0: tensor<6xf64> = [0.2839475274, 0.4302232862, 0.8159639239, 0.3842291236, 0.4026150107, 0.5704442263]
func.func @doubles(%rng: tensor<2xi64> {bmc.value = dense<[42, 1]> : tensor<2xi64>}) -> tensor<6xf64> {
  %r = bmc.uniform %rng stream 7 : tensor<2xi64> -> tensor<6xf64>
  return %r : tensor<6xf64>
}

// The same numbers in f32, whatever the shape.
// CHECK-LABEL: @floats
// CHECK{LITERAL}: result0: tensor<2x3xf32> = [[0.2839475274, 0.4302232862, 0.8159639239], [0.3842291236, 0.4026150107, 0.5704442263]]
func.func @floats(%rng: tensor<2xi64> {bmc.value = dense<[42, 1]> : tensor<2xi64>}) -> tensor<2x3xf32> {
  %r = bmc.uniform %rng stream 7 : tensor<2xi64> -> tensor<2x3xf32>
  return %r : tensor<2x3xf32>
}
