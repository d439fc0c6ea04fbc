// Gradient of attention: heads, widths, lengths, masks
// RUN: bmc-opt %s -split-input-file --bmc-differentiate | bmc-eval -split-input-file --gradcheck --dims=B=1,S=2,T=3
// RUN: bmc-opt %s -split-input-file --bmc-differentiate --bmc-decompose | bmc-eval -split-input-file --gradcheck --dims=B=1,S=2,T=3
// RUN: bmc-opt %s -split-input-file --bmc-decompose --bmc-differentiate | bmc-eval -split-input-file --gradcheck --dims=B=1,S=2,T=3
// RUN: bmc-opt %s -split-input-file --bmc-differentiate | bmc-eval -split-input-file --gradcheck --dims=B=2,S=3,T=1
// RUN: bmc-opt %s -split-input-file --bmc-differentiate --bmc-decompose | bmc-eval -split-input-file --gradcheck --dims=B=2,S=3,T=1
// RUN: bmc-opt %s -split-input-file --bmc-decompose --bmc-differentiate | bmc-eval -split-input-file --gradcheck --dims=B=2,S=3,T=1

func.func @loss(
    %q: tensor<1x1x1xf64> {bmc.parameter = @q},
    %k: tensor<1x1x1xf64> {bmc.parameter = @k},
    %v: tensor<1x1x1xf64> {bmc.parameter = @v},
    %c0: tensor<1x1x1xf64> {bmc.name = "c0"})
    -> tensor<f64> {
  %0:2 = bmc.attention %q, %k, %v heads 1 scale 0.6 : (tensor<1x1x1xf64>, tensor<1x1x1xf64>, tensor<1x1x1xf64>) -> (tensor<1x1x1xf64>, tensor<1x1x1x2xf64>)
  %1 = bmc.mul %0#0, %c0 : tensor<1x1x1xf64>
  %2 = bmc.sum %1, [0, 1, 2] : tensor<1x1x1xf64> -> tensor<f64>
  return %2 : tensor<f64>
}

// -----

func.func @loss(
    %q: tensor<1x1x1xf64> {bmc.parameter = @q},
    %k: tensor<1x1x1xf64> {bmc.parameter = @k},
    %v: tensor<1x1x1xf64> {bmc.parameter = @v},
    %c0: tensor<1x1x1xf64> {bmc.name = "c0"})
    -> tensor<f64> {
  %0:2 = bmc.attention %q, %k, %v heads 1 scale 0.6 causal : (tensor<1x1x1xf64>, tensor<1x1x1xf64>, tensor<1x1x1xf64>) -> (tensor<1x1x1xf64>, tensor<1x1x1x2xf64>)
  %1 = bmc.mul %0#0, %c0 : tensor<1x1x1xf64>
  %2 = bmc.sum %1, [0, 1, 2] : tensor<1x1x1xf64> -> tensor<f64>
  return %2 : tensor<f64>
}

// -----

func.func @loss(
    %q: tensor<1x3x2xf64> {bmc.parameter = @q},
    %k: tensor<1x3x2xf64> {bmc.parameter = @k},
    %v: tensor<1x3x2xf64> {bmc.parameter = @v},
    %c0: tensor<1x3x2xf64> {bmc.name = "c0"})
    -> tensor<f64> {
  %0:2 = bmc.attention %q, %k, %v heads 2 scale 0.6 causal : (tensor<1x3x2xf64>, tensor<1x3x2xf64>, tensor<1x3x2xf64>) -> (tensor<1x3x2xf64>, tensor<1x2x3x2xf64>)
  %1 = bmc.mul %0#0, %c0 : tensor<1x3x2xf64>
  %2 = bmc.sum %1, [0, 1, 2] : tensor<1x3x2xf64> -> tensor<f64>
  return %2 : tensor<f64>
}

// -----

func.func @loss(
    %q: tensor<1x2x6xf64> {bmc.parameter = @q},
    %k: tensor<1x3x6xf64> {bmc.parameter = @k},
    %v: tensor<1x3x6xf64> {bmc.parameter = @v},
    %c0: tensor<1x2x6xf64> {bmc.name = "c0"})
    -> tensor<f64> {
  %0:2 = bmc.attention %q, %k, %v heads 3 scale 0.6 : (tensor<1x2x6xf64>, tensor<1x3x6xf64>, tensor<1x3x6xf64>) -> (tensor<1x2x6xf64>, tensor<1x3x2x2xf64>)
  %1 = bmc.mul %0#0, %c0 : tensor<1x2x6xf64>
  %2 = bmc.sum %1, [0, 1, 2] : tensor<1x2x6xf64> -> tensor<f64>
  return %2 : tensor<f64>
}

