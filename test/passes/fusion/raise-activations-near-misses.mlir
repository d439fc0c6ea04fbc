// RUN: bmc-opt %s --bmc-raise-activations --verify-diagnostics | FileCheck %s

!x = tensor<4x6xf32>

// sqrt(2/pi) cut to eight digits changes values by 1e-9.
// CHECK-LABEL: func.func @short_constant
// CHECK: bmc.tanh
func.func @short_constant(%x: !x) -> !x {
  %half = bmc.constant 0.5 : !x
  %one = bmc.constant 1.0 : !x
  %c = bmc.constant 0.044715 : !x
  %root = bmc.constant 0.79788456 : !x
  %0 = bmc.mul %x, %x : !x
  %1 = bmc.mul %0, %x : !x
  %2 = bmc.mul %1, %c : !x
  %3 = bmc.add %2, %x : !x
  %4 = bmc.mul %3, %root : !x
  %5 = bmc.tanh %4 : !x
  %6 = bmc.add %5, %one : !x
  %7 = bmc.mul %half, %x : !x
  // expected-remark @below {{not recognised: gelu (tanh): the formula is close, but its constants differ}}
  %8 = bmc.mul %7, %6 : !x
  return %8 : !x
}

// x * sigmoid(1.702 x) is another function.
// CHECK-LABEL: func.func @quick_gelu
// CHECK: bmc.sigmoid
func.func @quick_gelu(%x: !x) -> !x {
  %c = bmc.constant 1.702 : !x
  %0 = bmc.mul %x, %c : !x
  %1 = bmc.sigmoid %0 : !x
  %2 = bmc.mul %x, %1 : !x
  return %2 : !x
}

// min(max(x, 0), 6) is no relu.
// CHECK-LABEL: func.func @bounded_relu
// CHECK: bmc.minimum
func.func @bounded_relu(%x: !x) -> !x {
  %zero = bmc.constant 0.0 : !x
  %six = bmc.constant 6.0 : !x
  // expected-remark @below {{not recognised: relu: the formula has another gradient at 0}}
  %0 = bmc.maximum %x, %zero : !x
  %1 = bmc.minimum %0, %six : !x
  return %1 : !x
}

// A bound far beyond usual values is found, too.
// CHECK-LABEL: func.func @high_bound
// CHECK: bmc.minimum
func.func @high_bound(%x: !x) -> !x {
  %six = bmc.constant 1.0e7 : !x
  %0 = bmc.sigmoid %x : !x
  // expected-remark @below {{recognised: silu}}
  %1 = bmc.mul %x, %0 : !x
  %2 = bmc.minimum %1, %six : !x
  return %2 : !x
}

// e^x / (1 + e^x) is NaN for large x.
// CHECK-LABEL: func.func @overflowing_sigmoid
// CHECK: bmc.div
func.func @overflowing_sigmoid(%x: !x) -> !x {
  %one = bmc.constant 1.0 : !x
  %0 = bmc.exp %x : !x
  %1 = bmc.add %0, %one : !x
  // expected-remark @below {{not recognised: sigmoid: the formula overflows for large values}}
  %2 = bmc.div %0, %1 : !x
  return %2 : !x
}

// max(x, 0) has the gradient 1/2 at 0, where(x >= 0, x, 0) has 1, relu 0.
// CHECK-LABEL: func.func @kinks
// CHECK-NOT: bmc.relu
func.func @kinks(%x: !x) -> (!x, !x) {
  %zero = bmc.constant 0.0 : !x
  // expected-remark @below {{not recognised: relu: the formula has another gradient at 0}}
  %0 = bmc.maximum %x, %zero : !x
  %c = bmc.compare ge, %x, %zero : !x
  // expected-remark @below {{not recognised: relu: the formula has another gradient at 0}}
  %1 = bmc.select %c, %x, %zero : tensor<4x6xi1>, !x
  return %0, %1 : !x, !x
}

// Two inputs: gated units stay as they are.
// CHECK-LABEL: func.func @gate
// CHECK: bmc.sigmoid
// CHECK-NEXT: bmc.mul
func.func @gate(%x: !x, %y: !x) -> !x {
  %0 = bmc.sigmoid %x : !x
  %1 = bmc.mul %0, %y : !x
  return %1 : !x
}

// A function of a condition is no function of a float.
// CHECK-LABEL: func.func @of_a_condition
// CHECK: bmc.select
func.func @of_a_condition(%c: tensor<4x6xi1>) -> !x {
  %one = bmc.constant 1.0 : !x
  %zero = bmc.constant 0.0 : !x
  %0 = bmc.select %c, %one, %zero : tensor<4x6xi1>, !x
  %1 = bmc.tanh %0 : !x
  return %1 : !x
}

// The gradient would go on.
// CHECK-LABEL: func.func @stopped
// CHECK: bmc.stop_gradient
func.func @stopped(%x: tensor<4xf32>) -> tensor<4xf32> {
  %one = bmc.constant 1.0 : tensor<4xf32>
  %0 = bmc.neg %x : tensor<4xf32>
  %1 = bmc.exp %0 : tensor<4xf32>
  %2 = bmc.add %one, %1 : tensor<4xf32>
  %3 = bmc.stop_gradient %2 : tensor<4xf32>
  %4 = bmc.reciprocal %3 : tensor<4xf32>
  return %4 : tensor<4xf32>
}
