// RUN: bmc-opt %s --bmc-raise-activations --verify-diagnostics | FileCheck %s
// RUN: bmc-opt %s --bmc-simplify --bmc-raise-activations | FileCheck %s
// RUN: python3 %S/../Inputs/same-values.py %s --bmc-raise-activations

!x = tensor<4x6xf32>

// 0.5 * x * (1 + tanh(sqrt(2/pi) * (x + 0.044715 * x^3)))
// CHECK-LABEL: func.func @gelu_tanh_pow
// CHECK-NEXT: %[[Y:.*]] = bmc.gelu %arg0 approximate tanh
// CHECK-NEXT: return %[[Y]]
func.func @gelu_tanh_pow(%x: !x) -> !x {
  %half = bmc.constant 0.5 : !x
  %one = bmc.constant 1.0 : !x
  %three = bmc.constant 3.0 : !x
  %c = bmc.constant 0.044715 : !x
  %root = bmc.constant 0.7978845608028654 : !x
  %0 = bmc.pow %x, %three : !x
  %1 = bmc.mul %c, %0 : !x
  %2 = bmc.add %x, %1 : !x
  %3 = bmc.mul %root, %2 : !x
  %4 = bmc.tanh %3 : !x
  %5 = bmc.add %one, %4 : !x
  %6 = bmc.mul %half, %x : !x
  // expected-remark @below {{recognised: gelu (tanh)}}
  %7 = bmc.mul %6, %5 : !x
  return %7 : !x
}

// x * (0.5 * (1 + tanh(sqrt(2/pi) * x * (1 + 0.044715 * x * x)))), the root of a constant
// CHECK-LABEL: func.func @gelu_tanh_products
// CHECK-NEXT: %[[Y:.*]] = bmc.gelu %arg0 approximate tanh
// CHECK-NEXT: return %[[Y]]
func.func @gelu_tanh_products(%x: !x) -> !x {
  %half = bmc.constant 0.5 : !x
  %one = bmc.constant 1.0 : !x
  %c = bmc.constant 0.044715 : !x
  %r = bmc.constant 0.6366197723675814 : !x
  %root = bmc.sqrt %r : !x
  %0 = bmc.mul %x, %x : !x
  %1 = bmc.mul %0, %c : !x
  %2 = bmc.add %one, %1 : !x
  %3 = bmc.mul %root, %x : !x
  %33 = bmc.mul %3, %2 : !x
  %4 = bmc.tanh %33 : !x
  %5 = bmc.add %one, %4 : !x
  %6 = bmc.mul %half, %5 : !x
  // expected-remark @below {{recognised: gelu (tanh)}}
  %7 = bmc.mul %x, %6 : !x
  return %7 : !x
}

// x * sigmoid(2 sqrt(2/pi) (x + 0.044715 x^3)) is the same function.
// CHECK-LABEL: func.func @gelu_as_sigmoid
// CHECK-NEXT: %[[Y:.*]] = bmc.gelu %arg0 approximate tanh
// CHECK-NEXT: return %[[Y]]
func.func @gelu_as_sigmoid(%x: !x) -> !x {
  %c = bmc.constant 0.044715 : !x
  %r = bmc.constant 1.5957691216057308 : !x
  %0 = bmc.mul %x, %x : !x
  %1 = bmc.mul %0, %x : !x
  %2 = bmc.mul %1, %c : !x
  %3 = bmc.add %2, %x : !x
  %4 = bmc.mul %3, %r : !x
  %5 = bmc.sigmoid %4 : !x
  // expected-remark @below {{recognised: gelu (tanh)}}
  %6 = bmc.mul %x, %5 : !x
  return %6 : !x
}

