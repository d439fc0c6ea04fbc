// Segments in decoding: one segment hides nothing, others become a bias of the query at the position. A softcap stays.
// RUN: bmc-opt %s --split-input-file --bmc-push-select-row --bmc-derive-decode --bmc-simplify | FileCheck %s

// A text that is generated is one segment.
// CHECK-LABEL: func.func @generate
// CHECK: bmc.attention %{{.+}}, %{{.+}}, %{{.+}} heads 2 scale 5.000000e-01 softcap 3.000000e+01 causal
// CHECK-LABEL: func.func @decode
// CHECK: bmc.attention_step %{{.+}}, %{{.+}}, %{{.+}} into %{{.+}}, %{{.+}} at %{{.+}} heads 2 scale 5.000000e-01 softcap 3.000000e+01 :
bmc.dim @B max 8
bmc.dim @T max 6
func.func @generate(%tokens: tensor<?x?xi32, #bmc.dims<"B", "T">> {bmc.name = "tokens"}, %e: tensor<5x4xf64>,
                    %position: tensor<i32> {bmc.name = "position"}) -> (tensor<?x4xf64, #bmc.dims<"B">> {bmc.name = "logits"}) {
  %one = bmc.constant 1.0 : tensor<?x?xi32, #bmc.dims<"B", "T">>
  %x = bmc.embedding %tokens, %e : tensor<?x?xi32, #bmc.dims<"B", "T">>, tensor<5x4xf64> -> tensor<?x?x4xf64, #bmc.dims<"B", "T">>
  %y, %lse = bmc.attention %x, %x, %x segments %one, %one heads 2 scale 0.5 softcap 30.0 causal : (tensor<?x?x4xf64, #bmc.dims<"B", "T">>, tensor<?x?x4xf64, #bmc.dims<"B", "T">>, tensor<?x?x4xf64, #bmc.dims<"B", "T">>, tensor<?x?xi32, #bmc.dims<"B", "T">>, tensor<?x?xi32, #bmc.dims<"B", "T">>)
    -> (tensor<?x?x4xf64, #bmc.dims<"B", "T">>, tensor<?x2x?x2xf64, #bmc.dims<"B", "T">>)
  %row = bmc.select_row %y, %position axis 1 : (tensor<?x?x4xf64, #bmc.dims<"B", "T">>, tensor<i32>) -> tensor<?x4xf64, #bmc.dims<"B">>
  return %row : tensor<?x4xf64, #bmc.dims<"B">>
}

// -----

// Blocks of three positions, whose keys are compared with the query's.
// CHECK-LABEL: func.func @decode
// CHECK: %[[SAME:.+]] = bmc.compare eq
// CHECK: bmc.select
// CHECK: bmc.attention_step %{{.+}}, %{{.+}}, %{{.+}} into %{{.+}}, %{{.+}} at %{{.+}} bias %{{.+}} heads 2 scale 5.000000e-01 :
bmc.dim @B max 8
bmc.dim @T max 6
func.func @generate(%tokens: tensor<?x?xi32, #bmc.dims<"B", "T">> {bmc.name = "tokens"}, %e: tensor<5x4xf64>,
                    %position: tensor<i32> {bmc.name = "position"}) -> (tensor<?x4xf64, #bmc.dims<"B">> {bmc.name = "logits"}) {
  %n = bmc.arange : tensor<?xi32, #bmc.dims<"T">>
  %three = bmc.constant 3.0 : tensor<?xi32, #bmc.dims<"T">>
  %block = bmc.integer floor_div %n, %three : tensor<?xi32, #bmc.dims<"T">>
  %s = bmc.broadcast %block, [1] : tensor<?xi32, #bmc.dims<"T">> -> tensor<?x?xi32, #bmc.dims<"B", "T">>
  %x = bmc.embedding %tokens, %e : tensor<?x?xi32, #bmc.dims<"B", "T">>, tensor<5x4xf64> -> tensor<?x?x4xf64, #bmc.dims<"B", "T">>
  %y, %lse = bmc.attention %x, %x, %x segments %s, %s heads 2 scale 0.5 causal : (tensor<?x?x4xf64, #bmc.dims<"B", "T">>, tensor<?x?x4xf64, #bmc.dims<"B", "T">>, tensor<?x?x4xf64, #bmc.dims<"B", "T">>, tensor<?x?xi32, #bmc.dims<"B", "T">>, tensor<?x?xi32, #bmc.dims<"B", "T">>)
    -> (tensor<?x?x4xf64, #bmc.dims<"B", "T">>, tensor<?x2x?x2xf64, #bmc.dims<"B", "T">>)
  %row = bmc.select_row %y, %position axis 1 : (tensor<?x?x4xf64, #bmc.dims<"B", "T">>, tensor<i32>) -> tensor<?x4xf64, #bmc.dims<"B">>
  return %row : tensor<?x4xf64, #bmc.dims<"B">>
}
