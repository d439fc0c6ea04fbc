// RUN: bmc-opt %s --bmc-differentiate --bmc-fuse-residual-gradient --bmc-build-step -split-input-file -verify-diagnostics | FileCheck %s

// Plain SGD changes nothing where the gradient is zero, and a batch names 16 rows of 100 at most. Both look-ups are one sum.
// CHECK: bmc.parameter @table {{.*}}sparse
// CHECK: bmc.parameter @small
// CHECK-NOT: sparse
// CHECK-LABEL: func.func @train(
// CHECK-SAME: bmc.group = "param", bmc.parameter = @small}, %[[G:[^:]*]]: tensor<100x4xf32> {bmc.group = "grad", bmc.parameter = @table}, %[[T:[^:]*]]: tensor<100xi32> {bmc.group = "touched", bmc.parameter = @table})
// CHECK-SAME: -> (tensor<f32> {bmc.name = "loss"}, tensor<100x4xf32> {bmc.group = "grad", bmc.parameter = @table}, tensor<3x4xf32> {bmc.group = "grad", bmc.parameter = @small}, tensor<100xi32> {bmc.group = "touched", bmc.parameter = @table})
// CHECK: %[[SMALL:.*]] = bmc.embedding_backward %
// CHECK: %[[DW:.*]], %[[NT:.*]] = bmc.embedding_backward_rows %{{.*}}, %{{.*}} at %{{.*}}, %{{.*}} into %[[G]] marked %[[T]] : tensor<?x4xf32
// CHECK: return %{{.*}}, %[[DW]], %[[SMALL]], %[[NT]]
// CHECK-LABEL: func.func @train_accumulate(
// CHECK-SAME: %[[G:[^:]*]]: tensor<100x4xf32> {bmc.group = "grad", bmc.parameter = @table}, %[[T:[^:]*]]: tensor<100xi32> {bmc.group = "touched", bmc.parameter = @table}, %[[S:[^:]*]]: tensor<3x4xf32> {bmc.group = "grad", bmc.parameter = @small})
// CHECK: %[[DW:.*]], %[[NT:.*]] = bmc.embedding_backward_rows {{.*}} into %[[G]] marked %[[T]] accumulate
// CHECK: %[[SUM:.*]] = bmc.add %[[S]],
// CHECK: return %{{.*}}, %[[DW]], %[[SUM]], %[[NT]]
// CHECK-LABEL: func.func @update(
// CHECK-SAME: %[[PT:[^:]*]]: tensor<100x4xf32> {bmc.group = "param", bmc.parameter = @table}, %[[PS:[^:]*]]: tensor<3x4xf32> {bmc.group = "param", bmc.parameter = @small}
// CHECK: %[[A:.*]] = bmc.global_norm %[[GS:.*]] : tensor<3x4xf32>
// CHECK-NEXT: %[[B:.*]] = bmc.rows_norm %[[GT:.*]] touched %[[T:.*]] :
// CHECK-NEXT: %[[AA:.*]] = bmc.mul %[[A]], %[[A]]
// CHECK-NEXT: %[[BB:.*]] = bmc.mul %[[B]], %[[B]]
// CHECK-NEXT: %[[SUM:.*]] = bmc.add %[[AA]], %[[BB]]
// CHECK-NEXT: %[[NORM:.*]] = bmc.sqrt %[[SUM]]
// CHECK-NEXT: %[[SCALE:.*]] = bmc.clip_coefficient %[[NORM]]
// CHECK-NEXT: bmc.update "SGD" {} parameters(%[[PS]]) gradients(%[[GS]]) states() {{.*}} scale %[[SCALE]] :
// CHECK-NEXT: bmc.update "SGD" {} parameters(%[[PT]]) gradients(%[[GT]]) states() {{.*}} scale %[[SCALE]] touched %[[T]] :
module attributes {bmc.train = {groups = [{optimizer = "SGD", numbers = {}}], clip_grad_norm = 1.5 : f64, accumulate = 2 : i64}} {
  bmc.dim @B max 8
  bmc.parameter @table : tensor<100x4xf32> init <normal, 0.0, 1.0>
  bmc.parameter @small : tensor<3x4xf32> init <normal, 0.0, 1.0>
  func.func @loss(%i: tensor<?xi32, #bmc.dims<"B">> {bmc.name = "i"}, %j: tensor<?xi32, #bmc.dims<"B">> {bmc.name = "j"},
                  %k: tensor<?xi32, #bmc.dims<"B">> {bmc.name = "k"},
                  %w: tensor<100x4xf32> {bmc.parameter = @table, bmc.group = "param"},
                  %s: tensor<3x4xf32> {bmc.parameter = @small, bmc.group = "param"}) -> (tensor<f32> {bmc.name = "loss"}) {
    %0 = bmc.embedding %i, %w : tensor<?xi32, #bmc.dims<"B">>, tensor<100x4xf32> -> tensor<?x4xf32, #bmc.dims<"B">>
    %1 = bmc.embedding %j, %w : tensor<?xi32, #bmc.dims<"B">>, tensor<100x4xf32> -> tensor<?x4xf32, #bmc.dims<"B">>
    %2 = bmc.embedding %k, %s : tensor<?xi32, #bmc.dims<"B">>, tensor<3x4xf32> -> tensor<?x4xf32, #bmc.dims<"B">>
    %3 = bmc.mul %0, %1 : tensor<?x4xf32, #bmc.dims<"B">>
    %4 = bmc.mul %3, %2 : tensor<?x4xf32, #bmc.dims<"B">>
    %5 = bmc.sum %4, [0, 1] : tensor<?x4xf32, #bmc.dims<"B">> -> tensor<f32>
    return %5 : tensor<f32>
  }
}

