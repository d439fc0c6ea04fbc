// Every fused op equals its decomposition.
// RUN: bmc-eval %s --decompose-check

func.func @attention_0(%q: tensor<1x1x1xf64>, %k: tensor<1x1x1xf64>, %v: tensor<1x1x1xf64>)
    -> (tensor<1x1x1xf64>, tensor<1x1x1x2xf64>) {
  %r:2 = bmc.attention %q, %k, %v heads 1 scale 0.3
      : (tensor<1x1x1xf64>, tensor<1x1x1xf64>, tensor<1x1x1xf64>) -> (tensor<1x1x1xf64>, tensor<1x1x1x2xf64>)
  return %r#0, %r#1 : tensor<1x1x1xf64>, tensor<1x1x1x2xf64>
}

func.func @attention_backward_0(%dout: tensor<1x1x1xf64>, %q: tensor<1x1x1xf64>, %k: tensor<1x1x1xf64>, %v: tensor<1x1x1xf64>, %out: tensor<1x1x1xf64>, %lse: tensor<1x1x1x2xf64>)
    -> (tensor<1x1x1xf64>, tensor<1x1x1xf64>, tensor<1x1x1xf64>) {
  %r:3 = bmc.attention_backward %dout, %q, %k, %v, %out, %lse heads 1 scale 0.3
      : (tensor<1x1x1xf64>, tensor<1x1x1xf64>, tensor<1x1x1xf64>, tensor<1x1x1xf64>, tensor<1x1x1xf64>, tensor<1x1x1x2xf64>) -> (tensor<1x1x1xf64>, tensor<1x1x1xf64>, tensor<1x1x1xf64>)
  return %r#0, %r#1, %r#2 : tensor<1x1x1xf64>, tensor<1x1x1xf64>, tensor<1x1x1xf64>
}

func.func @attention_1(%q: tensor<1x1x1xf64>, %k: tensor<1x1x1xf64>, %v: tensor<1x1x1xf64>)
    -> (tensor<1x1x1xf64>, tensor<1x1x1x2xf64>) {
  %r:2 = bmc.attention %q, %k, %v heads 1 scale 0.3 causal
      : (tensor<1x1x1xf64>, tensor<1x1x1xf64>, tensor<1x1x1xf64>) -> (tensor<1x1x1xf64>, tensor<1x1x1x2xf64>)
  return %r#0, %r#1 : tensor<1x1x1xf64>, tensor<1x1x1x2xf64>
}

func.func @attention_backward_1(%dout: tensor<1x1x1xf64>, %q: tensor<1x1x1xf64>, %k: tensor<1x1x1xf64>, %v: tensor<1x1x1xf64>, %out: tensor<1x1x1xf64>, %lse: tensor<1x1x1x2xf64>)
    -> (tensor<1x1x1xf64>, tensor<1x1x1xf64>, tensor<1x1x1xf64>) {
  %r:3 = bmc.attention_backward %dout, %q, %k, %v, %out, %lse heads 1 scale 0.3 causal
      : (tensor<1x1x1xf64>, tensor<1x1x1xf64>, tensor<1x1x1xf64>, tensor<1x1x1xf64>, tensor<1x1x1xf64>, tensor<1x1x1x2xf64>) -> (tensor<1x1x1xf64>, tensor<1x1x1xf64>, tensor<1x1x1xf64>)
  return %r#0, %r#1, %r#2 : tensor<1x1x1xf64>, tensor<1x1x1xf64>, tensor<1x1x1xf64>
}

func.func @attention_2(%q: tensor<2x3x10xf64>, %k: tensor<2x3x10xf64>, %v: tensor<2x3x10xf64>)
    -> (tensor<2x3x10xf64>, tensor<2x2x3x2xf64>) {
  %r:2 = bmc.attention %q, %k, %v heads 2 scale 0.3 causal
      : (tensor<2x3x10xf64>, tensor<2x3x10xf64>, tensor<2x3x10xf64>) -> (tensor<2x3x10xf64>, tensor<2x2x3x2xf64>)
  return %r#0, %r#1 : tensor<2x3x10xf64>, tensor<2x2x3x2xf64>
}

