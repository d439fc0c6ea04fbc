// RUN: bmc-opt %s --canonicalize | FileCheck %s
//
// Identities and constants of elementwise ops fold; anything else stays.

!x = tensor<?x8xf32, #bmc.dims<"B">>

// CHECK-LABEL: @identities(
// CHECK-SAME: %[[X:.+]]: tensor<?x8xf32
// CHECK-NEXT: return %[[X]], %[[X]], %[[X]], %[[X]], %[[X]], %[[X]], %[[X]], %[[X]]
func.func @identities(%x: !x) -> (!x, !x, !x, !x, !x, !x, !x, !x) {
  %zero = bmc.constant 0.0 : !x
  %one = bmc.constant 1.0 : !x
  %0 = bmc.add %x, %zero : !x
  %1 = bmc.add %zero, %x : !x
  %2 = bmc.sub %x, %zero : !x
  %3 = bmc.mul %x, %one : !x
  %4 = bmc.mul %one, %x : !x
  %5 = bmc.div %x, %one : !x
  %neg = bmc.neg %x : !x
  %6 = bmc.neg %neg : !x
  %7 = bmc.convert %x : !x -> !x
  return %0, %1, %2, %3, %4, %5, %6, %7 : !x, !x, !x, !x, !x, !x, !x, !x
}

// x * 0 is NaN where x is not finite, 0 - x and 1 / x are no identities.
// CHECK-LABEL: @not_identities(
// CHECK: bmc.mul
// CHECK: bmc.sub
// CHECK: bmc.div
// CHECK: bmc.sub
func.func @not_identities(%x: !x) -> (!x, !x, !x, !x) {
  %zero = bmc.constant 0.0 : !x
  %one = bmc.constant 1.0 : !x
  %0 = bmc.mul %x, %zero : !x
  %1 = bmc.sub %zero, %x : !x
  %2 = bmc.div %one, %x : !x
  %3 = bmc.sub %x, %x : !x
  return %0, %1, %2, %3 : !x, !x, !x, !x
}

// (2 + 3) * 4 / 8 - 1 = 1.5, then negated.
// CHECK-LABEL: @constants(
// CHECK-NEXT: %[[C:.+]] = bmc.constant -1.500000e+00 : tensor<?x8xf32, #bmc.dims<"B">>
// CHECK-NEXT: return %[[C]]
func.func @constants() -> !x {
  %1 = bmc.constant 1.0 : !x
  %2 = bmc.constant 2.0 : !x
  %3 = bmc.constant 3.0 : !x
  %4 = bmc.constant 4.0 : !x
  %8 = bmc.constant 8.0 : !x
  %sum = bmc.add %2, %3 : !x
  %product = bmc.mul %sum, %4 : !x
  %quotient = bmc.div %product, %8 : !x
  %difference = bmc.sub %quotient, %1 : !x
  %result = bmc.neg %difference : !x
  return %result : !x
}

// Folding does not round to the element type: 0.1 * 3 in f64, not in f32.
// CHECK-LABEL: @full_precision(
// CHECK: bmc.constant 0.30000000000000004 : tensor<4xf32>
func.func @full_precision() -> tensor<4xf32> {
  %a = bmc.constant 0.1 : tensor<4xf32>
  %b = bmc.constant 3.0 : tensor<4xf32>
  %0 = bmc.mul %a, %b : tensor<4xf32>
  return %0 : tensor<4xf32>
}

// Equal constants of different types stay apart.
// CHECK-LABEL: @types_of_constants(
// CHECK-DAG: bmc.constant 1.000000e+00 : tensor<4xf32>
// CHECK-DAG: bmc.constant 1.000000e+00 : tensor<4xf64>
func.func @types_of_constants() -> (tensor<4xf32>, tensor<4xf64>) {
  %a = bmc.constant 1.0 : tensor<4xf32>
  %b = bmc.constant 1.0 : tensor<4xf64>
  return %a, %b : tensor<4xf32>, tensor<4xf64>
}
