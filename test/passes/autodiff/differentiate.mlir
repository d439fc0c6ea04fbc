// RUN: bmc-opt %s --bmc-differentiate | FileCheck %s
// RUN: bmc-opt %s --bmc-differentiate | bmc-eval - --gradcheck

bmc.dim @B max 8
bmc.parameter @w : tensor<3x2xf64> init <normal, 0.0, 1.0>
bmc.parameter @b : tensor<3xf64> init <normal, 0.0, 1.0>
bmc.parameter @unused : tensor<5xf64> init <normal, 0.0, 1.0>

// The loss stays for evaluation.
// CHECK-LABEL: func.func @loss
// CHECK-NOT: linear_dweight

// Arguments stay; the loss is followed by one gradient per parameter.
// CHECK-LABEL: func.func @train
// CHECK-SAME: %[[X:.*]]: tensor<?x2xf64, #bmc.dims<"B">> {bmc.name = "x"}
// CHECK-SAME: %[[W:.*]]: tensor<3x2xf64>
// CHECK-SAME: -> (tensor<f64> {bmc.name = "loss"}
// CHECK-SAME: tensor<3x2xf64> {bmc.group = "grad", bmc.parameter = @w}
// CHECK-SAME: tensor<3xf64> {bmc.group = "grad", bmc.parameter = @b}
// CHECK-SAME: tensor<5xf64> {bmc.group = "grad", bmc.parameter = @unused}
// CHECK: %[[LOSS:.*]] = bmc.mean
// CHECK: bmc.constant 1.000000e+00 : tensor<f64>
// CHECK: bmc.sub
// CHECK: %[[DY:.*]] = bmc.mul
// x is data: nothing computes its gradient.
// CHECK-NOT: bmc.matmul
// CHECK: %[[DW:.*]] = bmc.linear_dweight %[[DY]], %[[X]]
// CHECK-NEXT: %[[DB:.*]] = bmc.sum %[[DY]], [0]
// CHECK-NEXT: %[[ZERO:.*]] = bmc.constant 0.000000e+00 : tensor<5xf64>
// CHECK-NEXT: return %[[LOSS]], %[[DW]], %[[DB]], %[[ZERO]]
func.func @loss(%x: tensor<?x2xf64, #bmc.dims<"B">> {bmc.name = "x"},
                %w: tensor<3x2xf64> {bmc.parameter = @w, bmc.group = "param"},
                %b: tensor<3xf64> {bmc.parameter = @b, bmc.group = "param"},
                %unused: tensor<5xf64> {bmc.parameter = @unused, bmc.group = "param"})
    -> (tensor<f64> {bmc.name = "loss"}) {
  %y = bmc.linear %x, %w, %b
    : (tensor<?x2xf64, #bmc.dims<"B">>, tensor<3x2xf64>, tensor<3xf64>) -> tensor<?x3xf64, #bmc.dims<"B">>
  %t = bmc.tanh %y : tensor<?x3xf64, #bmc.dims<"B">>
  %loss = bmc.mean %t, [0, 1] : tensor<?x3xf64, #bmc.dims<"B">> -> tensor<f64>
  return %loss : tensor<f64>
}
