// One SGD step of two micro-batches by hand: loss = w^2, w = 3, so dw = 2 w.
// A given gradient of 6 is clipped to norm 1.
// RUN: bmc-opt %s --bmc-grad --bmc-step | bmc-eval - --function=train --set=w=3.0 | FileCheck %s --check-prefix=TRAIN
// RUN: bmc-opt %s --bmc-grad --bmc-step | bmc-eval - --function=train_accumulate --set=w=3.0 --set=w.grad=10.0 \
// RUN:   | FileCheck %s --check-prefix=ACCUMULATE
// RUN: bmc-opt %s --bmc-grad --bmc-step | bmc-eval - --function=update --precision=8 \
// RUN:   --set=w=3.0 --set=w.grad=6.0 --set=lr=0.5 --set=step=1.0 | FileCheck %s --check-prefix=UPDATE

// TRAIN: loss{{.*}} 9
// TRAIN: w{{.*}} 6
// ACCUMULATE: loss{{.*}} 9
// ACCUMULATE: w{{.*}} 16
// UPDATE: w{{.*}} 2.5000001
// UPDATE: grad_norm{{.*}} 6
module attributes {bmc.train = {groups = [{optimizer = "SGD", numbers = {}}], clip_grad_norm = 1.0 : f64, accumulate = 2 : i64}} {
  bmc.parameter @w : tensor<f64> init <normal, 0.0, 1.0>
  func.func @loss(%w: tensor<f64> {bmc.parameter = @w, bmc.group = "param"}) -> (tensor<f64> {bmc.name = "loss"}) {
    %0 = bmc.mul %w, %w : tensor<f64>
    return %0 : tensor<f64>
  }
}
