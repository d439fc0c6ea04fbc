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

// -----

// Keys of later positions: what comes next would change what was kept.
bmc.dim @B max 8
bmc.dim @S max 8
func.func @generate(%tokens: tensor<?x?xi32, #bmc.dims<"B", "S">> {bmc.name = "tokens"}, %e: tensor<5x4xf64>,
                    %position: tensor<i32> {bmc.name = "position"}) -> (tensor<?x4xf64, #bmc.dims<"B">> {bmc.name = "logits"}) {
  %x = bmc.embedding %tokens, %e : tensor<?x?xi32, #bmc.dims<"B", "S">>, tensor<5x4xf64> -> tensor<?x?x4xf64, #bmc.dims<"B", "S">>
  // expected-remark @below {{not streamed: it looks at later positions}}
  %y, %lse = bmc.attention %x, %x, %x heads 2 scale 0.5 : (tensor<?x?x4xf64, #bmc.dims<"B", "S">>, tensor<?x?x4xf64, #bmc.dims<"B", "S">>, tensor<?x?x4xf64, #bmc.dims<"B", "S">>)
    -> (tensor<?x?x4xf64, #bmc.dims<"B", "S">>, tensor<?x2x?x2xf64, #bmc.dims<"B", "S">>)
  %row = bmc.select_row %y, %position axis 1 : (tensor<?x?x4xf64, #bmc.dims<"B", "S">>, tensor<i32>) -> tensor<?x4xf64, #bmc.dims<"B">>
  return %row : tensor<?x4xf64, #bmc.dims<"B">>
}

// -----

// A bias that hides what is too far away on either side.
bmc.dim @B max 8
bmc.dim @S max 8
func.func @generate(%tokens: tensor<?x?xi32, #bmc.dims<"B", "S">> {bmc.name = "tokens"}, %e: tensor<5x4xf64>,
                    %position: tensor<i32> {bmc.name = "position"}) -> (tensor<?x4xf64, #bmc.dims<"B">> {bmc.name = "logits"}) {
  %x = bmc.embedding %tokens, %e : tensor<?x?xi32, #bmc.dims<"B", "S">>, tensor<5x4xf64> -> tensor<?x?x4xf64, #bmc.dims<"B", "S">>
  %n = bmc.arange : tensor<?xi32, #bmc.dims<"S">>
  %f = bmc.convert %n : tensor<?xi32, #bmc.dims<"S">> -> tensor<?xf64, #bmc.dims<"S">>
  %i = bmc.broadcast %f, [2] : tensor<?xf64, #bmc.dims<"S">> -> tensor<1x1x?x?xf64, #bmc.dims<"S", "S">>
  %j = bmc.broadcast %f, [3] : tensor<?xf64, #bmc.dims<"S">> -> tensor<1x1x?x?xf64, #bmc.dims<"S", "S">>
  %d = bmc.sub %i, %j : tensor<1x1x?x?xf64, #bmc.dims<"S", "S">>
  %a = bmc.abs %d : tensor<1x1x?x?xf64, #bmc.dims<"S", "S">>
  %three = bmc.constant 3.0 : tensor<1x1x?x?xf64, #bmc.dims<"S", "S">>
  %zero = bmc.constant 0.0 : tensor<1x1x?x?xf64, #bmc.dims<"S", "S">>
  %low = bmc.constant -1.0e30 : tensor<1x1x?x?xf64, #bmc.dims<"S", "S">>
  %far = bmc.compare gt, %a, %three : tensor<1x1x?x?xf64, #bmc.dims<"S", "S">>
  %bias = bmc.select %far, %low, %zero : tensor<1x1x?x?xi1, #bmc.dims<"S", "S">>, tensor<1x1x?x?xf64, #bmc.dims<"S", "S">>
  // expected-remark @below {{not streamed: it looks at later positions}}
  %y, %lse = bmc.attention %x, %x, %x bias %bias heads 2 scale 0.5 : (tensor<?x?x4xf64, #bmc.dims<"B", "S">>, tensor<?x?x4xf64, #bmc.dims<"B", "S">>, tensor<?x?x4xf64, #bmc.dims<"B", "S">>, tensor<1x1x?x?xf64, #bmc.dims<"S", "S">>)
    -> (tensor<?x?x4xf64, #bmc.dims<"B", "S">>, tensor<?x2x?x2xf64, #bmc.dims<"B", "S">>)
  %row = bmc.select_row %y, %position axis 1 : (tensor<?x?x4xf64, #bmc.dims<"B", "S">>, tensor<i32>) -> tensor<?x4xf64, #bmc.dims<"B">>
  return %row : tensor<?x4xf64, #bmc.dims<"B">>
}

// -----

// A bias that hides what comes later but for the next position.
bmc.dim @B max 8
bmc.dim @S max 8
func.func @generate(%tokens: tensor<?x?xi32, #bmc.dims<"B", "S">> {bmc.name = "tokens"}, %e: tensor<5x4xf64>,
                    %position: tensor<i32> {bmc.name = "position"}) -> (tensor<?x4xf64, #bmc.dims<"B">> {bmc.name = "logits"}) {
  %x = bmc.embedding %tokens, %e : tensor<?x?xi32, #bmc.dims<"B", "S">>, tensor<5x4xf64> -> tensor<?x?x4xf64, #bmc.dims<"B", "S">>
  %n = bmc.arange : tensor<?xi32, #bmc.dims<"S">>
  %f = bmc.convert %n : tensor<?xi32, #bmc.dims<"S">> -> tensor<?xf64, #bmc.dims<"S">>
  %i = bmc.broadcast %f, [2] : tensor<?xf64, #bmc.dims<"S">> -> tensor<1x1x?x?xf64, #bmc.dims<"S", "S">>
  %j = bmc.broadcast %f, [3] : tensor<?xf64, #bmc.dims<"S">> -> tensor<1x1x?x?xf64, #bmc.dims<"S", "S">>
  %one = bmc.constant 1.0 : tensor<1x1x?x?xf64, #bmc.dims<"S", "S">>
  %next = bmc.add %i, %one : tensor<1x1x?x?xf64, #bmc.dims<"S", "S">>
  %zero = bmc.constant 0.0 : tensor<1x1x?x?xf64, #bmc.dims<"S", "S">>
  %low = bmc.constant -1.0e30 : tensor<1x1x?x?xf64, #bmc.dims<"S", "S">>
  %far = bmc.compare lt, %next, %j : tensor<1x1x?x?xf64, #bmc.dims<"S", "S">>
  %bias = bmc.select %far, %low, %zero : tensor<1x1x?x?xi1, #bmc.dims<"S", "S">>, tensor<1x1x?x?xf64, #bmc.dims<"S", "S">>
  // expected-remark @below {{not streamed: it looks at later positions}}
  %y, %lse = bmc.attention %x, %x, %x bias %bias heads 2 scale 0.5 : (tensor<?x?x4xf64, #bmc.dims<"B", "S">>, tensor<?x?x4xf64, #bmc.dims<"B", "S">>, tensor<?x?x4xf64, #bmc.dims<"B", "S">>, tensor<1x1x?x?xf64, #bmc.dims<"S", "S">>)
    -> (tensor<?x?x4xf64, #bmc.dims<"B", "S">>, tensor<?x2x?x2xf64, #bmc.dims<"B", "S">>)
  %row = bmc.select_row %y, %position axis 1 : (tensor<?x?x4xf64, #bmc.dims<"B", "S">>, tensor<i32>) -> tensor<?x4xf64, #bmc.dims<"B">>
  return %row : tensor<?x4xf64, #bmc.dims<"B">>
}

// -----

// The mean of all positions, which no choice of one reaches.
bmc.dim @B max 8
bmc.dim @S max 8
func.func @generate(%tokens: tensor<?x?xi32, #bmc.dims<"B", "S">> {bmc.name = "tokens"}, %e: tensor<5x4xf64>,
                    %position: tensor<i32> {bmc.name = "position"}) -> (tensor<?x4xf64, #bmc.dims<"B">> {bmc.name = "logits"}) {
  // expected-remark @below {{not streamed: tokens of other positions are read}}
  %x = bmc.embedding %tokens, %e : tensor<?x?xi32, #bmc.dims<"B", "S">>, tensor<5x4xf64> -> tensor<?x?x4xf64, #bmc.dims<"B", "S">>
  %mean = bmc.mean %x, [1] : tensor<?x?x4xf64, #bmc.dims<"B", "S">> -> tensor<?x4xf64, #bmc.dims<"B">>
  %y = bmc.broadcast %mean, [0, 2] : tensor<?x4xf64, #bmc.dims<"B">> -> tensor<?x?x4xf64, #bmc.dims<"B", "S">>
  %row = bmc.select_row %y, %position axis 1 : (tensor<?x?x4xf64, #bmc.dims<"B", "S">>, tensor<i32>) -> tensor<?x4xf64, #bmc.dims<"B">>
  return %row : tensor<?x4xf64, #bmc.dims<"B">>
}

// -----

// A bias that is divided by how many positions there are.
bmc.dim @B max 8
bmc.dim @S max 8
func.func @generate(%tokens: tensor<?x?xi32, #bmc.dims<"B", "S">> {bmc.name = "tokens"}, %e: tensor<5x4xf64>,
                    %position: tensor<i32> {bmc.name = "position"}) -> (tensor<?x4xf64, #bmc.dims<"B">> {bmc.name = "logits"}) {
  %x = bmc.embedding %tokens, %e : tensor<?x?xi32, #bmc.dims<"B", "S">>, tensor<5x4xf64> -> tensor<?x?x4xf64, #bmc.dims<"B", "S">>
  // expected-remark @below {{not streamed: 'size' is computed for all positions}}
  %size = bmc.size 1 x ["S"] : tensor<f64>
  %bias = bmc.broadcast %size, [] : tensor<f64> -> tensor<1x1x1x?xf64, #bmc.dims<"S">>
  %y, %lse = bmc.attention %x, %x, %x bias %bias heads 2 scale 0.5 causal : (tensor<?x?x4xf64, #bmc.dims<"B", "S">>, tensor<?x?x4xf64, #bmc.dims<"B", "S">>, tensor<?x?x4xf64, #bmc.dims<"B", "S">>, tensor<1x1x1x?xf64, #bmc.dims<"S">>)
    -> (tensor<?x?x4xf64, #bmc.dims<"B", "S">>, tensor<?x2x?x2xf64, #bmc.dims<"B", "S">>)
  %row = bmc.select_row %y, %position axis 1 : (tensor<?x?x4xf64, #bmc.dims<"B", "S">>, tensor<i32>) -> tensor<?x4xf64, #bmc.dims<"B">>
  return %row : tensor<?x4xf64, #bmc.dims<"B">>
}
