// RUN: bmc-opt %s --bmc-decompose | FileCheck %s
//
// Heads are columns h*E .. (h+1)*E: split by reshape, then moved before the
// positions, as torch's view(B, S, H, E).transpose(1, 2) does.

!x = tensor<?x?x8xf32, #bmc.dims<"B", "S">>

// CHECK-LABEL: @causal(
// CHECK-SAME: %[[Q:[a-z0-9]+]]: tensor<?x?x8xf32
// CHECK: %[[SPLIT:.+]] = bmc.reshape %[[Q]] : {{.*}} -> tensor<?x?x2x4xf32, #bmc.dims<"B", "S">>
// CHECK: bmc.transpose %[[SPLIT]], [0, 2, 1, 3] : {{.*}} -> tensor<?x2x?x4xf32, #bmc.dims<"B", "S">>
// CHECK: %[[SCORES:.+]] = bmc.matmul {{.*}} transpose_b : {{.*}} -> tensor<?x2x?x?xf32, #bmc.dims<"B", "S", "S">>
// CHECK: %[[SCALED:.+]] = bmc.mul %[[SCORES]]
// CHECK: %[[MASKED:.+]] = bmc.causal_mask %[[SCALED]] fill 0xFFF0000000000000
// CHECK: %[[P:.+]] = bmc.softmax %[[MASKED]]
// CHECK: %[[HEADS:.+]] = bmc.matmul %[[P]]
// CHECK: %[[MOVED:.+]] = bmc.transpose %[[HEADS]], [0, 2, 1, 3]
// CHECK: %[[OUT:.+]] = bmc.reshape %[[MOVED]]
// CHECK: %[[TOP:.+]] = bmc.reshape {{.*}} -> tensor<?x2x?x1xf32, #bmc.dims<"B", "S">>
// CHECK: %[[SUM:.+]] = bmc.reshape {{.*}} -> tensor<?x2x?x1xf32, #bmc.dims<"B", "S">>
// CHECK: %[[LSE:.+]] = bmc.concat %[[TOP]], %[[SUM]] axis 3
// CHECK: return %[[OUT]], %[[LSE]]
func.func @causal(%q: !x, %k: !x, %v: !x) -> (!x, tensor<?x2x?x2xf32, #bmc.dims<"B", "S">>) {
  %out, %lse = bmc.attention %q, %k, %v heads 2 scale 0.5 causal
      : (!x, !x, !x) -> (!x, tensor<?x2x?x2xf32, #bmc.dims<"B", "S">>)
  return %out, %lse : !x, tensor<?x2x?x2xf32, #bmc.dims<"B", "S">>
}
