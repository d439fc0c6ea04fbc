// RUN: bmc-opt %s --bmc-raise-masks | FileCheck %s
// RUN: python3 %S/../Inputs/same-values.py %s --bmc-raise-masks

#s = #bmc.dims<"S">
#ss = #bmc.dims<"S", "S">
!p = tensor<?x?xi32, #ss>
!c = tensor<?x?xi1, #ss>
!x = tensor<?x?xf32, #ss>

// Four ways to say column <= row, with x on either side.
// CHECK-LABEL: func.func @causal
// CHECK-COUNT-4: bmc.causal_mask %arg0 fill -1.000000e+00
// CHECK-NOT: bmc.select
func.func @causal(%x: !x) -> (!x, !x, !x, !x) {
  %r = bmc.arange : tensor<?xi32, #s>
  %i = bmc.broadcast %r, [0] : tensor<?xi32, #s> -> !p
  %j = bmc.broadcast %r, [1] : tensor<?xi32, #s> -> !p
  %fill = bmc.constant -1.0 : !x
  %0 = bmc.compare le, %j, %i : !p
  %1 = bmc.compare ge, %i, %j : !p
  %2 = bmc.compare gt, %j, %i : !p
  %3 = bmc.compare lt, %i, %j : !p
  %4 = bmc.select %0, %x, %fill : !c, !x
  %5 = bmc.select %1, %x, %fill : !c, !x
  %6 = bmc.select %2, %fill, %x : !c, !x
  %7 = bmc.select %3, %fill, %x : !c, !x
  return %4, %5, %6, %7 : !x, !x, !x, !x
}

// Strictly below the diagonal, above it, and a fill that varies.
// CHECK-LABEL: func.func @others
// CHECK-NOT: bmc.causal_mask
func.func @others(%x: !x, %y: !x) -> (!x, !x, !x) {
  %r = bmc.arange : tensor<?xi32, #s>
  %i = bmc.broadcast %r, [0] : tensor<?xi32, #s> -> !p
  %j = bmc.broadcast %r, [1] : tensor<?xi32, #s> -> !p
  %fill = bmc.constant -1.0 : !x
  %0 = bmc.compare lt, %j, %i : !p
  %1 = bmc.compare le, %i, %j : !p
  %2 = bmc.compare le, %j, %i : !p
  %3 = bmc.select %0, %x, %fill : !c, !x
  %4 = bmc.select %1, %x, %fill : !c, !x
  %5 = bmc.select %2, %x, %y : !c, !x
  return %3, %4, %5 : !x, !x, !x
}
