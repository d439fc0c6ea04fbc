// RUN: bmc-opt %s --bmc-split-metrics -split-input-file --verify-diagnostics | FileCheck %s
// RUN: bmc-opt %s --bmc-split-metrics --bmc-share-loss -split-input-file --verify-diagnostics | FileCheck %s --check-prefix=SHARED

// Sums leave @evaluate, in f64; what is made of them is in @metrics, all of it
// f64. A mean is a sum over a count. The count that the loss has in common with
// a metric is that of all batches in the loss only.
// CHECK-LABEL: func.func @evaluate(
// CHECK-SAME: -> (tensor<f32> {bmc.name = "loss"}, tensor<f64> {bmc.name = "sum.0"}, tensor<f64> {bmc.name = "sum.1"}, tensor<f64> {bmc.name = "sum.2"})
// CHECK: %[[ERROR:.*]] = bmc.mul %arg0
// CHECK: %[[LOSS:.*]] = bmc.div
// CHECK-DAG: %[[WIDE:.*]] = bmc.convert %[[ERROR]]
// CHECK-DAG: %[[SUM:.*]] = bmc.sum %[[WIDE]], [0] : tensor<?xf64, #bmc.dims<"B">> -> tensor<f64>
// CHECK-DAG: %[[ROWS:.*]] = bmc.size {{.*}} : tensor<f64>
// CHECK-DAG: %[[Y:.*]] = bmc.convert %arg1
// CHECK-DAG: %[[SQUARES:.*]] = bmc.mul %[[Y]], %[[Y]] : tensor<?xf64, #bmc.dims<"B">>
// CHECK-DAG: %[[TOTAL:.*]] = bmc.sum %[[SQUARES]], [0]
// CHECK: return %[[LOSS]], %[[TOTAL]], %[[SUM]], %[[ROWS]]
// CHECK-LABEL: func.func @metrics(
// CHECK-SAME: %[[A:[^:]*]]: tensor<f64> {bmc.name = "sum.0"}, %[[B:[^:]*]]: tensor<f64> {bmc.name = "sum.1"}, %[[C:[^:]*]]: tensor<f64> {bmc.name = "sum.2"})
// CHECK-SAME: -> (tensor<f64> {bmc.name = "metric.part"}, tensor<f64> {bmc.name = "metric.error"})
// CHECK: %[[PART:.*]] = bmc.sqrt %[[A]]
// CHECK: %[[MEAN:.*]] = bmc.div %[[B]], %[[C]]
// CHECK: return %[[PART]], %[[MEAN]]

// SHARED-LABEL: func.func @evaluate(
// SHARED-SAME: tensor<f32> {bmc.name = "total.0"}, %{{.*}}: tensor<f32> {bmc.name = "share"})
// SHARED-SAME: -> (tensor<f32> {bmc.name = "loss"}, tensor<f64> {bmc.name = "sum.0"}, tensor<f64> {bmc.name = "sum.1"}, tensor<f64> {bmc.name = "sum.2"})
module attributes {bmc.batch = "B"} {
  bmc.dim @B max 8
  bmc.parameter @w : tensor<f32> init <normal, 0.0, 1.0>
  func.func @loss(%x: tensor<?xf32, #bmc.dims<"B">> {bmc.name = "x"}, %y: tensor<?xf32, #bmc.dims<"B">> {bmc.name = "y"},
                  %w: tensor<f32> {bmc.parameter = @w, bmc.group = "param"}) -> (tensor<f32> {bmc.name = "loss"}) {
    %ws = bmc.broadcast %w, [] : tensor<f32> -> tensor<?xf32, #bmc.dims<"B">>
    %error = bmc.mul %x, %ws : tensor<?xf32, #bmc.dims<"B">>
    %squares = bmc.mul %y, %y : tensor<?xf32, #bmc.dims<"B">>
    %sum = bmc.sum %error, [0] : tensor<?xf32, #bmc.dims<"B">> -> tensor<f32>
    %total = bmc.sum %squares, [0] : tensor<?xf32, #bmc.dims<"B">> -> tensor<f32>
    %loss = bmc.div %sum, %total : tensor<f32>
    return %loss : tensor<f32>
  }
  func.func @evaluate(%x: tensor<?xf32, #bmc.dims<"B">> {bmc.name = "x"}, %y: tensor<?xf32, #bmc.dims<"B">> {bmc.name = "y"},
                      %w: tensor<f32> {bmc.parameter = @w, bmc.group = "param"})
      -> (tensor<f32> {bmc.name = "loss"}, tensor<f32> {bmc.name = "metric.part"}, tensor<f32> {bmc.name = "metric.error"}) {
    %ws = bmc.broadcast %w, [] : tensor<f32> -> tensor<?xf32, #bmc.dims<"B">>
    %error = bmc.mul %x, %ws : tensor<?xf32, #bmc.dims<"B">>
    %squares = bmc.mul %y, %y : tensor<?xf32, #bmc.dims<"B">>
    %sum = bmc.sum %error, [0] : tensor<?xf32, #bmc.dims<"B">> -> tensor<f32>
    %total = bmc.sum %squares, [0] : tensor<?xf32, #bmc.dims<"B">> -> tensor<f32>
    %loss = bmc.div %sum, %total : tensor<f32>
    %part = bmc.sqrt %total : tensor<f32>
    %mean = bmc.mean %error, [0] : tensor<?xf32, #bmc.dims<"B">> -> tensor<f32>
    return %loss, %part, %mean : tensor<f32>, tensor<f32>, tensor<f32>
  }
}

// -----

// What a ranking needs stays as it is: there is no @metrics.
// CHECK-LABEL: func.func @evaluate(
// CHECK-SAME: -> (tensor<f32> {bmc.name = "loss"}, tensor<?xf32, #bmc.dims<"B">> {bmc.name = "scores.auc"})
// CHECK-NOT: @metrics
module attributes {bmc.batch = "B"} {
  bmc.dim @B max 8
  func.func @evaluate(%x: tensor<?xf32, #bmc.dims<"B">> {bmc.name = "x"})
      -> (tensor<f32> {bmc.name = "loss"}, tensor<?xf32, #bmc.dims<"B">> {bmc.name = "scores.auc"}) {
    %loss = bmc.sum %x, [0] : tensor<?xf32, #bmc.dims<"B">> -> tensor<f32>
    return %loss, %x : tensor<f32>, tensor<?xf32, #bmc.dims<"B">>
  }
}

// -----

module attributes {bmc.batch = "B"} {
  bmc.dim @B max 8
  func.func @evaluate(%x: tensor<?xf32, #bmc.dims<"B">> {bmc.name = "x"})
      -> (tensor<f32> {bmc.name = "loss"}, tensor<f32> {bmc.name = "metric.largest"}) {
    // expected-error @below {{a metric is not made of sums over rows}}
    %x2 = bmc.mul %x, %x : tensor<?xf32, #bmc.dims<"B">>
    %loss = bmc.sum %x2, [0] : tensor<?xf32, #bmc.dims<"B">> -> tensor<f32>
    %largest = bmc.max %x2, [0] : tensor<?xf32, #bmc.dims<"B">> -> tensor<f32>
    return %loss, %largest : tensor<f32>, tensor<f32>
  }
}
