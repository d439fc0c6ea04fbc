// sum = a + b; y, rstd = rms_norm(sum)
// RUN: bmc-eval %s --precision=10 | FileCheck %s

// CHECK-LABEL: @weight
// CHECK{LITERAL}: result0: tensor<2x3xf64> = [[-1.855, 0.119, -0.259], [0.318, 0.98, 0.505]]
// CHECK{LITERAL}: result1: tensor<2x3xf64> = [[2.304050769, -0.08043991745, -0.1447868902], [-0.6073532004, -1.018630802, 0.4340971435]]
// CHECK{LITERAL}: result2: tensor<2xf64> = [0.8859314454, 1.362279404]
func.func @weight(%a: tensor<2x3xf64> {bmc.value = dense<[[-0.666, 0.685, 0.574], [-0.583, 0.768, 0.057]]> : tensor<2x3xf64>},
    %b: tensor<2x3xf64> {bmc.value = dense<[[-1.189, -0.566, -0.833], [0.901, 0.212, 0.448]]> : tensor<2x3xf64>},
    %w: tensor<3xf64> {bmc.value = dense<[-1.402, -0.763, 0.631]> : tensor<3xf64>}) -> (tensor<2x3xf64>, tensor<2x3xf64>, tensor<2xf64>) {
  %r:3 = bmc.add_rms_norm %a, %b weight %w eps 0.1 : (tensor<2x3xf64>, tensor<2x3xf64>, tensor<3xf64>) -> (tensor<2x3xf64>, tensor<2x3xf64>, tensor<2xf64>)
  return %r#0, %r#1, %r#2 : tensor<2x3xf64>, tensor<2x3xf64>, tensor<2xf64>
}
