// RUN: bmc-eval --native --dims=R=7,B=2 --dims=R=64,B=1 %s | FileCheck %s
// RUN: sed s/f32/f64/g %s > %t.mlir
// RUN: bmc-eval --native --dims=R=130,B=1 %t.mlir | FileCheck %s
// RUN: bmc-eval --native --mcpu=avx2 --dims=R=1,B=1 %t.mlir | FileCheck %s
// RUN: bmc-eval --native --mcpu=avx2 --dims=R=29,B=3 %s | FileCheck %s
// RUN: bmc-eval --native --mcpu=portable --dims=R=8,B=2 %s | FileCheck %s
// RUN: bmc-eval --native --mcpu=portable --dims=R=29,B=1 %t.mlir | FileCheck %s
//
// Matrix products against the reference, on every vector width: complete and
// incomplete tiles, one and several depth blocks, epilogues, sliced operands.
//

bmc.dim @B max 8
bmc.dim @R max 200

// CHECK-DAG: @linear_full_tiles y: difference
func.func @linear_full_tiles(
    %x: tensor<?x?x40xf32, #bmc.dims<"B", "R">> {bmc.name = "x"},
    %w: tensor<96x40xf32> {bmc.name = "w"},
    %b: tensor<96xf32> {bmc.name = "b"})
    -> (tensor<?x?x96xf32, #bmc.dims<"B", "R">> {bmc.name = "y"}) {
  %y = bmc.linear %x, %w, %b : (tensor<?x?x40xf32, #bmc.dims<"B", "R">>, tensor<96x40xf32>, tensor<96xf32>) -> tensor<?x?x96xf32, #bmc.dims<"B", "R">>
  return %y : tensor<?x?x96xf32, #bmc.dims<"B", "R">>
}

// CHECK-DAG: @linear_tail y: difference
func.func @linear_tail(
    %x: tensor<?x?x33xf32, #bmc.dims<"B", "R">> {bmc.name = "x"},
    %w: tensor<130x33xf32> {bmc.name = "w"},
    %b: tensor<130xf32> {bmc.name = "b"})
    -> (tensor<?x?x130xf32, #bmc.dims<"B", "R">> {bmc.name = "y"}) {
  %y = bmc.linear %x, %w, %b : (tensor<?x?x33xf32, #bmc.dims<"B", "R">>, tensor<130x33xf32>, tensor<130xf32>) -> tensor<?x?x130xf32, #bmc.dims<"B", "R">>
  return %y : tensor<?x?x130xf32, #bmc.dims<"B", "R">>
}

// CHECK-DAG: @linear_tiny y: difference
func.func @linear_tiny(
    %x: tensor<?x?x3xf32, #bmc.dims<"B", "R">> {bmc.name = "x"},
    %w: tensor<5x3xf32> {bmc.name = "w"})
    -> (tensor<?x?x5xf32, #bmc.dims<"B", "R">> {bmc.name = "y"}) {
  %y = bmc.linear %x, %w : (tensor<?x?x3xf32, #bmc.dims<"B", "R">>, tensor<5x3xf32>) -> tensor<?x?x5xf32, #bmc.dims<"B", "R">>
  return %y : tensor<?x?x5xf32, #bmc.dims<"B", "R">>
}

// CHECK-DAG: @linear_deep y: difference
func.func @linear_deep(
    %x: tensor<?x?x600xf32, #bmc.dims<"B", "R">> {bmc.name = "x"},
    %w: tensor<70x600xf32> {bmc.name = "w"},
    %b: tensor<70xf32> {bmc.name = "b"})
    -> (tensor<?x?x70xf32, #bmc.dims<"B", "R">> {bmc.name = "y"}) {
  %y = bmc.linear %x, %w, %b : (tensor<?x?x600xf32, #bmc.dims<"B", "R">>, tensor<70x600xf32>, tensor<70xf32>) -> tensor<?x?x70xf32, #bmc.dims<"B", "R">>
  return %y : tensor<?x?x70xf32, #bmc.dims<"B", "R">>
}

// CHECK-DAG: @linear_deep_residual y: difference
func.func @linear_deep_residual(
    %x: tensor<?x?x1100xf32, #bmc.dims<"B", "R">> {bmc.name = "x"},
    %w: tensor<100x1100xf32> {bmc.name = "w"},
    %b: tensor<100xf32> {bmc.name = "b"},
    %r: tensor<?x?x100xf32, #bmc.dims<"B", "R">> {bmc.name = "r"})
    -> (tensor<?x?x100xf32, #bmc.dims<"B", "R">> {bmc.name = "y"}) {
  %y = bmc.linear %x, %w, %b : (tensor<?x?x1100xf32, #bmc.dims<"B", "R">>, tensor<100x1100xf32>, tensor<100xf32>) -> tensor<?x?x100xf32, #bmc.dims<"B", "R">>
  %z = bmc.add %y, %r : tensor<?x?x100xf32, #bmc.dims<"B", "R">>
  return %z : tensor<?x?x100xf32, #bmc.dims<"B", "R">>
}

// CHECK-DAG: @linear_deep_relu y: difference
func.func @linear_deep_relu(
    %x: tensor<?x?x600xf32, #bmc.dims<"B", "R">> {bmc.name = "x"},
    %w: tensor<70x600xf32> {bmc.name = "w"})
    -> (tensor<?x?x70xf32, #bmc.dims<"B", "R">> {bmc.name = "y"}) {
  %y = bmc.linear %x, %w : (tensor<?x?x600xf32, #bmc.dims<"B", "R">>, tensor<70x600xf32>) -> tensor<?x?x70xf32, #bmc.dims<"B", "R">>
  %z = bmc.relu %y : tensor<?x?x70xf32, #bmc.dims<"B", "R">>
  return %z : tensor<?x?x70xf32, #bmc.dims<"B", "R">>
}

// CHECK-DAG: @linear_deep_gelu y: difference
func.func @linear_deep_gelu(
    %x: tensor<?x?x900xf32, #bmc.dims<"B", "R">> {bmc.name = "x"},
    %w: tensor<50x900xf32> {bmc.name = "w"},
    %b: tensor<50xf32> {bmc.name = "b"})
    -> (tensor<?x?x50xf32, #bmc.dims<"B", "R">> {bmc.name = "y"}, tensor<?x?x50xf32, #bmc.dims<"B", "R">> {bmc.name = "z"}) {
  %y = bmc.linear %x, %w, %b : (tensor<?x?x900xf32, #bmc.dims<"B", "R">>, tensor<50x900xf32>, tensor<50xf32>) -> tensor<?x?x50xf32, #bmc.dims<"B", "R">>
  %z = bmc.gelu %y : tensor<?x?x50xf32, #bmc.dims<"B", "R">>
  return %y, %z : tensor<?x?x50xf32, #bmc.dims<"B", "R">>, tensor<?x?x50xf32, #bmc.dims<"B", "R">>
}

// CHECK-DAG: @linear_wide y: difference
func.func @linear_wide(
    %x: tensor<?x?x20xf32, #bmc.dims<"B", "R">> {bmc.name = "x"},
    %w: tensor<900x20xf32> {bmc.name = "w"},
    %b: tensor<900xf32> {bmc.name = "b"})
    -> (tensor<?x?x900xf32, #bmc.dims<"B", "R">> {bmc.name = "y"}) {
  %y = bmc.linear %x, %w, %b : (tensor<?x?x20xf32, #bmc.dims<"B", "R">>, tensor<900x20xf32>, tensor<900xf32>) -> tensor<?x?x900xf32, #bmc.dims<"B", "R">>
  return %y : tensor<?x?x900xf32, #bmc.dims<"B", "R">>
}

// CHECK-DAG: @matmul_nn y: difference
func.func @matmul_nn(
    %a: tensor<?x?x70xf32, #bmc.dims<"B", "R">> {bmc.name = "a"},
    %b: tensor<70x110xf32> {bmc.name = "b"})
    -> (tensor<?x?x110xf32, #bmc.dims<"B", "R">> {bmc.name = "y"}) {
  %y = bmc.matmul %a, %b : tensor<?x?x70xf32, #bmc.dims<"B", "R">>, tensor<70x110xf32> -> tensor<?x?x110xf32, #bmc.dims<"B", "R">>
  return %y : tensor<?x?x110xf32, #bmc.dims<"B", "R">>
}

// CHECK-DAG: @matmul_nt y: difference
func.func @matmul_nt(
    %a: tensor<?x70xf32, #bmc.dims<"R">> {bmc.name = "a"},
    %b: tensor<110x70xf32> {bmc.name = "b"})
    -> (tensor<?x110xf32, #bmc.dims<"R">> {bmc.name = "y"}) {
  %y = bmc.matmul %a, %b transpose_b : tensor<?x70xf32, #bmc.dims<"R">>, tensor<110x70xf32> -> tensor<?x110xf32, #bmc.dims<"R">>
  return %y : tensor<?x110xf32, #bmc.dims<"R">>
}

// CHECK-DAG: @matmul_tn y: difference
func.func @matmul_tn(
    %a: tensor<?x70xf32, #bmc.dims<"R">> {bmc.name = "a"},
    %b: tensor<?x110xf32, #bmc.dims<"R">> {bmc.name = "b"})
    -> (tensor<70x110xf32> {bmc.name = "y"}) {
  %y = bmc.matmul %a, %b transpose_a : tensor<?x70xf32, #bmc.dims<"R">>, tensor<?x110xf32, #bmc.dims<"R">> -> tensor<70x110xf32>
  return %y : tensor<70x110xf32>
}

// CHECK-DAG: @dweight y: difference
func.func @dweight(
    %dy: tensor<?x?x70xf32, #bmc.dims<"B", "R">> {bmc.name = "dy"},
    %x: tensor<?x?x110xf32, #bmc.dims<"B", "R">> {bmc.name = "x"})
    -> (tensor<70x110xf32> {bmc.name = "y"}) {
  %y = bmc.linear_dweight %dy, %x : tensor<?x?x70xf32, #bmc.dims<"B", "R">>, tensor<?x?x110xf32, #bmc.dims<"B", "R">> -> tensor<70x110xf32>
  return %y : tensor<70x110xf32>
}

// CHECK-DAG: @dweight_sum y: difference
func.func @dweight_sum(
    %dy: tensor<?x?x70xf32, #bmc.dims<"B", "R">> {bmc.name = "dy"},
    %x: tensor<?x?x110xf32, #bmc.dims<"B", "R">> {bmc.name = "x"},
    %g: tensor<70x110xf32> {bmc.name = "g"})
    -> (tensor<70x110xf32> {bmc.name = "y"}) {
  %d = bmc.linear_dweight %dy, %x : tensor<?x?x70xf32, #bmc.dims<"B", "R">>, tensor<?x?x110xf32, #bmc.dims<"B", "R">> -> tensor<70x110xf32>
  %y = bmc.add %d, %g : tensor<70x110xf32>
  return %y : tensor<70x110xf32>
}

// CHECK-DAG: @linear_slice y: difference
func.func @linear_slice(
    %x: tensor<?x?x120xf32, #bmc.dims<"B", "R">> {bmc.name = "x"},
    %w: tensor<60x40xf32> {bmc.name = "w"})
    -> (tensor<?x?x60xf32, #bmc.dims<"B", "R">> {bmc.name = "y"}) {
  %s = bmc.slice %x axis 2 offset 40 size 40 : tensor<?x?x120xf32, #bmc.dims<"B", "R">> -> tensor<?x?x40xf32, #bmc.dims<"B", "R">>
  %y = bmc.linear %s, %w : (tensor<?x?x40xf32, #bmc.dims<"B", "R">>, tensor<60x40xf32>) -> tensor<?x?x60xf32, #bmc.dims<"B", "R">>
  return %y : tensor<?x?x60xf32, #bmc.dims<"B", "R">>
}

// CHECK-DAG: @batched_nn y: difference
func.func @batched_nn(
    %a: tensor<?x2x?x30xf32, #bmc.dims<"B", "R">> {bmc.name = "a"},
    %b: tensor<?x2x30x?xf32, #bmc.dims<"B", "R">> {bmc.name = "b"})
    -> (tensor<?x2x?x?xf32, #bmc.dims<"B", "R", "R">> {bmc.name = "y"}) {
  %y = bmc.matmul %a, %b : tensor<?x2x?x30xf32, #bmc.dims<"B", "R">>, tensor<?x2x30x?xf32, #bmc.dims<"B", "R">> -> tensor<?x2x?x?xf32, #bmc.dims<"B", "R", "R">>
  return %y : tensor<?x2x?x?xf32, #bmc.dims<"B", "R", "R">>
}

// CHECK-DAG: @batched_nt y: difference
func.func @batched_nt(
    %a: tensor<?x2x?x30xf32, #bmc.dims<"B", "R">> {bmc.name = "a"},
    %b: tensor<?x2x?x30xf32, #bmc.dims<"B", "R">> {bmc.name = "b"})
    -> (tensor<?x2x?x?xf32, #bmc.dims<"B", "R", "R">> {bmc.name = "y"}) {
  %y = bmc.matmul %a, %b transpose_b : tensor<?x2x?x30xf32, #bmc.dims<"B", "R">>, tensor<?x2x?x30xf32, #bmc.dims<"B", "R">> -> tensor<?x2x?x?xf32, #bmc.dims<"B", "R", "R">>
  return %y : tensor<?x2x?x?xf32, #bmc.dims<"B", "R", "R">>
}

// CHECK-DAG: @batched_tn y: difference
func.func @batched_tn(
    %a: tensor<?x2x30x?xf32, #bmc.dims<"B", "R">> {bmc.name = "a"},
    %b: tensor<?x2x30x?xf32, #bmc.dims<"B", "R">> {bmc.name = "b"})
    -> (tensor<?x2x?x?xf32, #bmc.dims<"B", "R", "R">> {bmc.name = "y"}) {
  %y = bmc.matmul %a, %b transpose_a : tensor<?x2x30x?xf32, #bmc.dims<"B", "R">>, tensor<?x2x30x?xf32, #bmc.dims<"B", "R">> -> tensor<?x2x?x?xf32, #bmc.dims<"B", "R", "R">>
  return %y : tensor<?x2x?x?xf32, #bmc.dims<"B", "R", "R">>
}

// CHECK-DAG: @batched_tt y: difference
func.func @batched_tt(
    %a: tensor<?x2x30x?xf32, #bmc.dims<"B", "R">> {bmc.name = "a"},
    %b: tensor<?x2x?x30xf32, #bmc.dims<"B", "R">> {bmc.name = "b"})
    -> (tensor<?x2x?x?xf32, #bmc.dims<"B", "R", "R">> {bmc.name = "y"}) {
  %y = bmc.matmul %a, %b transpose_a transpose_b : tensor<?x2x30x?xf32, #bmc.dims<"B", "R">>, tensor<?x2x?x30xf32, #bmc.dims<"B", "R">> -> tensor<?x2x?x?xf32, #bmc.dims<"B", "R", "R">>
  return %y : tensor<?x2x?x?xf32, #bmc.dims<"B", "R", "R">>
}

// CHECK-DAG: @batched_dynamic_depth y: difference
func.func @batched_dynamic_depth(
    %a: tensor<?x?x?xf32, #bmc.dims<"B", "R", "R">> {bmc.name = "a"},
    %b: tensor<?x?x48xf32, #bmc.dims<"B", "R">> {bmc.name = "b"})
    -> (tensor<?x?x48xf32, #bmc.dims<"B", "R">> {bmc.name = "y"}) {
  %y = bmc.matmul %a, %b : tensor<?x?x?xf32, #bmc.dims<"B", "R", "R">>, tensor<?x?x48xf32, #bmc.dims<"B", "R">> -> tensor<?x?x48xf32, #bmc.dims<"B", "R">>
  return %y : tensor<?x?x48xf32, #bmc.dims<"B", "R">>
}

// CHECK-DAG: @batched_deep y: difference
func.func @batched_deep(
    %a: tensor<?x20x700xf32, #bmc.dims<"B">> {bmc.name = "a"},
    %b: tensor<?x700x20xf32, #bmc.dims<"B">> {bmc.name = "b"})
    -> (tensor<?x20x20xf32, #bmc.dims<"B">> {bmc.name = "y"}) {
  %y = bmc.matmul %a, %b : tensor<?x20x700xf32, #bmc.dims<"B">>, tensor<?x700x20xf32, #bmc.dims<"B">> -> tensor<?x20x20xf32, #bmc.dims<"B">>
  return %y : tensor<?x20x20xf32, #bmc.dims<"B">>
}

// CHECK-DAG: @dynamic_columns y: difference
func.func @dynamic_columns(
    %a: tensor<?x20x30xf32, #bmc.dims<"B">> {bmc.name = "a"},
    %b: tensor<?x30xf32, #bmc.dims<"R">> {bmc.name = "b"})
    -> (tensor<?x20x?xf32, #bmc.dims<"B", "R">> {bmc.name = "y"}) {
  %y = bmc.matmul %a, %b transpose_b : tensor<?x20x30xf32, #bmc.dims<"B">>, tensor<?x30xf32, #bmc.dims<"R">> -> tensor<?x20x?xf32, #bmc.dims<"B", "R">>
  return %y : tensor<?x20x?xf32, #bmc.dims<"B", "R">>
}
