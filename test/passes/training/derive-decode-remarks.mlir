// Where generation computes its whole window again, and what of a model can be carried from token to token.
// RUN: bmc-opt %s --split-input-file --bmc-push-select-row --bmc-derive-decode --verify-diagnostics -o %t
// RUN: not grep @decode %t

bmc.dim @B max 8
bmc.dim @S max 8
func.func @generate(%tokens: tensor<?x?xi32, #bmc.dims<"B", "S">> {bmc.name = "tokens"}, %e: tensor<5x4xf64>, %u: tensor<4x4xf64>,
                    %position: tensor<i32> {bmc.name = "position"}) -> (tensor<?x4xf64, #bmc.dims<"B">> {bmc.name = "logits"}) {
  %x = bmc.embedding %tokens, %e : tensor<?x?xi32, #bmc.dims<"B", "S">>, tensor<5x4xf64> -> tensor<?x?x4xf64, #bmc.dims<"B", "S">>
  // expected-remark @below {{not streamed: it walks backwards}}
  %y, %hn, %saved = bmc.recurrent rnn_tanh reverse %x, %u : (tensor<?x?x4xf64, #bmc.dims<"B", "S">>, tensor<4x4xf64>)
    -> (tensor<?x?x4xf64, #bmc.dims<"B", "S">>, tensor<?x4xf64, #bmc.dims<"B">>, tensor<?x?x8xf64, #bmc.dims<"B", "S">>)
  %row = bmc.select_row %y, %position axis 1 : (tensor<?x?x4xf64, #bmc.dims<"B", "S">>, tensor<i32>) -> tensor<?x4xf64, #bmc.dims<"B">>
  return %row : tensor<?x4xf64, #bmc.dims<"B">>
}

// -----

bmc.dim @B max 8
bmc.dim @S max 8
func.func @generate(%tokens: tensor<?x?xi32, #bmc.dims<"B", "S">> {bmc.name = "tokens"}, %e: tensor<5x4xf64>,
                    %position: tensor<i32> {bmc.name = "position"}) -> (tensor<?x4xf64, #bmc.dims<"B">> {bmc.name = "logits"}) {
  %x = bmc.embedding %tokens, %e : tensor<?x?xi32, #bmc.dims<"B", "S">>, tensor<5x4xf64> -> tensor<?x?x4xf64, #bmc.dims<"B", "S">>
  // expected-remark @below {{not streamed: 'cumsum' looks at other positions}}
  %y = bmc.cumsum %x axis 1 : tensor<?x?x4xf64, #bmc.dims<"B", "S">>
  %row = bmc.select_row %y, %position axis 1 : (tensor<?x?x4xf64, #bmc.dims<"B", "S">>, tensor<i32>) -> tensor<?x4xf64, #bmc.dims<"B">>
  return %row : tensor<?x4xf64, #bmc.dims<"B">>
}

// -----

// The state that a layer ends with belongs to the whole window.
bmc.dim @B max 8
bmc.dim @S max 8
func.func @generate(%tokens: tensor<?x?xi32, #bmc.dims<"B", "S">> {bmc.name = "tokens"}, %e: tensor<5x4xf64>, %u: tensor<4x4xf64>,
                    %position: tensor<i32> {bmc.name = "position"}) -> (tensor<?x4xf64, #bmc.dims<"B">> {bmc.name = "logits"}) {
  %x = bmc.embedding %tokens, %e : tensor<?x?xi32, #bmc.dims<"B", "S">>, tensor<5x4xf64> -> tensor<?x?x4xf64, #bmc.dims<"B", "S">>
  // expected-remark @below {{not streamed: its last state is read as well}}
  %y, %hn, %saved = bmc.recurrent rnn_tanh %x, %u : (tensor<?x?x4xf64, #bmc.dims<"B", "S">>, tensor<4x4xf64>)
    -> (tensor<?x?x4xf64, #bmc.dims<"B", "S">>, tensor<?x4xf64, #bmc.dims<"B">>, tensor<?x?x8xf64, #bmc.dims<"B", "S">>)
  %row = bmc.select_row %y, %position axis 1 : (tensor<?x?x4xf64, #bmc.dims<"B", "S">>, tensor<i32>) -> tensor<?x4xf64, #bmc.dims<"B">>
  %sum = bmc.add %row, %hn : tensor<?x4xf64, #bmc.dims<"B">>
  return %sum : tensor<?x4xf64, #bmc.dims<"B">>
}
