// What is made of a source alone is carried as a row of numbers of each sequence, and the source is not read any more.
// RUN: bmc-opt %s --split-input-file --bmc-push-select-row --bmc-derive-decode --verify-diagnostics | FileCheck %s

// Keys of cross-attention, which are all there, and the bias that hides some of them.
// CHECK-DAG: bmc.parameter @"memory:0" : tensor<8x16xf64> {{.*}} {carried}
// CHECK-DAG: bmc.parameter @"memory:1" : tensor<8x4xf64> {{.*}} {carried}
// CHECK-LABEL: func.func @generate
// CHECK-SAME: tensor<1x4xi32> {bmc.name = "source"}
// CHECK-SAME: tensor<1x?xi32, #bmc.dims<"T">> {bmc.name = "tokens"}
// CHECK: %[[KEYS:.*]] = bmc.embedding %{{.*}} : tensor<1x4xi32>
// CHECK: %[[BIAS:.*]] = bmc.reshape %{{.*}} : tensor<1x4xf64> -> tensor<1x1x1x4xf64>
// CHECK: %[[ROW:.*]] = bmc.reshape %[[KEYS]] : tensor<1x4x4xf64> -> tensor<1x16xf64>
// CHECK: %[[HIDDEN:.*]] = bmc.reshape %[[BIAS]] : tensor<1x1x1x4xf64> -> tensor<1x4xf64>
// CHECK: return {{.*}}%[[ROW]], %[[HIDDEN]] :
// CHECK-LABEL: func.func @decode
// CHECK-SAME: tensor<?xi32, #bmc.dims<"sequences">> {bmc.name = "tokens"}
// CHECK-NOT: source
// CHECK-SAME: %[[KEPT:[^:]*]]: tensor<?x16xf64, #bmc.dims<"sequences">> {bmc.group = "carried", bmc.parameter = @"memory:0"}
// CHECK-SAME: %[[SEEN:[^:]*]]: tensor<?x4xf64, #bmc.dims<"sequences">> {bmc.group = "carried", bmc.parameter = @"memory:1"}
// CHECK-SAME: -> (tensor<?x4xf64, #bmc.dims<"sequences">> {bmc.name = "logits"}
// CHECK-NOT: memory:
// CHECK-DAG: %[[K:.*]] = bmc.reshape %[[KEPT]] {{.*}} -> tensor<?x4x4xf64, #bmc.dims<"sequences">>
// CHECK-DAG: %[[B:.*]] = bmc.reshape %[[SEEN]] {{.*}} -> tensor<?x1x1x4xf64, #bmc.dims<"sequences">>
// CHECK: bmc.attention_step
// CHECK: %[[Q:.*]] = bmc.reshape {{.*}} -> tensor<?x1x4xf64, #bmc.dims<"sequences">>
// CHECK: bmc.attention %[[Q]], %[[K]], %[[K]] bias %[[B]] heads 2
bmc.dim @B max 8
bmc.dim @T max 6
// expected-remark @below {{streamed: generate computes each position once}}
func.func @generate(%source: tensor<?x4xi32, #bmc.dims<"B">> {bmc.name = "source"}, %tokens: tensor<?x?xi32, #bmc.dims<"B", "T">> {bmc.name = "tokens"},
                    %e: tensor<5x4xf64>, %position: tensor<i32> {bmc.name = "position"}) -> (tensor<?x4xf64, #bmc.dims<"B">> {bmc.name = "logits"}) {
  %m = bmc.embedding %source, %e : tensor<?x4xi32, #bmc.dims<"B">>, tensor<5x4xf64> -> tensor<?x4x4xf64, #bmc.dims<"B">>
  %s = bmc.convert %source : tensor<?x4xi32, #bmc.dims<"B">> -> tensor<?x4xf64, #bmc.dims<"B">>
  %none = bmc.constant 0.0 : tensor<?x4xf64, #bmc.dims<"B">>
  %is = bmc.compare eq, %s, %none : tensor<?x4xf64, #bmc.dims<"B">>
  %low = bmc.constant -1.0e30 : tensor<?x4xf64, #bmc.dims<"B">>
  %hidden = bmc.select %is, %low, %none : tensor<?x4xi1, #bmc.dims<"B">>, tensor<?x4xf64, #bmc.dims<"B">>
  %bias = bmc.reshape %hidden : tensor<?x4xf64, #bmc.dims<"B">> -> tensor<?x1x1x4xf64, #bmc.dims<"B">>
  %x = bmc.embedding %tokens, %e : tensor<?x?xi32, #bmc.dims<"B", "T">>, tensor<5x4xf64> -> tensor<?x?x4xf64, #bmc.dims<"B", "T">>
  %y, %lse = bmc.attention %x, %x, %x heads 2 scale 0.5 causal : (tensor<?x?x4xf64, #bmc.dims<"B", "T">>, tensor<?x?x4xf64, #bmc.dims<"B", "T">>, tensor<?x?x4xf64, #bmc.dims<"B", "T">>)
    -> (tensor<?x?x4xf64, #bmc.dims<"B", "T">>, tensor<?x2x?x2xf64, #bmc.dims<"B", "T">>)
  %z, %more = bmc.attention %y, %m, %m bias %bias heads 2 scale 0.5 : (tensor<?x?x4xf64, #bmc.dims<"B", "T">>, tensor<?x4x4xf64, #bmc.dims<"B">>, tensor<?x4x4xf64, #bmc.dims<"B">>, tensor<?x1x1x4xf64, #bmc.dims<"B">>)
    -> (tensor<?x?x4xf64, #bmc.dims<"B", "T">>, tensor<?x2x?x2xf64, #bmc.dims<"B", "T">>)
  %row = bmc.select_row %z, %position axis 1 : (tensor<?x?x4xf64, #bmc.dims<"B", "T">>, tensor<i32>) -> tensor<?x4xf64, #bmc.dims<"B">>
  return %row : tensor<?x4xf64, #bmc.dims<"B">>
}

// -----

// A recurrent layer that begins with what a source gives goes on from what is carried.
// CHECK-LABEL: func.func @decode
// CHECK-SAME: %[[H:[^:]*]]: tensor<?x4xf64, #bmc.dims<"sequences">> {bmc.group = "carried", bmc.parameter = @"state:0.h"}
// CHECK-NOT: memory
// CHECK: bmc.recurrent rnn_tanh {{.*}} h0 %[[H]]
bmc.dim @B max 8
// expected-remark @below {{streamed: generate computes each position once}}
func.func @generate(%source: tensor<?x4xf64, #bmc.dims<"B">> {bmc.name = "source"}, %tokens: tensor<?x6xi32, #bmc.dims<"B">> {bmc.name = "tokens"},
                    %e: tensor<5x4xf64>, %u: tensor<4x4xf64>, %position: tensor<i32> {bmc.name = "position"}) -> (tensor<?x4xf64, #bmc.dims<"B">> {bmc.name = "logits"}) {
  %x = bmc.embedding %tokens, %e : tensor<?x6xi32, #bmc.dims<"B">>, tensor<5x4xf64> -> tensor<?x6x4xf64, #bmc.dims<"B">>
  %y, %hn, %saved = bmc.recurrent rnn_tanh %x, %u h0 %source : (tensor<?x6x4xf64, #bmc.dims<"B">>, tensor<4x4xf64>, tensor<?x4xf64, #bmc.dims<"B">>)
    -> (tensor<?x6x4xf64, #bmc.dims<"B">>, tensor<?x4xf64, #bmc.dims<"B">>, tensor<?x6x8xf64, #bmc.dims<"B">>)
  %row = bmc.select_row %y, %position axis 1 : (tensor<?x6x4xf64, #bmc.dims<"B">>, tensor<i32>) -> tensor<?x4xf64, #bmc.dims<"B">>
  return %row : tensor<?x4xf64, #bmc.dims<"B">>
}

// -----

// What is true of a source is no row of numbers.
// CHECK-NOT: @decode
bmc.dim @B max 8
func.func @generate(%source: tensor<?x4xf64, #bmc.dims<"B">> {bmc.name = "source"}, %tokens: tensor<?x6xi32, #bmc.dims<"B">> {bmc.name = "tokens"},
                    %e: tensor<5x4xf64>, %position: tensor<i32> {bmc.name = "position"}) -> (tensor<?x4xf64, #bmc.dims<"B">> {bmc.name = "logits"}) {
  %x = bmc.embedding %tokens, %e : tensor<?x6xi32, #bmc.dims<"B">>, tensor<5x4xf64> -> tensor<?x6x4xf64, #bmc.dims<"B">>
  %all = bmc.broadcast %source, [0, 2] : tensor<?x4xf64, #bmc.dims<"B">> -> tensor<?x6x4xf64, #bmc.dims<"B">>
  %zero = bmc.constant 0.0 : tensor<?x6x4xf64, #bmc.dims<"B">>
  // expected-remark @below {{not streamed: what it makes of the source is no row of numbers}}
  %is = bmc.compare gt, %all, %zero : tensor<?x6x4xf64, #bmc.dims<"B">>
  %y = bmc.select %is, %x, %zero : tensor<?x6x4xi1, #bmc.dims<"B">>, tensor<?x6x4xf64, #bmc.dims<"B">>
  %row = bmc.select_row %y, %position axis 1 : (tensor<?x6x4xf64, #bmc.dims<"B">>, tensor<i32>) -> tensor<?x4xf64, #bmc.dims<"B">>
  return %row : tensor<?x4xf64, #bmc.dims<"B">>
}
