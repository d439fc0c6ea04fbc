// RUN: bmc-opt %s --bmc-share-loss -split-input-file --verify-diagnostics | FileCheck %s

// A mean over rows of parts of a batch is weighted by their rows.
// CHECK-LABEL: func.func @loss(
// CHECK-SAME: %[[SHARE:[^:]*]]: tensor<f32> {bmc.name = "share"})
// CHECK: %[[MEAN:.*]] = bmc.mean
// CHECK-NEXT: %[[PART:.*]] = bmc.mul %[[MEAN]], %[[SHARE]]
// CHECK-NEXT: return %[[PART]]
// CHECK-NOT: @totals
module attributes {bmc.batch = "B"} {
  bmc.dim @B max 8
  bmc.parameter @w : tensor<4xf32> init <normal, 0.0, 1.0>
  func.func @loss(%x: tensor<?x4xf32, #bmc.dims<"B">> {bmc.name = "x"}, %w: tensor<4xf32> {bmc.parameter = @w, bmc.group = "param"})
      -> (tensor<f32> {bmc.name = "loss"}) {
    %ws = bmc.broadcast %w, [1] : tensor<4xf32> -> tensor<?x4xf32, #bmc.dims<"B">>
    %y = bmc.mul %x, %ws : tensor<?x4xf32, #bmc.dims<"B">>
    %loss = bmc.mean %y, [0, 1] : tensor<?x4xf32, #bmc.dims<"B">> -> tensor<f32>
    return %loss : tensor<f32>
  }
}

// -----

// Sums add up by themselves, whatever constants and linear ops do to them; what
// else there is becomes a share.
// CHECK-LABEL: func.func @loss(
// CHECK-SAME: %[[SHARE:[^:]*]]: tensor<f32> {bmc.name = "share"})
// CHECK-DAG: %[[COLUMNS:.*]] = bmc.sum %{{.*}}, [0]
// CHECK-DAG: %[[MEAN:.*]] = bmc.mean %{{.*}}, [0, 1]
// CHECK: %[[OVER:.*]] = bmc.mean %[[COLUMNS]], [0]
// CHECK: %[[SCALED:.*]] = bmc.mul %[[OVER]], %{{.*}}
// CHECK: %[[PART:.*]] = bmc.mul %[[MEAN]], %[[SHARE]]
// CHECK-NEXT: %[[LOSS:.*]] = bmc.sub %[[SCALED]], %[[PART]]
// CHECK-NEXT: return %[[LOSS]]
module attributes {bmc.batch = "B"} {
  bmc.dim @B max 8
  bmc.parameter @w : tensor<4xf32> init <normal, 0.0, 1.0>
  func.func @loss(%x: tensor<?x4xf32, #bmc.dims<"B">> {bmc.name = "x"}, %w: tensor<4xf32> {bmc.parameter = @w, bmc.group = "param"})
      -> (tensor<f32> {bmc.name = "loss"}) {
    %ws = bmc.broadcast %w, [1] : tensor<4xf32> -> tensor<?x4xf32, #bmc.dims<"B">>
    %y = bmc.mul %x, %ws : tensor<?x4xf32, #bmc.dims<"B">>
    %columns = bmc.sum %y, [0] : tensor<?x4xf32, #bmc.dims<"B">> -> tensor<4xf32>
    %over = bmc.mean %columns, [0] : tensor<4xf32> -> tensor<f32>
    %c = bmc.constant 0.5 : tensor<f32>
    %scaled = bmc.mul %over, %c : tensor<f32>
    %mean = bmc.mean %y, [0, 1] : tensor<?x4xf32, #bmc.dims<"B">> -> tensor<f32>
    %loss = bmc.sub %scaled, %mean : tensor<f32>
    return %loss : tensor<f32>
  }
}

// -----

// The number of targets that count is that of all rows.
// CHECK-LABEL: func.func @loss(
// CHECK-SAME: %[[TOTAL:[^:]*]]: tensor<f32> {bmc.name = "total.0"}, %{{.*}}: tensor<f32> {bmc.name = "share"})
// CHECK: %[[SUM:.*]] = bmc.cross_entropy
// CHECK: %[[LOSS:.*]] = bmc.div %[[SUM]], %[[TOTAL]]
// CHECK: return %[[LOSS]]
// CHECK-LABEL: func.func @totals(
// CHECK-SAME: %[[T:[^:]*]]: tensor<?xi32, #bmc.dims<"B">> {bmc.name = "t"}) -> (tensor<f32> {bmc.name = "total.0"})
// CHECK-NEXT: bmc.convert %[[T]]
// CHECK-NEXT: %[[COUNT:.*]] = bmc.sum
// CHECK-NEXT: return %[[COUNT]]
module attributes {bmc.batch = "B"} {
  bmc.dim @B max 8
  bmc.parameter @w : tensor<4xf32> init <normal, 0.0, 1.0>
  func.func @loss(%x: tensor<?x4xf32, #bmc.dims<"B">> {bmc.name = "x"}, %t: tensor<?xi32, #bmc.dims<"B">> {bmc.name = "t"},
      %w: tensor<4xf32> {bmc.parameter = @w, bmc.group = "param"}) -> (tensor<f32> {bmc.name = "loss"}) {
    %ws = bmc.broadcast %w, [1] : tensor<4xf32> -> tensor<?x4xf32, #bmc.dims<"B">>
    %y = bmc.mul %x, %ws : tensor<?x4xf32, #bmc.dims<"B">>
    %each = bmc.convert %t : tensor<?xi32, #bmc.dims<"B">> -> tensor<?xf32, #bmc.dims<"B">>
    %count = bmc.sum %each, [0] : tensor<?xf32, #bmc.dims<"B">> -> tensor<f32>
    %sum = bmc.cross_entropy %y, %t : tensor<?x4xf32, #bmc.dims<"B">>, tensor<?xi32, #bmc.dims<"B">> -> tensor<f32>
    %loss = bmc.div %sum, %count : tensor<f32>
    return %loss : tensor<f32>
  }
}

// -----

// A mean of weights is a sum over a number of rows: two totals.
// CHECK-LABEL: func.func @loss(
// CHECK-SAME: %[[SUM:[^:]*]]: tensor<f32> {bmc.name = "total.0"}, %[[ROWS:[^:]*]]: tensor<f32> {bmc.name = "total.1"}
// CHECK: %[[MEAN:.*]] = bmc.div %[[SUM]], %[[ROWS]]
// CHECK-LABEL: func.func @totals(
// CHECK: %[[W:.*]] = bmc.sum
// CHECK: %[[N:.*]] = bmc.size 1 x ["B"]
// CHECK: return %[[W]], %[[N]]
module attributes {bmc.batch = "B"} {
  bmc.dim @B max 8
  bmc.parameter @w : tensor<f32> init <normal, 0.0, 1.0>
  func.func @loss(%x: tensor<?xf32, #bmc.dims<"B">> {bmc.name = "x"}, %w: tensor<f32> {bmc.parameter = @w, bmc.group = "param"})
      -> (tensor<f32> {bmc.name = "loss"}) {
    %mean = bmc.mean %x, [0] : tensor<?xf32, #bmc.dims<"B">> -> tensor<f32>
    %loss = bmc.div %w, %mean : tensor<f32>
    return %loss : tensor<f32>
  }
}

// -----

// The root of a mean is not the mean of roots.
// CHECK-LABEL: func.func @loss(
// CHECK: %[[ROOT:.*]] = bmc.sqrt
// CHECK-NEXT: %[[PART:.*]] = bmc.mul %[[ROOT]], %{{.*}}
// CHECK-NEXT: return %[[PART]]
module attributes {bmc.batch = "B"} {
  bmc.dim @B max 8
  bmc.parameter @w : tensor<f32> init <normal, 0.0, 1.0>
  func.func @loss(%x: tensor<?xf32, #bmc.dims<"B">> {bmc.name = "x"}, %w: tensor<f32> {bmc.parameter = @w, bmc.group = "param"})
      -> (tensor<f32> {bmc.name = "loss"}) {
    %ws = bmc.broadcast %w, [] : tensor<f32> -> tensor<?xf32, #bmc.dims<"B">>
    %y = bmc.mul %x, %ws : tensor<?xf32, #bmc.dims<"B">>
    %mean = bmc.mean %y, [0] : tensor<?xf32, #bmc.dims<"B">> -> tensor<f32>
    // expected-remark @below {{the loss is neither a sum nor a mean over rows}}
    %loss = bmc.sqrt %mean : tensor<f32>
    return %loss : tensor<f32>
  }
}

// -----

// Nor is a product of two means, or a quotient, the mean of anything.
// CHECK-LABEL: func.func @loss(
// CHECK: %[[PRODUCT:.*]] = bmc.mul %{{.*}} : tensor<f32>
// CHECK: %[[QUOTIENT:.*]] = bmc.div %[[PRODUCT]]
// CHECK-NEXT: %[[PART:.*]] = bmc.mul %[[QUOTIENT]], %{{.*}}
// CHECK-NEXT: return %[[PART]]
module attributes {bmc.batch = "B"} {
  bmc.dim @B max 8
  bmc.parameter @w : tensor<f32> init <normal, 0.0, 1.0>
  func.func @loss(%x: tensor<?xf32, #bmc.dims<"B">> {bmc.name = "x"}, %w: tensor<f32> {bmc.parameter = @w, bmc.group = "param"})
      -> (tensor<f32> {bmc.name = "loss"}) {
    %ws = bmc.broadcast %w, [] : tensor<f32> -> tensor<?xf32, #bmc.dims<"B">>
    %y = bmc.mul %x, %ws : tensor<?xf32, #bmc.dims<"B">>
    %z = bmc.add %x, %ws : tensor<?xf32, #bmc.dims<"B">>
    %mean = bmc.mean %y, [0] : tensor<?xf32, #bmc.dims<"B">> -> tensor<f32>
    %other = bmc.mean %z, [0] : tensor<?xf32, #bmc.dims<"B">> -> tensor<f32>
    %product = bmc.mul %mean, %other : tensor<f32>
    // expected-remark @below {{the loss is neither a sum nor a mean over rows}}
    %loss = bmc.div %product, %other : tensor<f32>
    return %loss : tensor<f32>
  }
}

// -----

// Without a batch there is nothing to cut.
// CHECK-LABEL: func.func @loss(
// CHECK-NOT: share
module {
  bmc.parameter @w : tensor<f32> init <normal, 0.0, 1.0>
  func.func @loss(%w: tensor<f32> {bmc.parameter = @w, bmc.group = "param"}) -> (tensor<f32> {bmc.name = "loss"}) {
    return %w : tensor<f32>
  }
}

// -----

// A sum that reads no data has its size from an input all the same.
// CHECK-LABEL: func.func @loss(
// CHECK-SAME: {bmc.name = "share"}
// CHECK-LABEL: func.func @totals(
// CHECK-SAME: %{{[^:]*}}: tensor<?xf32, #bmc.dims<"B">> {bmc.name = "x"}) -> (tensor<f32> {bmc.name = "total.0"})
// CHECK-NEXT: bmc.arange
module attributes {bmc.batch = "B"} {
  bmc.dim @B max 8
  bmc.parameter @w : tensor<f32> init <normal, 0.0, 1.0>
  func.func @loss(%x: tensor<?xf32, #bmc.dims<"B">> {bmc.name = "x"}, %w: tensor<f32> {bmc.parameter = @w, bmc.group = "param"})
      -> (tensor<f32> {bmc.name = "loss"}) {
    %n = bmc.arange : tensor<?xi32, #bmc.dims<"B">>
    %f = bmc.convert %n : tensor<?xi32, #bmc.dims<"B">> -> tensor<?xf32, #bmc.dims<"B">>
    %e = bmc.exp %f : tensor<?xf32, #bmc.dims<"B">>
    %count = bmc.sum %e, [0] : tensor<?xf32, #bmc.dims<"B">> -> tensor<f32>
    %ws = bmc.broadcast %w, [] : tensor<f32> -> tensor<?xf32, #bmc.dims<"B">>
    %p = bmc.mul %x, %ws : tensor<?xf32, #bmc.dims<"B">>
    %sum = bmc.sum %p, [0] : tensor<?xf32, #bmc.dims<"B">> -> tensor<f32>
    %loss = bmc.div %sum, %count : tensor<f32>
    return %loss : tensor<f32>
  }
}