func.func @attention_backward_2(%dout: tensor<2x3x10xf64>, %q: tensor<2x3x10xf64>, %k: tensor<2x3x10xf64>, %v: tensor<2x3x10xf64>, %out: tensor<2x3x10xf64>, %lse: tensor<2x2x3x2xf64>)
    -> (tensor<2x3x10xf64>, tensor<2x3x10xf64>, tensor<2x3x10xf64>) {
  %r:3 = bmc.attention_backward %dout, %q, %k, %v, %out, %lse heads 2 scale 0.3 causal
      : (tensor<2x3x10xf64>, tensor<2x3x10xf64>, tensor<2x3x10xf64>, tensor<2x3x10xf64>, tensor<2x3x10xf64>, tensor<2x2x3x2xf64>) -> (tensor<2x3x10xf64>, tensor<2x3x10xf64>, tensor<2x3x10xf64>)
  return %r#0, %r#1, %r#2 : tensor<2x3x10xf64>, tensor<2x3x10xf64>, tensor<2x3x10xf64>
}

func.func @attention_3(%q: tensor<2x3x6xf64>, %k: tensor<2x5x6xf64>, %v: tensor<2x5x6xf64>)
    -> (tensor<2x3x6xf64>, tensor<2x3x3x2xf64>) {
  %r:2 = bmc.attention %q, %k, %v heads 3 scale 0.3
      : (tensor<2x3x6xf64>, tensor<2x5x6xf64>, tensor<2x5x6xf64>) -> (tensor<2x3x6xf64>, tensor<2x3x3x2xf64>)
  return %r#0, %r#1 : tensor<2x3x6xf64>, tensor<2x3x3x2xf64>
}

func.func @attention_backward_3(%dout: tensor<2x3x6xf64>, %q: tensor<2x3x6xf64>, %k: tensor<2x5x6xf64>, %v: tensor<2x5x6xf64>, %out: tensor<2x3x6xf64>, %lse: tensor<2x3x3x2xf64>)
    -> (tensor<2x3x6xf64>, tensor<2x5x6xf64>, tensor<2x5x6xf64>) {
  %r:3 = bmc.attention_backward %dout, %q, %k, %v, %out, %lse heads 3 scale 0.3
      : (tensor<2x3x6xf64>, tensor<2x3x6xf64>, tensor<2x5x6xf64>, tensor<2x5x6xf64>, tensor<2x3x6xf64>, tensor<2x3x3x2xf64>) -> (tensor<2x3x6xf64>, tensor<2x5x6xf64>, tensor<2x5x6xf64>)
  return %r#0, %r#1, %r#2 : tensor<2x3x6xf64>, tensor<2x5x6xf64>, tensor<2x5x6xf64>
}

