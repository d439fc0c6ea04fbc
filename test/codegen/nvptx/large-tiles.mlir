// RUN: bmc-eval --native=sm_80 --dims=R=1 --dims=R=127 --dims=R=128 --dims=R=133 --tolerance=1e-5 %s | FileCheck %s
// RUN: env BMC_EMULATOR=sm_90a,check,order=random:3 bmc-eval --native=sm_90a --dims=R=259 --tolerance=1e-5 %s | FileCheck %s
// RUN: sed -E 's/func.func @/func.func private @/; s/^(  *-> .*|.*->.*)\{$/\1 attributes {bmc.kernel} {/' %s > %t.mlir
// RUN: bmc-opt %t.mlir --bmc-lower-gpu-kernels | FileCheck %s --check-prefix=BLOCKS
//
// Results so large, at the bounds of their dims, that tiles are of 128 x 128:
// operands that are read 16 bytes at once and others, along either axis; rows
// and columns that end within a tile; a head whose gradient's depth is cut.

bmc.dim @R max 13000

// CHECK-DAG: @wide y: difference
// BLOCKS-DAG: func.func @wide{{.*}}shared = 16896 : i64{{.*}}nvvm.minctasm = 2 : i32
func.func @wide(
    %x: tensor<?x20xf32, #bmc.dims<"R">> {bmc.name = "x"}, %w: tensor<132x20xf32> {bmc.name = "w"},
    %b: tensor<132xf32> {bmc.name = "b"}, %r: tensor<?x132xf32, #bmc.dims<"R">> {bmc.name = "r"})
    -> (tensor<?x132xf32, #bmc.dims<"R">> {bmc.name = "y"}) {
  %y = bmc.linear %x, %w, %b : (tensor<?x20xf32, #bmc.dims<"R">>, tensor<132x20xf32>, tensor<132xf32>) -> tensor<?x132xf32, #bmc.dims<"R">>
  %s = bmc.add %y, %r : tensor<?x132xf32, #bmc.dims<"R">>
  return %s : tensor<?x132xf32, #bmc.dims<"R">>
}

// CHECK-DAG: @narrow y: difference
// BLOCKS-DAG: func.func @narrow{{.*}}shared = 16896 : i64{{.*}}nvvm.minctasm = 1 : i32
func.func @narrow(
    %x: tensor<?x7xf32, #bmc.dims<"R">> {bmc.name = "x"}, %w: tensor<130x7xf32> {bmc.name = "w"})
    -> (tensor<?x130xf32, #bmc.dims<"R">> {bmc.name = "y"}) {
  %y = bmc.linear %x, %w : (tensor<?x7xf32, #bmc.dims<"R">>, tensor<130x7xf32>) -> tensor<?x130xf32, #bmc.dims<"R">>
  return %y : tensor<?x130xf32, #bmc.dims<"R">>
}

// BLOCKS-DAG: func.func @backward{{.*}}shape = {{\[}}[1], [128, "R"], [128, 100]]
// CHECK-DAG: @backward y: difference
func.func @backward(
    %x: tensor<?x132xf32, #bmc.dims<"R">> {bmc.name = "x"}, %w: tensor<132x100xf32> {bmc.name = "w"})
    -> (tensor<?x100xf32, #bmc.dims<"R">> {bmc.name = "y"}) {
  %y = bmc.matmul %x, %w : tensor<?x132xf32, #bmc.dims<"R">>, tensor<132x100xf32> -> tensor<?x100xf32, #bmc.dims<"R">>
  return %y : tensor<?x100xf32, #bmc.dims<"R">>
}

// CHECK-DAG: @dweight dw: difference
func.func @dweight(
    %x: tensor<?x260xf32, #bmc.dims<"R">> {bmc.name = "x"}, %d: tensor<?x400xf32, #bmc.dims<"R">> {bmc.name = "d"})
    -> (tensor<400x260xf32> {bmc.name = "dw"}) {
  %w = bmc.linear_dweight %d, %x : tensor<?x400xf32, #bmc.dims<"R">>, tensor<?x260xf32, #bmc.dims<"R">> -> tensor<400x260xf32>
  return %w : tensor<400x260xf32>
}

// CHECK-DAG: @head dx: difference
// CHECK-DAG: @head dw: difference
func.func @head(
    %d: tensor<f32> {bmc.name = "d"}, %x: tensor<?x72xf32, #bmc.dims<"R">> {bmc.name = "x"},
    %w: tensor<130x72xf32> {bmc.name = "w"}, %t: tensor<?xi32, #bmc.dims<"R">> {bmc.name = "t"},
    %b: tensor<130xf32> {bmc.name = "b"})
    -> (tensor<f32> {bmc.name = "loss"}, tensor<?x72xf32, #bmc.dims<"R">> {bmc.name = "dx"},
        tensor<130x72xf32> {bmc.name = "dw"}, tensor<130xf32> {bmc.name = "db"}) {
  %l, %dx, %dw, %db = bmc.linear_cross_entropy_grad %d, %x, %w, %t, %b
    : (tensor<f32>, tensor<?x72xf32, #bmc.dims<"R">>, tensor<130x72xf32>, tensor<?xi32, #bmc.dims<"R">>, tensor<130xf32>)
    -> (tensor<f32>, tensor<?x72xf32, #bmc.dims<"R">>, tensor<130x72xf32>, tensor<130xf32>)
  return %l, %dx, %dw, %db : tensor<f32>, tensor<?x72xf32, #bmc.dims<"R">>, tensor<130x72xf32>, tensor<130xf32>
}

// The depth of dx in three parts.
// CHECK-DAG: @many_classes dx: difference
func.func @many_classes(
    %d: tensor<f32> {bmc.name = "d"}, %x: tensor<?x6xf32, #bmc.dims<"R">> {bmc.name = "x"},
    %w: tensor<2101x6xf32> {bmc.name = "w"}, %t: tensor<?xi32, #bmc.dims<"R">> {bmc.name = "t"})
    -> (tensor<f32> {bmc.name = "loss"}, tensor<?x6xf32, #bmc.dims<"R">> {bmc.name = "dx"},
        tensor<2101x6xf32> {bmc.name = "dw"}) {
  %l, %dx, %dw = bmc.linear_cross_entropy_grad %d, %x, %w, %t {bmc.logit_bytes = 2000000 : i64}
    : (tensor<f32>, tensor<?x6xf32, #bmc.dims<"R">>, tensor<2101x6xf32>, tensor<?xi32, #bmc.dims<"R">>)
    -> (tensor<f32>, tensor<?x6xf32, #bmc.dims<"R">>, tensor<2101x6xf32>)
  return %l, %dx, %dw : tensor<f32>, tensor<?x6xf32, #bmc.dims<"R">>, tensor<2101x6xf32>
}

// Few columns: large tiles would multiply mostly what is not there.
// BLOCKS-DAG: func.func @slim{{.*}}shape = {{\[}}[1], [64, "R"], [64, 20]]
// CHECK-DAG: @slim y: difference
func.func @slim(
    %x: tensor<?x12xf32, #bmc.dims<"R">> {bmc.name = "x"}, %w: tensor<12x20xf32> {bmc.name = "w"})
    -> (tensor<?x20xf32, #bmc.dims<"R">> {bmc.name = "y"}) {
  %y = bmc.matmul %x, %w : tensor<?x12xf32, #bmc.dims<"R">>, tensor<12x20xf32> -> tensor<?x20xf32, #bmc.dims<"R">>
  return %y : tensor<?x20xf32, #bmc.dims<"R">>
}

// CHECK-DAG: @conv y: difference
func.func @conv(
    %x: tensor<?x3x6x6xf32, #bmc.dims<"R">> {bmc.name = "x"}, %w: tensor<70x3x3x3xf32> {bmc.name = "w"})
    -> (tensor<?x70x4x4xf32, #bmc.dims<"R">> {bmc.name = "y"}) {
  %y = bmc.conv %x, %w strides [1, 1] padding [0, 0, 0, 0] dilation [1, 1] groups 1
    : tensor<?x3x6x6xf32, #bmc.dims<"R">>, tensor<70x3x3x3xf32> -> tensor<?x70x4x4xf32, #bmc.dims<"R">>
  return %y : tensor<?x70x4x4xf32, #bmc.dims<"R">>
}
