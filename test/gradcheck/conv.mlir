// Gradients of convolutions and of transposed convolutions
// RUN: bmc-opt %s -split-input-file --bmc-differentiate | bmc-eval -split-input-file --gradcheck --dims=B=1
// RUN: bmc-opt %s -split-input-file --bmc-differentiate | bmc-eval -split-input-file --gradcheck --dims=B=3

func.func @loss(
    %x: tensor<1x1x1xf64> {bmc.parameter = @x},
    %w: tensor<1x1x1xf64> {bmc.parameter = @w},
    %c0: tensor<1x1x1xf64> {bmc.name = "c0"})
    -> tensor<f64> {
  %0 = bmc.conv %x, %w strides [1] padding [0, 0] dilation [1] groups 1 : tensor<1x1x1xf64>, tensor<1x1x1xf64> -> tensor<1x1x1xf64>
  %1 = bmc.mul %0, %c0 : tensor<1x1x1xf64>
  %2 = bmc.sum %1, [0, 1, 2] : tensor<1x1x1xf64> -> tensor<f64>
  return %2 : tensor<f64>
}

// -----

func.func @loss(
    %x: tensor<1x1x1xf64> {bmc.parameter = @x},
    %w: tensor<1x1x1xf64> {bmc.parameter = @w},
    %c0: tensor<1x1x1xf64> {bmc.name = "c0"})
    -> tensor<f64> {
  %0 = bmc.conv_dinput %x, %w strides [1] padding [0, 0] dilation [1] groups 1 : tensor<1x1x1xf64>, tensor<1x1x1xf64> -> tensor<1x1x1xf64>
  %1 = bmc.mul %0, %c0 : tensor<1x1x1xf64>
  %2 = bmc.sum %1, [0, 1, 2] : tensor<1x1x1xf64> -> tensor<f64>
  return %2 : tensor<f64>
}

// -----