func.func @attention_4(%q: tensor<?x?x17xf64, #bmc.dims<"B", "S">>, %k: tensor<?x?x17xf64, #bmc.dims<"B", "S">>, %v: tensor<?x?x17xf64, #bmc.dims<"B", "S">>)
    -> (tensor<?x?x17xf64, #bmc.dims<"B", "S">>, tensor<?x1x?x2xf64, #bmc.dims<"B", "S">>) {
  %r:2 = bmc.attention %q, %k, %v heads 1 scale 0.3 causal
      : (tensor<?x?x17xf64, #bmc.dims<"B", "S">>, tensor<?x?x17xf64, #bmc.dims<"B", "S">>, tensor<?x?x17xf64, #bmc.dims<"B", "S">>) -> (tensor<?x?x17xf64, #bmc.dims<"B", "S">>, tensor<?x1x?x2xf64, #bmc.dims<"B", "S">>)
  return %r#0, %r#1 : tensor<?x?x17xf64, #bmc.dims<"B", "S">>, tensor<?x1x?x2xf64, #bmc.dims<"B", "S">>
}

func.func @attention_backward_4(%dout: tensor<?x?x17xf64, #bmc.dims<"B", "S">>, %q: tensor<?x?x17xf64, #bmc.dims<"B", "S">>, %k: tensor<?x?x17xf64, #bmc.dims<"B", "S">>, %v: tensor<?x?x17xf64, #bmc.dims<"B", "S">>, %out: tensor<?x?x17xf64, #bmc.dims<"B", "S">>, %lse: tensor<?x1x?x2xf64, #bmc.dims<"B", "S">>)
    -> (tensor<?x?x17xf64, #bmc.dims<"B", "S">>, tensor<?x?x17xf64, #bmc.dims<"B", "S">>, tensor<?x?x17xf64, #bmc.dims<"B", "S">>) {
  %r:3 = bmc.attention_backward %dout, %q, %k, %v, %out, %lse heads 1 scale 0.3 causal
      : (tensor<?x?x17xf64, #bmc.dims<"B", "S">>, tensor<?x?x17xf64, #bmc.dims<"B", "S">>, tensor<?x?x17xf64, #bmc.dims<"B", "S">>, tensor<?x?x17xf64, #bmc.dims<"B", "S">>, tensor<?x?x17xf64, #bmc.dims<"B", "S">>, tensor<?x1x?x2xf64, #bmc.dims<"B", "S">>) -> (tensor<?x?x17xf64, #bmc.dims<"B", "S">>, tensor<?x?x17xf64, #bmc.dims<"B", "S">>, tensor<?x?x17xf64, #bmc.dims<"B", "S">>)
  return %r#0, %r#1, %r#2 : tensor<?x?x17xf64, #bmc.dims<"B", "S">>, tensor<?x?x17xf64, #bmc.dims<"B", "S">>, tensor<?x?x17xf64, #bmc.dims<"B", "S">>
}

func.func @attention_5(%q: tensor<?x?x4xf64, #bmc.dims<"B", "S">>, %k: tensor<?x?x4xf64, #bmc.dims<"B", "S">>, %v: tensor<?x?x4xf64, #bmc.dims<"B", "S">>)
    -> (tensor<?x?x4xf64, #bmc.dims<"B", "S">>, tensor<?x4x?x2xf64, #bmc.dims<"B", "S">>) {
  %r:2 = bmc.attention %q, %k, %v heads 4 scale 0.3 causal
      : (tensor<?x?x4xf64, #bmc.dims<"B", "S">>, tensor<?x?x4xf64, #bmc.dims<"B", "S">>, tensor<?x?x4xf64, #bmc.dims<"B", "S">>) -> (tensor<?x?x4xf64, #bmc.dims<"B", "S">>, tensor<?x4x?x2xf64, #bmc.dims<"B", "S">>)
  return %r#0, %r#1 : tensor<?x?x4xf64, #bmc.dims<"B", "S">>, tensor<?x4x?x2xf64, #bmc.dims<"B", "S">>
}

func.func @attention_backward_5(%dout: tensor<?x?x4xf64, #bmc.dims<"B", "S">>, %q: tensor<?x?x4xf64, #bmc.dims<"B", "S">>, %k: tensor<?x?x4xf64, #bmc.dims<"B", "S">>, %v: tensor<?x?x4xf64, #bmc.dims<"B", "S">>, %out: tensor<?x?x4xf64, #bmc.dims<"B", "S">>, %lse: tensor<?x4x?x2xf64, #bmc.dims<"B", "S">>)
    -> (tensor<?x?x4xf64, #bmc.dims<"B", "S">>, tensor<?x?x4xf64, #bmc.dims<"B", "S">>, tensor<?x?x4xf64, #bmc.dims<"B", "S">>) {
  %r:3 = bmc.attention_backward %dout, %q, %k, %v, %out, %lse heads 4 scale 0.3 causal
      : (tensor<?x?x4xf64, #bmc.dims<"B", "S">>, tensor<?x?x4xf64, #bmc.dims<"B", "S">>, tensor<?x?x4xf64, #bmc.dims<"B", "S">>, tensor<?x?x4xf64, #bmc.dims<"B", "S">>, tensor<?x?x4xf64, #bmc.dims<"B", "S">>, tensor<?x4x?x2xf64, #bmc.dims<"B", "S">>) -> (tensor<?x?x4xf64, #bmc.dims<"B", "S">>, tensor<?x?x4xf64, #bmc.dims<"B", "S">>, tensor<?x?x4xf64, #bmc.dims<"B", "S">>)
  return %r#0, %r#1, %r#2 : tensor<?x?x4xf64, #bmc.dims<"B", "S">>, tensor<?x?x4xf64, #bmc.dims<"B", "S">>, tensor<?x?x4xf64, #bmc.dims<"B", "S">>
}

func.func @attention_6(%q: tensor<?x?x6xf64, #bmc.dims<"B", "S">>, %k: tensor<?x?x6xf64, #bmc.dims<"B", "T">>, %v: tensor<?x?x6xf64, #bmc.dims<"B", "T">>)
    -> (tensor<?x?x6xf64, #bmc.dims<"B", "S">>, tensor<?x2x?x2xf64, #bmc.dims<"B", "S">>) {
  %r:2 = bmc.attention %q, %k, %v heads 2 scale 0.3
      : (tensor<?x?x6xf64, #bmc.dims<"B", "S">>, tensor<?x?x6xf64, #bmc.dims<"B", "T">>, tensor<?x?x6xf64, #bmc.dims<"B", "T">>) -> (tensor<?x?x6xf64, #bmc.dims<"B", "S">>, tensor<?x2x?x2xf64, #bmc.dims<"B", "S">>)
  return %r#0, %r#1 : tensor<?x?x6xf64, #bmc.dims<"B", "S">>, tensor<?x2x?x2xf64, #bmc.dims<"B", "S">>
}

func.func @attention_backward_6(%dout: tensor<?x?x6xf64, #bmc.dims<"B", "S">>, %q: tensor<?x?x6xf64, #bmc.dims<"B", "S">>, %k: tensor<?x?x6xf64, #bmc.dims<"B", "T">>, %v: tensor<?x?x6xf64, #bmc.dims<"B", "T">>, %out: tensor<?x?x6xf64, #bmc.dims<"B", "S">>, %lse: tensor<?x2x?x2xf64, #bmc.dims<"B", "S">>)
    -> (tensor<?x?x6xf64, #bmc.dims<"B", "S">>, tensor<?x?x6xf64, #bmc.dims<"B", "T">>, tensor<?x?x6xf64, #bmc.dims<"B", "T">>) {
  %r:3 = bmc.attention_backward %dout, %q, %k, %v, %out, %lse heads 2 scale 0.3
      : (tensor<?x?x6xf64, #bmc.dims<"B", "S">>, tensor<?x?x6xf64, #bmc.dims<"B", "S">>, tensor<?x?x6xf64, #bmc.dims<"B", "T">>, tensor<?x?x6xf64, #bmc.dims<"B", "T">>, tensor<?x?x6xf64, #bmc.dims<"B", "S">>, tensor<?x2x?x2xf64, #bmc.dims<"B", "S">>) -> (tensor<?x?x6xf64, #bmc.dims<"B", "S">>, tensor<?x?x6xf64, #bmc.dims<"B", "T">>, tensor<?x?x6xf64, #bmc.dims<"B", "T">>)
  return %r#0, %r#1, %r#2 : tensor<?x?x6xf64, #bmc.dims<"B", "S">>, tensor<?x?x6xf64, #bmc.dims<"B", "T">>, tensor<?x?x6xf64, #bmc.dims<"B", "T">>
}

func.func @attention_7(%q: tensor<?x17x6xf64, #bmc.dims<"B">>, %k: tensor<?x17x6xf64, #bmc.dims<"B">>, %v: tensor<?x17x6xf64, #bmc.dims<"B">>)
    -> (tensor<?x17x6xf64, #bmc.dims<"B">>, tensor<?x2x17x2xf64, #bmc.dims<"B">>) {
  %r:2 = bmc.attention %q, %k, %v heads 2 scale 0.3 causal
      : (tensor<?x17x6xf64, #bmc.dims<"B">>, tensor<?x17x6xf64, #bmc.dims<"B">>, tensor<?x17x6xf64, #bmc.dims<"B">>) -> (tensor<?x17x6xf64, #bmc.dims<"B">>, tensor<?x2x17x2xf64, #bmc.dims<"B">>)
  return %r#0, %r#1 : tensor<?x17x6xf64, #bmc.dims<"B">>, tensor<?x2x17x2xf64, #bmc.dims<"B">>
}

func.func @attention_backward_7(%dout: tensor<?x17x6xf64, #bmc.dims<"B">>, %q: tensor<?x17x6xf64, #bmc.dims<"B">>, %k: tensor<?x17x6xf64, #bmc.dims<"B">>, %v: tensor<?x17x6xf64, #bmc.dims<"B">>, %out: tensor<?x17x6xf64, #bmc.dims<"B">>, %lse: tensor<?x2x17x2xf64, #bmc.dims<"B">>)
    -> (tensor<?x17x6xf64, #bmc.dims<"B">>, tensor<?x17x6xf64, #bmc.dims<"B">>, tensor<?x17x6xf64, #bmc.dims<"B">>) {
  %r:3 = bmc.attention_backward %dout, %q, %k, %v, %out, %lse heads 2 scale 0.3 causal
      : (tensor<?x17x6xf64, #bmc.dims<"B">>, tensor<?x17x6xf64, #bmc.dims<"B">>, tensor<?x17x6xf64, #bmc.dims<"B">>, tensor<?x17x6xf64, #bmc.dims<"B">>, tensor<?x17x6xf64, #bmc.dims<"B">>, tensor<?x2x17x2xf64, #bmc.dims<"B">>) -> (tensor<?x17x6xf64, #bmc.dims<"B">>, tensor<?x17x6xf64, #bmc.dims<"B">>, tensor<?x17x6xf64, #bmc.dims<"B">>)
  return %r#0, %r#1, %r#2 : tensor<?x17x6xf64, #bmc.dims<"B">>, tensor<?x17x6xf64, #bmc.dims<"B">>, tensor<?x17x6xf64, #bmc.dims<"B">>
}

func.func @attention_masked_0(%q: tensor<?x?x8xf64, #bmc.dims<"B", "S">>, %k: tensor<?x?x8xf64, #bmc.dims<"B", "T">>, %v: tensor<?x?x8xf64, #bmc.dims<"B", "T">>, %s: tensor<?x?xi32, #bmc.dims<"B", "S">>, %t: tensor<?x?xi32, #bmc.dims<"B", "T">>)
    -> (tensor<?x?x8xf64, #bmc.dims<"B", "S">>, tensor<?x2x?x2xf64, #bmc.dims<"B", "S">>) {
  %r:2 = bmc.attention %q, %k, %v segments %s, %t heads 2 scale 0.3
      : (tensor<?x?x8xf64, #bmc.dims<"B", "S">>, tensor<?x?x8xf64, #bmc.dims<"B", "T">>, tensor<?x?x8xf64, #bmc.dims<"B", "T">>, tensor<?x?xi32, #bmc.dims<"B", "S">>, tensor<?x?xi32, #bmc.dims<"B", "T">>) -> (tensor<?x?x8xf64, #bmc.dims<"B", "S">>, tensor<?x2x?x2xf64, #bmc.dims<"B", "S">>)
  return %r#0, %r#1 : tensor<?x?x8xf64, #bmc.dims<"B", "S">>, tensor<?x2x?x2xf64, #bmc.dims<"B", "S">>
}

func.func @attention_masked_backward_0(%dout: tensor<?x?x8xf64, #bmc.dims<"B", "S">>, %q: tensor<?x?x8xf64, #bmc.dims<"B", "S">>, %k: tensor<?x?x8xf64, #bmc.dims<"B", "T">>, %v: tensor<?x?x8xf64, #bmc.dims<"B", "T">>, %out: tensor<?x?x8xf64, #bmc.dims<"B", "S">>, %lse: tensor<?x2x?x2xf64, #bmc.dims<"B", "S">>, %s: tensor<?x?xi32, #bmc.dims<"B", "S">>, %t: tensor<?x?xi32, #bmc.dims<"B", "T">>)
    -> (tensor<?x?x8xf64, #bmc.dims<"B", "S">>, tensor<?x?x8xf64, #bmc.dims<"B", "T">>, tensor<?x?x8xf64, #bmc.dims<"B", "T">>) {
  %r:3 = bmc.attention_backward %dout, %q, %k, %v, %out, %lse segments %s, %t heads 2 scale 0.3
      : (tensor<?x?x8xf64, #bmc.dims<"B", "S">>, tensor<?x?x8xf64, #bmc.dims<"B", "S">>, tensor<?x?x8xf64, #bmc.dims<"B", "T">>, tensor<?x?x8xf64, #bmc.dims<"B", "T">>, tensor<?x?x8xf64, #bmc.dims<"B", "S">>, tensor<?x2x?x2xf64, #bmc.dims<"B", "S">>, tensor<?x?xi32, #bmc.dims<"B", "S">>, tensor<?x?xi32, #bmc.dims<"B", "T">>) -> (tensor<?x?x8xf64, #bmc.dims<"B", "S">>, tensor<?x?x8xf64, #bmc.dims<"B", "T">>, tensor<?x?x8xf64, #bmc.dims<"B", "T">>)
  return %r#0, %r#1, %r#2 : tensor<?x?x8xf64, #bmc.dims<"B", "S">>, tensor<?x?x8xf64, #bmc.dims<"B", "T">>, tensor<?x?x8xf64, #bmc.dims<"B", "T">>
}

func.func @attention_masked_1(%q: tensor<?x?x8xf64, #bmc.dims<"B", "S">>, %k: tensor<?x?x4xf64, #bmc.dims<"B", "S">>, %v: tensor<?x?x4xf64, #bmc.dims<"B", "S">>, %s: tensor<?x?xi32, #bmc.dims<"B", "S">>)
    -> (tensor<?x?x8xf64, #bmc.dims<"B", "S">>, tensor<?x2x?x2xf64, #bmc.dims<"B", "S">>) {
  %r:2 = bmc.attention %q, %k, %v segments %s, %s heads 2 scale 0.3 causal
      : (tensor<?x?x8xf64, #bmc.dims<"B", "S">>, tensor<?x?x4xf64, #bmc.dims<"B", "S">>, tensor<?x?x4xf64, #bmc.dims<"B", "S">>, tensor<?x?xi32, #bmc.dims<"B", "S">>, tensor<?x?xi32, #bmc.dims<"B", "S">>) -> (tensor<?x?x8xf64, #bmc.dims<"B", "S">>, tensor<?x2x?x2xf64, #bmc.dims<"B", "S">>)
  return %r#0, %r#1 : tensor<?x?x8xf64, #bmc.dims<"B", "S">>, tensor<?x2x?x2xf64, #bmc.dims<"B", "S">>
}

func.func @attention_masked_backward_1(%dout: tensor<?x?x8xf64, #bmc.dims<"B", "S">>, %q: tensor<?x?x8xf64, #bmc.dims<"B", "S">>, %k: tensor<?x?x4xf64, #bmc.dims<"B", "S">>, %v: tensor<?x?x4xf64, #bmc.dims<"B", "S">>, %out: tensor<?x?x8xf64, #bmc.dims<"B", "S">>, %lse: tensor<?x2x?x2xf64, #bmc.dims<"B", "S">>, %s: tensor<?x?xi32, #bmc.dims<"B", "S">>)
    -> (tensor<?x?x8xf64, #bmc.dims<"B", "S">>, tensor<?x?x4xf64, #bmc.dims<"B", "S">>, tensor<?x?x4xf64, #bmc.dims<"B", "S">>) {
  %r:3 = bmc.attention_backward %dout, %q, %k, %v, %out, %lse segments %s, %s heads 2 scale 0.3 causal
      : (tensor<?x?x8xf64, #bmc.dims<"B", "S">>, tensor<?x?x8xf64, #bmc.dims<"B", "S">>, tensor<?x?x4xf64, #bmc.dims<"B", "S">>, tensor<?x?x4xf64, #bmc.dims<"B", "S">>, tensor<?x?x8xf64, #bmc.dims<"B", "S">>, tensor<?x2x?x2xf64, #bmc.dims<"B", "S">>, tensor<?x?xi32, #bmc.dims<"B", "S">>, tensor<?x?xi32, #bmc.dims<"B", "S">>) -> (tensor<?x?x8xf64, #bmc.dims<"B", "S">>, tensor<?x?x4xf64, #bmc.dims<"B", "S">>, tensor<?x?x4xf64, #bmc.dims<"B", "S">>)
  return %r#0, %r#1, %r#2 : tensor<?x?x8xf64, #bmc.dims<"B", "S">>, tensor<?x?x4xf64, #bmc.dims<"B", "S">>, tensor<?x?x4xf64, #bmc.dims<"B", "S">>
}

func.func @attention_masked_2(%q: tensor<?x?x8xf64, #bmc.dims<"B", "S">>, %k: tensor<?x?x8xf64, #bmc.dims<"B", "S">>, %v: tensor<?x?x8xf64, #bmc.dims<"B", "S">>, %b: tensor<1x2x?x?xf64, #bmc.dims<"S", "S">>, %s: tensor<?x?xi32, #bmc.dims<"B", "S">>)
    -> (tensor<?x?x8xf64, #bmc.dims<"B", "S">>, tensor<?x2x?x2xf64, #bmc.dims<"B", "S">>) {
  %r:2 = bmc.attention %q, %k, %v bias %b segments %s, %s heads 2 scale 0.3 softcap 0.8 causal
      : (tensor<?x?x8xf64, #bmc.dims<"B", "S">>, tensor<?x?x8xf64, #bmc.dims<"B", "S">>, tensor<?x?x8xf64, #bmc.dims<"B", "S">>, tensor<1x2x?x?xf64, #bmc.dims<"S", "S">>, tensor<?x?xi32, #bmc.dims<"B", "S">>, tensor<?x?xi32, #bmc.dims<"B", "S">>) -> (tensor<?x?x8xf64, #bmc.dims<"B", "S">>, tensor<?x2x?x2xf64, #bmc.dims<"B", "S">>)
  return %r#0, %r#1 : tensor<?x?x8xf64, #bmc.dims<"B", "S">>, tensor<?x2x?x2xf64, #bmc.dims<"B", "S">>
}

func.func @attention_masked_backward_2(%dout: tensor<?x?x8xf64, #bmc.dims<"B", "S">>, %q: tensor<?x?x8xf64, #bmc.dims<"B", "S">>, %k: tensor<?x?x8xf64, #bmc.dims<"B", "S">>, %v: tensor<?x?x8xf64, #bmc.dims<"B", "S">>, %out: tensor<?x?x8xf64, #bmc.dims<"B", "S">>, %lse: tensor<?x2x?x2xf64, #bmc.dims<"B", "S">>, %b: tensor<1x2x?x?xf64, #bmc.dims<"S", "S">>, %s: tensor<?x?xi32, #bmc.dims<"B", "S">>)
    -> (tensor<?x?x8xf64, #bmc.dims<"B", "S">>, tensor<?x?x8xf64, #bmc.dims<"B", "S">>, tensor<?x?x8xf64, #bmc.dims<"B", "S">>, tensor<1x2x?x?xf64, #bmc.dims<"S", "S">>) {
  %r:4 = bmc.attention_backward %dout, %q, %k, %v, %out, %lse bias %b segments %s, %s heads 2 scale 0.3 softcap 0.8 causal
      : (tensor<?x?x8xf64, #bmc.dims<"B", "S">>, tensor<?x?x8xf64, #bmc.dims<"B", "S">>, tensor<?x?x8xf64, #bmc.dims<"B", "S">>, tensor<?x?x8xf64, #bmc.dims<"B", "S">>, tensor<?x?x8xf64, #bmc.dims<"B", "S">>, tensor<?x2x?x2xf64, #bmc.dims<"B", "S">>, tensor<1x2x?x?xf64, #bmc.dims<"S", "S">>, tensor<?x?xi32, #bmc.dims<"B", "S">>, tensor<?x?xi32, #bmc.dims<"B", "S">>) -> (tensor<?x?x8xf64, #bmc.dims<"B", "S">>, tensor<?x?x8xf64, #bmc.dims<"B", "S">>, tensor<?x?x8xf64, #bmc.dims<"B", "S">>, tensor<1x2x?x?xf64, #bmc.dims<"S", "S">>)
  return %r#0, %r#1, %r#2, %r#3 : tensor<?x?x8xf64, #bmc.dims<"B", "S">>, tensor<?x?x8xf64, #bmc.dims<"B", "S">>, tensor<?x?x8xf64, #bmc.dims<"B", "S">>, tensor<1x2x?x?xf64, #bmc.dims<"S", "S">>
}

func.func @attention_masked_3(%q: tensor<?x?x8xf64, #bmc.dims<"B", "S">>, %k: tensor<?x?x8xf64, #bmc.dims<"B", "T">>, %v: tensor<?x?x8xf64, #bmc.dims<"B", "T">>)
    -> (tensor<?x?x8xf64, #bmc.dims<"B", "S">>, tensor<?x2x?x2xf64, #bmc.dims<"B", "S">>) {
  %r:2 = bmc.attention %q, %k, %v heads 2 scale 0.3 softcap 1.5
      : (tensor<?x?x8xf64, #bmc.dims<"B", "S">>, tensor<?x?x8xf64, #bmc.dims<"B", "T">>, tensor<?x?x8xf64, #bmc.dims<"B", "T">>) -> (tensor<?x?x8xf64, #bmc.dims<"B", "S">>, tensor<?x2x?x2xf64, #bmc.dims<"B", "S">>)
  return %r#0, %r#1 : tensor<?x?x8xf64, #bmc.dims<"B", "S">>, tensor<?x2x?x2xf64, #bmc.dims<"B", "S">>
}

func.func @attention_masked_backward_3(%dout: tensor<?x?x8xf64, #bmc.dims<"B", "S">>, %q: tensor<?x?x8xf64, #bmc.dims<"B", "S">>, %k: tensor<?x?x8xf64, #bmc.dims<"B", "T">>, %v: tensor<?x?x8xf64, #bmc.dims<"B", "T">>, %out: tensor<?x?x8xf64, #bmc.dims<"B", "S">>, %lse: tensor<?x2x?x2xf64, #bmc.dims<"B", "S">>)
    -> (tensor<?x?x8xf64, #bmc.dims<"B", "S">>, tensor<?x?x8xf64, #bmc.dims<"B", "T">>, tensor<?x?x8xf64, #bmc.dims<"B", "T">>) {
  %r:3 = bmc.attention_backward %dout, %q, %k, %v, %out, %lse heads 2 scale 0.3 softcap 1.5
      : (tensor<?x?x8xf64, #bmc.dims<"B", "S">>, tensor<?x?x8xf64, #bmc.dims<"B", "S">>, tensor<?x?x8xf64, #bmc.dims<"B", "T">>, tensor<?x?x8xf64, #bmc.dims<"B", "T">>, tensor<?x?x8xf64, #bmc.dims<"B", "S">>, tensor<?x2x?x2xf64, #bmc.dims<"B", "S">>) -> (tensor<?x?x8xf64, #bmc.dims<"B", "S">>, tensor<?x?x8xf64, #bmc.dims<"B", "T">>, tensor<?x?x8xf64, #bmc.dims<"B", "T">>)
  return %r#0, %r#1, %r#2 : tensor<?x?x8xf64, #bmc.dims<"B", "S">>, tensor<?x?x8xf64, #bmc.dims<"B", "T">>, tensor<?x?x8xf64, #bmc.dims<"B", "T">>
}