// -----

// Adam moves what a batch does not name: only if the model asks for it. Averages go on in all rows.
// CHECK: bmc.parameter @asked {{.*}}sparse
// CHECK: bmc.parameter @dense
// CHECK-LABEL: func.func @train(
// CHECK: bmc.embedding_backward_rows
// CHECK-NOT: bmc.embedding_backward_rows
// CHECK-LABEL: func.func @update(
// CHECK: bmc.update "Adam" {ema = 5.000000e-01 : f64} parameters(%{{.*}}) gradients(%{{.*}}) states(%{{.*}}, %{{.*}}, %{{.*}}) lr
// CHECK: %[[ONE:.*]] = bmc.constant 1.0
// CHECK: bmc.update "Average" {decay = 5.000000e-01 : f64} parameters(%{{.*}}) gradients(%[[NEW:.*]]) states() {{.*}} scale %[[ONE]]
// CHECK: return
module attributes {bmc.train = {groups = [{optimizer = "Adam", numbers = {ema = 0.5 : f64}}]}} {
  bmc.dim @B max 8
  bmc.parameter @asked : tensor<100x4xf32> init <normal, 0.0, 1.0> {sparse}
  bmc.parameter @dense : tensor<100x4xf32> init <normal, 0.0, 1.0>
  func.func @loss(%i: tensor<?xi32, #bmc.dims<"B">> {bmc.name = "i"},
                  %w: tensor<100x4xf32> {bmc.parameter = @asked, bmc.group = "param"},
                  %s: tensor<100x4xf32> {bmc.parameter = @dense, bmc.group = "param"}) -> (tensor<f32> {bmc.name = "loss"}) {
    %0 = bmc.embedding %i, %w : tensor<?xi32, #bmc.dims<"B">>, tensor<100x4xf32> -> tensor<?x4xf32, #bmc.dims<"B">>
    %1 = bmc.embedding %i, %s : tensor<?xi32, #bmc.dims<"B">>, tensor<100x4xf32> -> tensor<?x4xf32, #bmc.dims<"B">>
    %2 = bmc.mul %0, %1 : tensor<?x4xf32, #bmc.dims<"B">>
    %3 = bmc.sum %2, [0, 1] : tensor<?x4xf32, #bmc.dims<"B">> -> tensor<f32>
    return %3 : tensor<f32>
  }
}

