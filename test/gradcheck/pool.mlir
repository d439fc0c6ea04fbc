// Gradients of max and sum pooling
// RUN: bmc-opt %s -split-input-file --bmc-differentiate | bmc-eval -split-input-file --gradcheck --dims=B=1
// RUN: bmc-opt %s -split-input-file --bmc-differentiate | bmc-eval -split-input-file --gradcheck --dims=B=3

func.func @loss(
    %x: tensor<1x1x1xf64> {bmc.parameter = @x},
    %c0: tensor<1x1x1xf64> {bmc.name = "c0"})
    -> tensor<f64> {
  %0, %i = bmc.max_pool %x kernel [1] strides [1] padding [0, 0] dilation [1] : tensor<1x1x1xf64> -> tensor<1x1x1xf64>, tensor<1x1x1xi32>
  %1 = bmc.mul %0, %c0 : tensor<1x1x1xf64>
  %2 = bmc.sum %1, [0, 1, 2] : tensor<1x1x1xf64> -> tensor<f64>
  return %2 : tensor<f64>
}

// -----

func.func @loss(
    %x: tensor<1x1x1xf64> {bmc.parameter = @x},
    %c0: tensor<1x1x1xf64> {bmc.name = "c0"})
    -> tensor<f64> {
  %0 = bmc.sum_pool %x kernel [1] strides [1] padding [0, 0] dilation [1] : tensor<1x1x1xf64> -> tensor<1x1x1xf64>
  %1 = bmc.mul %0, %c0 : tensor<1x1x1xf64>
  %2 = bmc.sum %1, [0, 1, 2] : tensor<1x1x1xf64> -> tensor<f64>
  return %2 : tensor<f64>
}

// -----