func.func @loss(
    %x: tensor<?x2x5xf64, #bmc.dims<"B">> {bmc.parameter = @x},
    %w: tensor<3x2x3xf64> {bmc.parameter = @w},
    %c0: tensor<?x3x5xf64, #bmc.dims<"B">> {bmc.name = "c0"})
    -> tensor<f64> {
  %0 = bmc.conv %x, %w strides [1] padding [1, 1] dilation [1] groups 1 : tensor<?x2x5xf64, #bmc.dims<"B">>, tensor<3x2x3xf64> -> tensor<?x3x5xf64, #bmc.dims<"B">>
  %1 = bmc.mul %0, %c0 : tensor<?x3x5xf64, #bmc.dims<"B">>
  %2 = bmc.sum %1, [0, 1, 2] : tensor<?x3x5xf64, #bmc.dims<"B">> -> tensor<f64>
  return %2 : tensor<f64>
}

// -----

func.func @loss(
    %x: tensor<?x3x5xf64, #bmc.dims<"B">> {bmc.parameter = @x},
    %w: tensor<3x2x3xf64> {bmc.parameter = @w},
    %c0: tensor<?x2x5xf64, #bmc.dims<"B">> {bmc.name = "c0"})
    -> tensor<f64> {
  %0 = bmc.conv_dinput %x, %w strides [1] padding [1, 1] dilation [1] groups 1 : tensor<?x3x5xf64, #bmc.dims<"B">>, tensor<3x2x3xf64> -> tensor<?x2x5xf64, #bmc.dims<"B">>
  %1 = bmc.mul %0, %c0 : tensor<?x2x5xf64, #bmc.dims<"B">>
  %2 = bmc.sum %1, [0, 1, 2] : tensor<?x2x5xf64, #bmc.dims<"B">> -> tensor<f64>
  return %2 : tensor<f64>
}

// -----

func.func @loss(
    %x: tensor<1x2x7xf64> {bmc.parameter = @x},
    %w: tensor<2x1x2xf64> {bmc.parameter = @w},
    %c0: tensor<1x2x3xf64> {bmc.name = "c0"})
    -> tensor<f64> {
  %0 = bmc.conv %x, %w strides [2] padding [0, 0] dilation [2] groups 2 : tensor<1x2x7xf64>, tensor<2x1x2xf64> -> tensor<1x2x3xf64>
  %1 = bmc.mul %0, %c0 : tensor<1x2x3xf64>
  %2 = bmc.sum %1, [0, 1, 2] : tensor<1x2x3xf64> -> tensor<f64>
  return %2 : tensor<f64>
}

// -----

func.func @loss(
    %x: tensor<1x2x3xf64> {bmc.parameter = @x},
    %w: tensor<2x1x2xf64> {bmc.parameter = @w},
    %c0: tensor<1x2x7xf64> {bmc.name = "c0"})
    -> tensor<f64> {
  %0 = bmc.conv_dinput %x, %w strides [2] padding [0, 0] dilation [2] groups 2 : tensor<1x2x3xf64>, tensor<2x1x2xf64> -> tensor<1x2x7xf64>
  %1 = bmc.mul %0, %c0 : tensor<1x2x7xf64>
  %2 = bmc.sum %1, [0, 1, 2] : tensor<1x2x7xf64> -> tensor<f64>
  return %2 : tensor<f64>
}

// -----

func.func @loss(
    %x: tensor<?x2x3x4xf64, #bmc.dims<"B">> {bmc.parameter = @x},
    %w: tensor<2x2x2x3xf64> {bmc.parameter = @w},
    %c0: tensor<?x2x2x4xf64, #bmc.dims<"B">> {bmc.name = "c0"})
    -> tensor<f64> {
  %0 = bmc.conv %x, %w strides [1, 1] padding [0, 0, 1, 1] dilation [1, 1] groups 1 : tensor<?x2x3x4xf64, #bmc.dims<"B">>, tensor<2x2x2x3xf64> -> tensor<?x2x2x4xf64, #bmc.dims<"B">>
  %1 = bmc.mul %0, %c0 : tensor<?x2x2x4xf64, #bmc.dims<"B">>
  %2 = bmc.sum %1, [0, 1, 2, 3] : tensor<?x2x2x4xf64, #bmc.dims<"B">> -> tensor<f64>
  return %2 : tensor<f64>
}

// -----

func.func @loss(
    %x: tensor<?x2x2x4xf64, #bmc.dims<"B">> {bmc.parameter = @x},
    %w: tensor<2x2x2x3xf64> {bmc.parameter = @w},
    %c0: tensor<?x2x3x4xf64, #bmc.dims<"B">> {bmc.name = "c0"})
    -> tensor<f64> {
  %0 = bmc.conv_dinput %x, %w strides [1, 1] padding [0, 0, 1, 1] dilation [1, 1] groups 1 : tensor<?x2x2x4xf64, #bmc.dims<"B">>, tensor<2x2x2x3xf64> -> tensor<?x2x3x4xf64, #bmc.dims<"B">>
  %1 = bmc.mul %0, %c0 : tensor<?x2x3x4xf64, #bmc.dims<"B">>
  %2 = bmc.sum %1, [0, 1, 2, 3] : tensor<?x2x3x4xf64, #bmc.dims<"B">> -> tensor<f64>
  return %2 : tensor<f64>
}

// -----

func.func @loss(
    %x: tensor<1x2x5x4xf64> {bmc.parameter = @x},
    %w: tensor<2x2x3x3xf64> {bmc.parameter = @w},
    %c0: tensor<1x2x3x2xf64> {bmc.name = "c0"})
    -> tensor<f64> {
  %0 = bmc.conv %x, %w strides [2, 2] padding [1, 1, 1, 1] dilation [1, 1] groups 1 : tensor<1x2x5x4xf64>, tensor<2x2x3x3xf64> -> tensor<1x2x3x2xf64>
  %1 = bmc.mul %0, %c0 : tensor<1x2x3x2xf64>
  %2 = bmc.sum %1, [0, 1, 2, 3] : tensor<1x2x3x2xf64> -> tensor<f64>
  return %2 : tensor<f64>
}

// -----

func.func @loss(
    %x: tensor<1x2x3x2xf64> {bmc.parameter = @x},
    %w: tensor<2x2x3x3xf64> {bmc.parameter = @w},
    %c0: tensor<1x2x5x4xf64> {bmc.name = "c0"})
    -> tensor<f64> {
  %0 = bmc.conv_dinput %x, %w strides [2, 2] padding [1, 1, 1, 1] dilation [1, 1] groups 1 : tensor<1x2x3x2xf64>, tensor<2x2x3x3xf64> -> tensor<1x2x5x4xf64>
  %1 = bmc.mul %0, %c0 : tensor<1x2x5x4xf64>
  %2 = bmc.sum %1, [0, 1, 2, 3] : tensor<1x2x5x4xf64> -> tensor<f64>
  return %2 : tensor<f64>
}

// -----

func.func @loss(
    %x: tensor<1x3x4x4xf64> {bmc.parameter = @x},
    %w: tensor<3x1x2x2xf64> {bmc.parameter = @w},
    %c0: tensor<1x3x4x2xf64> {bmc.name = "c0"})
    -> tensor<f64> {
  %0 = bmc.conv %x, %w strides [1, 2] padding [1, 1, 0, 0] dilation [2, 1] groups 3 : tensor<1x3x4x4xf64>, tensor<3x1x2x2xf64> -> tensor<1x3x4x2xf64>
  %1 = bmc.mul %0, %c0 : tensor<1x3x4x2xf64>
  %2 = bmc.sum %1, [0, 1, 2, 3] : tensor<1x3x4x2xf64> -> tensor<f64>
  return %2 : tensor<f64>
}

// -----

func.func @loss(
    %x: tensor<1x3x4x2xf64> {bmc.parameter = @x},
    %w: tensor<3x1x2x2xf64> {bmc.parameter = @w},
    %c0: tensor<1x3x4x4xf64> {bmc.name = "c0"})
    -> tensor<f64> {
  %0 = bmc.conv_dinput %x, %w strides [1, 2] padding [1, 1, 0, 0] dilation [2, 1] groups 3 : tensor<1x3x4x2xf64>, tensor<3x1x2x2xf64> -> tensor<1x3x4x4xf64>
  %1 = bmc.mul %0, %c0 : tensor<1x3x4x4xf64>
  %2 = bmc.sum %1, [0, 1, 2, 3] : tensor<1x3x4x4xf64> -> tensor<f64>
  return %2 : tensor<f64>
}

// -----

func.func @loss(
    %x: tensor<2x1x3x3xf64> {bmc.parameter = @x},
    %w: tensor<2x1x3x3xf64> {bmc.parameter = @w},
    %c0: tensor<2x2x1x1xf64> {bmc.name = "c0"})
    -> tensor<f64> {
  %0 = bmc.conv %x, %w strides [1, 1] padding [0, 0, 0, 0] dilation [1, 1] groups 1 : tensor<2x1x3x3xf64>, tensor<2x1x3x3xf64> -> tensor<2x2x1x1xf64>
  %1 = bmc.mul %0, %c0 : tensor<2x2x1x1xf64>
  %2 = bmc.sum %1, [0, 1, 2, 3] : tensor<2x2x1x1xf64> -> tensor<f64>
  return %2 : tensor<f64>
}

// -----

func.func @loss(
    %x: tensor<2x2x1x1xf64> {bmc.parameter = @x},
    %w: tensor<2x1x3x3xf64> {bmc.parameter = @w},
    %c0: tensor<2x1x3x3xf64> {bmc.name = "c0"})
    -> tensor<f64> {
  %0 = bmc.conv_dinput %x, %w strides [1, 1] padding [0, 0, 0, 0] dilation [1, 1] groups 1 : tensor<2x2x1x1xf64>, tensor<2x1x3x3xf64> -> tensor<2x1x3x3xf64>
  %1 = bmc.mul %0, %c0 : tensor<2x1x3x3xf64>
  %2 = bmc.sum %1, [0, 1, 2, 3] : tensor<2x1x3x3xf64> -> tensor<f64>
  return %2 : tensor<f64>
}

// -----

func.func @loss(
    %x: tensor<1x1x2xf64> {bmc.parameter = @x},
    %w: tensor<1x1x4xf64> {bmc.parameter = @w},
    %c0: tensor<1x1x1xf64> {bmc.name = "c0"})
    -> tensor<f64> {
  %0 = bmc.conv %x, %w strides [3] padding [2, 2] dilation [1] groups 1 : tensor<1x1x2xf64>, tensor<1x1x4xf64> -> tensor<1x1x1xf64>
  %1 = bmc.mul %0, %c0 : tensor<1x1x1xf64>
  %2 = bmc.sum %1, [0, 1, 2] : tensor<1x1x1xf64> -> tensor<f64>
  return %2 : tensor<f64>
}

// -----

func.func @loss(
    %x: tensor<1x1x1xf64> {bmc.parameter = @x},
    %w: tensor<1x1x4xf64> {bmc.parameter = @w},
    %c0: tensor<1x1x2xf64> {bmc.name = "c0"})
    -> tensor<f64> {
  %0 = bmc.conv_dinput %x, %w strides [3] padding [2, 2] dilation [1] groups 1 : tensor<1x1x1xf64>, tensor<1x1x4xf64> -> tensor<1x1x2xf64>
  %1 = bmc.mul %0, %c0 : tensor<1x1x2xf64>
  %2 = bmc.sum %1, [0, 1, 2] : tensor<1x1x2xf64> -> tensor<f64>
  return %2 : tensor<f64>
}

// -----

func.func @loss(
    %x: tensor<1x17x2xf64> {bmc.parameter = @x},
    %w: tensor<3x17x1xf64> {bmc.parameter = @w},
    %c0: tensor<1x3x2xf64> {bmc.name = "c0"})
    -> tensor<f64> {
  %0 = bmc.conv %x, %w strides [1] padding [0, 0] dilation [1] groups 1 : tensor<1x17x2xf64>, tensor<3x17x1xf64> -> tensor<1x3x2xf64>
  %1 = bmc.mul %0, %c0 : tensor<1x3x2xf64>
  %2 = bmc.sum %1, [0, 1, 2] : tensor<1x3x2xf64> -> tensor<f64>
  return %2 : tensor<f64>
}

// -----

func.func @loss(
    %x: tensor<1x3x2xf64> {bmc.parameter = @x},
    %w: tensor<3x17x1xf64> {bmc.parameter = @w},
    %c0: tensor<1x17x2xf64> {bmc.name = "c0"})
    -> tensor<f64> {
  %0 = bmc.conv_dinput %x, %w strides [1] padding [0, 0] dilation [1] groups 1 : tensor<1x3x2xf64>, tensor<3x17x1xf64> -> tensor<1x17x2xf64>
  %1 = bmc.mul %0, %c0 : tensor<1x17x2xf64>
  %2 = bmc.sum %1, [0, 1, 2] : tensor<1x17x2xf64> -> tensor<f64>
  return %2 : tensor<f64>
}

// -----

func.func @loss(
    %x: tensor<1x1x5xf64> {bmc.parameter = @x},
    %w: tensor<1x1x1xf64> {bmc.parameter = @w},
    %c0: tensor<1x1x3xf64> {bmc.name = "c0"})
    -> tensor<f64> {
  %0 = bmc.conv %x, %w strides [2] padding [0, 0] dilation [1] groups 1 : tensor<1x1x5xf64>, tensor<1x1x1xf64> -> tensor<1x1x3xf64>
  %1 = bmc.mul %0, %c0 : tensor<1x1x3xf64>
  %2 = bmc.sum %1, [0, 1, 2] : tensor<1x1x3xf64> -> tensor<f64>
  return %2 : tensor<f64>
}

// -----

func.func @loss(
    %x: tensor<1x1x3xf64> {bmc.parameter = @x},
    %w: tensor<1x1x1xf64> {bmc.parameter = @w},
    %c0: tensor<1x1x5xf64> {bmc.name = "c0"})
    -> tensor<f64> {
  %0 = bmc.conv_dinput %x, %w strides [2] padding [0, 0] dilation [1] groups 1 : tensor<1x1x3xf64>, tensor<1x1x1xf64> -> tensor<1x1x5xf64>
  %1 = bmc.mul %0, %c0 : tensor<1x1x5xf64>
  %2 = bmc.sum %1, [0, 1, 2] : tensor<1x1x5xf64> -> tensor<f64>
  return %2 : tensor<f64>
}
