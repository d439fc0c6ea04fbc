// RUN: bmc-opt %s --bmc-push-select-row | FileCheck %s
// RUN: bmc-eval %s --random-seed=3 --precision=12 --dims=B=2,S=4 --int-range=p=4 --int-range=t=5 > %t.before
// RUN: bmc-opt %s --bmc-push-select-row | bmc-eval - --random-seed=3 --precision=12 --dims=B=2,S=4 --int-range=p=4 --int-range=t=5 > %t.after
// RUN: diff %t.before %t.after
// RUN: FileCheck %s --check-prefix=VALUES < %t.after

// VALUES: tensor<2x4xf64>
bmc.dim @B max 8
bmc.dim @S max 8

// The end of a transformer: embedding to logits, on one position.
// CHECK-LABEL: @head
// CHECK-SAME: %[[P:[^:]*]]: tensor<i32> {bmc.name = "p"}
// CHECK-NOT: "S"
// CHECK: bmc.select_row %{{.*}}, %[[P]] axis 1 : (tensor<?x?xi32, #bmc.dims<"B", "S">>, tensor<i32>) -> tensor<?xi32, #bmc.dims<"B">>
// CHECK-NOT: "S"
// CHECK: bmc.embedding %[[P]], %{{.*}} : tensor<i32>, tensor<8x4xf64> -> tensor<4xf64>
// CHECK-NOT: "S"
// CHECK: bmc.add_layer_norm
// CHECK-NOT: "S"
// CHECK: bmc.feed_forward
// CHECK-NOT: "S"
// CHECK: return
func.func @head(%t: tensor<?x?xi32, #bmc.dims<"B", "S">> {bmc.name = "t"}, %p: tensor<i32> {bmc.name = "p"},
                %w: tensor<5x4xf64> {bmc.name = "w"}, %wp: tensor<8x4xf64> {bmc.name = "wp"},
                %g: tensor<4xf64> {bmc.name = "g"}, %w1: tensor<7x4xf64> {bmc.name = "w1"},
                %w2: tensor<4x7xf64> {bmc.name = "w2"}) -> (tensor<?x5xf64, #bmc.dims<"B">> {bmc.name = "logits"}) {
  %x = bmc.embedding %t, %w : tensor<?x?xi32, #bmc.dims<"B", "S">>, tensor<5x4xf64> -> tensor<?x?x4xf64, #bmc.dims<"B", "S">>
  %i = bmc.arange : tensor<?xi32, #bmc.dims<"S">>
  %e = bmc.embedding %i, %wp : tensor<?xi32, #bmc.dims<"S">>, tensor<8x4xf64> -> tensor<?x4xf64, #bmc.dims<"S">>
  %b = bmc.broadcast %e, [1, 2] : tensor<?x4xf64, #bmc.dims<"S">> -> tensor<?x?x4xf64, #bmc.dims<"B", "S">>
  %sum, %y, %mean, %rstd = bmc.add_layer_norm %x, %b weight %g eps 1.0e-5
    : (tensor<?x?x4xf64, #bmc.dims<"B", "S">>, tensor<?x?x4xf64, #bmc.dims<"B", "S">>, tensor<4xf64>)
    -> (tensor<?x?x4xf64, #bmc.dims<"B", "S">>, tensor<?x?x4xf64, #bmc.dims<"B", "S">>, tensor<?x?xf64, #bmc.dims<"B", "S">>, tensor<?x?xf64, #bmc.dims<"B", "S">>)
  %f, %u = bmc.feed_forward %y w1 %w1 w2 %w2 gelu
    : (tensor<?x?x4xf64, #bmc.dims<"B", "S">>, tensor<7x4xf64>, tensor<4x7xf64>)
    -> (tensor<?x?x4xf64, #bmc.dims<"B", "S">>, tensor<?x?x7xf64, #bmc.dims<"B", "S">>)
  %z = bmc.add %sum, %f : tensor<?x?x4xf64, #bmc.dims<"B", "S">>
  %o = bmc.linear %z, %w : (tensor<?x?x4xf64, #bmc.dims<"B", "S">>, tensor<5x4xf64>) -> tensor<?x?x5xf64, #bmc.dims<"B", "S">>
  %r = bmc.select_row %o, %p axis 1 : (tensor<?x?x5xf64, #bmc.dims<"B", "S">>, tensor<i32>) -> tensor<?x5xf64, #bmc.dims<"B">>
  return %r : tensor<?x5xf64, #bmc.dims<"B">>
}

// Ops that move axes about: the position is followed through all of them.
// CHECK-LABEL: @moves
// CHECK: %[[ROW:.*]] = bmc.select_row %{{.*}}, %{{.*}} axis 1 : (tensor<?x?x4xf64, {{.*}}) -> tensor<?x4xf64, #bmc.dims<"B">>
// CHECK-NEXT: bmc.reshape %[[ROW]] : tensor<?x4xf64, #bmc.dims<"B">> -> tensor<?x2x2xf64, #bmc.dims<"B">>
// CHECK-NEXT: bmc.transpose %{{.*}}, [1, 0, 2]
// CHECK-NEXT: bmc.sum %{{.*}}, [0] : tensor<2x?x2xf64, #bmc.dims<"B">> -> tensor<?x2xf64, #bmc.dims<"B">>
// CHECK-NEXT: bmc.slice %{{.*}} axis 1 offset 1 size 1
// CHECK-NEXT: bmc.concat {{.*}} axis 1
// CHECK-NEXT: return
func.func @moves(%x: tensor<?x?x4xf64, #bmc.dims<"B", "S">> {bmc.name = "x"}, %p: tensor<i32> {bmc.name = "p"})
    -> tensor<?x3xf64, #bmc.dims<"B">> {
  %h = bmc.reshape %x : tensor<?x?x4xf64, #bmc.dims<"B", "S">> -> tensor<?x?x2x2xf64, #bmc.dims<"B", "S">>
  %t = bmc.transpose %h, [2, 1, 0, 3] : tensor<?x?x2x2xf64, #bmc.dims<"B", "S">> -> tensor<2x?x?x2xf64, #bmc.dims<"S", "B">>
  %s = bmc.sum %t, [0] : tensor<2x?x?x2xf64, #bmc.dims<"S", "B">> -> tensor<?x?x2xf64, #bmc.dims<"S", "B">>
  %c = bmc.slice %s axis 2 offset 1 size 1 : tensor<?x?x2xf64, #bmc.dims<"S", "B">> -> tensor<?x?x1xf64, #bmc.dims<"S", "B">>
  %d = bmc.concat %s, %c axis 2 : tensor<?x?x2xf64, #bmc.dims<"S", "B">>, tensor<?x?x1xf64, #bmc.dims<"S", "B">> -> tensor<?x?x3xf64, #bmc.dims<"S", "B">>
  %r = bmc.select_row %d, %p axis 0 : (tensor<?x?x3xf64, #bmc.dims<"S", "B">>, tensor<i32>) -> tensor<?x3xf64, #bmc.dims<"B">>
  return %r : tensor<?x3xf64, #bmc.dims<"B">>
}

// Positions meet: nothing to push past.
// CHECK-LABEL: @meet
// CHECK: bmc.softmax {{.*}} tensor<?x?xf64
// CHECK-NEXT: bmc.select_row
func.func @meet(%x: tensor<?x?xf64, #bmc.dims<"B", "S">> {bmc.name = "x"}, %p: tensor<i32> {bmc.name = "p"}) -> tensor<?xf64, #bmc.dims<"B">> {
  %y = bmc.softmax %x : tensor<?x?xf64, #bmc.dims<"B", "S">>
  %r = bmc.select_row %y, %p axis 1 : (tensor<?x?xf64, #bmc.dims<"B", "S">>, tensor<i32>) -> tensor<?xf64, #bmc.dims<"B">>
  return %r : tensor<?xf64, #bmc.dims<"B">>
}

// Somebody reads the other positions as well: they are computed anyway.
// CHECK-LABEL: @others_read
// CHECK: bmc.exp
// CHECK-NEXT: bmc.select_row
func.func @others_read(%x: tensor<?x?xf64, #bmc.dims<"B", "S">> {bmc.name = "x"}, %p: tensor<i32> {bmc.name = "p"})
    -> (tensor<?xf64, #bmc.dims<"B">>, tensor<?x?xf64, #bmc.dims<"B", "S">>) {
  %y = bmc.exp %x : tensor<?x?xf64, #bmc.dims<"B", "S">>
  %r = bmc.select_row %y, %p axis 1 : (tensor<?x?xf64, #bmc.dims<"B", "S">>, tensor<i32>) -> tensor<?xf64, #bmc.dims<"B">>
  return %r, %y : tensor<?xf64, #bmc.dims<"B">>, tensor<?x?xf64, #bmc.dims<"B", "S">>
}