// -----

// A tied table has gradients in all rows; so has one that decays, and momentum goes on.
// CHECK-NOT: bmc.embedding_backward_rows
// CHECK: bmc.update "SGD" {} parameters(%{{.*}}) gradients
// CHECK: bmc.update "SGD" {weight_decay = 1.000000e-01 : f64}
// CHECK: bmc.update "SGD" {momentum = 5.000000e-01 : f64}
module attributes {bmc.train = {groups = [{optimizer = "SGD", numbers = {}},
    {optimizer = "SGD", numbers = {weight_decay = 0.1 : f64}}, {optimizer = "SGD", numbers = {momentum = 0.5 : f64}}]}} {
  bmc.dim @B max 8
  // expected-warning@+1 {{'sparse' of tied changes nothing: the model does not only look up in it, so all its rows have gradients}}
  bmc.parameter @tied : tensor<100x4xf32> init <normal, 0.0, 1.0> {sparse}
  bmc.parameter @decays : tensor<100x4xf32> init <normal, 0.0, 1.0> {group = 1 : i64}
  bmc.parameter @moves : tensor<100x4xf32> init <normal, 0.0, 1.0> {group = 2 : i64}
  func.func @loss(%i: tensor<?xi32, #bmc.dims<"B">> {bmc.name = "i"},
                  %w: tensor<100x4xf32> {bmc.parameter = @tied, bmc.group = "param"},
                  %s: tensor<100x4xf32> {bmc.parameter = @decays, bmc.group = "param"},
                  %m: tensor<100x4xf32> {bmc.parameter = @moves, bmc.group = "param"}) -> (tensor<f32> {bmc.name = "loss"}) {
    %0 = bmc.embedding %i, %w : tensor<?xi32, #bmc.dims<"B">>, tensor<100x4xf32> -> tensor<?x4xf32, #bmc.dims<"B">>
    %1 = bmc.embedding %i, %s : tensor<?xi32, #bmc.dims<"B">>, tensor<100x4xf32> -> tensor<?x4xf32, #bmc.dims<"B">>
    %2 = bmc.embedding %i, %m : tensor<?xi32, #bmc.dims<"B">>, tensor<100x4xf32> -> tensor<?x4xf32, #bmc.dims<"B">>
    %3 = bmc.mul %1, %2 : tensor<?x4xf32, #bmc.dims<"B">>
    %4 = bmc.mul %0, %3 : tensor<?x4xf32, #bmc.dims<"B">>
    %5 = bmc.linear %4, %w : (tensor<?x4xf32, #bmc.dims<"B">>, tensor<100x4xf32>) -> tensor<?x100xf32, #bmc.dims<"B">>
    %6 = bmc.sum %5, [0, 1] : tensor<?x100xf32, #bmc.dims<"B">> -> tensor<f32>
    return %6 : tensor<f32>
  }
}

// -----

// CHECK-NOT: bmc.update
module attributes {bmc.train = {groups = [{optimizer = "SparseAdam", numbers = {}}]}} {
  bmc.dim @B max 8
  // expected-error@+1 {{SparseAdam trains tables that are looked up in and nothing else, with sparse = true; w is none}}
  bmc.parameter @w : tensor<4xf32> init <normal, 0.0, 1.0>
  func.func @loss(%w: tensor<4xf32> {bmc.parameter = @w, bmc.group = "param"}) -> (tensor<f32> {bmc.name = "loss"}) {
    %0 = bmc.sum %w, [0] : tensor<4xf32> -> tensor<f32>
    return %0 : tensor<f32>
  }
}
