// y = min(1, max_norm / (norm + 1e-6)), 1 if max_norm = 0
// RUN: bmc-eval %s --precision=10 | FileCheck %s

// CHECK-LABEL: @below
// CHECK{LITERAL}: result0: tensor<f64> = 1
func.func @below(%n: tensor<f64> {bmc.value = dense<0.5> : tensor<f64>}) -> tensor<f64> {
  %r = bmc.clip_coefficient %n max_norm 1.0 : tensor<f64> -> tensor<f64>
  return %r : tensor<f64>
}

// CHECK-LABEL: @above
// CHECK{LITERAL}: result0: tensor<f64> = 0.2499999375
func.func @above(%n: tensor<f64> {bmc.value = dense<4.0> : tensor<f64>}) -> tensor<f64> {
  %r = bmc.clip_coefficient %n max_norm 1.0 : tensor<f64> -> tensor<f64>
  return %r : tensor<f64>
}

// CHECK-LABEL: @off
// CHECK{LITERAL}: result0: tensor<f64> = 1
func.func @off(%n: tensor<f64> {bmc.value = dense<4.0> : tensor<f64>}) -> tensor<f64> {
  %r = bmc.clip_coefficient %n max_norm 0.0 : tensor<f64> -> tensor<f64>
  return %r : tensor<f64>
}

// CHECK-LABEL: @equal
// CHECK{LITERAL}: result0: tensor<f64> = 0.999999
func.func @equal(%n: tensor<f64> {bmc.value = dense<1.0> : tensor<f64>}) -> tensor<f64> {
  %r = bmc.clip_coefficient %n max_norm 1.0 : tensor<f64> -> tensor<f64>
  return %r : tensor<f64>
}
