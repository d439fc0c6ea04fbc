// RUN: bmc-eval --native --dims=R=1 --dims=R=50 --tolerance=1e-4 %s | FileCheck %s
// RUN: sed s/f32/f64/g %s > %t.mlir
// RUN: bmc-eval --native --dims=R=5000 --function=small_grad %t.mlir
// RUN: bmc-eval --native --dims=R=5000 --function=small_bias_grad %t.mlir
// RUN: bmc-eval --native --dims=R=7 %t.mlir | FileCheck %s
// RUN: bmc-eval --native --mcpu=avx2 --dims=R=37 %t.mlir | FileCheck %s
// RUN: bmc-eval --native --mcpu=portable --dims=R=37 %t.mlir | FileCheck %s
// RUN: bmc-eval --native --mcpu=avx2 --dims=R=37 --tolerance=1e-4 %s | FileCheck %s
// RUN: bmc-eval --native --mcpu=portable --dims=R=37 --tolerance=1e-4 %s | FileCheck %s
//
// Linear + cross-entropy against the reference, on every vector width. Targets
// below zero do not count; 5000 rows take two chunks.
//

bmc.dim @R max 6000

// CHECK-DAG: @small loss: difference
func.func @small(
    %x: tensor<?x3xf32, #bmc.dims<"R">> {bmc.name = "x"},
    %w: tensor<5x3xf32> {bmc.name = "w"},
    %t: tensor<?xi32, #bmc.dims<"R">> {bmc.name = "t"})
    -> (tensor<f32> {bmc.name = "loss"}) {
  %l = bmc.linear_cross_entropy %x, %w, %t : tensor<?x3xf32, #bmc.dims<"R">>, tensor<5x3xf32>, tensor<?xi32, #bmc.dims<"R">> -> tensor<f32>
  return %l : tensor<f32>
}

// CHECK-DAG: @small_grad loss: difference
func.func @small_grad(
    %d: tensor<f32> {bmc.name = "d"},
    %x: tensor<?x3xf32, #bmc.dims<"R">> {bmc.name = "x"},
    %w: tensor<5x3xf32> {bmc.name = "w"},
    %t: tensor<?xi32, #bmc.dims<"R">> {bmc.name = "t"})
    -> (tensor<f32> {bmc.name = "loss"}, tensor<?x3xf32, #bmc.dims<"R">> {bmc.name = "dx"}, tensor<5x3xf32> {bmc.name = "dw"}) {
  %l, %dx, %dw = bmc.linear_cross_entropy_grad %d, %x, %w, %t
    : (tensor<f32>, tensor<?x3xf32, #bmc.dims<"R">>, tensor<5x3xf32>, tensor<?xi32, #bmc.dims<"R">>) -> (tensor<f32>, tensor<?x3xf32, #bmc.dims<"R">>, tensor<5x3xf32>)
  return %l, %dx, %dw : tensor<f32>, tensor<?x3xf32, #bmc.dims<"R">>, tensor<5x3xf32>
}

// CHECK-DAG: @bytes loss: difference
func.func @bytes(
    %x: tensor<?x64xf32, #bmc.dims<"R">> {bmc.name = "x"},
    %w: tensor<128x64xf32> {bmc.name = "w"},
    %t: tensor<?xi32, #bmc.dims<"R">> {bmc.name = "t"})
    -> (tensor<f32> {bmc.name = "loss"}) {
  %l = bmc.linear_cross_entropy %x, %w, %t : tensor<?x64xf32, #bmc.dims<"R">>, tensor<128x64xf32>, tensor<?xi32, #bmc.dims<"R">> -> tensor<f32>
  return %l : tensor<f32>
}

// CHECK-DAG: @bytes_grad loss: difference
func.func @bytes_grad(
    %d: tensor<f32> {bmc.name = "d"},
    %x: tensor<?x64xf32, #bmc.dims<"R">> {bmc.name = "x"},
    %w: tensor<128x64xf32> {bmc.name = "w"},
    %t: tensor<?xi32, #bmc.dims<"R">> {bmc.name = "t"})
    -> (tensor<f32> {bmc.name = "loss"}, tensor<?x64xf32, #bmc.dims<"R">> {bmc.name = "dx"}, tensor<128x64xf32> {bmc.name = "dw"}) {
  %l, %dx, %dw = bmc.linear_cross_entropy_grad %d, %x, %w, %t
    : (tensor<f32>, tensor<?x64xf32, #bmc.dims<"R">>, tensor<128x64xf32>, tensor<?xi32, #bmc.dims<"R">>) -> (tensor<f32>, tensor<?x64xf32, #bmc.dims<"R">>, tensor<128x64xf32>)
  return %l, %dx, %dw : tensor<f32>, tensor<?x64xf32, #bmc.dims<"R">>, tensor<128x64xf32>
}

// CHECK-DAG: @tail loss: difference
func.func @tail(
    %x: tensor<?x50xf32, #bmc.dims<"R">> {bmc.name = "x"},
    %w: tensor<1003x50xf32> {bmc.name = "w"},
    %t: tensor<?xi32, #bmc.dims<"R">> {bmc.name = "t"})
    -> (tensor<f32> {bmc.name = "loss"}) {
  %l = bmc.linear_cross_entropy %x, %w, %t : tensor<?x50xf32, #bmc.dims<"R">>, tensor<1003x50xf32>, tensor<?xi32, #bmc.dims<"R">> -> tensor<f32>
  return %l : tensor<f32>
}

// CHECK-DAG: @tail_grad loss: difference
func.func @tail_grad(
    %d: tensor<f32> {bmc.name = "d"},
    %x: tensor<?x50xf32, #bmc.dims<"R">> {bmc.name = "x"},
    %w: tensor<1003x50xf32> {bmc.name = "w"},
    %t: tensor<?xi32, #bmc.dims<"R">> {bmc.name = "t"})
    -> (tensor<f32> {bmc.name = "loss"}, tensor<?x50xf32, #bmc.dims<"R">> {bmc.name = "dx"}, tensor<1003x50xf32> {bmc.name = "dw"}) {
  %l, %dx, %dw = bmc.linear_cross_entropy_grad %d, %x, %w, %t
    : (tensor<f32>, tensor<?x50xf32, #bmc.dims<"R">>, tensor<1003x50xf32>, tensor<?xi32, #bmc.dims<"R">>) -> (tensor<f32>, tensor<?x50xf32, #bmc.dims<"R">>, tensor<1003x50xf32>)
  return %l, %dx, %dw : tensor<f32>, tensor<?x50xf32, #bmc.dims<"R">>, tensor<1003x50xf32>
}

// CHECK-DAG: @one_class loss: difference
func.func @one_class(
    %x: tensor<?x7xf32, #bmc.dims<"R">> {bmc.name = "x"},
    %w: tensor<1x7xf32> {bmc.name = "w"},
    %t: tensor<?xi32, #bmc.dims<"R">> {bmc.name = "t"})
    -> (tensor<f32> {bmc.name = "loss"}) {
  %l = bmc.linear_cross_entropy %x, %w, %t : tensor<?x7xf32, #bmc.dims<"R">>, tensor<1x7xf32>, tensor<?xi32, #bmc.dims<"R">> -> tensor<f32>
  return %l : tensor<f32>
}

// CHECK-DAG: @one_class_grad loss: difference
func.func @one_class_grad(
    %d: tensor<f32> {bmc.name = "d"},
    %x: tensor<?x7xf32, #bmc.dims<"R">> {bmc.name = "x"},
    %w: tensor<1x7xf32> {bmc.name = "w"},
    %t: tensor<?xi32, #bmc.dims<"R">> {bmc.name = "t"})
    -> (tensor<f32> {bmc.name = "loss"}, tensor<?x7xf32, #bmc.dims<"R">> {bmc.name = "dx"}, tensor<1x7xf32> {bmc.name = "dw"}) {
  %l, %dx, %dw = bmc.linear_cross_entropy_grad %d, %x, %w, %t
    : (tensor<f32>, tensor<?x7xf32, #bmc.dims<"R">>, tensor<1x7xf32>, tensor<?xi32, #bmc.dims<"R">>) -> (tensor<f32>, tensor<?x7xf32, #bmc.dims<"R">>, tensor<1x7xf32>)
  return %l, %dx, %dw : tensor<f32>, tensor<?x7xf32, #bmc.dims<"R">>, tensor<1x7xf32>
}

// CHECK-DAG: @ignored loss: difference
func.func @ignored(
    %d: tensor<f32> {bmc.name = "d"},
    %x: tensor<6x3xf32> {bmc.name = "x"},
    %w: tensor<20x3xf32> {bmc.name = "w"},
    %t: tensor<6xi32> {bmc.name = "t", bmc.value = dense<[3, -100, 19, 0, -1, 7]> : tensor<6xi32>})
    -> (tensor<f32> {bmc.name = "loss"}, tensor<6x3xf32> {bmc.name = "dx"}, tensor<20x3xf32> {bmc.name = "dw"}) {
  %l, %dx, %dw = bmc.linear_cross_entropy_grad %d, %x, %w, %t
    : (tensor<f32>, tensor<6x3xf32>, tensor<20x3xf32>, tensor<6xi32>) -> (tensor<f32>, tensor<6x3xf32>, tensor<20x3xf32>)
  return %l, %dx, %dw : tensor<f32>, tensor<6x3xf32>, tensor<20x3xf32>
}

// CHECK-DAG: @bias loss: difference
func.func @bias(
    %x: tensor<?x50xf32, #bmc.dims<"R">> {bmc.name = "x"},
    %w: tensor<1003x50xf32> {bmc.name = "w"},
    %b: tensor<1003xf32> {bmc.name = "b"},
    %t: tensor<?xi32, #bmc.dims<"R">> {bmc.name = "t"})
    -> (tensor<f32> {bmc.name = "loss"}) {
  %l = bmc.linear_cross_entropy %x, %w, %t, %b : tensor<?x50xf32, #bmc.dims<"R">>, tensor<1003x50xf32>, tensor<?xi32, #bmc.dims<"R">>, tensor<1003xf32> -> tensor<f32>
  return %l : tensor<f32>
}

// 1031 classes are two tasks for dbias.
// CHECK-DAG: @bias_grad db: difference
func.func @bias_grad(
    %d: tensor<f32> {bmc.name = "d"},
    %x: tensor<?x3xf32, #bmc.dims<"R">> {bmc.name = "x"},
    %w: tensor<1031x3xf32> {bmc.name = "w"},
    %b: tensor<1031xf32> {bmc.name = "b"},
    %t: tensor<?xi32, #bmc.dims<"R">> {bmc.name = "t"})
    -> (tensor<f32> {bmc.name = "loss"}, tensor<?x3xf32, #bmc.dims<"R">> {bmc.name = "dx"}, tensor<1031x3xf32> {bmc.name = "dw"}, tensor<1031xf32> {bmc.name = "db"}) {
  %l, %dx, %dw, %db = bmc.linear_cross_entropy_grad %d, %x, %w, %t, %b
    : (tensor<f32>, tensor<?x3xf32, #bmc.dims<"R">>, tensor<1031x3xf32>, tensor<?xi32, #bmc.dims<"R">>, tensor<1031xf32>) -> (tensor<f32>, tensor<?x3xf32, #bmc.dims<"R">>, tensor<1031x3xf32>, tensor<1031xf32>)
  return %l, %dx, %dw, %db : tensor<f32>, tensor<?x3xf32, #bmc.dims<"R">>, tensor<1031x3xf32>, tensor<1031xf32>
}

// 5000 rows are two chunks, added up in dbias.
// CHECK-DAG: @small_bias_grad db: difference
func.func @small_bias_grad(
    %d: tensor<f32> {bmc.name = "d"},
    %x: tensor<?x3xf32, #bmc.dims<"R">> {bmc.name = "x"},
    %w: tensor<5x3xf32> {bmc.name = "w"},
    %b: tensor<5xf32> {bmc.name = "b"},
    %t: tensor<?xi32, #bmc.dims<"R">> {bmc.name = "t"})
    -> (tensor<?x3xf32, #bmc.dims<"R">> {bmc.name = "dx"}, tensor<5xf32> {bmc.name = "db"}) {
  %l, %dx, %dw, %db = bmc.linear_cross_entropy_grad %d, %x, %w, %t, %b
    : (tensor<f32>, tensor<?x3xf32, #bmc.dims<"R">>, tensor<5x3xf32>, tensor<?xi32, #bmc.dims<"R">>, tensor<5xf32>) -> (tensor<f32>, tensor<?x3xf32, #bmc.dims<"R">>, tensor<5x3xf32>, tensor<5xf32>)
  return %dx, %db : tensor<?x3xf32, #bmc.dims<"R">>, tensor<5xf32>
}
