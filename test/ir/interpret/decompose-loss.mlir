// Every fused op equals its decomposition.
// RUN: bmc-eval %s --decompose-check

func.func @cross_entropy_0(%logits: tensor<3xf64>, %targets: tensor<i32>)
    -> tensor<f64> {
  %r = bmc.cross_entropy %logits, %targets
      : tensor<3xf64>, tensor<i32> -> tensor<f64>
  return %r : tensor<f64>
}

func.func @linear_cross_entropy_0(%x: tensor<3xf64>, %w: tensor<3x3xf64>, %targets: tensor<i32>)
    -> tensor<f64> {
  %r = bmc.linear_cross_entropy %x, %w, %targets
      : tensor<3xf64>, tensor<3x3xf64>, tensor<i32> -> tensor<f64>
  return %r : tensor<f64>
}

func.func @cross_entropy_backward_0(%dloss: tensor<f64>, %logits: tensor<3xf64>, %targets: tensor<i32>)
    -> tensor<3xf64> {
  %r = bmc.cross_entropy_backward %dloss, %logits, %targets
      : tensor<f64>, tensor<3xf64>, tensor<i32> -> tensor<3xf64>
  return %r : tensor<3xf64>
}

func.func @linear_cross_entropy_grad_0(%dloss: tensor<f64>, %x: tensor<3xf64>, %w: tensor<3x3xf64>, %targets: tensor<i32>)
    -> (tensor<f64>, tensor<3xf64>, tensor<3x3xf64>) {
  %r:3 = bmc.linear_cross_entropy_grad %dloss, %x, %w, %targets
      : (tensor<f64>, tensor<3xf64>, tensor<3x3xf64>, tensor<i32>) -> (tensor<f64>, tensor<3xf64>, tensor<3x3xf64>)
  return %r#0, %r#1, %r#2 : tensor<f64>, tensor<3xf64>, tensor<3x3xf64>
}

func.func @cross_entropy_1(%logits: tensor<1x1xf64>, %targets: tensor<1xi32>)
    -> tensor<f64> {
  %r = bmc.cross_entropy %logits, %targets
      : tensor<1x1xf64>, tensor<1xi32> -> tensor<f64>
  return %r : tensor<f64>
}

func.func @linear_cross_entropy_1(%x: tensor<1x1xf64>, %w: tensor<1x1xf64>, %targets: tensor<1xi32>)
    -> tensor<f64> {
  %r = bmc.linear_cross_entropy %x, %w, %targets
      : tensor<1x1xf64>, tensor<1x1xf64>, tensor<1xi32> -> tensor<f64>
  return %r : tensor<f64>
}

func.func @cross_entropy_backward_1(%dloss: tensor<f64>, %logits: tensor<1x1xf64>, %targets: tensor<1xi32>)
    -> tensor<1x1xf64> {
  %r = bmc.cross_entropy_backward %dloss, %logits, %targets
      : tensor<f64>, tensor<1x1xf64>, tensor<1xi32> -> tensor<1x1xf64>
  return %r : tensor<1x1xf64>
}

func.func @linear_cross_entropy_grad_1(%dloss: tensor<f64>, %x: tensor<1x1xf64>, %w: tensor<1x1xf64>, %targets: tensor<1xi32>)
    -> (tensor<f64>, tensor<1x1xf64>, tensor<1x1xf64>) {
  %r:3 = bmc.linear_cross_entropy_grad %dloss, %x, %w, %targets
      : (tensor<f64>, tensor<1x1xf64>, tensor<1x1xf64>, tensor<1xi32>) -> (tensor<f64>, tensor<1x1xf64>, tensor<1x1xf64>)
  return %r#0, %r#1, %r#2 : tensor<f64>, tensor<1x1xf64>, tensor<1x1xf64>
}

func.func @cross_entropy_2(%logits: tensor<3x2xf64>, %targets: tensor<3xi32>)
    -> tensor<f64> {
  %r = bmc.cross_entropy %logits, %targets
      : tensor<3x2xf64>, tensor<3xi32> -> tensor<f64>
  return %r : tensor<f64>
}

func.func @linear_cross_entropy_2(%x: tensor<3x2xf64>, %w: tensor<2x2xf64>, %targets: tensor<3xi32>)
    -> tensor<f64> {
  %r = bmc.linear_cross_entropy %x, %w, %targets
      : tensor<3x2xf64>, tensor<2x2xf64>, tensor<3xi32> -> tensor<f64>
  return %r : tensor<f64>
}

