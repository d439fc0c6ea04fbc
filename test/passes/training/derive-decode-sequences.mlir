// How many sequences @decode takes: several where rows are computed apart, each at a position of its own; else one, and why.
// RUN: bmc-opt %s --split-input-file --bmc-push-select-row --bmc-derive-decode --verify-diagnostics | FileCheck %s

// A row of a table of positions becomes one of each sequence; a bias of positions gets a row for each.
// CHECK-LABEL: func.func @decode
// CHECK-SAME: tensor<?xi32, #bmc.dims<"sequences">> {bmc.name = "tokens"}
// CHECK-SAME: %[[P:[^:]*]]: tensor<?xi32, #bmc.dims<"sequences">> {bmc.name = "position"}
// CHECK: %[[ROW:.*]] = bmc.embedding %[[P]], %{{.*}} : tensor<?xi32, #bmc.dims<"sequences">>, tensor<8x4xf64> -> tensor<?x4xf64, #bmc.dims<"sequences">>
// CHECK: bmc.attention_step {{.*}} at %[[P]] bias %{{.*}} tensor<?x1x8xf64, #bmc.dims<"sequences">>
bmc.dim @B max 8
bmc.dim @S max 8
// expected-remark @below {{streamed: generate computes each position once}}
func.func @generate(%tokens: tensor<?x?xi32, #bmc.dims<"B", "S">> {bmc.name = "tokens"}, %e: tensor<5x4xf64>, %table: tensor<8x4xf64>,
                    %position: tensor<i32> {bmc.name = "position"}) -> (tensor<?x4xf64, #bmc.dims<"B">> {bmc.name = "logits"}) {
  %x = bmc.embedding %tokens, %e : tensor<?x?xi32, #bmc.dims<"B", "S">>, tensor<5x4xf64> -> tensor<?x?x4xf64, #bmc.dims<"B", "S">>
  %n = bmc.arange : tensor<?xi32, #bmc.dims<"S">>
  %places = bmc.embedding %n, %table : tensor<?xi32, #bmc.dims<"S">>, tensor<8x4xf64> -> tensor<?x4xf64, #bmc.dims<"S">>
  %all = bmc.broadcast %places, [1, 2] : tensor<?x4xf64, #bmc.dims<"S">> -> tensor<?x?x4xf64, #bmc.dims<"B", "S">>
  %h = bmc.add %x, %all : tensor<?x?x4xf64, #bmc.dims<"B", "S">>
  %f = bmc.convert %n : tensor<?xi32, #bmc.dims<"S">> -> tensor<?xf64, #bmc.dims<"S">>
  %i = bmc.broadcast %f, [2] : tensor<?xf64, #bmc.dims<"S">> -> tensor<1x1x?x?xf64, #bmc.dims<"S", "S">>
  %j = bmc.broadcast %f, [3] : tensor<?xf64, #bmc.dims<"S">> -> tensor<1x1x?x?xf64, #bmc.dims<"S", "S">>
  %bias = bmc.sub %j, %i : tensor<1x1x?x?xf64, #bmc.dims<"S", "S">>
  %y, %lse = bmc.attention %h, %h, %h bias %bias heads 2 scale 0.5 causal : (tensor<?x?x4xf64, #bmc.dims<"B", "S">>, tensor<?x?x4xf64, #bmc.dims<"B", "S">>, tensor<?x?x4xf64, #bmc.dims<"B", "S">>, tensor<1x1x?x?xf64, #bmc.dims<"S", "S">>)
    -> (tensor<?x?x4xf64, #bmc.dims<"B", "S">>, tensor<?x2x?x2xf64, #bmc.dims<"B", "S">>)
  %row = bmc.select_row %y, %position axis 1 : (tensor<?x?x4xf64, #bmc.dims<"B", "S">>, tensor<i32>) -> tensor<?x4xf64, #bmc.dims<"B">>
  return %row : tensor<?x4xf64, #bmc.dims<"B">>
}

// -----

// What is divided by the number of rows.
// CHECK-LABEL: func.func @decode
// CHECK-SAME: tensor<1xi32> {bmc.name = "tokens"}
bmc.dim @B max 8
bmc.dim @S max 8
// expected-remark @below {{streamed: generate computes each position once}}
func.func @generate(%tokens: tensor<?x?xi32, #bmc.dims<"B", "S">> {bmc.name = "tokens"}, %e: tensor<5x4xf64>, %u: tensor<4x4xf64>,
                    %position: tensor<i32> {bmc.name = "position"}) -> (tensor<?x4xf64, #bmc.dims<"B">> {bmc.name = "logits"}) {
  %x = bmc.embedding %tokens, %e : tensor<?x?xi32, #bmc.dims<"B", "S">>, tensor<5x4xf64> -> tensor<?x?x4xf64, #bmc.dims<"B", "S">>
  %y, %hn, %saved = bmc.recurrent rnn_tanh %x, %u : (tensor<?x?x4xf64, #bmc.dims<"B", "S">>, tensor<4x4xf64>)
    -> (tensor<?x?x4xf64, #bmc.dims<"B", "S">>, tensor<?x4xf64, #bmc.dims<"B">>, tensor<?x?x8xf64, #bmc.dims<"B", "S">>)
  // expected-remark @below {{streamed: generate takes one sequence at a time: 'size' computes several together}}
  %size = bmc.size 1 x ["B"] : tensor<f64>
  %all = bmc.broadcast %size, [] : tensor<f64> -> tensor<?x?x4xf64, #bmc.dims<"B", "S">>
  %z = bmc.mul %y, %all : tensor<?x?x4xf64, #bmc.dims<"B", "S">>
  %row = bmc.select_row %z, %position axis 1 : (tensor<?x?x4xf64, #bmc.dims<"B", "S">>, tensor<i32>) -> tensor<?x4xf64, #bmc.dims<"B">>
  return %row : tensor<?x4xf64, #bmc.dims<"B">>
}
