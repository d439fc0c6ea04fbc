// Gradient of a transformer block with a tied head, before and after gradient fusion
// RUN: bmc-opt %s -split-input-file --bmc-differentiate | bmc-eval -split-input-file --gradcheck --dims=B=1,S=2
// RUN: bmc-opt %s -split-input-file --bmc-differentiate --bmc-decompose | bmc-eval -split-input-file --gradcheck --dims=B=1,S=2
// RUN: bmc-opt %s -split-input-file --bmc-decompose --bmc-differentiate | bmc-eval -split-input-file --gradcheck --dims=B=1,S=2
// RUN: bmc-opt %s -split-input-file --bmc-grad | bmc-eval -split-input-file --gradcheck --dims=B=1,S=2
// RUN: bmc-opt %s -split-input-file --bmc-differentiate | bmc-eval -split-input-file --gradcheck --dims=B=2,S=3
// RUN: bmc-opt %s -split-input-file --bmc-differentiate --bmc-decompose | bmc-eval -split-input-file --gradcheck --dims=B=2,S=3
// RUN: bmc-opt %s -split-input-file --bmc-decompose --bmc-differentiate | bmc-eval -split-input-file --gradcheck --dims=B=2,S=3
// RUN: bmc-opt %s -split-input-file --bmc-grad | bmc-eval -split-input-file --gradcheck --dims=B=2,S=3

