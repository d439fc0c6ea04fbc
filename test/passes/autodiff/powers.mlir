// The derivatives of a^b where its formula gives 0 times infinity are torch's.
// RUN: bmc-opt %s --bmc-differentiate | bmc-eval - --function=train \
// RUN:   --set=a='[0.0, 0.0, 2.0, -3.0]' --set=b='[0.0, 2.0, 3.0, 2.0]' | FileCheck %s

// CHECK: a{{.*}}[0, 0, 12, -6]
bmc.parameter @a : tensor<4xf64> init <normal, 0.0, 1.0>
func.func @loss(%b: tensor<4xf64> {bmc.name = "b"}, %a: tensor<4xf64> {bmc.parameter = @a})
    -> (tensor<f64> {bmc.name = "loss"}) {
  %0 = bmc.pow %a, %b : tensor<4xf64>
  %1 = bmc.sum %0, [0] : tensor<4xf64> -> tensor<f64>
  return %1 : tensor<f64>
}