func.func @cross_entropy_backward_2(%dloss: tensor<f64>, %logits: tensor<3x2xf64>, %targets: tensor<3xi32>)
    -> tensor<3x2xf64> {
  %r = bmc.cross_entropy_backward %dloss, %logits, %targets
      : tensor<f64>, tensor<3x2xf64>, tensor<3xi32> -> tensor<3x2xf64>
  return %r : tensor<3x2xf64>
}

func.func @linear_cross_entropy_grad_2(%dloss: tensor<f64>, %x: tensor<3x2xf64>, %w: tensor<2x2xf64>, %targets: tensor<3xi32>)
    -> (tensor<f64>, tensor<3x2xf64>, tensor<2x2xf64>) {
  %r:3 = bmc.linear_cross_entropy_grad %dloss, %x, %w, %targets
      : (tensor<f64>, tensor<3x2xf64>, tensor<2x2xf64>, tensor<3xi32>) -> (tensor<f64>, tensor<3x2xf64>, tensor<2x2xf64>)
  return %r#0, %r#1, %r#2 : tensor<f64>, tensor<3x2xf64>, tensor<2x2xf64>
}

func.func @cross_entropy_3(%logits: tensor<3x5xf64>, %targets: tensor<3xi32> {bmc.value = dense<[4, -100, 0]> : tensor<3xi32>})
    -> tensor<f64> {
  %r = bmc.cross_entropy %logits, %targets
      : tensor<3x5xf64>, tensor<3xi32> -> tensor<f64>
  return %r : tensor<f64>
}

func.func @linear_cross_entropy_3(%x: tensor<3x17xf64>, %w: tensor<5x17xf64>, %targets: tensor<3xi32> {bmc.value = dense<[4, -100, 0]> : tensor<3xi32>})
    -> tensor<f64> {
  %r = bmc.linear_cross_entropy %x, %w, %targets
      : tensor<3x17xf64>, tensor<5x17xf64>, tensor<3xi32> -> tensor<f64>
  return %r : tensor<f64>
}

func.func @cross_entropy_backward_3(%dloss: tensor<f64>, %logits: tensor<3x5xf64>, %targets: tensor<3xi32> {bmc.value = dense<[4, -100, 0]> : tensor<3xi32>})
    -> tensor<3x5xf64> {
  %r = bmc.cross_entropy_backward %dloss, %logits, %targets
      : tensor<f64>, tensor<3x5xf64>, tensor<3xi32> -> tensor<3x5xf64>
  return %r : tensor<3x5xf64>
}

func.func @linear_cross_entropy_grad_3(%dloss: tensor<f64>, %x: tensor<3x17xf64>, %w: tensor<5x17xf64>, %targets: tensor<3xi32> {bmc.value = dense<[4, -100, 0]> : tensor<3xi32>})
    -> (tensor<f64>, tensor<3x17xf64>, tensor<5x17xf64>) {
  %r:3 = bmc.linear_cross_entropy_grad %dloss, %x, %w, %targets
      : (tensor<f64>, tensor<3x17xf64>, tensor<5x17xf64>, tensor<3xi32>) -> (tensor<f64>, tensor<3x17xf64>, tensor<5x17xf64>)
  return %r#0, %r#1, %r#2 : tensor<f64>, tensor<3x17xf64>, tensor<5x17xf64>
}