func.func @loss(
    %tokens: tensor<?x?xi32, #bmc.dims<"B", "S">> {bmc.name = "tokens"},
    %targets: tensor<?x?xi32, #bmc.dims<"B", "S">> {bmc.name = "targets"},
    %rng: tensor<2xi64> {bmc.name = "rng", bmc.value = dense<[7, 1]> : tensor<2xi64>},
    %tok: tensor<5x4xf64> {bmc.parameter = @tok},
    %pos: tensor<8x4xf64> {bmc.parameter = @pos},
    %ln1w: tensor<4xf64> {bmc.parameter = @ln1w},
    %ln1b: tensor<4xf64> {bmc.parameter = @ln1b},
    %qkvw: tensor<12x4xf64> {bmc.parameter = @qkvw},
    %qkvb: tensor<12xf64> {bmc.parameter = @qkvb},
    %projw: tensor<4x4xf64> {bmc.parameter = @projw},
    %ln2w: tensor<4xf64> {bmc.parameter = @ln2w},
    %ln2b: tensor<4xf64> {bmc.parameter = @ln2b},
    %w1: tensor<6x4xf64> {bmc.parameter = @w1},
    %b1: tensor<6xf64> {bmc.parameter = @b1},
    %w2: tensor<4x6xf64> {bmc.parameter = @w2},
    %b2: tensor<4xf64> {bmc.parameter = @b2},
    %lnfw: tensor<4xf64> {bmc.parameter = @lnfw},
    %lnfb: tensor<4xf64> {bmc.parameter = @lnfb})
    -> tensor<f64> {
  %0 = bmc.embedding %tokens, %tok : tensor<?x?xi32, #bmc.dims<"B", "S">>, tensor<5x4xf64> -> tensor<?x?x4xf64, #bmc.dims<"B", "S">>
  %1 = bmc.arange : tensor<?xi32, #bmc.dims<"S">>
  %2 = bmc.embedding %1, %pos : tensor<?xi32, #bmc.dims<"S">>, tensor<8x4xf64> -> tensor<?x4xf64, #bmc.dims<"S">>
  %3 = bmc.broadcast %2, [1, 2] : tensor<?x4xf64, #bmc.dims<"S">> -> tensor<?x?x4xf64, #bmc.dims<"B", "S">>
  %4 = bmc.add %0, %3 : tensor<?x?x4xf64, #bmc.dims<"B", "S">>
  %5:3 = bmc.layer_norm %4 weight %ln1w bias %ln1b eps 1.0e-5 : (tensor<?x?x4xf64, #bmc.dims<"B", "S">>, tensor<4xf64>, tensor<4xf64>) -> (tensor<?x?x4xf64, #bmc.dims<"B", "S">>, tensor<?x?xf64, #bmc.dims<"B", "S">>, tensor<?x?xf64, #bmc.dims<"B", "S">>)
  %6 = bmc.linear %5#0, %qkvw, %qkvb : (tensor<?x?x4xf64, #bmc.dims<"B", "S">>, tensor<12x4xf64>, tensor<12xf64>) -> tensor<?x?x12xf64, #bmc.dims<"B", "S">>
  %7 = bmc.slice %6 axis 2 offset 0 size 4 : tensor<?x?x12xf64, #bmc.dims<"B", "S">> -> tensor<?x?x4xf64, #bmc.dims<"B", "S">>
  %8 = bmc.slice %6 axis 2 offset 4 size 4 : tensor<?x?x12xf64, #bmc.dims<"B", "S">> -> tensor<?x?x4xf64, #bmc.dims<"B", "S">>
  %9 = bmc.slice %6 axis 2 offset 8 size 4 : tensor<?x?x12xf64, #bmc.dims<"B", "S">> -> tensor<?x?x4xf64, #bmc.dims<"B", "S">>
  %10:2 = bmc.attention %7, %8, %9 heads 2 scale 0.70710678 causal : (tensor<?x?x4xf64, #bmc.dims<"B", "S">>, tensor<?x?x4xf64, #bmc.dims<"B", "S">>, tensor<?x?x4xf64, #bmc.dims<"B", "S">>) -> (tensor<?x?x4xf64, #bmc.dims<"B", "S">>, tensor<?x2x?x2xf64, #bmc.dims<"B", "S">>)
  %11 = bmc.linear %10#0, %projw : (tensor<?x?x4xf64, #bmc.dims<"B", "S">>, tensor<4x4xf64>) -> tensor<?x?x4xf64, #bmc.dims<"B", "S">>
  %12 = bmc.dropout %11, %rng p 0.2 stream 0 : tensor<?x?x4xf64, #bmc.dims<"B", "S">>, tensor<2xi64>
  %13:4 = bmc.add_layer_norm %4, %12 weight %ln2w bias %ln2b eps 1.0e-5 : (tensor<?x?x4xf64, #bmc.dims<"B", "S">>, tensor<?x?x4xf64, #bmc.dims<"B", "S">>, tensor<4xf64>, tensor<4xf64>) -> (tensor<?x?x4xf64, #bmc.dims<"B", "S">>, tensor<?x?x4xf64, #bmc.dims<"B", "S">>, tensor<?x?xf64, #bmc.dims<"B", "S">>, tensor<?x?xf64, #bmc.dims<"B", "S">>)
  %14:2 = bmc.feed_forward %13#1 w1 %w1 b1 %b1 w2 %w2 b2 %b2 gelu_tanh : (tensor<?x?x4xf64, #bmc.dims<"B", "S">>, tensor<6x4xf64>, tensor<6xf64>, tensor<4x6xf64>, tensor<4xf64>) -> (tensor<?x?x4xf64, #bmc.dims<"B", "S">>, tensor<?x?x6xf64, #bmc.dims<"B", "S">>)
  %15:4 = bmc.add_layer_norm %13#0, %14#0 weight %lnfw bias %lnfb eps 1.0e-5 : (tensor<?x?x4xf64, #bmc.dims<"B", "S">>, tensor<?x?x4xf64, #bmc.dims<"B", "S">>, tensor<4xf64>, tensor<4xf64>) -> (tensor<?x?x4xf64, #bmc.dims<"B", "S">>, tensor<?x?x4xf64, #bmc.dims<"B", "S">>, tensor<?x?xf64, #bmc.dims<"B", "S">>, tensor<?x?xf64, #bmc.dims<"B", "S">>)
  %16 = bmc.linear_cross_entropy %15#1, %tok, %targets : tensor<?x?x4xf64, #bmc.dims<"B", "S">>, tensor<5x4xf64>, tensor<?x?xi32, #bmc.dims<"B", "S">> -> tensor<f64>
  return %16 : tensor<f64>
}
