// Every fused op equals its decomposition.
// RUN: bmc-eval %s --decompose-check

func.func @layer_norm_0(%x: tensor<1xf64>)
    -> (tensor<1xf64>, tensor<f64>, tensor<f64>) {
  %r:3 = bmc.layer_norm %x eps 1.0e-5
      : (tensor<1xf64>) -> (tensor<1xf64>, tensor<f64>, tensor<f64>)
  return %r#0, %r#1, %r#2 : tensor<1xf64>, tensor<f64>, tensor<f64>
}

func.func @add_layer_norm_0(%a: tensor<1xf64>, %b: tensor<1xf64>)
    -> (tensor<1xf64>, tensor<1xf64>, tensor<f64>, tensor<f64>) {
  %r:4 = bmc.add_layer_norm %a, %b eps 1.0e-5
      : (tensor<1xf64>, tensor<1xf64>) -> (tensor<1xf64>, tensor<1xf64>, tensor<f64>, tensor<f64>)
  return %r#0, %r#1, %r#2, %r#3 : tensor<1xf64>, tensor<1xf64>, tensor<f64>, tensor<f64>
}

func.func @layer_norm_1(%x: tensor<2xf64>, %w: tensor<2xf64>)
    -> (tensor<2xf64>, tensor<f64>, tensor<f64>) {
  %r:3 = bmc.layer_norm %x weight %w eps 1.0e-5
      : (tensor<2xf64>, tensor<2xf64>) -> (tensor<2xf64>, tensor<f64>, tensor<f64>)
  return %r#0, %r#1, %r#2 : tensor<2xf64>, tensor<f64>, tensor<f64>
}

func.func @add_layer_norm_1(%a: tensor<2xf64>, %b: tensor<2xf64>, %w: tensor<2xf64>)
    -> (tensor<2xf64>, tensor<2xf64>, tensor<f64>, tensor<f64>) {
  %r:4 = bmc.add_layer_norm %a, %b weight %w eps 1.0e-5
      : (tensor<2xf64>, tensor<2xf64>, tensor<2xf64>) -> (tensor<2xf64>, tensor<2xf64>, tensor<f64>, tensor<f64>)
  return %r#0, %r#1, %r#2, %r#3 : tensor<2xf64>, tensor<2xf64>, tensor<f64>, tensor<f64>
}

func.func @layer_norm_2(%x: tensor<17xf64>, %w: tensor<17xf64>, %bias: tensor<17xf64>)
    -> (tensor<17xf64>, tensor<f64>, tensor<f64>) {
  %r:3 = bmc.layer_norm %x weight %w bias %bias eps 1.0e-5
      : (tensor<17xf64>, tensor<17xf64>, tensor<17xf64>) -> (tensor<17xf64>, tensor<f64>, tensor<f64>)
  return %r#0, %r#1, %r#2 : tensor<17xf64>, tensor<f64>, tensor<f64>
}

func.func @add_layer_norm_2(%a: tensor<17xf64>, %b: tensor<17xf64>, %w: tensor<17xf64>, %bias: tensor<17xf64>)
    -> (tensor<17xf64>, tensor<17xf64>, tensor<f64>, tensor<f64>) {
  %r:4 = bmc.add_layer_norm %a, %b weight %w bias %bias eps 1.0e-5
      : (tensor<17xf64>, tensor<17xf64>, tensor<17xf64>, tensor<17xf64>) -> (tensor<17xf64>, tensor<17xf64>, tensor<f64>, tensor<f64>)
  return %r#0, %r#1, %r#2, %r#3 : tensor<17xf64>, tensor<17xf64>, tensor<f64>, tensor<f64>
}

func.func @layer_norm_3(%x: tensor<3x2xf64>)
    -> (tensor<3x2xf64>, tensor<3xf64>, tensor<3xf64>) {
  %r:3 = bmc.layer_norm %x eps 1.0e-5
      : (tensor<3x2xf64>) -> (tensor<3x2xf64>, tensor<3xf64>, tensor<3xf64>)
  return %r#0, %r#1, %r#2 : tensor<3x2xf64>, tensor<3xf64>, tensor<3xf64>
}

