// RUN: bmc-opt %s --bmc-raise-activations --verify-diagnostics | FileCheck %s

// 0.5 * x * (1 + tanh(sqrt(2/pi) * (x + 0.044715 * x^3)))
// CHECK-LABEL: func.func @gelu_tanh_pow
func.func @gelu_tanh_pow(%x: tensor<4xf32>) -> tensor<4xf32> {
  %half = bmc.constant 0.5 : tensor<4xf32>
  %one = bmc.constant 1.0 : tensor<4xf32>
  %three = bmc.constant 3.0 : tensor<4xf32>
  %c = bmc.constant 0.044715 : tensor<4xf32>
  %root = bmc.constant 0.7978845608028654 : tensor<4xf32>
  %0 = bmc.pow %x, %three : tensor<4xf32>
  %1 = bmc.mul %c, %0 : tensor<4xf32>
  %2 = bmc.add %x, %1 : tensor<4xf32>
  %3 = bmc.mul %root, %2 : tensor<4xf32>
  %4 = bmc.tanh %3 : tensor<4xf32>
  %5 = bmc.add %one, %4 : tensor<4xf32>
  %6 = bmc.mul %half, %x : tensor<4xf32>
  // CHECK-NEXT: %[[Y:.*]] = bmc.gelu %arg0 approximate tanh
  // CHECK-NEXT: return %[[Y]]
  // expected-remark @below {{recognised: gelu (tanh)}}
  %7 = bmc.mul %6, %5 : tensor<4xf32>
  return %7 : tensor<4xf32>
}
