// RUN: bmc-opt %s --bmc-convert-precision=to=f64 | FileCheck %s
// RUN: bmc-opt %s --bmc-convert-precision=to=f64 | bmc-opt --bmc-convert-precision=to=f32 | FileCheck %s --check-prefix=BACK

// CHECK: bmc.parameter @w : tensor<5x3xf64> init <normal, 0.000000e+00, 2.000000e-02>
// BACK: bmc.parameter @w : tensor<5x3xf32> init <normal, 0.000000e+00, 2.000000e-02>
bmc.dim @B max 4
bmc.parameter @w : tensor<5x3xf32> init <normal, 0.0, 0.02>

// Integers, predicates and names stay; a conversion to the same type goes.
// CHECK-LABEL: func.func @f
// CHECK-SAME: %[[I:.*]]: tensor<?xi32, #bmc.dims<"B">> {bmc.name = "i"}
// CHECK-SAME: %[[W:.*]]: tensor<5x3xf64> {bmc.parameter = @w}
// CHECK-SAME: -> (tensor<?x3xf64, #bmc.dims<"B">> {bmc.name = "y"})
// CHECK-NEXT: %[[H:.*]] = bmc.one_hot %[[I]] classes 5 as f64 : {{.*}} -> tensor<?x5xf64, #bmc.dims<"B">>
// CHECK-NEXT: %[[Y:.*]] = bmc.matmul %[[H]], %[[W]]
// CHECK-NEXT: return %[[Y]]
// BACK-NOT: f64
// BACK: bmc.one_hot {{.*}} as f32
// BACK-NOT: f64
func.func @f(%i: tensor<?xi32, #bmc.dims<"B">> {bmc.name = "i"}, %w: tensor<5x3xf32> {bmc.parameter = @w})
    -> (tensor<?x3xf32, #bmc.dims<"B">> {bmc.name = "y"}) {
  %h = bmc.one_hot %i classes 5 as f32 : tensor<?xi32, #bmc.dims<"B">> -> tensor<?x5xf32, #bmc.dims<"B">>
  %y = bmc.matmul %h, %w : tensor<?x5xf32, #bmc.dims<"B">>, tensor<5x3xf32> -> tensor<?x3xf32, #bmc.dims<"B">>
  %z = bmc.convert %y : tensor<?x3xf32, #bmc.dims<"B">> -> tensor<?x3xf64, #bmc.dims<"B">>
  %r = bmc.convert %z : tensor<?x3xf64, #bmc.dims<"B">> -> tensor<?x3xf32, #bmc.dims<"B">>
  return %r : tensor<?x3xf32, #bmc.dims<"B">>
}
