// Every fused op equals its decomposition.
// RUN: bmc-eval %s --decompose-check

func.func @feed_forward_relu(%x: tensor<?x?x3xf64, #bmc.dims<"B", "S">>, %w1: tensor<5x3xf64>, %b1: tensor<5xf64>, %w2: tensor<2x5xf64>, %b2: tensor<2xf64>)
    -> (tensor<?x?x2xf64, #bmc.dims<"B", "S">>, tensor<?x?x5xf64, #bmc.dims<"B", "S">>) {
  %r:2 = bmc.feed_forward %x w1 %w1 b1 %b1 w2 %w2 b2 %b2 relu
      : (tensor<?x?x3xf64, #bmc.dims<"B", "S">>, tensor<5x3xf64>, tensor<5xf64>, tensor<2x5xf64>, tensor<2xf64>) -> (tensor<?x?x2xf64, #bmc.dims<"B", "S">>, tensor<?x?x5xf64, #bmc.dims<"B", "S">>)
  return %r#0, %r#1 : tensor<?x?x2xf64, #bmc.dims<"B", "S">>, tensor<?x?x5xf64, #bmc.dims<"B", "S">>
}

func.func @feed_forward_backward_relu(%dy: tensor<?x?x2xf64, #bmc.dims<"B", "S">>, %x: tensor<?x?x3xf64, #bmc.dims<"B", "S">>, %u: tensor<?x?x5xf64, #bmc.dims<"B", "S">>, %w1: tensor<5x3xf64>, %w2: tensor<2x5xf64>)
    -> (tensor<?x?x3xf64, #bmc.dims<"B", "S">>, tensor<5x3xf64>, tensor<5xf64>, tensor<2x5xf64>, tensor<2xf64>) {
  %r:5 = bmc.feed_forward_backward %dy, %x, %u, %w1, %w2 relu b1 b2
      : (tensor<?x?x2xf64, #bmc.dims<"B", "S">>, tensor<?x?x3xf64, #bmc.dims<"B", "S">>, tensor<?x?x5xf64, #bmc.dims<"B", "S">>, tensor<5x3xf64>, tensor<2x5xf64>) -> (tensor<?x?x3xf64, #bmc.dims<"B", "S">>, tensor<5x3xf64>, tensor<5xf64>, tensor<2x5xf64>, tensor<2xf64>)
  return %r#0, %r#1, %r#2, %r#3, %r#4 : tensor<?x?x3xf64, #bmc.dims<"B", "S">>, tensor<5x3xf64>, tensor<5xf64>, tensor<2x5xf64>, tensor<2xf64>
}

func.func @feed_forward_gelu(%x: tensor<?x?x3xf64, #bmc.dims<"B", "S">>, %w1: tensor<5x3xf64>, %b1: tensor<5xf64>, %w2: tensor<2x5xf64>, %b2: tensor<2xf64>)
    -> (tensor<?x?x2xf64, #bmc.dims<"B", "S">>, tensor<?x?x5xf64, #bmc.dims<"B", "S">>) {
  %r:2 = bmc.feed_forward %x w1 %w1 b1 %b1 w2 %w2 b2 %b2 gelu
      : (tensor<?x?x3xf64, #bmc.dims<"B", "S">>, tensor<5x3xf64>, tensor<5xf64>, tensor<2x5xf64>, tensor<2xf64>) -> (tensor<?x?x2xf64, #bmc.dims<"B", "S">>, tensor<?x?x5xf64, #bmc.dims<"B", "S">>)
  return %r#0, %r#1 : tensor<?x?x2xf64, #bmc.dims<"B", "S">>, tensor<?x?x5xf64, #bmc.dims<"B", "S">>
}

func.func @feed_forward_backward_gelu(%dy: tensor<?x?x2xf64, #bmc.dims<"B", "S">>, %x: tensor<?x?x3xf64, #bmc.dims<"B", "S">>, %u: tensor<?x?x5xf64, #bmc.dims<"B", "S">>, %w1: tensor<5x3xf64>, %w2: tensor<2x5xf64>)
    -> (tensor<?x?x3xf64, #bmc.dims<"B", "S">>, tensor<5x3xf64>, tensor<5xf64>, tensor<2x5xf64>, tensor<2xf64>) {
  %r:5 = bmc.feed_forward_backward %dy, %x, %u, %w1, %w2 gelu b1 b2
      : (tensor<?x?x2xf64, #bmc.dims<"B", "S">>, tensor<?x?x3xf64, #bmc.dims<"B", "S">>, tensor<?x?x5xf64, #bmc.dims<"B", "S">>, tensor<5x3xf64>, tensor<2x5xf64>) -> (tensor<?x?x3xf64, #bmc.dims<"B", "S">>, tensor<5x3xf64>, tensor<5xf64>, tensor<2x5xf64>, tensor<2xf64>)
  return %r#0, %r#1, %r#2, %r#3, %r#4 : tensor<?x?x3xf64, #bmc.dims<"B", "S">>, tensor<5x3xf64>, tensor<5xf64>, tensor<2x5xf64>, tensor<2xf64>
}

func.func @feed_forward_gelu_tanh(%x: tensor<?x?x3xf64, #bmc.dims<"B", "S">>, %w1: tensor<5x3xf64>, %b1: tensor<5xf64>, %w2: tensor<2x5xf64>, %b2: tensor<2xf64>)
    -> (tensor<?x?x2xf64, #bmc.dims<"B", "S">>, tensor<?x?x5xf64, #bmc.dims<"B", "S">>) {
  %r:2 = bmc.feed_forward %x w1 %w1 b1 %b1 w2 %w2 b2 %b2 gelu_tanh
      : (tensor<?x?x3xf64, #bmc.dims<"B", "S">>, tensor<5x3xf64>, tensor<5xf64>, tensor<2x5xf64>, tensor<2xf64>) -> (tensor<?x?x2xf64, #bmc.dims<"B", "S">>, tensor<?x?x5xf64, #bmc.dims<"B", "S">>)
  return %r#0, %r#1 : tensor<?x?x2xf64, #bmc.dims<"B", "S">>, tensor<?x?x5xf64, #bmc.dims<"B", "S">>
}

func.func @feed_forward_backward_gelu_tanh(%dy: tensor<?x?x2xf64, #bmc.dims<"B", "S">>, %x: tensor<?x?x3xf64, #bmc.dims<"B", "S">>, %u: tensor<?x?x5xf64, #bmc.dims<"B", "S">>, %w1: tensor<5x3xf64>, %w2: tensor<2x5xf64>)
    -> (tensor<?x?x3xf64, #bmc.dims<"B", "S">>, tensor<5x3xf64>, tensor<5xf64>, tensor<2x5xf64>, tensor<2xf64>) {
  %r:5 = bmc.feed_forward_backward %dy, %x, %u, %w1, %w2 gelu_tanh b1 b2
      : (tensor<?x?x2xf64, #bmc.dims<"B", "S">>, tensor<?x?x3xf64, #bmc.dims<"B", "S">>, tensor<?x?x5xf64, #bmc.dims<"B", "S">>, tensor<5x3xf64>, tensor<2x5xf64>) -> (tensor<?x?x3xf64, #bmc.dims<"B", "S">>, tensor<5x3xf64>, tensor<5xf64>, tensor<2x5xf64>, tensor<2xf64>)
  return %r#0, %r#1, %r#2, %r#3, %r#4 : tensor<?x?x3xf64, #bmc.dims<"B", "S">>, tensor<5x3xf64>, tensor<5xf64>, tensor<2x5xf64>, tensor<2xf64>
}

func.func @feed_forward_silu(%x: tensor<?x?x3xf64, #bmc.dims<"B", "S">>, %w1: tensor<5x3xf64>, %b1: tensor<5xf64>, %w2: tensor<2x5xf64>, %b2: tensor<2xf64>)
    -> (tensor<?x?x2xf64, #bmc.dims<"B", "S">>, tensor<?x?x5xf64, #bmc.dims<"B", "S">>) {
  %r:2 = bmc.feed_forward %x w1 %w1 b1 %b1 w2 %w2 b2 %b2 silu
      : (tensor<?x?x3xf64, #bmc.dims<"B", "S">>, tensor<5x3xf64>, tensor<5xf64>, tensor<2x5xf64>, tensor<2xf64>) -> (tensor<?x?x2xf64, #bmc.dims<"B", "S">>, tensor<?x?x5xf64, #bmc.dims<"B", "S">>)
  return %r#0, %r#1 : tensor<?x?x2xf64, #bmc.dims<"B", "S">>, tensor<?x?x5xf64, #bmc.dims<"B", "S">>
}

func.func @feed_forward_backward_silu(%dy: tensor<?x?x2xf64, #bmc.dims<"B", "S">>, %x: tensor<?x?x3xf64, #bmc.dims<"B", "S">>, %u: tensor<?x?x5xf64, #bmc.dims<"B", "S">>, %w1: tensor<5x3xf64>, %w2: tensor<2x5xf64>)
    -> (tensor<?x?x3xf64, #bmc.dims<"B", "S">>, tensor<5x3xf64>, tensor<5xf64>, tensor<2x5xf64>, tensor<2xf64>) {
  %r:5 = bmc.feed_forward_backward %dy, %x, %u, %w1, %w2 silu b1 b2
      : (tensor<?x?x2xf64, #bmc.dims<"B", "S">>, tensor<?x?x3xf64, #bmc.dims<"B", "S">>, tensor<?x?x5xf64, #bmc.dims<"B", "S">>, tensor<5x3xf64>, tensor<2x5xf64>) -> (tensor<?x?x3xf64, #bmc.dims<"B", "S">>, tensor<5x3xf64>, tensor<5xf64>, tensor<2x5xf64>, tensor<2xf64>)
  return %r#0, %r#1, %r#2, %r#3, %r#4 : tensor<?x?x3xf64, #bmc.dims<"B", "S">>, tensor<5x3xf64>, tensor<5xf64>, tensor<2x5xf64>, tensor<2xf64>
}

func.func @feed_forward_tanh(%x: tensor<?x?x3xf64, #bmc.dims<"B", "S">>, %w1: tensor<5x3xf64>, %b1: tensor<5xf64>, %w2: tensor<2x5xf64>, %b2: tensor<2xf64>)
    -> (tensor<?x?x2xf64, #bmc.dims<"B", "S">>, tensor<?x?x5xf64, #bmc.dims<"B", "S">>) {
  %r:2 = bmc.feed_forward %x w1 %w1 b1 %b1 w2 %w2 b2 %b2 tanh
      : (tensor<?x?x3xf64, #bmc.dims<"B", "S">>, tensor<5x3xf64>, tensor<5xf64>, tensor<2x5xf64>, tensor<2xf64>) -> (tensor<?x?x2xf64, #bmc.dims<"B", "S">>, tensor<?x?x5xf64, #bmc.dims<"B", "S">>)
  return %r#0, %r#1 : tensor<?x?x2xf64, #bmc.dims<"B", "S">>, tensor<?x?x5xf64, #bmc.dims<"B", "S">>
}

func.func @feed_forward_backward_tanh(%dy: tensor<?x?x2xf64, #bmc.dims<"B", "S">>, %x: tensor<?x?x3xf64, #bmc.dims<"B", "S">>, %u: tensor<?x?x5xf64, #bmc.dims<"B", "S">>, %w1: tensor<5x3xf64>, %w2: tensor<2x5xf64>)
    -> (tensor<?x?x3xf64, #bmc.dims<"B", "S">>, tensor<5x3xf64>, tensor<5xf64>, tensor<2x5xf64>, tensor<2xf64>) {
  %r:5 = bmc.feed_forward_backward %dy, %x, %u, %w1, %w2 tanh b1 b2
      : (tensor<?x?x2xf64, #bmc.dims<"B", "S">>, tensor<?x?x3xf64, #bmc.dims<"B", "S">>, tensor<?x?x5xf64, #bmc.dims<"B", "S">>, tensor<5x3xf64>, tensor<2x5xf64>) -> (tensor<?x?x3xf64, #bmc.dims<"B", "S">>, tensor<5x3xf64>, tensor<5xf64>, tensor<2x5xf64>, tensor<2xf64>)
  return %r#0, %r#1, %r#2, %r#3, %r#4 : tensor<?x?x3xf64, #bmc.dims<"B", "S">>, tensor<5x3xf64>, tensor<5xf64>, tensor<2x5xf64>, tensor<2xf64>
}

func.func @feed_forward_sigmoid(%x: tensor<?x?x3xf64, #bmc.dims<"B", "S">>, %w1: tensor<5x3xf64>, %b1: tensor<5xf64>, %w2: tensor<2x5xf64>, %b2: tensor<2xf64>)
    -> (tensor<?x?x2xf64, #bmc.dims<"B", "S">>, tensor<?x?x5xf64, #bmc.dims<"B", "S">>) {
  %r:2 = bmc.feed_forward %x w1 %w1 b1 %b1 w2 %w2 b2 %b2 sigmoid
      : (tensor<?x?x3xf64, #bmc.dims<"B", "S">>, tensor<5x3xf64>, tensor<5xf64>, tensor<2x5xf64>, tensor<2xf64>) -> (tensor<?x?x2xf64, #bmc.dims<"B", "S">>, tensor<?x?x5xf64, #bmc.dims<"B", "S">>)
  return %r#0, %r#1 : tensor<?x?x2xf64, #bmc.dims<"B", "S">>, tensor<?x?x5xf64, #bmc.dims<"B", "S">>
}

func.func @feed_forward_backward_sigmoid(%dy: tensor<?x?x2xf64, #bmc.dims<"B", "S">>, %x: tensor<?x?x3xf64, #bmc.dims<"B", "S">>, %u: tensor<?x?x5xf64, #bmc.dims<"B", "S">>, %w1: tensor<5x3xf64>, %w2: tensor<2x5xf64>)
    -> (tensor<?x?x3xf64, #bmc.dims<"B", "S">>, tensor<5x3xf64>, tensor<5xf64>, tensor<2x5xf64>, tensor<2xf64>) {
  %r:5 = bmc.feed_forward_backward %dy, %x, %u, %w1, %w2 sigmoid b1 b2
      : (tensor<?x?x2xf64, #bmc.dims<"B", "S">>, tensor<?x?x3xf64, #bmc.dims<"B", "S">>, tensor<?x?x5xf64, #bmc.dims<"B", "S">>, tensor<5x3xf64>, tensor<2x5xf64>) -> (tensor<?x?x3xf64, #bmc.dims<"B", "S">>, tensor<5x3xf64>, tensor<5xf64>, tensor<2x5xf64>, tensor<2xf64>)
  return %r#0, %r#1, %r#2, %r#3, %r#4 : tensor<?x?x3xf64, #bmc.dims<"B", "S">>, tensor<5x3xf64>, tensor<5xf64>, tensor<2x5xf64>, tensor<2xf64>
}

func.func @feed_forward_0(%x: tensor<1xf64>, %w1: tensor<1x1xf64>, %w2: tensor<1x1xf64>)
    -> (tensor<1xf64>, tensor<1xf64>) {
  %r:2 = bmc.feed_forward %x w1 %w1 w2 %w2 gelu
      : (tensor<1xf64>, tensor<1x1xf64>, tensor<1x1xf64>) -> (tensor<1xf64>, tensor<1xf64>)
  return %r#0, %r#1 : tensor<1xf64>, tensor<1xf64>
}

func.func @feed_forward_backward_0(%dy: tensor<1xf64>, %x: tensor<1xf64>, %u: tensor<1xf64>, %w1: tensor<1x1xf64>, %w2: tensor<1x1xf64>)
    -> (tensor<1xf64>, tensor<1x1xf64>, tensor<1x1xf64>) {
  %r:3 = bmc.feed_forward_backward %dy, %x, %u, %w1, %w2 gelu
      : (tensor<1xf64>, tensor<1xf64>, tensor<1xf64>, tensor<1x1xf64>, tensor<1x1xf64>) -> (tensor<1xf64>, tensor<1x1xf64>, tensor<1x1xf64>)
  return %r#0, %r#1, %r#2 : tensor<1xf64>, tensor<1x1xf64>, tensor<1x1xf64>
}

func.func @feed_forward_1(%x: tensor<2x2xf64>, %w1: tensor<1x2xf64>, %b1: tensor<1xf64>, %w2: tensor<3x1xf64>)
    -> (tensor<2x3xf64>, tensor<2x1xf64>) {
  %r:2 = bmc.feed_forward %x w1 %w1 b1 %b1 w2 %w2 gelu
      : (tensor<2x2xf64>, tensor<1x2xf64>, tensor<1xf64>, tensor<3x1xf64>) -> (tensor<2x3xf64>, tensor<2x1xf64>)
  return %r#0, %r#1 : tensor<2x3xf64>, tensor<2x1xf64>
}

func.func @feed_forward_backward_1(%dy: tensor<2x3xf64>, %x: tensor<2x2xf64>, %u: tensor<2x1xf64>, %w1: tensor<1x2xf64>, %w2: tensor<3x1xf64>)
    -> (tensor<2x2xf64>, tensor<1x2xf64>, tensor<1xf64>, tensor<3x1xf64>) {
  %r:4 = bmc.feed_forward_backward %dy, %x, %u, %w1, %w2 gelu b1
      : (tensor<2x3xf64>, tensor<2x2xf64>, tensor<2x1xf64>, tensor<1x2xf64>, tensor<3x1xf64>) -> (tensor<2x2xf64>, tensor<1x2xf64>, tensor<1xf64>, tensor<3x1xf64>)
  return %r#0, %r#1, %r#2, %r#3 : tensor<2x2xf64>, tensor<1x2xf64>, tensor<1xf64>, tensor<3x1xf64>
}

func.func @feed_forward_2(%x: tensor<3x1xf64>, %w1: tensor<17x1xf64>, %w2: tensor<2x17xf64>, %b2: tensor<2xf64>)
    -> (tensor<3x2xf64>, tensor<3x17xf64>) {
  %r:2 = bmc.feed_forward %x w1 %w1 w2 %w2 b2 %b2 gelu
      : (tensor<3x1xf64>, tensor<17x1xf64>, tensor<2x17xf64>, tensor<2xf64>) -> (tensor<3x2xf64>, tensor<3x17xf64>)
  return %r#0, %r#1 : tensor<3x2xf64>, tensor<3x17xf64>
}

func.func @feed_forward_backward_2(%dy: tensor<3x2xf64>, %x: tensor<3x1xf64>, %u: tensor<3x17xf64>, %w1: tensor<17x1xf64>, %w2: tensor<2x17xf64>)
    -> (tensor<3x1xf64>, tensor<17x1xf64>, tensor<2x17xf64>, tensor<2xf64>) {
  %r:4 = bmc.feed_forward_backward %dy, %x, %u, %w1, %w2 gelu b2
      : (tensor<3x2xf64>, tensor<3x1xf64>, tensor<3x17xf64>, tensor<17x1xf64>, tensor<2x17xf64>) -> (tensor<3x1xf64>, tensor<17x1xf64>, tensor<2x17xf64>, tensor<2xf64>)
  return %r#0, %r#1, %r#2, %r#3 : tensor<3x1xf64>, tensor<17x1xf64>, tensor<2x17xf64>, tensor<2xf64>
}

func.func @feed_forward_3(%x: tensor<?x17xf64, #bmc.dims<"B">>, %w1: tensor<3x17xf64>, %b1: tensor<3xf64>, %w2: tensor<1x3xf64>, %b2: tensor<1xf64>)
    -> (tensor<?x1xf64, #bmc.dims<"B">>, tensor<?x3xf64, #bmc.dims<"B">>) {
  %r:2 = bmc.feed_forward %x w1 %w1 b1 %b1 w2 %w2 b2 %b2 gelu
      : (tensor<?x17xf64, #bmc.dims<"B">>, tensor<3x17xf64>, tensor<3xf64>, tensor<1x3xf64>, tensor<1xf64>) -> (tensor<?x1xf64, #bmc.dims<"B">>, tensor<?x3xf64, #bmc.dims<"B">>)
  return %r#0, %r#1 : tensor<?x1xf64, #bmc.dims<"B">>, tensor<?x3xf64, #bmc.dims<"B">>
}

func.func @feed_forward_backward_3(%dy: tensor<?x1xf64, #bmc.dims<"B">>, %x: tensor<?x17xf64, #bmc.dims<"B">>, %u: tensor<?x3xf64, #bmc.dims<"B">>, %w1: tensor<3x17xf64>, %w2: tensor<1x3xf64>)
    -> (tensor<?x17xf64, #bmc.dims<"B">>, tensor<3x17xf64>, tensor<3xf64>, tensor<1x3xf64>, tensor<1xf64>) {
  %r:5 = bmc.feed_forward_backward %dy, %x, %u, %w1, %w2 gelu b1 b2
      : (tensor<?x1xf64, #bmc.dims<"B">>, tensor<?x17xf64, #bmc.dims<"B">>, tensor<?x3xf64, #bmc.dims<"B">>, tensor<3x17xf64>, tensor<1x3xf64>) -> (tensor<?x17xf64, #bmc.dims<"B">>, tensor<3x17xf64>, tensor<3xf64>, tensor<1x3xf64>, tensor<1xf64>)
  return %r#0, %r#1, %r#2, %r#3, %r#4 : tensor<?x17xf64, #bmc.dims<"B">>, tensor<3x17xf64>, tensor<3xf64>, tensor<1x3xf64>, tensor<1xf64>
}
