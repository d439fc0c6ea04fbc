// RUN: bmc-opt %s --bmc-push-select-row --bmc-derive-decode | FileCheck %s
// RUN: python3 %S/Inputs/decode-values.py %s 6 | FileCheck %s --check-prefix=VALUES
// VALUES: 6 positions, 3 states, 3 sequences: equal

// What is carried is declared with the sizes' bounds, and has its place in one group.
// CHECK: bmc.parameter @"state:0.h" : tensor<8x4xf64> init <constant, 0.000000e+00, 0.000000e+00> {carried}
// CHECK: bmc.parameter @"state:1.h" : tensor<8x4xf64>
// CHECK: bmc.parameter @"state:1.c" : tensor<8x4xf64>
bmc.dim @B max 8
bmc.dim @S max 8
bmc.parameter @embed : tensor<5x4xf64> init <normal, 0.0, 1.0>
bmc.parameter @lstm.w : tensor<16x4xf64> init <normal, 0.0, 1.0>
bmc.parameter @lstm.u : tensor<16x4xf64> init <normal, 0.0, 1.0>
bmc.parameter @gru.w : tensor<12x4xf64> init <normal, 0.0, 1.0>
bmc.parameter @gru.u : tensor<12x4xf64> init <normal, 0.0, 1.0>
bmc.parameter @gru.b : tensor<12xf64> init <normal, 0.0, 1.0>

// A sequence at a time. The whole prompt leaves what tokens one by one would.
// CHECK-LABEL: func.func @generate
// CHECK-SAME: (%{{.*}}: tensor<1x?xi32, #bmc.dims<"S">> {bmc.name = "tokens"}
// CHECK: %{{.*}}, %[[HN:.*]], %[[CN:.*]], %{{.*}} = bmc.recurrent lstm
// CHECK: %{{.*}}, %[[GN:.*]], %{{.*}} = bmc.recurrent gru
// CHECK: return %{{.*}}, %[[GN]], %[[HN]], %[[CN]]

// One token of each sequence, no position, and two layers with a residual around the second, which waits for the first.
// CHECK-LABEL: func.func @decode
// CHECK-SAME: (%[[T:[^:]*]]: tensor<?xi32, #bmc.dims<"sequences">> {bmc.name = "tokens"}
// CHECK-NOT: position
// CHECK-SAME: %[[H0:[^:]*]]: tensor<?x4xf64, #bmc.dims<"sequences">> {bmc.group = "carried", bmc.parameter = @"state:0.h"}
// CHECK-SAME: -> (tensor<?x5xf64, #bmc.dims<"sequences">> {bmc.name = "logits"}
// CHECK-SAME: {bmc.group = "carried", bmc.parameter = @"state:0.h"}
// CHECK-NOT: "S"
// CHECK: bmc.embedding %[[T]]
// CHECK: bmc.recurrent lstm {{.*}} h0 %{{.*}} c0 %{{.*}} : (tensor<?x1x16xf64, #bmc.dims<"sequences">>
// CHECK: bmc.recurrent gru {{.*}} bias %{{.*}} h0 %[[H0]] : (tensor<?x1x12xf64, #bmc.dims<"sequences">>
// CHECK: return
func.func @generate(
    %tokens: tensor<?x?xi32, #bmc.dims<"B", "S">> {bmc.name = "tokens"},
    %embed: tensor<5x4xf64> {bmc.group = "param", bmc.parameter = @embed},
    %lw: tensor<16x4xf64> {bmc.group = "param", bmc.parameter = @lstm.w},
    %lu: tensor<16x4xf64> {bmc.group = "param", bmc.parameter = @lstm.u},
    %gw: tensor<12x4xf64> {bmc.group = "param", bmc.parameter = @gru.w},
    %gu: tensor<12x4xf64> {bmc.group = "param", bmc.parameter = @gru.u},
    %gb: tensor<12xf64> {bmc.group = "param", bmc.parameter = @gru.b},
    %position: tensor<i32> {bmc.name = "position"}) -> (tensor<?x5xf64, #bmc.dims<"B">> {bmc.name = "logits"}) {
  %x = bmc.embedding %tokens, %embed : tensor<?x?xi32, #bmc.dims<"B", "S">>, tensor<5x4xf64> -> tensor<?x?x4xf64, #bmc.dims<"B", "S">>
  %lx = bmc.linear %x, %lw : (tensor<?x?x4xf64, #bmc.dims<"B", "S">>, tensor<16x4xf64>) -> tensor<?x?x16xf64, #bmc.dims<"B", "S">>
  %y, %hn, %cn, %saved = bmc.recurrent lstm %lx, %lu : (tensor<?x?x16xf64, #bmc.dims<"B", "S">>, tensor<16x4xf64>)
    -> (tensor<?x?x4xf64, #bmc.dims<"B", "S">>, tensor<?x4xf64, #bmc.dims<"B">>, tensor<?x4xf64, #bmc.dims<"B">>, tensor<?x?x24xf64, #bmc.dims<"B", "S">>)
  %gx = bmc.linear %y, %gw : (tensor<?x?x4xf64, #bmc.dims<"B", "S">>, tensor<12x4xf64>) -> tensor<?x?x12xf64, #bmc.dims<"B", "S">>
  %z, %gn, %more = bmc.recurrent gru %gx, %gu bias %gb : (tensor<?x?x12xf64, #bmc.dims<"B", "S">>, tensor<12x4xf64>, tensor<12xf64>)
    -> (tensor<?x?x4xf64, #bmc.dims<"B", "S">>, tensor<?x4xf64, #bmc.dims<"B">>, tensor<?x?x20xf64, #bmc.dims<"B", "S">>)
  %sum = bmc.add %y, %z : tensor<?x?x4xf64, #bmc.dims<"B", "S">>
  %logits = bmc.linear %sum, %embed : (tensor<?x?x4xf64, #bmc.dims<"B", "S">>, tensor<5x4xf64>) -> tensor<?x?x5xf64, #bmc.dims<"B", "S">>
  %row = bmc.select_row %logits, %position axis 1 : (tensor<?x?x5xf64, #bmc.dims<"B", "S">>, tensor<i32>) -> tensor<?x5xf64, #bmc.dims<"B">>
  return %row : tensor<?x5xf64, #bmc.dims<"B">>
}