// -----

func.func @loss(
    %q: tensor<?x?x6xf64, #bmc.dims<"B", "S">> {bmc.parameter = @q},
    %k: tensor<?x?x6xf64, #bmc.dims<"B", "S">> {bmc.parameter = @k},
    %v: tensor<?x?x6xf64, #bmc.dims<"B", "S">> {bmc.parameter = @v},
    %c0: tensor<?x?x6xf64, #bmc.dims<"B", "S">> {bmc.name = "c0"})
    -> tensor<f64> {
  %0:2 = bmc.attention %q, %k, %v heads 2 scale 0.6 causal : (tensor<?x?x6xf64, #bmc.dims<"B", "S">>, tensor<?x?x6xf64, #bmc.dims<"B", "S">>, tensor<?x?x6xf64, #bmc.dims<"B", "S">>) -> (tensor<?x?x6xf64, #bmc.dims<"B", "S">>, tensor<?x2x?x2xf64, #bmc.dims<"B", "S">>)
  %1 = bmc.mul %0#0, %c0 : tensor<?x?x6xf64, #bmc.dims<"B", "S">>
  %2 = bmc.sum %1, [0, 1, 2] : tensor<?x?x6xf64, #bmc.dims<"B", "S">> -> tensor<f64>
  return %2 : tensor<f64>
}

// -----

func.func @loss(
    %q: tensor<?x?x2xf64, #bmc.dims<"B", "S">> {bmc.parameter = @q},
    %k: tensor<?x?x2xf64, #bmc.dims<"B", "T">> {bmc.parameter = @k},
    %v: tensor<?x?x2xf64, #bmc.dims<"B", "T">> {bmc.parameter = @v},
    %c0: tensor<?x?x2xf64, #bmc.dims<"B", "S">> {bmc.name = "c0"})
    -> tensor<f64> {
  %0:2 = bmc.attention %q, %k, %v heads 1 scale 0.6 : (tensor<?x?x2xf64, #bmc.dims<"B", "S">>, tensor<?x?x2xf64, #bmc.dims<"B", "T">>, tensor<?x?x2xf64, #bmc.dims<"B", "T">>) -> (tensor<?x?x2xf64, #bmc.dims<"B", "S">>, tensor<?x1x?x2xf64, #bmc.dims<"B", "S">>)
  %1 = bmc.mul %0#0, %c0 : tensor<?x?x2xf64, #bmc.dims<"B", "S">>
  %2 = bmc.sum %1, [0, 1, 2] : tensor<?x?x2xf64, #bmc.dims<"B", "S">> -> tensor<f64>
  return %2 : tensor<f64>
}

// -----

func.func @loss(
    %q: tensor<?x3x1xf64, #bmc.dims<"B">> {bmc.parameter = @q},
    %k: tensor<?x17x1xf64, #bmc.dims<"B">> {bmc.parameter = @k},
    %v: tensor<?x17x1xf64, #bmc.dims<"B">> {bmc.parameter = @v},
    %c0: tensor<?x3x1xf64, #bmc.dims<"B">> {bmc.name = "c0"})
    -> tensor<f64> {
  %0:2 = bmc.attention %q, %k, %v heads 1 scale 0.6 : (tensor<?x3x1xf64, #bmc.dims<"B">>, tensor<?x17x1xf64, #bmc.dims<"B">>, tensor<?x17x1xf64, #bmc.dims<"B">>) -> (tensor<?x3x1xf64, #bmc.dims<"B">>, tensor<?x1x3x2xf64, #bmc.dims<"B">>)
  %1 = bmc.mul %0#0, %c0 : tensor<?x3x1xf64, #bmc.dims<"B">>
  %2 = bmc.sum %1, [0, 1, 2] : tensor<?x3x1xf64, #bmc.dims<"B">> -> tensor<f64>
  return %2 : tensor<f64>
}

// -----

func.func @loss(
    %q: tensor<?x17x1xf64, #bmc.dims<"B">> {bmc.parameter = @q},
    %k: tensor<?x17x1xf64, #bmc.dims<"B">> {bmc.parameter = @k},
    %v: tensor<?x17x1xf64, #bmc.dims<"B">> {bmc.parameter = @v},
    %c0: tensor<?x17x1xf64, #bmc.dims<"B">> {bmc.name = "c0"})
    -> tensor<f64> {
  %0:2 = bmc.attention %q, %k, %v heads 1 scale 0.6 causal : (tensor<?x17x1xf64, #bmc.dims<"B">>, tensor<?x17x1xf64, #bmc.dims<"B">>, tensor<?x17x1xf64, #bmc.dims<"B">>) -> (tensor<?x17x1xf64, #bmc.dims<"B">>, tensor<?x1x17x2xf64, #bmc.dims<"B">>)
  %1 = bmc.mul %0#0, %c0 : tensor<?x17x1xf64, #bmc.dims<"B">>
  %2 = bmc.sum %1, [0, 1, 2] : tensor<?x17x1xf64, #bmc.dims<"B">> -> tensor<f64>
  return %2 : tensor<f64>
}

// -----

func.func @loss(
    %q: tensor<?x?x2xf64, #bmc.dims<"B", "S">> {bmc.parameter = @q},
    %c0: tensor<?x?x2xf64, #bmc.dims<"B", "S">> {bmc.name = "c0"})
    -> tensor<f64> {
  %0:2 = bmc.attention %q, %q, %q heads 1 scale 0.6 causal : (tensor<?x?x2xf64, #bmc.dims<"B", "S">>, tensor<?x?x2xf64, #bmc.dims<"B", "S">>, tensor<?x?x2xf64, #bmc.dims<"B", "S">>) -> (tensor<?x?x2xf64, #bmc.dims<"B", "S">>, tensor<?x1x?x2xf64, #bmc.dims<"B", "S">>)
  %1 = bmc.mul %0#0, %c0 : tensor<?x?x2xf64, #bmc.dims<"B", "S">>
  %2 = bmc.sum %1, [0, 1, 2] : tensor<?x?x2xf64, #bmc.dims<"B", "S">> -> tensor<f64>
  return %2 : tensor<f64>
}

// -----

// A bias that hides keys.
func.func @loss(
    %q: tensor<2x2x4xf64> {bmc.parameter = @q},
    %k: tensor<2x3x4xf64> {bmc.parameter = @k},
    %v: tensor<2x3x4xf64> {bmc.parameter = @v},
    %b: tensor<1x1x2x3xf64> {bmc.name = "b"},
    %c0: tensor<2x2x4xf64> {bmc.name = "c0"})
    -> tensor<f64> {
  %limit = bmc.constant 0.1 : tensor<1x1x2x3xf64>
  %low = bmc.constant 0xFFF0000000000000 : tensor<1x1x2x3xf64>
  %hides = bmc.compare lt, %b, %limit : tensor<1x1x2x3xf64>
  %bias = bmc.select %hides, %low, %b : tensor<1x1x2x3xi1>, tensor<1x1x2x3xf64>
  %0:2 = bmc.attention %q, %k, %v bias %bias heads 2 scale 0.6 : (tensor<2x2x4xf64>, tensor<2x3x4xf64>, tensor<2x3x4xf64>, tensor<1x1x2x3xf64>) -> (tensor<2x2x4xf64>, tensor<2x2x2x2xf64>)
  %1 = bmc.mul %0#0, %c0 : tensor<2x2x4xf64>
  %2 = bmc.sum %1, [0, 1, 2] : tensor<2x2x4xf64> -> tensor<f64>
  return %2 : tensor<f64>
}

// -----

// A bias that hides keys.
func.func @loss(
    %q: tensor<2x2x4xf64> {bmc.parameter = @q},
    %k: tensor<2x3x4xf64> {bmc.parameter = @k},
    %v: tensor<2x3x4xf64> {bmc.parameter = @v},
    %b: tensor<2x2x1x3xf64> {bmc.name = "b"},
    %c0: tensor<2x2x4xf64> {bmc.name = "c0"})
    -> tensor<f64> {
  %limit = bmc.constant 0.1 : tensor<2x2x1x3xf64>
  %low = bmc.constant 0xFFF0000000000000 : tensor<2x2x1x3xf64>
  %hides = bmc.compare lt, %b, %limit : tensor<2x2x1x3xf64>
  %bias = bmc.select %hides, %low, %b : tensor<2x2x1x3xi1>, tensor<2x2x1x3xf64>
  %0:2 = bmc.attention %q, %k, %v bias %bias heads 2 scale 0.6 : (tensor<2x2x4xf64>, tensor<2x3x4xf64>, tensor<2x3x4xf64>, tensor<2x2x1x3xf64>) -> (tensor<2x2x4xf64>, tensor<2x2x2x2xf64>)
  %1 = bmc.mul %0#0, %c0 : tensor<2x2x4xf64>
  %2 = bmc.sum %1, [0, 1, 2] : tensor<2x2x4xf64> -> tensor<f64>
  return %2 : tensor<f64>
}

// -----

// Two heads for each key.
func.func @loss(
    %q: tensor<?x?x8xf64, #bmc.dims<"B", "S">> {bmc.parameter = @q},
    %k: tensor<?x?x4xf64, #bmc.dims<"B", "S">> {bmc.parameter = @k},
    %v: tensor<?x?x4xf64, #bmc.dims<"B", "S">> {bmc.parameter = @v},
    %c0: tensor<?x?x8xf64, #bmc.dims<"B", "S">> {bmc.name = "c0"})
    -> tensor<f64> {
  %0:2 = bmc.attention %q, %k, %v heads 4 scale 0.6 causal : (tensor<?x?x8xf64, #bmc.dims<"B", "S">>, tensor<?x?x4xf64, #bmc.dims<"B", "S">>, tensor<?x?x4xf64, #bmc.dims<"B", "S">>) -> (tensor<?x?x8xf64, #bmc.dims<"B", "S">>, tensor<?x4x?x2xf64, #bmc.dims<"B", "S">>)
  %1 = bmc.mul %0#0, %c0 : tensor<?x?x8xf64, #bmc.dims<"B", "S">>
  %2 = bmc.sum %1, [0, 1, 2] : tensor<?x?x8xf64, #bmc.dims<"B", "S">> -> tensor<f64>
  return %2 : tensor<f64>
}

// -----

// One key for all heads, and dropout.
func.func @loss(
    %q: tensor<?x?x6xf64, #bmc.dims<"B", "S">> {bmc.parameter = @q},
    %k: tensor<?x?x2xf64, #bmc.dims<"B", "T">> {bmc.parameter = @k},
    %v: tensor<?x?x2xf64, #bmc.dims<"B", "T">> {bmc.parameter = @v},
    %rng: tensor<2xi64> {bmc.name = "rng", bmc.value = dense<[42, 3]> : tensor<2xi64>},
    %c0: tensor<?x?x6xf64, #bmc.dims<"B", "S">> {bmc.name = "c0"})
    -> tensor<f64> {
  %0:2 = bmc.attention %q, %k, %v dropout %rng p 0.4 stream 1 heads 3 scale 0.6 : (tensor<?x?x6xf64, #bmc.dims<"B", "S">>, tensor<?x?x2xf64, #bmc.dims<"B", "T">>, tensor<?x?x2xf64, #bmc.dims<"B", "T">>, tensor<2xi64>) -> (tensor<?x?x6xf64, #bmc.dims<"B", "S">>, tensor<?x3x?x2xf64, #bmc.dims<"B", "S">>)
  %1 = bmc.mul %0#0, %c0 : tensor<?x?x6xf64, #bmc.dims<"B", "S">>
  %2 = bmc.sum %1, [0, 1, 2] : tensor<?x?x6xf64, #bmc.dims<"B", "S">> -> tensor<f64>
  return %2 : tensor<f64>
}

// -----

// Dropout under a mask.
func.func @loss(
    %q: tensor<?x?x2xf64, #bmc.dims<"B", "S">> {bmc.parameter = @q},
    %k: tensor<?x?x2xf64, #bmc.dims<"B", "S">> {bmc.parameter = @k},
    %v: tensor<?x?x2xf64, #bmc.dims<"B", "S">> {bmc.parameter = @v},
    %rng: tensor<2xi64> {bmc.name = "rng", bmc.value = dense<[42, 3]> : tensor<2xi64>},
    %c0: tensor<?x?x2xf64, #bmc.dims<"B", "S">> {bmc.name = "c0"})
    -> tensor<f64> {
  %0:2 = bmc.attention %q, %k, %v dropout %rng p 0.3 stream 1 heads 2 scale 0.6 causal : (tensor<?x?x2xf64, #bmc.dims<"B", "S">>, tensor<?x?x2xf64, #bmc.dims<"B", "S">>, tensor<?x?x2xf64, #bmc.dims<"B", "S">>, tensor<2xi64>) -> (tensor<?x?x2xf64, #bmc.dims<"B", "S">>, tensor<?x2x?x2xf64, #bmc.dims<"B", "S">>)
  %1 = bmc.mul %0#0, %c0 : tensor<?x?x2xf64, #bmc.dims<"B", "S">>
  %2 = bmc.sum %1, [0, 1, 2] : tensor<?x?x2xf64, #bmc.dims<"B", "S">> -> tensor<f64>
  return %2 : tensor<f64>
}

// -----

// A trained bias of every head.
func.func @loss(
    %q: tensor<?x2x4xf64, #bmc.dims<"B">> {bmc.parameter = @q},
    %k: tensor<?x3x2xf64, #bmc.dims<"B">> {bmc.parameter = @k},
    %v: tensor<?x3x2xf64, #bmc.dims<"B">> {bmc.parameter = @v},
    %b: tensor<1x2x2x3xf64> {bmc.parameter = @b},
    %c0: tensor<?x2x4xf64, #bmc.dims<"B">> {bmc.name = "c0"})
    -> tensor<f64> {
  %0:2 = bmc.attention %q, %k, %v bias %b heads 2 scale 0.6 : (tensor<?x2x4xf64, #bmc.dims<"B">>, tensor<?x3x2xf64, #bmc.dims<"B">>, tensor<?x3x2xf64, #bmc.dims<"B">>, tensor<1x2x2x3xf64>) -> (tensor<?x2x4xf64, #bmc.dims<"B">>, tensor<?x2x2x2xf64, #bmc.dims<"B">>)
  %1 = bmc.mul %0#0, %c0 : tensor<?x2x4xf64, #bmc.dims<"B">>
  %2 = bmc.sum %1, [0, 1, 2] : tensor<?x2x4xf64, #bmc.dims<"B">> -> tensor<f64>
  return %2 : tensor<f64>
}

// -----

// One of every key, and dropout.
func.func @loss(
    %q: tensor<?x2x4xf64, #bmc.dims<"B">> {bmc.parameter = @q},
    %k: tensor<?x3x4xf64, #bmc.dims<"B">> {bmc.parameter = @k},
    %v: tensor<?x3x4xf64, #bmc.dims<"B">> {bmc.parameter = @v},
    %b: tensor<1x1x1x3xf64> {bmc.parameter = @b},
    %rng: tensor<2xi64> {bmc.name = "rng", bmc.value = dense<[42, 3]> : tensor<2xi64>},
    %c0: tensor<?x2x4xf64, #bmc.dims<"B">> {bmc.name = "c0"})
    -> tensor<f64> {
  %0:2 = bmc.attention %q, %k, %v bias %b dropout %rng p 0.3 stream 1 heads 2 scale 0.6 : (tensor<?x2x4xf64, #bmc.dims<"B">>, tensor<?x3x4xf64, #bmc.dims<"B">>, tensor<?x3x4xf64, #bmc.dims<"B">>, tensor<1x1x1x3xf64>, tensor<2xi64>) -> (tensor<?x2x4xf64, #bmc.dims<"B">>, tensor<?x2x2x2xf64, #bmc.dims<"B">>)
  %1 = bmc.mul %0#0, %c0 : tensor<?x2x4xf64, #bmc.dims<"B">>
  %2 = bmc.sum %1, [0, 1, 2] : tensor<?x2x4xf64, #bmc.dims<"B">> -> tensor<f64>
  return %2 : tensor<f64>
}

// -----

// One of every batch.
func.func @loss(
    %q: tensor<?x?x2xf64, #bmc.dims<"B", "S">> {bmc.parameter = @q},
    %k: tensor<?x?x2xf64, #bmc.dims<"B", "S">> {bmc.parameter = @k},
    %v: tensor<?x?x2xf64, #bmc.dims<"B", "S">> {bmc.parameter = @v},
    %b: tensor<?x1x?x?xf64, #bmc.dims<"B", "S", "S">> {bmc.parameter = @b},
    %c0: tensor<?x?x2xf64, #bmc.dims<"B", "S">> {bmc.name = "c0"})
    -> tensor<f64> {
  %0:2 = bmc.attention %q, %k, %v bias %b heads 2 scale 0.6 causal : (tensor<?x?x2xf64, #bmc.dims<"B", "S">>, tensor<?x?x2xf64, #bmc.dims<"B", "S">>, tensor<?x?x2xf64, #bmc.dims<"B", "S">>, tensor<?x1x?x?xf64, #bmc.dims<"B", "S", "S">>) -> (tensor<?x?x2xf64, #bmc.dims<"B", "S">>, tensor<?x2x?x2xf64, #bmc.dims<"B", "S">>)
  %1 = bmc.mul %0#0, %c0 : tensor<?x?x2xf64, #bmc.dims<"B", "S">>
  %2 = bmc.sum %1, [0, 1, 2] : tensor<?x?x2xf64, #bmc.dims<"B", "S">> -> tensor<f64>
  return %2 : tensor<f64>
}

// -----

// One of every score.
func.func @loss(
    %q: tensor<?x?x2xf64, #bmc.dims<"B", "S">> {bmc.parameter = @q},
    %k: tensor<?x?x2xf64, #bmc.dims<"B", "T">> {bmc.parameter = @k},
    %v: tensor<?x?x2xf64, #bmc.dims<"B", "T">> {bmc.parameter = @v},
    %b: tensor<?x2x?x?xf64, #bmc.dims<"B", "S", "T">> {bmc.parameter = @b},
    %c0: tensor<?x?x2xf64, #bmc.dims<"B", "S">> {bmc.name = "c0"})
    -> tensor<f64> {
  %0:2 = bmc.attention %q, %k, %v bias %b heads 2 scale 0.6 : (tensor<?x?x2xf64, #bmc.dims<"B", "S">>, tensor<?x?x2xf64, #bmc.dims<"B", "T">>, tensor<?x?x2xf64, #bmc.dims<"B", "T">>, tensor<?x2x?x?xf64, #bmc.dims<"B", "S", "T">>) -> (tensor<?x?x2xf64, #bmc.dims<"B", "S">>, tensor<?x2x?x2xf64, #bmc.dims<"B", "S">>)
  %1 = bmc.mul %0#0, %c0 : tensor<?x?x2xf64, #bmc.dims<"B", "S">>
  %2 = bmc.sum %1, [0, 1, 2] : tensor<?x?x2xf64, #bmc.dims<"B", "S">> -> tensor<f64>
  return %2 : tensor<f64>
}

// -----

// Segments, some of whose queries see no key.
func.func @loss(
    %q: tensor<?x?x8xf64, #bmc.dims<"B", "S">> {bmc.parameter = @q},
    %k: tensor<?x?x8xf64, #bmc.dims<"B", "T">> {bmc.parameter = @k},
    %v: tensor<?x?x8xf64, #bmc.dims<"B", "T">> {bmc.parameter = @v},
    %s: tensor<?x?xi32, #bmc.dims<"B", "S">> {bmc.name = "s"},
    %t: tensor<?x?xi32, #bmc.dims<"B", "T">> {bmc.name = "t"},
    %c0: tensor<?x?x8xf64, #bmc.dims<"B", "S">> {bmc.name = "c0"})
    -> tensor<f64> {
  %0:2 = bmc.attention %q, %k, %v segments %s, %t heads 2 scale 0.6 : (tensor<?x?x8xf64, #bmc.dims<"B", "S">>, tensor<?x?x8xf64, #bmc.dims<"B", "T">>, tensor<?x?x8xf64, #bmc.dims<"B", "T">>, tensor<?x?xi32, #bmc.dims<"B", "S">>, tensor<?x?xi32, #bmc.dims<"B", "T">>) -> (tensor<?x?x8xf64, #bmc.dims<"B", "S">>, tensor<?x2x?x2xf64, #bmc.dims<"B", "S">>)
  %1 = bmc.mul %0#0, %c0 : tensor<?x?x8xf64, #bmc.dims<"B", "S">>
  %2 = bmc.sum %1, [0, 1, 2] : tensor<?x?x8xf64, #bmc.dims<"B", "S">> -> tensor<f64>
  return %2 : tensor<f64>
}

// -----

// Segments, causal, heads that share keys.
func.func @loss(
    %q: tensor<?x?x8xf64, #bmc.dims<"B", "S">> {bmc.parameter = @q},
    %k: tensor<?x?x4xf64, #bmc.dims<"B", "S">> {bmc.parameter = @k},
    %v: tensor<?x?x4xf64, #bmc.dims<"B", "S">> {bmc.parameter = @v},
    %s: tensor<?x?xi32, #bmc.dims<"B", "S">> {bmc.name = "s"},
    %c0: tensor<?x?x8xf64, #bmc.dims<"B", "S">> {bmc.name = "c0"})
    -> tensor<f64> {
  %0:2 = bmc.attention %q, %k, %v segments %s, %s heads 2 scale 0.6 causal : (tensor<?x?x8xf64, #bmc.dims<"B", "S">>, tensor<?x?x4xf64, #bmc.dims<"B", "S">>, tensor<?x?x4xf64, #bmc.dims<"B", "S">>, tensor<?x?xi32, #bmc.dims<"B", "S">>, tensor<?x?xi32, #bmc.dims<"B", "S">>) -> (tensor<?x?x8xf64, #bmc.dims<"B", "S">>, tensor<?x2x?x2xf64, #bmc.dims<"B", "S">>)
  %1 = bmc.mul %0#0, %c0 : tensor<?x?x8xf64, #bmc.dims<"B", "S">>
  %2 = bmc.sum %1, [0, 1, 2] : tensor<?x?x8xf64, #bmc.dims<"B", "S">> -> tensor<f64>
  return %2 : tensor<f64>
}

// -----

// A trained bias beside segments, with a softcap.
func.func @loss(
    %q: tensor<?x?x8xf64, #bmc.dims<"B", "S">> {bmc.parameter = @q},
    %k: tensor<?x?x8xf64, #bmc.dims<"B", "S">> {bmc.parameter = @k},
    %v: tensor<?x?x8xf64, #bmc.dims<"B", "S">> {bmc.parameter = @v},
    %b: tensor<1x2x?x?xf64, #bmc.dims<"S", "S">> {bmc.parameter = @b},
    %s: tensor<?x?xi32, #bmc.dims<"B", "S">> {bmc.name = "s"},
    %c0: tensor<?x?x8xf64, #bmc.dims<"B", "S">> {bmc.name = "c0"})
    -> tensor<f64> {
  %0:2 = bmc.attention %q, %k, %v bias %b segments %s, %s heads 2 scale 0.6 softcap 0.8 causal : (tensor<?x?x8xf64, #bmc.dims<"B", "S">>, tensor<?x?x8xf64, #bmc.dims<"B", "S">>, tensor<?x?x8xf64, #bmc.dims<"B", "S">>, tensor<1x2x?x?xf64, #bmc.dims<"S", "S">>, tensor<?x?xi32, #bmc.dims<"B", "S">>, tensor<?x?xi32, #bmc.dims<"B", "S">>) -> (tensor<?x?x8xf64, #bmc.dims<"B", "S">>, tensor<?x2x?x2xf64, #bmc.dims<"B", "S">>)
  %1 = bmc.mul %0#0, %c0 : tensor<?x?x8xf64, #bmc.dims<"B", "S">>
  %2 = bmc.sum %1, [0, 1, 2] : tensor<?x?x8xf64, #bmc.dims<"B", "S">> -> tensor<f64>
  return %2 : tensor<f64>
}

// -----

// Softcap.
func.func @loss(
    %q: tensor<?x?x8xf64, #bmc.dims<"B", "S">> {bmc.parameter = @q},
    %k: tensor<?x?x8xf64, #bmc.dims<"B", "T">> {bmc.parameter = @k},
    %v: tensor<?x?x8xf64, #bmc.dims<"B", "T">> {bmc.parameter = @v},
    %c0: tensor<?x?x8xf64, #bmc.dims<"B", "S">> {bmc.name = "c0"})
    -> tensor<f64> {
  %0:2 = bmc.attention %q, %k, %v heads 2 scale 0.6 softcap 0.6 : (tensor<?x?x8xf64, #bmc.dims<"B", "S">>, tensor<?x?x8xf64, #bmc.dims<"B", "T">>, tensor<?x?x8xf64, #bmc.dims<"B", "T">>) -> (tensor<?x?x8xf64, #bmc.dims<"B", "S">>, tensor<?x2x?x2xf64, #bmc.dims<"B", "S">>)
  %1 = bmc.mul %0#0, %c0 : tensor<?x?x8xf64, #bmc.dims<"B", "S">>
  %2 = bmc.sum %1, [0, 1, 2] : tensor<?x?x8xf64, #bmc.dims<"B", "S">> -> tensor<f64>
  return %2 : tensor<f64>
}