func.func @add_layer_norm_3(%a: tensor<3x2xf64>, %b: tensor<3x2xf64>)
    -> (tensor<3x2xf64>, tensor<3x2xf64>, tensor<3xf64>, tensor<3xf64>) {
  %r:4 = bmc.add_layer_norm %a, %b eps 1.0e-5
      : (tensor<3x2xf64>, tensor<3x2xf64>) -> (tensor<3x2xf64>, tensor<3x2xf64>, tensor<3xf64>, tensor<3xf64>)
  return %r#0, %r#1, %r#2, %r#3 : tensor<3x2xf64>, tensor<3x2xf64>, tensor<3xf64>, tensor<3xf64>
}

func.func @layer_norm_4(%x: tensor<1x1xf64>, %w: tensor<1xf64>, %bias: tensor<1xf64>)
    -> (tensor<1x1xf64>, tensor<1xf64>, tensor<1xf64>) {
  %r:3 = bmc.layer_norm %x weight %w bias %bias eps 1.0e-5
      : (tensor<1x1xf64>, tensor<1xf64>, tensor<1xf64>) -> (tensor<1x1xf64>, tensor<1xf64>, tensor<1xf64>)
  return %r#0, %r#1, %r#2 : tensor<1x1xf64>, tensor<1xf64>, tensor<1xf64>
}

func.func @add_layer_norm_4(%a: tensor<1x1xf64>, %b: tensor<1x1xf64>, %w: tensor<1xf64>, %bias: tensor<1xf64>)
    -> (tensor<1x1xf64>, tensor<1x1xf64>, tensor<1xf64>, tensor<1xf64>) {
  %r:4 = bmc.add_layer_norm %a, %b weight %w bias %bias eps 1.0e-5
      : (tensor<1x1xf64>, tensor<1x1xf64>, tensor<1xf64>, tensor<1xf64>) -> (tensor<1x1xf64>, tensor<1x1xf64>, tensor<1xf64>, tensor<1xf64>)
  return %r#0, %r#1, %r#2, %r#3 : tensor<1x1xf64>, tensor<1x1xf64>, tensor<1xf64>, tensor<1xf64>
}

