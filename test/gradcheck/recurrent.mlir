// Gradient of recurrent layers: cells, directions, states, masks, lengths
// RUN: bmc-opt %s -split-input-file --bmc-differentiate | bmc-eval -split-input-file --gradcheck --dims=B=1,S=2
// RUN: bmc-opt %s -split-input-file --bmc-differentiate | bmc-eval -split-input-file --gradcheck --dims=B=3,S=1

func.func @loss(
    %x: tensor<?x?x12xf64, #bmc.dims<"B", "S">> {bmc.parameter = @x},
    %w: tensor<12x3xf64> {bmc.parameter = @w},
    %bias: tensor<12xf64> {bmc.parameter = @bias},
    %h0: tensor<?x3xf64, #bmc.dims<"B">> {bmc.parameter = @h0},
    %c0: tensor<?x3xf64, #bmc.dims<"B">> {bmc.parameter = @c0},
    %mask: tensor<?x3xf64, #bmc.dims<"B">> {bmc.parameter = @mask},
    %ky: tensor<?x?x3xf64, #bmc.dims<"B", "S">> {bmc.name = "ky"},
    %khn: tensor<?x3xf64, #bmc.dims<"B">> {bmc.name = "khn"},
    %kcn: tensor<?x3xf64, #bmc.dims<"B">> {bmc.name = "kcn"})
    -> tensor<f64> {
  %r:4 = bmc.recurrent lstm %x, %w bias %bias h0 %h0 c0 %c0 mask %mask : (tensor<?x?x12xf64, #bmc.dims<"B", "S">>, tensor<12x3xf64>, tensor<12xf64>, tensor<?x3xf64, #bmc.dims<"B">>, tensor<?x3xf64, #bmc.dims<"B">>, tensor<?x3xf64, #bmc.dims<"B">>) -> (tensor<?x?x3xf64, #bmc.dims<"B", "S">>, tensor<?x3xf64, #bmc.dims<"B">>, tensor<?x3xf64, #bmc.dims<"B">>, tensor<?x?x18xf64, #bmc.dims<"B", "S">>)
  %my = bmc.mul %r#0, %ky : tensor<?x?x3xf64, #bmc.dims<"B", "S">>
  %sy = bmc.sum %my, [0, 1, 2] : tensor<?x?x3xf64, #bmc.dims<"B", "S">> -> tensor<f64>
  %mhn = bmc.mul %r#1, %khn : tensor<?x3xf64, #bmc.dims<"B">>
  %shn = bmc.sum %mhn, [0, 1] : tensor<?x3xf64, #bmc.dims<"B">> -> tensor<f64>
  %thn = bmc.add %sy, %shn : tensor<f64>
  %mcn = bmc.mul %r#2, %kcn : tensor<?x3xf64, #bmc.dims<"B">>
  %scn = bmc.sum %mcn, [0, 1] : tensor<?x3xf64, #bmc.dims<"B">> -> tensor<f64>
  %tcn = bmc.add %thn, %scn : tensor<f64>
  return %tcn : tensor<f64>
}

// -----

func.func @loss(
    %x: tensor<2x3x8xf64> {bmc.parameter = @x},
    %w: tensor<8x2xf64> {bmc.parameter = @w},
    %bias: tensor<8xf64> {bmc.parameter = @bias},
    %h0: tensor<2x2xf64> {bmc.parameter = @h0},
    %c0: tensor<2x2xf64> {bmc.parameter = @c0},
    %mask: tensor<2x2xf64> {bmc.parameter = @mask},
    %lengths: tensor<2xi32> {bmc.name = "lengths", bmc.value = dense<[2, 0]> : tensor<2xi32>},
    %ky: tensor<2x3x2xf64> {bmc.name = "ky"},
    %khn: tensor<2x2xf64> {bmc.name = "khn"},
    %kcn: tensor<2x2xf64> {bmc.name = "kcn"})
    -> tensor<f64> {
  %r:4 = bmc.recurrent lstm reverse %x, %w bias %bias h0 %h0 c0 %c0 mask %mask lengths %lengths : (tensor<2x3x8xf64>, tensor<8x2xf64>, tensor<8xf64>, tensor<2x2xf64>, tensor<2x2xf64>, tensor<2x2xf64>, tensor<2xi32>) -> (tensor<2x3x2xf64>, tensor<2x2xf64>, tensor<2x2xf64>, tensor<2x3x12xf64>)
  %my = bmc.mul %r#0, %ky : tensor<2x3x2xf64>
  %sy = bmc.sum %my, [0, 1, 2] : tensor<2x3x2xf64> -> tensor<f64>
  %mhn = bmc.mul %r#1, %khn : tensor<2x2xf64>
  %shn = bmc.sum %mhn, [0, 1] : tensor<2x2xf64> -> tensor<f64>
  %thn = bmc.add %sy, %shn : tensor<f64>
  %mcn = bmc.mul %r#2, %kcn : tensor<2x2xf64>
  %scn = bmc.sum %mcn, [0, 1] : tensor<2x2xf64> -> tensor<f64>
  %tcn = bmc.add %thn, %scn : tensor<f64>
  return %tcn : tensor<f64>
}

// -----

func.func @loss(
    %x: tensor<1x1x4xf64> {bmc.parameter = @x},
    %w: tensor<4x1xf64> {bmc.parameter = @w},
    %ky: tensor<1x1x1xf64> {bmc.name = "ky"},
    %khn: tensor<1x1xf64> {bmc.name = "khn"},
    %kcn: tensor<1x1xf64> {bmc.name = "kcn"})
    -> tensor<f64> {
  %r:4 = bmc.recurrent lstm %x, %w : (tensor<1x1x4xf64>, tensor<4x1xf64>) -> (tensor<1x1x1xf64>, tensor<1x1xf64>, tensor<1x1xf64>, tensor<1x1x6xf64>)
  %my = bmc.mul %r#0, %ky : tensor<1x1x1xf64>
  %sy = bmc.sum %my, [0, 1, 2] : tensor<1x1x1xf64> -> tensor<f64>
  %mhn = bmc.mul %r#1, %khn : tensor<1x1xf64>
  %shn = bmc.sum %mhn, [0, 1] : tensor<1x1xf64> -> tensor<f64>
  %thn = bmc.add %sy, %shn : tensor<f64>
  %mcn = bmc.mul %r#2, %kcn : tensor<1x1xf64>
  %scn = bmc.sum %mcn, [0, 1] : tensor<1x1xf64> -> tensor<f64>
  %tcn = bmc.add %thn, %scn : tensor<f64>
  return %tcn : tensor<f64>
}

// -----

func.func @loss(
    %x: tensor<3x4x8xf64> {bmc.parameter = @x},
    %w: tensor<8x2xf64> {bmc.parameter = @w},
    %bias: tensor<8xf64> {bmc.parameter = @bias},
    %lengths: tensor<3xi32> {bmc.name = "lengths", bmc.value = dense<[1, 4, 3]> : tensor<3xi32>},
    %khn: tensor<3x2xf64> {bmc.name = "khn"},
    %kcn: tensor<3x2xf64> {bmc.name = "kcn"})
    -> tensor<f64> {
  %r:4 = bmc.recurrent lstm %x, %w bias %bias lengths %lengths : (tensor<3x4x8xf64>, tensor<8x2xf64>, tensor<8xf64>, tensor<3xi32>) -> (tensor<3x4x2xf64>, tensor<3x2xf64>, tensor<3x2xf64>, tensor<3x4x12xf64>)
  %mhn = bmc.mul %r#1, %khn : tensor<3x2xf64>
  %shn = bmc.sum %mhn, [0, 1] : tensor<3x2xf64> -> tensor<f64>
  %mcn = bmc.mul %r#2, %kcn : tensor<3x2xf64>
  %scn = bmc.sum %mcn, [0, 1] : tensor<3x2xf64> -> tensor<f64>
  %tcn = bmc.add %shn, %scn : tensor<f64>
  return %tcn : tensor<f64>
}

// -----

func.func @loss(
    %x: tensor<?x?x9xf64, #bmc.dims<"B", "S">> {bmc.parameter = @x},
    %w: tensor<9x3xf64> {bmc.parameter = @w},
    %bias: tensor<9xf64> {bmc.parameter = @bias},
    %h0: tensor<?x3xf64, #bmc.dims<"B">> {bmc.parameter = @h0},
    %mask: tensor<?x3xf64, #bmc.dims<"B">> {bmc.parameter = @mask},
    %ky: tensor<?x?x3xf64, #bmc.dims<"B", "S">> {bmc.name = "ky"},
    %khn: tensor<?x3xf64, #bmc.dims<"B">> {bmc.name = "khn"})
    -> tensor<f64> {
  %r:3 = bmc.recurrent gru %x, %w bias %bias h0 %h0 mask %mask : (tensor<?x?x9xf64, #bmc.dims<"B", "S">>, tensor<9x3xf64>, tensor<9xf64>, tensor<?x3xf64, #bmc.dims<"B">>, tensor<?x3xf64, #bmc.dims<"B">>) -> (tensor<?x?x3xf64, #bmc.dims<"B", "S">>, tensor<?x3xf64, #bmc.dims<"B">>, tensor<?x?x15xf64, #bmc.dims<"B", "S">>)
  %my = bmc.mul %r#0, %ky : tensor<?x?x3xf64, #bmc.dims<"B", "S">>
  %sy = bmc.sum %my, [0, 1, 2] : tensor<?x?x3xf64, #bmc.dims<"B", "S">> -> tensor<f64>
  %mhn = bmc.mul %r#1, %khn : tensor<?x3xf64, #bmc.dims<"B">>
  %shn = bmc.sum %mhn, [0, 1] : tensor<?x3xf64, #bmc.dims<"B">> -> tensor<f64>
  %thn = bmc.add %sy, %shn : tensor<f64>
  return %thn : tensor<f64>
}

// -----

func.func @loss(
    %x: tensor<2x3x6xf64> {bmc.parameter = @x},
    %w: tensor<6x2xf64> {bmc.parameter = @w},
    %bias: tensor<6xf64> {bmc.parameter = @bias},
    %h0: tensor<2x2xf64> {bmc.parameter = @h0},
    %mask: tensor<2x2xf64> {bmc.parameter = @mask},
    %lengths: tensor<2xi32> {bmc.name = "lengths", bmc.value = dense<[2, 0]> : tensor<2xi32>},
    %ky: tensor<2x3x2xf64> {bmc.name = "ky"},
    %khn: tensor<2x2xf64> {bmc.name = "khn"})
    -> tensor<f64> {
  %r:3 = bmc.recurrent gru reverse %x, %w bias %bias h0 %h0 mask %mask lengths %lengths : (tensor<2x3x6xf64>, tensor<6x2xf64>, tensor<6xf64>, tensor<2x2xf64>, tensor<2x2xf64>, tensor<2xi32>) -> (tensor<2x3x2xf64>, tensor<2x2xf64>, tensor<2x3x10xf64>)
  %my = bmc.mul %r#0, %ky : tensor<2x3x2xf64>
  %sy = bmc.sum %my, [0, 1, 2] : tensor<2x3x2xf64> -> tensor<f64>
  %mhn = bmc.mul %r#1, %khn : tensor<2x2xf64>
  %shn = bmc.sum %mhn, [0, 1] : tensor<2x2xf64> -> tensor<f64>
  %thn = bmc.add %sy, %shn : tensor<f64>
  return %thn : tensor<f64>
}

// -----

func.func @loss(
    %x: tensor<1x1x3xf64> {bmc.parameter = @x},
    %w: tensor<3x1xf64> {bmc.parameter = @w},
    %ky: tensor<1x1x1xf64> {bmc.name = "ky"},
    %khn: tensor<1x1xf64> {bmc.name = "khn"})
    -> tensor<f64> {
  %r:3 = bmc.recurrent gru %x, %w : (tensor<1x1x3xf64>, tensor<3x1xf64>) -> (tensor<1x1x1xf64>, tensor<1x1xf64>, tensor<1x1x5xf64>)
  %my = bmc.mul %r#0, %ky : tensor<1x1x1xf64>
  %sy = bmc.sum %my, [0, 1, 2] : tensor<1x1x1xf64> -> tensor<f64>
  %mhn = bmc.mul %r#1, %khn : tensor<1x1xf64>
  %shn = bmc.sum %mhn, [0, 1] : tensor<1x1xf64> -> tensor<f64>
  %thn = bmc.add %sy, %shn : tensor<f64>
  return %thn : tensor<f64>
}

// -----

func.func @loss(
    %x: tensor<3x4x6xf64> {bmc.parameter = @x},
    %w: tensor<6x2xf64> {bmc.parameter = @w},
    %bias: tensor<6xf64> {bmc.parameter = @bias},
    %lengths: tensor<3xi32> {bmc.name = "lengths", bmc.value = dense<[1, 4, 3]> : tensor<3xi32>},
    %khn: tensor<3x2xf64> {bmc.name = "khn"})
    -> tensor<f64> {
  %r:3 = bmc.recurrent gru %x, %w bias %bias lengths %lengths : (tensor<3x4x6xf64>, tensor<6x2xf64>, tensor<6xf64>, tensor<3xi32>) -> (tensor<3x4x2xf64>, tensor<3x2xf64>, tensor<3x4x10xf64>)
  %mhn = bmc.mul %r#1, %khn : tensor<3x2xf64>
  %shn = bmc.sum %mhn, [0, 1] : tensor<3x2xf64> -> tensor<f64>
  return %shn : tensor<f64>
}

// -----

func.func @loss(
    %x: tensor<?x?x3xf64, #bmc.dims<"B", "S">> {bmc.parameter = @x},
    %w: tensor<3x3xf64> {bmc.parameter = @w},
    %bias: tensor<3xf64> {bmc.parameter = @bias},
    %h0: tensor<?x3xf64, #bmc.dims<"B">> {bmc.parameter = @h0},
    %mask: tensor<?x3xf64, #bmc.dims<"B">> {bmc.parameter = @mask},
    %ky: tensor<?x?x3xf64, #bmc.dims<"B", "S">> {bmc.name = "ky"},
    %khn: tensor<?x3xf64, #bmc.dims<"B">> {bmc.name = "khn"})
    -> tensor<f64> {
  %r:3 = bmc.recurrent rnn_tanh %x, %w bias %bias h0 %h0 mask %mask : (tensor<?x?x3xf64, #bmc.dims<"B", "S">>, tensor<3x3xf64>, tensor<3xf64>, tensor<?x3xf64, #bmc.dims<"B">>, tensor<?x3xf64, #bmc.dims<"B">>) -> (tensor<?x?x3xf64, #bmc.dims<"B", "S">>, tensor<?x3xf64, #bmc.dims<"B">>, tensor<?x?x6xf64, #bmc.dims<"B", "S">>)
  %my = bmc.mul %r#0, %ky : tensor<?x?x3xf64, #bmc.dims<"B", "S">>
  %sy = bmc.sum %my, [0, 1, 2] : tensor<?x?x3xf64, #bmc.dims<"B", "S">> -> tensor<f64>
  %mhn = bmc.mul %r#1, %khn : tensor<?x3xf64, #bmc.dims<"B">>
  %shn = bmc.sum %mhn, [0, 1] : tensor<?x3xf64, #bmc.dims<"B">> -> tensor<f64>
  %thn = bmc.add %sy, %shn : tensor<f64>
  return %thn : tensor<f64>
}

// -----

func.func @loss(
    %x: tensor<2x3x2xf64> {bmc.parameter = @x},
    %w: tensor<2x2xf64> {bmc.parameter = @w},
    %bias: tensor<2xf64> {bmc.parameter = @bias},
    %h0: tensor<2x2xf64> {bmc.parameter = @h0},
    %mask: tensor<2x2xf64> {bmc.parameter = @mask},
    %lengths: tensor<2xi32> {bmc.name = "lengths", bmc.value = dense<[2, 0]> : tensor<2xi32>},
    %ky: tensor<2x3x2xf64> {bmc.name = "ky"},
    %khn: tensor<2x2xf64> {bmc.name = "khn"})
    -> tensor<f64> {
  %r:3 = bmc.recurrent rnn_tanh reverse %x, %w bias %bias h0 %h0 mask %mask lengths %lengths : (tensor<2x3x2xf64>, tensor<2x2xf64>, tensor<2xf64>, tensor<2x2xf64>, tensor<2x2xf64>, tensor<2xi32>) -> (tensor<2x3x2xf64>, tensor<2x2xf64>, tensor<2x3x4xf64>)
  %my = bmc.mul %r#0, %ky : tensor<2x3x2xf64>
  %sy = bmc.sum %my, [0, 1, 2] : tensor<2x3x2xf64> -> tensor<f64>
  %mhn = bmc.mul %r#1, %khn : tensor<2x2xf64>
  %shn = bmc.sum %mhn, [0, 1] : tensor<2x2xf64> -> tensor<f64>
  %thn = bmc.add %sy, %shn : tensor<f64>
  return %thn : tensor<f64>
}

// -----

func.func @loss(
    %x: tensor<1x1x1xf64> {bmc.parameter = @x},
    %w: tensor<1x1xf64> {bmc.parameter = @w},
    %ky: tensor<1x1x1xf64> {bmc.name = "ky"},
    %khn: tensor<1x1xf64> {bmc.name = "khn"})
    -> tensor<f64> {
  %r:3 = bmc.recurrent rnn_tanh %x, %w : (tensor<1x1x1xf64>, tensor<1x1xf64>) -> (tensor<1x1x1xf64>, tensor<1x1xf64>, tensor<1x1x2xf64>)
  %my = bmc.mul %r#0, %ky : tensor<1x1x1xf64>
  %sy = bmc.sum %my, [0, 1, 2] : tensor<1x1x1xf64> -> tensor<f64>
  %mhn = bmc.mul %r#1, %khn : tensor<1x1xf64>
  %shn = bmc.sum %mhn, [0, 1] : tensor<1x1xf64> -> tensor<f64>
  %thn = bmc.add %sy, %shn : tensor<f64>
  return %thn : tensor<f64>
}

// -----

func.func @loss(
    %x: tensor<3x4x2xf64> {bmc.parameter = @x},
    %w: tensor<2x2xf64> {bmc.parameter = @w},
    %bias: tensor<2xf64> {bmc.parameter = @bias},
    %lengths: tensor<3xi32> {bmc.name = "lengths", bmc.value = dense<[1, 4, 3]> : tensor<3xi32>},
    %khn: tensor<3x2xf64> {bmc.name = "khn"})
    -> tensor<f64> {
  %r:3 = bmc.recurrent rnn_tanh %x, %w bias %bias lengths %lengths : (tensor<3x4x2xf64>, tensor<2x2xf64>, tensor<2xf64>, tensor<3xi32>) -> (tensor<3x4x2xf64>, tensor<3x2xf64>, tensor<3x4x4xf64>)
  %mhn = bmc.mul %r#1, %khn : tensor<3x2xf64>
  %shn = bmc.sum %mhn, [0, 1] : tensor<3x2xf64> -> tensor<f64>
  return %shn : tensor<f64>
}

// -----

func.func @loss(
    %x: tensor<2x3x5xf64> {bmc.parameter = @x},
    %w: tensor<5x5xf64> {bmc.parameter = @w},
    %bias: tensor<5xf64> {bmc.parameter = @bias},
    %ky: tensor<2x3x5xf64> {bmc.name = "ky"},
    %khn: tensor<2x5xf64> {bmc.name = "khn"})
    -> tensor<f64> {
  %r:3 = bmc.recurrent rnn_relu %x, %w bias %bias : (tensor<2x3x5xf64>, tensor<5x5xf64>, tensor<5xf64>) -> (tensor<2x3x5xf64>, tensor<2x5xf64>, tensor<2x3x10xf64>)
  %my = bmc.mul %r#0, %ky : tensor<2x3x5xf64>
  %sy = bmc.sum %my, [0, 1, 2] : tensor<2x3x5xf64> -> tensor<f64>
  %mhn = bmc.mul %r#1, %khn : tensor<2x5xf64>
  %shn = bmc.sum %mhn, [0, 1] : tensor<2x5xf64> -> tensor<f64>
  %thn = bmc.add %sy, %shn : tensor<f64>
  return %thn : tensor<f64>
}

// -----

func.func @loss(
    %x: tensor<2x3x8xf64> {bmc.parameter = @x},
    %w: tensor<8x2xf64> {bmc.parameter = @w},
    %c0: tensor<2x2xf64> {bmc.parameter = @c0},
    %kcn: tensor<2x2xf64> {bmc.name = "kcn"})
    -> tensor<f64> {
  %r:4 = bmc.recurrent lstm reverse %x, %w c0 %c0 : (tensor<2x3x8xf64>, tensor<8x2xf64>, tensor<2x2xf64>) -> (tensor<2x3x2xf64>, tensor<2x2xf64>, tensor<2x2xf64>, tensor<2x3x12xf64>)
  %mcn = bmc.mul %r#2, %kcn : tensor<2x2xf64>
  %scn = bmc.sum %mcn, [0, 1] : tensor<2x2xf64> -> tensor<f64>
  return %scn : tensor<f64>
}

// -----

func.func @loss(
    %x: tensor<2x3x8xf64> {bmc.parameter = @x},
    %w: tensor<8x2xf64> {bmc.parameter = @w},
    %mask: tensor<2x2xf64> {bmc.parameter = @mask},
    %ky: tensor<2x3x2xf64> {bmc.name = "ky"})
    -> tensor<f64> {
  %r:4 = bmc.recurrent lstm %x, %w mask %mask : (tensor<2x3x8xf64>, tensor<8x2xf64>, tensor<2x2xf64>) -> (tensor<2x3x2xf64>, tensor<2x2xf64>, tensor<2x2xf64>, tensor<2x3x12xf64>)
  %my = bmc.mul %r#0, %ky : tensor<2x3x2xf64>
  %sy = bmc.sum %my, [0, 1, 2] : tensor<2x3x2xf64> -> tensor<f64>
  return %sy : tensor<f64>
}