func.func @cross_entropy_4(%logits: tensor<?x?x17xf64, #bmc.dims<"B", "S">>, %targets: tensor<?x?xi32, #bmc.dims<"B", "S">>)
    -> tensor<f64> {
  %r = bmc.cross_entropy %logits, %targets
      : tensor<?x?x17xf64, #bmc.dims<"B", "S">>, tensor<?x?xi32, #bmc.dims<"B", "S">> -> tensor<f64>
  return %r : tensor<f64>
}

func.func @linear_cross_entropy_4(%x: tensor<?x?x3xf64, #bmc.dims<"B", "S">>, %w: tensor<17x3xf64>, %targets: tensor<?x?xi32, #bmc.dims<"B", "S">>)
    -> tensor<f64> {
  %r = bmc.linear_cross_entropy %x, %w, %targets
      : tensor<?x?x3xf64, #bmc.dims<"B", "S">>, tensor<17x3xf64>, tensor<?x?xi32, #bmc.dims<"B", "S">> -> tensor<f64>
  return %r : tensor<f64>
}

func.func @cross_entropy_backward_4(%dloss: tensor<f64>, %logits: tensor<?x?x17xf64, #bmc.dims<"B", "S">>, %targets: tensor<?x?xi32, #bmc.dims<"B", "S">>)
    -> tensor<?x?x17xf64, #bmc.dims<"B", "S">> {
  %r = bmc.cross_entropy_backward %dloss, %logits, %targets
      : tensor<f64>, tensor<?x?x17xf64, #bmc.dims<"B", "S">>, tensor<?x?xi32, #bmc.dims<"B", "S">> -> tensor<?x?x17xf64, #bmc.dims<"B", "S">>
  return %r : tensor<?x?x17xf64, #bmc.dims<"B", "S">>
}

func.func @linear_cross_entropy_grad_4(%dloss: tensor<f64>, %x: tensor<?x?x3xf64, #bmc.dims<"B", "S">>, %w: tensor<17x3xf64>, %targets: tensor<?x?xi32, #bmc.dims<"B", "S">>)
    -> (tensor<f64>, tensor<?x?x3xf64, #bmc.dims<"B", "S">>, tensor<17x3xf64>) {
  %r:3 = bmc.linear_cross_entropy_grad %dloss, %x, %w, %targets
      : (tensor<f64>, tensor<?x?x3xf64, #bmc.dims<"B", "S">>, tensor<17x3xf64>, tensor<?x?xi32, #bmc.dims<"B", "S">>) -> (tensor<f64>, tensor<?x?x3xf64, #bmc.dims<"B", "S">>, tensor<17x3xf64>)
  return %r#0, %r#1, %r#2 : tensor<f64>, tensor<?x?x3xf64, #bmc.dims<"B", "S">>, tensor<17x3xf64>
}

func.func @cross_entropy_5(%logits: tensor<?x3x4xf64, #bmc.dims<"B">>, %targets: tensor<?x3xi32, #bmc.dims<"B">> {bmc.value = dense<[[0, -1, 3], [-100, -100, 2]]> : tensor<2x3xi32>})
    -> tensor<f64> {
  %r = bmc.cross_entropy %logits, %targets
      : tensor<?x3x4xf64, #bmc.dims<"B">>, tensor<?x3xi32, #bmc.dims<"B">> -> tensor<f64>
  return %r : tensor<f64>
}

func.func @linear_cross_entropy_5(%x: tensor<?x3x2xf64, #bmc.dims<"B">>, %w: tensor<4x2xf64>, %targets: tensor<?x3xi32, #bmc.dims<"B">> {bmc.value = dense<[[0, -1, 3], [-100, -100, 2]]> : tensor<2x3xi32>})
    -> tensor<f64> {
  %r = bmc.linear_cross_entropy %x, %w, %targets
      : tensor<?x3x2xf64, #bmc.dims<"B">>, tensor<4x2xf64>, tensor<?x3xi32, #bmc.dims<"B">> -> tensor<f64>
  return %r : tensor<f64>
}

func.func @cross_entropy_backward_5(%dloss: tensor<f64>, %logits: tensor<?x3x4xf64, #bmc.dims<"B">>, %targets: tensor<?x3xi32, #bmc.dims<"B">> {bmc.value = dense<[[0, -1, 3], [-100, -100, 2]]> : tensor<2x3xi32>})
    -> tensor<?x3x4xf64, #bmc.dims<"B">> {
  %r = bmc.cross_entropy_backward %dloss, %logits, %targets
      : tensor<f64>, tensor<?x3x4xf64, #bmc.dims<"B">>, tensor<?x3xi32, #bmc.dims<"B">> -> tensor<?x3x4xf64, #bmc.dims<"B">>
  return %r : tensor<?x3x4xf64, #bmc.dims<"B">>
}

func.func @linear_cross_entropy_grad_5(%dloss: tensor<f64>, %x: tensor<?x3x2xf64, #bmc.dims<"B">>, %w: tensor<4x2xf64>, %targets: tensor<?x3xi32, #bmc.dims<"B">> {bmc.value = dense<[[0, -1, 3], [-100, -100, 2]]> : tensor<2x3xi32>})
    -> (tensor<f64>, tensor<?x3x2xf64, #bmc.dims<"B">>, tensor<4x2xf64>) {
  %r:3 = bmc.linear_cross_entropy_grad %dloss, %x, %w, %targets
      : (tensor<f64>, tensor<?x3x2xf64, #bmc.dims<"B">>, tensor<4x2xf64>, tensor<?x3xi32, #bmc.dims<"B">>) -> (tensor<f64>, tensor<?x3x2xf64, #bmc.dims<"B">>, tensor<4x2xf64>)
  return %r#0, %r#1, %r#2 : tensor<f64>, tensor<?x3x2xf64, #bmc.dims<"B">>, tensor<4x2xf64>
}

func.func @cross_entropy_6(%logits: tensor<2x3xf64>, %targets: tensor<2xi32> {bmc.value = dense<[-100, -1]> : tensor<2xi32>})
    -> tensor<f64> {
  %r = bmc.cross_entropy %logits, %targets
      : tensor<2x3xf64>, tensor<2xi32> -> tensor<f64>
  return %r : tensor<f64>
}

func.func @linear_cross_entropy_6(%x: tensor<2x2xf64>, %w: tensor<3x2xf64>, %targets: tensor<2xi32> {bmc.value = dense<[-100, -1]> : tensor<2xi32>})
    -> tensor<f64> {
  %r = bmc.linear_cross_entropy %x, %w, %targets
      : tensor<2x2xf64>, tensor<3x2xf64>, tensor<2xi32> -> tensor<f64>
  return %r : tensor<f64>
}

func.func @cross_entropy_backward_6(%dloss: tensor<f64>, %logits: tensor<2x3xf64>, %targets: tensor<2xi32> {bmc.value = dense<[-100, -1]> : tensor<2xi32>})
    -> tensor<2x3xf64> {
  %r = bmc.cross_entropy_backward %dloss, %logits, %targets
      : tensor<f64>, tensor<2x3xf64>, tensor<2xi32> -> tensor<2x3xf64>
  return %r : tensor<2x3xf64>
}

func.func @linear_cross_entropy_grad_6(%dloss: tensor<f64>, %x: tensor<2x2xf64>, %w: tensor<3x2xf64>, %targets: tensor<2xi32> {bmc.value = dense<[-100, -1]> : tensor<2xi32>})
    -> (tensor<f64>, tensor<2x2xf64>, tensor<3x2xf64>) {
  %r:3 = bmc.linear_cross_entropy_grad %dloss, %x, %w, %targets
      : (tensor<f64>, tensor<2x2xf64>, tensor<3x2xf64>, tensor<2xi32>) -> (tensor<f64>, tensor<2x2xf64>, tensor<3x2xf64>)
  return %r#0, %r#1, %r#2 : tensor<f64>, tensor<2x2xf64>, tensor<3x2xf64>
}

func.func @linear_cross_entropy_bias(%x: tensor<3x2xf64>, %w: tensor<2x2xf64>, %targets: tensor<3xi32>, %b: tensor<2xf64>)
    -> tensor<f64> {
  %r = bmc.linear_cross_entropy %x, %w, %targets, %b
      : tensor<3x2xf64>, tensor<2x2xf64>, tensor<3xi32>, tensor<2xf64> -> tensor<f64>
  return %r : tensor<f64>
}

func.func @linear_cross_entropy_grad_bias(%dloss: tensor<f64>, %x: tensor<3x2xf64>, %w: tensor<2x2xf64>, %targets: tensor<3xi32>, %b: tensor<2xf64>)
    -> (tensor<f64>, tensor<3x2xf64>, tensor<2x2xf64>, tensor<2xf64>) {
  %r:4 = bmc.linear_cross_entropy_grad %dloss, %x, %w, %targets, %b
      : (tensor<f64>, tensor<3x2xf64>, tensor<2x2xf64>, tensor<3xi32>, tensor<2xf64>) -> (tensor<f64>, tensor<3x2xf64>, tensor<2x2xf64>, tensor<2xf64>)
  return %r#0, %r#1, %r#2, %r#3 : tensor<f64>, tensor<3x2xf64>, tensor<2x2xf64>, tensor<2xf64>
}