func.func @layer_norm_5(%x: tensor<?x3xf64, #bmc.dims<"B">>, %w: tensor<3xf64>, %bias: tensor<3xf64>)
    -> (tensor<?x3xf64, #bmc.dims<"B">>, tensor<?xf64, #bmc.dims<"B">>, tensor<?xf64, #bmc.dims<"B">>) {
  %r:3 = bmc.layer_norm %x weight %w bias %bias eps 1.0e-5
      : (tensor<?x3xf64, #bmc.dims<"B">>, tensor<3xf64>, tensor<3xf64>) -> (tensor<?x3xf64, #bmc.dims<"B">>, tensor<?xf64, #bmc.dims<"B">>, tensor<?xf64, #bmc.dims<"B">>)
  return %r#0, %r#1, %r#2 : tensor<?x3xf64, #bmc.dims<"B">>, tensor<?xf64, #bmc.dims<"B">>, tensor<?xf64, #bmc.dims<"B">>
}

func.func @add_layer_norm_5(%a: tensor<?x3xf64, #bmc.dims<"B">>, %b: tensor<?x3xf64, #bmc.dims<"B">>, %w: tensor<3xf64>, %bias: tensor<3xf64>)
    -> (tensor<?x3xf64, #bmc.dims<"B">>, tensor<?x3xf64, #bmc.dims<"B">>, tensor<?xf64, #bmc.dims<"B">>, tensor<?xf64, #bmc.dims<"B">>) {
  %r:4 = bmc.add_layer_norm %a, %b weight %w bias %bias eps 1.0e-5
      : (tensor<?x3xf64, #bmc.dims<"B">>, tensor<?x3xf64, #bmc.dims<"B">>, tensor<3xf64>, tensor<3xf64>) -> (tensor<?x3xf64, #bmc.dims<"B">>, tensor<?x3xf64, #bmc.dims<"B">>, tensor<?xf64, #bmc.dims<"B">>, tensor<?xf64, #bmc.dims<"B">>)
  return %r#0, %r#1, %r#2, %r#3 : tensor<?x3xf64, #bmc.dims<"B">>, tensor<?x3xf64, #bmc.dims<"B">>, tensor<?xf64, #bmc.dims<"B">>, tensor<?xf64, #bmc.dims<"B">>
}

func.func @layer_norm_6(%x: tensor<?x?x17xf64, #bmc.dims<"B", "S">>, %w: tensor<17xf64>, %bias: tensor<17xf64>)
    -> (tensor<?x?x17xf64, #bmc.dims<"B", "S">>, tensor<?x?xf64, #bmc.dims<"B", "S">>, tensor<?x?xf64, #bmc.dims<"B", "S">>) {
  %r:3 = bmc.layer_norm %x weight %w bias %bias eps 1.0e-5
      : (tensor<?x?x17xf64, #bmc.dims<"B", "S">>, tensor<17xf64>, tensor<17xf64>) -> (tensor<?x?x17xf64, #bmc.dims<"B", "S">>, tensor<?x?xf64, #bmc.dims<"B", "S">>, tensor<?x?xf64, #bmc.dims<"B", "S">>)
  return %r#0, %r#1, %r#2 : tensor<?x?x17xf64, #bmc.dims<"B", "S">>, tensor<?x?xf64, #bmc.dims<"B", "S">>, tensor<?x?xf64, #bmc.dims<"B", "S">>
}

func.func @add_layer_norm_6(%a: tensor<?x?x17xf64, #bmc.dims<"B", "S">>, %b: tensor<?x?x17xf64, #bmc.dims<"B", "S">>, %w: tensor<17xf64>, %bias: tensor<17xf64>)
    -> (tensor<?x?x17xf64, #bmc.dims<"B", "S">>, tensor<?x?x17xf64, #bmc.dims<"B", "S">>, tensor<?x?xf64, #bmc.dims<"B", "S">>, tensor<?x?xf64, #bmc.dims<"B", "S">>) {
  %r:4 = bmc.add_layer_norm %a, %b weight %w bias %bias eps 1.0e-5
      : (tensor<?x?x17xf64, #bmc.dims<"B", "S">>, tensor<?x?x17xf64, #bmc.dims<"B", "S">>, tensor<17xf64>, tensor<17xf64>) -> (tensor<?x?x17xf64, #bmc.dims<"B", "S">>, tensor<?x?x17xf64, #bmc.dims<"B", "S">>, tensor<?x?xf64, #bmc.dims<"B", "S">>, tensor<?x?xf64, #bmc.dims<"B", "S">>)
  return %r#0, %r#1, %r#2, %r#3 : tensor<?x?x17xf64, #bmc.dims<"B", "S">>, tensor<?x?x17xf64, #bmc.dims<"B", "S">>, tensor<?x?xf64, #bmc.dims<"B", "S">>, tensor<?x?xf64, #bmc.dims<"B", "S">>
}

func.func @layer_norm_7(%x: tensor<?x?x5xf64, #bmc.dims<"B", "S">>, %w: tensor<5xf64>)
    -> (tensor<?x?x5xf64, #bmc.dims<"B", "S">>, tensor<?x?xf64, #bmc.dims<"B", "S">>, tensor<?x?xf64, #bmc.dims<"B", "S">>) {
  %r:3 = bmc.layer_norm %x weight %w eps 1.0e-5
      : (tensor<?x?x5xf64, #bmc.dims<"B", "S">>, tensor<5xf64>) -> (tensor<?x?x5xf64, #bmc.dims<"B", "S">>, tensor<?x?xf64, #bmc.dims<"B", "S">>, tensor<?x?xf64, #bmc.dims<"B", "S">>)
  return %r#0, %r#1, %r#2 : tensor<?x?x5xf64, #bmc.dims<"B", "S">>, tensor<?x?xf64, #bmc.dims<"B", "S">>, tensor<?x?xf64, #bmc.dims<"B", "S">>
}

func.func @add_layer_norm_7(%a: tensor<?x?x5xf64, #bmc.dims<"B", "S">>, %b: tensor<?x?x5xf64, #bmc.dims<"B", "S">>, %w: tensor<5xf64>)
    -> (tensor<?x?x5xf64, #bmc.dims<"B", "S">>, tensor<?x?x5xf64, #bmc.dims<"B", "S">>, tensor<?x?xf64, #bmc.dims<"B", "S">>, tensor<?x?xf64, #bmc.dims<"B", "S">>) {
  %r:4 = bmc.add_layer_norm %a, %b weight %w eps 1.0e-5
      : (tensor<?x?x5xf64, #bmc.dims<"B", "S">>, tensor<?x?x5xf64, #bmc.dims<"B", "S">>, tensor<5xf64>) -> (tensor<?x?x5xf64, #bmc.dims<"B", "S">>, tensor<?x?x5xf64, #bmc.dims<"B", "S">>, tensor<?x?xf64, #bmc.dims<"B", "S">>, tensor<?x?xf64, #bmc.dims<"B", "S">>)
  return %r#0, %r#1, %r#2, %r#3 : tensor<?x?x5xf64, #bmc.dims<"B", "S">>, tensor<?x?x5xf64, #bmc.dims<"B", "S">>, tensor<?x?xf64, #bmc.dims<"B", "S">>, tensor<?x?xf64, #bmc.dims<"B", "S">>
}

func.func @layer_norm_backward_0(%dy: tensor<1xf64>, %x: tensor<1xf64>, %mean: tensor<f64>, %rstd: tensor<f64>)
    -> tensor<1xf64> {
  %r = bmc.layer_norm_backward %dy, %x, %mean, %rstd
      : (tensor<1xf64>, tensor<1xf64>, tensor<f64>, tensor<f64>) -> tensor<1xf64>
  return %r : tensor<1xf64>
}

func.func @layer_norm_backward_1(%dy: tensor<3xf64>, %x: tensor<3xf64>, %mean: tensor<f64>, %rstd: tensor<f64>, %residual: tensor<3xf64>)
    -> tensor<3xf64> {
  %r = bmc.layer_norm_backward %dy, %x, %mean, %rstd residual %residual
      : (tensor<3xf64>, tensor<3xf64>, tensor<f64>, tensor<f64>, tensor<3xf64>) -> tensor<3xf64>
  return %r : tensor<3xf64>
}

func.func @layer_norm_backward_2(%dy: tensor<17xf64>, %x: tensor<17xf64>, %mean: tensor<f64>, %rstd: tensor<f64>, %w: tensor<17xf64>)
    -> (tensor<17xf64>, tensor<17xf64>) {
  %r:2 = bmc.layer_norm_backward %dy, %x, %mean, %rstd weight %w
      : (tensor<17xf64>, tensor<17xf64>, tensor<f64>, tensor<f64>, tensor<17xf64>) -> (tensor<17xf64>, tensor<17xf64>)
  return %r#0, %r#1 : tensor<17xf64>, tensor<17xf64>
}

func.func @layer_norm_backward_3(%dy: tensor<2x3xf64>, %x: tensor<2x3xf64>, %mean: tensor<2xf64>, %rstd: tensor<2xf64>, %w: tensor<3xf64>, %residual: tensor<2x3xf64>)
    -> (tensor<2x3xf64>, tensor<3xf64>) {
  %r:2 = bmc.layer_norm_backward %dy, %x, %mean, %rstd weight %w residual %residual
      : (tensor<2x3xf64>, tensor<2x3xf64>, tensor<2xf64>, tensor<2xf64>, tensor<3xf64>, tensor<2x3xf64>) -> (tensor<2x3xf64>, tensor<3xf64>)
  return %r#0, %r#1 : tensor<2x3xf64>, tensor<3xf64>
}

func.func @layer_norm_backward_4(%dy: tensor<1x1xf64>, %x: tensor<1x1xf64>, %mean: tensor<1xf64>, %rstd: tensor<1xf64>, %w: tensor<1xf64>, %residual: tensor<1x1xf64>)
    -> (tensor<1x1xf64>, tensor<1xf64>, tensor<1xf64>) {
  %r:3 = bmc.layer_norm_backward %dy, %x, %mean, %rstd weight %w residual %residual has_bias
      : (tensor<1x1xf64>, tensor<1x1xf64>, tensor<1xf64>, tensor<1xf64>, tensor<1xf64>, tensor<1x1xf64>) -> (tensor<1x1xf64>, tensor<1xf64>, tensor<1xf64>)
  return %r#0, %r#1, %r#2 : tensor<1x1xf64>, tensor<1xf64>, tensor<1xf64>
}

func.func @layer_norm_backward_5(%dy: tensor<?x3xf64, #bmc.dims<"B">>, %x: tensor<?x3xf64, #bmc.dims<"B">>, %mean: tensor<?xf64, #bmc.dims<"B">>, %rstd: tensor<?xf64, #bmc.dims<"B">>, %w: tensor<3xf64>)
    -> (tensor<?x3xf64, #bmc.dims<"B">>, tensor<3xf64>, tensor<3xf64>) {
  %r:3 = bmc.layer_norm_backward %dy, %x, %mean, %rstd weight %w has_bias
      : (tensor<?x3xf64, #bmc.dims<"B">>, tensor<?x3xf64, #bmc.dims<"B">>, tensor<?xf64, #bmc.dims<"B">>, tensor<?xf64, #bmc.dims<"B">>, tensor<3xf64>) -> (tensor<?x3xf64, #bmc.dims<"B">>, tensor<3xf64>, tensor<3xf64>)
  return %r#0, %r#1, %r#2 : tensor<?x3xf64, #bmc.dims<"B">>, tensor<3xf64>, tensor<3xf64>
}

func.func @layer_norm_backward_6(%dy: tensor<?x?x17xf64, #bmc.dims<"B", "S">>, %x: tensor<?x?x17xf64, #bmc.dims<"B", "S">>, %mean: tensor<?x?xf64, #bmc.dims<"B", "S">>, %rstd: tensor<?x?xf64, #bmc.dims<"B", "S">>, %w: tensor<17xf64>, %residual: tensor<?x?x17xf64, #bmc.dims<"B", "S">>)
    -> (tensor<?x?x17xf64, #bmc.dims<"B", "S">>, tensor<17xf64>, tensor<17xf64>) {
  %r:3 = bmc.layer_norm_backward %dy, %x, %mean, %rstd weight %w residual %residual has_bias
      : (tensor<?x?x17xf64, #bmc.dims<"B", "S">>, tensor<?x?x17xf64, #bmc.dims<"B", "S">>, tensor<?x?xf64, #bmc.dims<"B", "S">>, tensor<?x?xf64, #bmc.dims<"B", "S">>, tensor<17xf64>, tensor<?x?x17xf64, #bmc.dims<"B", "S">>) -> (tensor<?x?x17xf64, #bmc.dims<"B", "S">>, tensor<17xf64>, tensor<17xf64>)
  return %r#0, %r#1, %r#2 : tensor<?x?x17xf64, #bmc.dims<"B", "S">>, tensor<17xf64>, tensor<17xf64>
}
