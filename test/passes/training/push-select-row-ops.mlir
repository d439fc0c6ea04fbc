// Every kind of op that lets a position through, with equal values.
// RUN: bmc-opt %s --bmc-push-select-row | FileCheck %s
// RUN: bmc-eval %s --random-seed=3 --precision=12 --dims=B=2,S=4 --int-range=p=4 --int-range=i=5 --int-range=q=2 > %t.before
// RUN: bmc-opt %s --bmc-push-select-row | bmc-eval - --random-seed=3 --precision=12 --dims=B=2,S=4 --int-range=p=4 --int-range=i=5 --int-range=q=2 > %t.after
// RUN: diff %t.before %t.after

bmc.dim @B max 8
bmc.dim @S max 8

// CHECK-LABEL: @elementwise
// CHECK: bmc.constant 5.000000e-01 : tensor<?x4xf64, #bmc.dims<"B">>
// CHECK: bmc.compare gt, %{{.*}} : tensor<?x4xf64, #bmc.dims<"B">>
// CHECK: bmc.select %{{.*}} : tensor<?x4xi1, #bmc.dims<"B">>
// CHECK: bmc.gelu %{{.*}} approximate tanh : tensor<?x4xf64, #bmc.dims<"B">>
// CHECK: bmc.convert %{{.*}} : tensor<?x4xf64, #bmc.dims<"B">> -> tensor<?x4xf32, #bmc.dims<"B">>
// CHECK-NEXT: return
func.func @elementwise(%x: tensor<?x?x4xf64, #bmc.dims<"B", "S">> {bmc.name = "x"}, %p: tensor<i32> {bmc.name = "p"})
    -> tensor<?x4xf32, #bmc.dims<"B">> {
  %c = bmc.constant 0.5 : tensor<?x?x4xf64, #bmc.dims<"B", "S">>
  %m = bmc.compare gt, %x, %c : tensor<?x?x4xf64, #bmc.dims<"B", "S">>
  %s = bmc.select %m, %x, %c : tensor<?x?x4xi1, #bmc.dims<"B", "S">>, tensor<?x?x4xf64, #bmc.dims<"B", "S">>
  %g = bmc.gelu %s approximate tanh : tensor<?x?x4xf64, #bmc.dims<"B", "S">>
  %v = bmc.convert %g : tensor<?x?x4xf64, #bmc.dims<"B", "S">> -> tensor<?x?x4xf32, #bmc.dims<"B", "S">>
  %r = bmc.select_row %v, %p axis 1 : (tensor<?x?x4xf32, #bmc.dims<"B", "S">>, tensor<i32>) -> tensor<?x4xf32, #bmc.dims<"B">>
  return %r : tensor<?x4xf32, #bmc.dims<"B">>
}

// CHECK-LABEL: @shared_matmul
// CHECK: %[[ROW:.*]] = bmc.select_row %arg0
// CHECK-NEXT: bmc.matmul %[[ROW]], %{{.*}} : tensor<?x4xf64, #bmc.dims<"B">>, tensor<4x3xf64>
// CHECK-NEXT: bmc.log_softmax
// CHECK-NEXT: return
func.func @shared_matmul(%x: tensor<?x?x4xf64, #bmc.dims<"B", "S">> {bmc.name = "x"}, %p: tensor<i32> {bmc.name = "p"},
                         %w: tensor<4x3xf64> {bmc.name = "w"}) -> tensor<?x3xf64, #bmc.dims<"B">> {
  %y = bmc.matmul %x, %w : tensor<?x?x4xf64, #bmc.dims<"B", "S">>, tensor<4x3xf64> -> tensor<?x?x3xf64, #bmc.dims<"B", "S">>
  %z = bmc.log_softmax %y : tensor<?x?x3xf64, #bmc.dims<"B", "S">>
  %r = bmc.select_row %z, %p axis 1 : (tensor<?x?x3xf64, #bmc.dims<"B", "S">>, tensor<i32>) -> tensor<?x3xf64, #bmc.dims<"B">>
  return %r : tensor<?x3xf64, #bmc.dims<"B">>
}

// A batch axis of a product passes, its row axis does not.
// CHECK-LABEL: @batched_matmul
// CHECK: bmc.matmul %{{.*}} : tensor<?x4xf64, #bmc.dims<"B">>, tensor<?x4xf64, #bmc.dims<"B">> -> tensor<?x?xf64, #bmc.dims<"B", "B">>
// CHECK: bmc.matmul %{{.*}} : tensor<?x?x4xf64, #bmc.dims<"S", "B">>
// CHECK-NEXT: bmc.select_row
func.func @batched_matmul(%x: tensor<?x?x4xf64, #bmc.dims<"S", "B">> {bmc.name = "x"}, %p: tensor<i32> {bmc.name = "p"},
                          %q: tensor<i32> {bmc.name = "q"})
    -> (tensor<?x?xf64, #bmc.dims<"B", "B">>, tensor<?x?xf64, #bmc.dims<"S", "B">>) {
  %y = bmc.matmul %x, %x transpose_b : tensor<?x?x4xf64, #bmc.dims<"S", "B">>, tensor<?x?x4xf64, #bmc.dims<"S", "B">> -> tensor<?x?x?xf64, #bmc.dims<"S", "B", "B">>
  %r = bmc.select_row %y, %p axis 0 : (tensor<?x?x?xf64, #bmc.dims<"S", "B", "B">>, tensor<i32>) -> tensor<?x?xf64, #bmc.dims<"B", "B">>
  %z = bmc.matmul %x, %x transpose_b : tensor<?x?x4xf64, #bmc.dims<"S", "B">>, tensor<?x?x4xf64, #bmc.dims<"S", "B">> -> tensor<?x?x?xf64, #bmc.dims<"S", "B", "B">>
  %s = bmc.select_row %z, %q axis 1 : (tensor<?x?x?xf64, #bmc.dims<"S", "B", "B">>, tensor<i32>) -> tensor<?x?xf64, #bmc.dims<"S", "B">>
  return %r, %s : tensor<?x?xf64, #bmc.dims<"B", "B">>, tensor<?x?xf64, #bmc.dims<"S", "B">>
}

// Indices: the row of a one-hot is the one-hot of the row.
// CHECK-LABEL: @one_hot
// CHECK: %[[ROW:.*]] = bmc.select_row %arg0
// CHECK-NEXT: bmc.one_hot %[[ROW]]
// CHECK-NEXT: bmc.mean %{{.*}}, [1]
// CHECK-NEXT: return
func.func @one_hot(%i: tensor<?x?xi32, #bmc.dims<"B", "S">> {bmc.name = "i"}, %p: tensor<i32> {bmc.name = "p"}) -> tensor<?xf64, #bmc.dims<"B">> {
  %h = bmc.one_hot %i classes 5 as f64 : tensor<?x?xi32, #bmc.dims<"B", "S">> -> tensor<?x?x5xf64, #bmc.dims<"B", "S">>
  %m = bmc.mean %h, [2] : tensor<?x?x5xf64, #bmc.dims<"B", "S">> -> tensor<?x?xf64, #bmc.dims<"B", "S">>
  %r = bmc.select_row %m, %p axis 1 : (tensor<?x?xf64, #bmc.dims<"B", "S">>, tensor<i32>) -> tensor<?xf64, #bmc.dims<"B">>
  return %r : tensor<?xf64, #bmc.dims<"B">>
}

// A broadcast along the position axis needs no choice at all, also one that
// repeats an extent of 1 there; a reshape of a static axis stays whole.
// CHECK-LABEL: @broadcasts
// CHECK: %[[A:.*]] = bmc.broadcast %arg0, [1] : tensor<4xf64> -> tensor<?x4xf64, #bmc.dims<"B">>
// CHECK: %[[Y:.*]] = bmc.reshape %arg1 : tensor<1x1x4xf64> -> tensor<1x4xf64>
// CHECK-NEXT: bmc.broadcast %[[Y]], [0, 1] : tensor<1x4xf64> -> tensor<?x4xf64, #bmc.dims<"B">>
// CHECK: bmc.reshape %{{.*}} : tensor<8xf64> -> tensor<4x2xf64>
func.func @broadcasts(%x: tensor<4xf64> {bmc.name = "x"}, %y: tensor<1x1x4xf64> {bmc.name = "y"}, %z: tensor<8xf64> {bmc.name = "z"},
                      %p: tensor<i32> {bmc.name = "p"})
    -> (tensor<?x4xf64, #bmc.dims<"B">>, tensor<?x4xf64, #bmc.dims<"B">>, tensor<2xf64>) {
  %a = bmc.broadcast %x, [2] : tensor<4xf64> -> tensor<?x?x4xf64, #bmc.dims<"B", "S">>
  %ra = bmc.select_row %a, %p axis 1 : (tensor<?x?x4xf64, #bmc.dims<"B", "S">>, tensor<i32>) -> tensor<?x4xf64, #bmc.dims<"B">>
  %b = bmc.broadcast %y, [0, 1, 2] : tensor<1x1x4xf64> -> tensor<?x?x4xf64, #bmc.dims<"B", "S">>
  %rb = bmc.select_row %b, %p axis 1 : (tensor<?x?x4xf64, #bmc.dims<"B", "S">>, tensor<i32>) -> tensor<?x4xf64, #bmc.dims<"B">>
  %e = bmc.exp %z : tensor<8xf64>
  %c = bmc.reshape %e : tensor<8xf64> -> tensor<4x2xf64>
  %rc = bmc.select_row %c, %p axis 0 : (tensor<4x2xf64>, tensor<i32>) -> tensor<2xf64>
  return %ra, %rb, %rc : tensor<?x4xf64, #bmc.dims<"B">>, tensor<?x4xf64, #bmc.dims<"B">>, tensor<2xf64>
}