func.func @loss(
    %x: tensor<?x2x7xf64, #bmc.dims<"B">> {bmc.parameter = @x},
    %c0: tensor<?x2x4xf64, #bmc.dims<"B">> {bmc.name = "c0"})
    -> tensor<f64> {
  %0, %i = bmc.max_pool %x kernel [3] strides [2] padding [1, 1] dilation [1] : tensor<?x2x7xf64, #bmc.dims<"B">> -> tensor<?x2x4xf64, #bmc.dims<"B">>, tensor<?x2x4xi32, #bmc.dims<"B">>
  %1 = bmc.mul %0, %c0 : tensor<?x2x4xf64, #bmc.dims<"B">>
  %2 = bmc.sum %1, [0, 1, 2] : tensor<?x2x4xf64, #bmc.dims<"B">> -> tensor<f64>
  return %2 : tensor<f64>
}

// -----

func.func @loss(
    %x: tensor<?x2x7xf64, #bmc.dims<"B">> {bmc.parameter = @x},
    %c0: tensor<?x2x4xf64, #bmc.dims<"B">> {bmc.name = "c0"})
    -> tensor<f64> {
  %0 = bmc.sum_pool %x kernel [3] strides [2] padding [1, 1] dilation [1] : tensor<?x2x7xf64, #bmc.dims<"B">> -> tensor<?x2x4xf64, #bmc.dims<"B">>
  %1 = bmc.mul %0, %c0 : tensor<?x2x4xf64, #bmc.dims<"B">>
  %2 = bmc.sum %1, [0, 1, 2] : tensor<?x2x4xf64, #bmc.dims<"B">> -> tensor<f64>
  return %2 : tensor<f64>
}

// -----

func.func @loss(
    %x: tensor<1x1x6xf64> {bmc.parameter = @x},
    %c0: tensor<1x1x5xf64> {bmc.name = "c0"})
    -> tensor<f64> {
  %0, %i = bmc.max_pool %x kernel [2] strides [1] padding [1, 1] dilation [3] : tensor<1x1x6xf64> -> tensor<1x1x5xf64>, tensor<1x1x5xi32>
  %1 = bmc.mul %0, %c0 : tensor<1x1x5xf64>
  %2 = bmc.sum %1, [0, 1, 2] : tensor<1x1x5xf64> -> tensor<f64>
  return %2 : tensor<f64>
}

// -----

func.func @loss(
    %x: tensor<1x1x6xf64> {bmc.parameter = @x},
    %c0: tensor<1x1x5xf64> {bmc.name = "c0"})
    -> tensor<f64> {
  %0 = bmc.sum_pool %x kernel [2] strides [1] padding [1, 1] dilation [3] : tensor<1x1x6xf64> -> tensor<1x1x5xf64>
  %1 = bmc.mul %0, %c0 : tensor<1x1x5xf64>
  %2 = bmc.sum %1, [0, 1, 2] : tensor<1x1x5xf64> -> tensor<f64>
  return %2 : tensor<f64>
}

// -----

func.func @loss(
    %x: tensor<?x1x4x5xf64, #bmc.dims<"B">> {bmc.parameter = @x},
    %c0: tensor<?x1x2x2xf64, #bmc.dims<"B">> {bmc.name = "c0"})
    -> tensor<f64> {
  %0, %i = bmc.max_pool %x kernel [2, 2] strides [2, 2] padding [0, 0, 0, 0] dilation [1, 1] : tensor<?x1x4x5xf64, #bmc.dims<"B">> -> tensor<?x1x2x2xf64, #bmc.dims<"B">>, tensor<?x1x2x2xi32, #bmc.dims<"B">>
  %1 = bmc.mul %0, %c0 : tensor<?x1x2x2xf64, #bmc.dims<"B">>
  %2 = bmc.sum %1, [0, 1, 2, 3] : tensor<?x1x2x2xf64, #bmc.dims<"B">> -> tensor<f64>
  return %2 : tensor<f64>
}

// -----

func.func @loss(
    %x: tensor<?x1x4x5xf64, #bmc.dims<"B">> {bmc.parameter = @x},
    %c0: tensor<?x1x2x2xf64, #bmc.dims<"B">> {bmc.name = "c0"})
    -> tensor<f64> {
  %0 = bmc.sum_pool %x kernel [2, 2] strides [2, 2] padding [0, 0, 0, 0] dilation [1, 1] : tensor<?x1x4x5xf64, #bmc.dims<"B">> -> tensor<?x1x2x2xf64, #bmc.dims<"B">>
  %1 = bmc.mul %0, %c0 : tensor<?x1x2x2xf64, #bmc.dims<"B">>
  %2 = bmc.sum %1, [0, 1, 2, 3] : tensor<?x1x2x2xf64, #bmc.dims<"B">> -> tensor<f64>
  return %2 : tensor<f64>
}

// -----

func.func @loss(
    %x: tensor<1x2x4x4xf64> {bmc.parameter = @x},
    %c0: tensor<1x2x2x4xf64> {bmc.name = "c0"})
    -> tensor<f64> {
  %0, %i = bmc.max_pool %x kernel [3, 3] strides [2, 1] padding [1, 1, 1, 1] dilation [1, 1] : tensor<1x2x4x4xf64> -> tensor<1x2x2x4xf64>, tensor<1x2x2x4xi32>
  %1 = bmc.mul %0, %c0 : tensor<1x2x2x4xf64>
  %2 = bmc.sum %1, [0, 1, 2, 3] : tensor<1x2x2x4xf64> -> tensor<f64>
  return %2 : tensor<f64>
}

// -----

func.func @loss(
    %x: tensor<1x2x4x4xf64> {bmc.parameter = @x},
    %c0: tensor<1x2x2x4xf64> {bmc.name = "c0"})
    -> tensor<f64> {
  %0 = bmc.sum_pool %x kernel [3, 3] strides [2, 1] padding [1, 1, 1, 1] dilation [1, 1] : tensor<1x2x4x4xf64> -> tensor<1x2x2x4xf64>
  %1 = bmc.mul %0, %c0 : tensor<1x2x2x4xf64>
  %2 = bmc.sum %1, [0, 1, 2, 3] : tensor<1x2x2x4xf64> -> tensor<f64>
  return %2 : tensor<f64>
}

// -----

func.func @loss(
    %x: tensor<2x2x3xf64> {bmc.parameter = @x},
    %c0: tensor<2x2x1xf64> {bmc.name = "c0"})
    -> tensor<f64> {
  %0, %i = bmc.max_pool %x kernel [3] strides [3] padding [0, 0] dilation [1] : tensor<2x2x3xf64> -> tensor<2x2x1xf64>, tensor<2x2x1xi32>
  %1 = bmc.mul %0, %c0 : tensor<2x2x1xf64>
  %2 = bmc.sum %1, [0, 1, 2] : tensor<2x2x1xf64> -> tensor<f64>
  return %2 : tensor<f64>
}

// -----

func.func @loss(
    %x: tensor<2x2x3xf64> {bmc.parameter = @x},
    %c0: tensor<2x2x1xf64> {bmc.name = "c0"})
    -> tensor<f64> {
  %0 = bmc.sum_pool %x kernel [3] strides [3] padding [0, 0] dilation [1] : tensor<2x2x3xf64> -> tensor<2x2x1xf64>
  %1 = bmc.mul %0, %c0 : tensor<2x2x1xf64>
  %2 = bmc.sum %1, [0, 1, 2] : tensor<2x2x1xf64> -> tensor<f64>
  return %2 : tensor<f64>
}

// -----

func.func @loss(
    %x: tensor<2x2x3xf64> {bmc.parameter = @x},
    %c0: tensor<2x2x6xf64> {bmc.name = "c0"})
    -> tensor<f64> {
  %0 = bmc.sum_pool_backward %x kernel [2] strides [2] padding [0, 0] dilation [1] : tensor<2x2x3xf64> -> tensor<2x2x6xf64>
  %1 = bmc.mul %0, %c0 : tensor<2x2x6xf64>
  %2 = bmc.sum %1, [0, 1, 2] : tensor<2x2x6xf64> -> tensor<f64>
  return %2 : tensor<f64>
}