// x * 0.5 * (1 + erf(x / sqrt 2))
// CHECK-LABEL: func.func @gelu_erf
// CHECK-NEXT: %[[Y:.*]] = bmc.gelu %arg0 :
// CHECK-NEXT: return %[[Y]]
func.func @gelu_erf(%x: !x) -> !x {
  %half = bmc.constant 0.5 : !x
  %one = bmc.constant 1.0 : !x
  %r = bmc.constant 1.4142135623730951 : !x
  %0 = bmc.div %x, %r : !x
  %1 = bmc.erf %0 : !x
  %2 = bmc.add %1, %one : !x
  %3 = bmc.mul %x, %half : !x
  // expected-remark @below {{recognised: gelu}}
  %4 = bmc.mul %3, %2 : !x
  return %4 : !x
}

// x * sigmoid(x)
// CHECK-LABEL: func.func @silu_product
// CHECK-NEXT: %[[Y:.*]] = bmc.silu %arg0
// CHECK-NEXT: return %[[Y]]
func.func @silu_product(%x: !x) -> !x {
  %0 = bmc.sigmoid %x : !x
  // expected-remark @below {{recognised: silu}}
  %1 = bmc.mul %0, %x : !x
  return %1 : !x
}

// x / (1 + e^-x)
// CHECK-LABEL: func.func @silu_quotient
// CHECK-NEXT: %[[Y:.*]] = bmc.silu %arg0
// CHECK-NEXT: return %[[Y]]
func.func @silu_quotient(%x: !x) -> !x {
  %one = bmc.constant 1.0 : !x
  %0 = bmc.neg %x : !x
  %1 = bmc.exp %0 : !x
  %2 = bmc.add %one, %1 : !x
  // expected-remark @below {{recognised: silu}}
  %3 = bmc.div %x, %2 : !x
  return %3 : !x
}

// 1 / (1 + e^-x)
// CHECK-LABEL: func.func @sigmoid
// CHECK-NEXT: %[[Y:.*]] = bmc.sigmoid %arg0
// CHECK-NEXT: return %[[Y]]
func.func @sigmoid(%x: !x) -> !x {
  %one = bmc.constant 1.0 : !x
  %0 = bmc.neg %x : !x
  %1 = bmc.exp %0 : !x
  %2 = bmc.add %1, %one : !x
  // expected-remark @below {{recognised: sigmoid}}
  %3 = bmc.reciprocal %2 : !x
  return %3 : !x
}

// (1 + tanh(x/2)) / 2
// CHECK-LABEL: func.func @sigmoid_as_tanh
// CHECK-NEXT: %[[Y:.*]] = bmc.sigmoid %arg0
// CHECK-NEXT: return %[[Y]]
func.func @sigmoid_as_tanh(%x: !x) -> !x {
  %half = bmc.constant 0.5 : !x
  %one = bmc.constant 1.0 : !x
  %0 = bmc.mul %x, %half : !x
  %1 = bmc.tanh %0 : !x
  %2 = bmc.add %1, %one : !x
  // expected-remark @below {{recognised: sigmoid}}
  %3 = bmc.mul %2, %half : !x
  return %3 : !x
}

// 2 sigmoid(2x) - 1
// CHECK-LABEL: func.func @tanh_as_sigmoid
// CHECK-NEXT: %[[Y:.*]] = bmc.tanh %arg0
// CHECK-NEXT: return %[[Y]]
func.func @tanh_as_sigmoid(%x: !x) -> !x {
  %two = bmc.constant 2.0 : !x
  %one = bmc.constant 1.0 : !x
  %0 = bmc.mul %x, %two : !x
  %1 = bmc.sigmoid %0 : !x
  %2 = bmc.mul %1, %two : !x
  // expected-remark @below {{recognised: tanh}}
  %3 = bmc.sub %2, %one : !x
  return %3 : !x
}

// where(x > 0, x, 0)
// CHECK-LABEL: func.func @relu_where
// CHECK-NEXT: %[[Y:.*]] = bmc.relu %arg0
// CHECK-NEXT: return %[[Y]]
func.func @relu_where(%x: !x) -> !x {
  %zero = bmc.constant 0.0 : !x
  %c = bmc.compare gt, %x, %zero : !x
  // expected-remark @below {{recognised: relu}}
  %y = bmc.select %c, %x, %zero : tensor<4x6xi1>, !x
  return %y : !x
}
