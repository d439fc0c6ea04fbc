// RUN: bmc-opt %s --bmc-fuse-norm-residual --verify-diagnostics | FileCheck %s
// RUN: python3 %S/../Inputs/same-values.py %s --bmc-fuse-norm-residual

#bs = #bmc.dims<"B", "S">
!x = tensor<?x?x8xf32, #bs>
!r = tensor<?x?xf32, #bs>
!v = tensor<8xf32>

// The sum goes on in the residual stream, also above the norm.
// CHECK-LABEL: func.func @residual
// CHECK-NEXT: %[[SUM:.*]], %[[Y:.*]], %{{.*}}, %{{.*}} = bmc.add_layer_norm %arg0, %arg1 weight %arg2 bias %arg3 eps 1.000000e-05
// CHECK-NEXT: %[[E:.*]] = bmc.exp %[[SUM]]
// CHECK-NEXT: %[[T:.*]] = bmc.tanh %[[Y]]
// CHECK-NEXT: return %[[SUM]], %[[E]], %[[T]]
func.func @residual(%a: !x, %b: !x, %w: !v, %bias: !v) -> (!x, !x, !x) {
  %s = bmc.add %a, %b : !x
  %e = bmc.exp %s : !x
  // expected-remark @below {{fused: residual with layer norm}}
  %y, %m, %r = bmc.layer_norm %s weight %w bias %bias eps 1.0e-5 : (!x, !v, !v) -> (!x, !r, !r)
  %t = bmc.tanh %y : !x
  return %s, %e, %t : !x, !x, !x
}

// Two norms of one sum: the first takes it, the second reads it.
// CHECK-LABEL: func.func @two_norms
// CHECK-NEXT: %[[SUM:.*]], %{{.*}}, %{{.*}}, %{{.*}} = bmc.add_layer_norm %arg0, %arg1 eps
// CHECK-NEXT: bmc.layer_norm %[[SUM]] weight %arg2
func.func @two_norms(%a: !x, %b: !x, %w: !v) -> (!x, !x) {
  %s = bmc.add %a, %b : !x
  // expected-remark @below {{fused: residual with layer norm}}
  %y, %m, %r = bmc.layer_norm %s eps 1.0e-5 : (!x) -> (!x, !r, !r)
  %z, %n, %q = bmc.layer_norm %s weight %w eps 1.0e-5 : (!x, !v) -> (!x, !r, !r)
  return %y, %z : !x, !x
}

// A bias or a table of positions is no residual connection.
// CHECK-LABEL: func.func @bias
// CHECK-NOT: bmc.add_layer_norm
func.func @bias(%a: !x, %w: !v) -> !x {
  %b = bmc.broadcast %w, [2] : !v -> !x
  %s = bmc.add %a, %b : !x
  %y, %m, %r = bmc.layer_norm %s eps 1.0e-5 : (!x) -> (!x, !r, !r)
  return %y : !x
}

// The sum is needed before the weight exists.
// CHECK-LABEL: func.func @late_weight
// CHECK-NOT: bmc.add_layer_norm
func.func @late_weight(%a: !x, %b: !x) -> !x {
  %s = bmc.add %a, %b : !x
  %w = bmc.sum %s, [0, 1] : !x -> !v
  // expected-remark @below {{not fused: residual with layer norm: the norm's weight or bias is computed after the residual}}
  %y, %m, %r = bmc.layer_norm %s weight %w eps 1.0e-5 : (!x, !v) -> (!x, !r, !r)
  return %y : !x
}

// CHECK-LABEL: func.func @rms_residual
// CHECK-NEXT: %[[SUM:.*]], %[[Y:.*]], %{{.*}} = bmc.add_rms_norm %arg0, %arg1 weight %arg2 eps 1.000000e-05
// CHECK-NEXT: return %[[SUM]], %[[Y]]
func.func @rms_residual(%a: !x, %b: !x, %w: !v) -> (!x, !x) {
  %s = bmc.add %a, %b : !x
  // expected-remark @below {{fused: residual with rms norm}}
  %y, %r = bmc.rms_norm %s weight %w eps 1.0e-5 : (!x, !v) -> (!x, !r)
  return %s, %y : !x, !x
}

// CHECK-LABEL: func.func @rms_late_weight
// CHECK-NOT: bmc.add_rms_norm
func.func @rms_late_weight(%a: !x, %b: !x) -> !x {
  %s = bmc.add %a, %b : !x
  %w = bmc.sum %s, [0, 1] : !x -> !v
  // expected-remark @below {{not fused: residual with rms norm: the norm's weight or bias is computed after the residual}}
  %y, %r = bmc.rms_norm %s weight %w eps 1.0e-5 : (!x, !v) -> (!x, !r)
  return %y : !x
}
