// Where no derivative exists, the values are torch's: 0 for relu and abs at 0,
// shares of ties in max, halves in maximum and minimum.
// RUN: bmc-opt %s --bmc-differentiate | bmc-eval - --function=train \
// RUN:   --set=a='[1.0, 2.0, 2.0, -1.0]' --set=z='[0.0, 0.0, 3.0, -3.0]' \
// RUN:   --set=b='[1.0, 1.0, 3.0, -1.0]' | FileCheck %s

// CHECK: loss
// max(a) = 2 twice: 1/2 each; max(a, b): 1/2, 1, 0, 1/2; 10 min(a, b): 5, 0, 10, 5
// CHECK: a{{.*}}[5.5, 1.5, 10.5, 5.5]
// relu: 0 0 1 0; |z|: 0 0 1 -1
// CHECK: z{{.*}}[0, 0, 2, -1]
// CHECK: b{{.*}}[5.5, 10, 1, 5.5]
bmc.parameter @a : tensor<4xf64> init <normal, 0.0, 1.0>
bmc.parameter @z : tensor<4xf64> init <normal, 0.0, 1.0>
bmc.parameter @b : tensor<4xf64> init <normal, 0.0, 1.0>
func.func @loss(%a: tensor<4xf64> {bmc.parameter = @a},
                %z: tensor<4xf64> {bmc.parameter = @z},
                %b: tensor<4xf64> {bmc.parameter = @b}) -> (tensor<f64> {bmc.name = "loss"}) {
  %ten = bmc.constant 10.0 : tensor<4xf64>
  %max = bmc.maximum %a, %b : tensor<4xf64>
  %min = bmc.minimum %a, %b : tensor<4xf64>
  %min10 = bmc.mul %min, %ten : tensor<4xf64>
  %relu = bmc.relu %z : tensor<4xf64>
  %abs = bmc.abs %z : tensor<4xf64>
  %0 = bmc.add %max, %min10 : tensor<4xf64>
  %1 = bmc.add %relu, %abs : tensor<4xf64>
  %2 = bmc.add %0, %1 : tensor<4xf64>
  %3 = bmc.sum %2, [0] : tensor<4xf64> -> tensor<f64>
  %4 = bmc.max %a, [0] : tensor<4xf64> -> tensor<f64>
  %5 = bmc.add %3, %4 : tensor<f64>
  return %5 : tensor<f64>
}
