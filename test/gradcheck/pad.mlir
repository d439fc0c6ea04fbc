// Gradient of pad: around, without the ends, from either end, static extents and those of run time
// RUN: bmc-opt %s -split-input-file --bmc-differentiate | bmc-eval -split-input-file --gradcheck --dims=B=1,S=4
// RUN: bmc-opt %s -split-input-file --bmc-differentiate | bmc-eval -split-input-file --gradcheck --dims=B=2,S=7

func.func @loss(
    %x: tensor<1x1xf64> {bmc.parameter = @x},
    %c0: tensor<1x1xf64> {bmc.name = "c0"})
    -> tensor<f64> {
  %0 = bmc.pad %x axis 1 shift 0 : tensor<1x1xf64> -> tensor<1x1xf64>
  %1 = bmc.mul %0, %c0 : tensor<1x1xf64>
  %2 = bmc.sum %1, [0, 1] : tensor<1x1xf64> -> tensor<f64>
  return %2 : tensor<f64>
}

// -----

func.func @loss(
    %x: tensor<?x5xf64, #bmc.dims<"B">> {bmc.parameter = @x},
    %c0: tensor<?x7xf64, #bmc.dims<"B">> {bmc.name = "c0"})
    -> tensor<f64> {
  %0 = bmc.pad %x axis 1 shift 1 : tensor<?x5xf64, #bmc.dims<"B">> -> tensor<?x7xf64, #bmc.dims<"B">>
  %1 = bmc.mul %0, %c0 : tensor<?x7xf64, #bmc.dims<"B">>
  %2 = bmc.sum %1, [0, 1] : tensor<?x7xf64, #bmc.dims<"B">> -> tensor<f64>
  return %2 : tensor<f64>
}

// -----

func.func @loss(
    %x: tensor<?x5xf64, #bmc.dims<"B">> {bmc.parameter = @x},
    %c0: tensor<?x2xf64, #bmc.dims<"B">> {bmc.name = "c0"})
    -> tensor<f64> {
  %0 = bmc.pad %x axis 1 shift -2 : tensor<?x5xf64, #bmc.dims<"B">> -> tensor<?x2xf64, #bmc.dims<"B">>
  %1 = bmc.mul %0, %c0 : tensor<?x2xf64, #bmc.dims<"B">>
  %2 = bmc.sum %1, [0, 1] : tensor<?x2xf64, #bmc.dims<"B">> -> tensor<f64>
  return %2 : tensor<f64>
}

// -----

func.func @loss(
    %x: tensor<?x?x2xf64, #bmc.dims<"B", "S">> {bmc.parameter = @x},
    %c0: tensor<?x?x2xf64, #bmc.dims<"B", "S-1">> {bmc.name = "c0"})
    -> tensor<f64> {
  %0 = bmc.pad %x axis 1 shift -1 : tensor<?x?x2xf64, #bmc.dims<"B", "S">> -> tensor<?x?x2xf64, #bmc.dims<"B", "S-1">>
  %1 = bmc.mul %0, %c0 : tensor<?x?x2xf64, #bmc.dims<"B", "S-1">>
  %2 = bmc.sum %1, [0, 1, 2] : tensor<?x?x2xf64, #bmc.dims<"B", "S-1">> -> tensor<f64>
  return %2 : tensor<f64>
}

// -----

func.func @loss(
    %x: tensor<?x?x2xf64, #bmc.dims<"B", "S">> {bmc.parameter = @x},
    %c0: tensor<?x?x2xf64, #bmc.dims<"B", "S-1">> {bmc.name = "c0"})
    -> tensor<f64> {
  %0 = bmc.pad %x axis 1 shift 0 : tensor<?x?x2xf64, #bmc.dims<"B", "S">> -> tensor<?x?x2xf64, #bmc.dims<"B", "S-1">>
  %1 = bmc.mul %0, %c0 : tensor<?x?x2xf64, #bmc.dims<"B", "S-1">>
  %2 = bmc.sum %1, [0, 1, 2] : tensor<?x?x2xf64, #bmc.dims<"B", "S-1">> -> tensor<f64>
  return %2 : tensor<f64>
}

// -----

func.func @loss(
    %x: tensor<?x?x2xf64, #bmc.dims<"B", "S">> {bmc.parameter = @x},
    %c0: tensor<?x?x2xf64, #bmc.dims<"B", "S+3">> {bmc.name = "c0"})
    -> tensor<f64> {
  %0 = bmc.pad %x axis 1 shift 2 : tensor<?x?x2xf64, #bmc.dims<"B", "S">> -> tensor<?x?x2xf64, #bmc.dims<"B", "S+3">>
  %1 = bmc.mul %0, %c0 : tensor<?x?x2xf64, #bmc.dims<"B", "S+3">>
  %2 = bmc.sum %1, [0, 1, 2] : tensor<?x?x2xf64, #bmc.dims<"B", "S+3">> -> tensor<f64>
  return %2 : tensor<f64>
}

// -----

func.func @loss(
    %x: tensor<?x3x2xf64, #bmc.dims<"B">> {bmc.parameter = @x},
    %c0: tensor<?x?x2xf64, #bmc.dims<"B", "S+3">> {bmc.name = "c0"})
    -> tensor<f64> {
  %0 = bmc.pad %x axis 1 shift 0 : tensor<?x3x2xf64, #bmc.dims<"B">> -> tensor<?x?x2xf64, #bmc.dims<"B", "S+3">>
  %1 = bmc.mul %0, %c0 : tensor<?x?x2xf64, #bmc.dims<"B", "S+3">>
  %2 = bmc.sum %1, [0, 1, 2] : tensor<?x?x2xf64, #bmc.dims<"B", "S+3">> -> tensor<f64>
  return %2 : tensor<f64>
}

// -----

func.func @loss(
    %x: tensor<?x2x2xf64, #bmc.dims<"B">> {bmc.parameter = @x},
    %c0: tensor<?x?x2xf64, #bmc.dims<"B", "S+3">> {bmc.name = "c0"})
    -> tensor<f64> {
  %0 = bmc.pad %x axis 1 shift 1 from_end : tensor<?x2x2xf64, #bmc.dims<"B">> -> tensor<?x?x2xf64, #bmc.dims<"B", "S+3">>
  %1 = bmc.mul %0, %c0 : tensor<?x?x2xf64, #bmc.dims<"B", "S+3">>
  %2 = bmc.sum %1, [0, 1, 2] : tensor<?x?x2xf64, #bmc.dims<"B", "S+3">> -> tensor<f64>
  return %2 : tensor<f64>
}

// -----

func.func @loss(
    %x: tensor<?x?xf64, #bmc.dims<"B", "S">> {bmc.parameter = @x},
    %c0: tensor<?x?xf64, #bmc.dims<"B", "S">> {bmc.name = "c0"})
    -> tensor<f64> {
  %0 = bmc.pad %x axis 1 shift 1 : tensor<?x?xf64, #bmc.dims<"B", "S">> -> tensor<?x?xf64, #bmc.dims<"B", "S">>
  %1 = bmc.mul %0, %c0 : tensor<?x?xf64, #bmc.dims<"B", "S">>
  %2 = bmc.sum %1, [0, 1] : tensor<?x?xf64, #bmc.dims<"B", "S">> -> tensor<f64>
  return %2 : tensor<f64>
}

// -----

func.func @loss(
    %x: tensor<?x?xf64, #bmc.dims<"B", "S">> {bmc.parameter = @x},
    %c0: tensor<?x?xf64, #bmc.dims<"B", "S">> {bmc.name = "c0"})
    -> tensor<f64> {
  %0 = bmc.pad %x axis 1 shift 1 from_end : tensor<?x?xf64, #bmc.dims<"B", "S">> -> tensor<?x?xf64, #bmc.dims<"B", "S">>
  %1 = bmc.mul %0, %c0 : tensor<?x?xf64, #bmc.dims<"B", "S">>
  %2 = bmc.sum %1, [0, 1] : tensor<?x?xf64, #bmc.dims<"B", "S">> -> tensor<f64>
  return %2 : tensor<f64>
}

// -----

func.func @loss(
    %x: tensor<?x?x2xf64, #bmc.dims<"B", "S">> {bmc.parameter = @x},
    %c0: tensor<?x3x2xf64, #bmc.dims<"B">> {bmc.name = "c0"})
    -> tensor<f64> {
  %0 = bmc.pad %x axis 1 shift -1 : tensor<?x?x2xf64, #bmc.dims<"B", "S">> -> tensor<?x3x2xf64, #bmc.dims<"B">>
  %1 = bmc.mul %0, %c0 : tensor<?x3x2xf64, #bmc.dims<"B">>
  %2 = bmc.sum %1, [0, 1, 2] : tensor<?x3x2xf64, #bmc.dims<"B">> -> tensor<f64>
  return %2 : tensor<f64>
}

// -----

func.func @loss(
    %x: tensor<?x?x2xf64, #bmc.dims<"B", "S">> {bmc.parameter = @x},
    %c0: tensor<?x3x2xf64, #bmc.dims<"B">> {bmc.name = "c0"})
    -> tensor<f64> {
  %0 = bmc.pad %x axis 1 shift -1 from_end : tensor<?x?x2xf64, #bmc.dims<"B", "S">> -> tensor<?x3x2xf64, #bmc.dims<"B">>
  %1 = bmc.mul %0, %c0 : tensor<?x3x2xf64, #bmc.dims<"B">>
  %2 = bmc.sum %1, [0, 1, 2] : tensor<?x3x2xf64, #bmc.dims<"B">> -> tensor<f64>
  return %2 : tensor<f64>
}
