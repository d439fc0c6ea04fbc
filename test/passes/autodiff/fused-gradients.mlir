// Gradients of recognised blocks are those of the formulas they replace.
// RUN: bmc-opt %s --bmc-typed=to=f64 --bmc-differentiate \
// RUN:   | bmc-eval - --function=train --random-seed=5 --precision=9 --dims=B=2,S=5 --int-range=t=6 --int-range=i=6 > %t.formulas
// RUN: bmc-opt %s --bmc-fused --bmc-typed=to=f64 --bmc-grad -o %t.mlir
// RUN: bmc-eval %t.mlir --function=train --random-seed=5 --precision=9 --dims=B=2,S=5 --int-range=t=6 --int-range=i=6 > %t.blocks
// RUN: diff %t.formulas %t.blocks
// RUN: FileCheck %s < %t.mlir
// RUN: bmc-eval %t.mlir --gradcheck --dims=B=2,S=5 --int-range=t=6 --int-range=i=6

// One pass over the data per block, and no sum of activations' gradients left over.
// CHECK-LABEL: func.func @train
// CHECK: bmc.attention
// CHECK: bmc.add_layer_norm
// CHECK: bmc.feed_forward
// CHECK: %[[LOSS:[^ ]*]], %{{.*}}, %[[DW:[^ ]*]] = bmc.linear_cross_entropy_grad
// CHECK: bmc.layer_norm_backward
// CHECK: bmc.feed_forward_backward
// CHECK: bmc.layer_norm_backward {{.*}} residual
// CHECK: bmc.attention_backward
// CHECK-NEXT: bmc.concat
// CHECK-NOT: bmc.add
// CHECK: bmc.layer_norm_backward {{.*}} residual
// g serves two norms:
// CHECK-NEXT: bmc.add %{{.*}} : tensor<8xf64>
// CHECK-NEXT: bmc.embedding_backward {{.*}} init %[[DW]]
// CHECK-NEXT: return %[[LOSS]]

#bs = #bmc.dims<"B", "S">
!x = tensor<?x?x8xf32, #bs>
!row = tensor<?x?xf32, #bs>
!split = tensor<?x?x2x4xf32, #bs>
!heads = tensor<?x2x?x4xf32, #bmc.dims<"B", "S">>
!scores = tensor<?x2x?x?xf32, #bmc.dims<"B", "S", "S">>

bmc.dim @B max 8
bmc.dim @S max 8
bmc.parameter @w : tensor<6x8xf32> init <normal, 0.0, 1.0>
bmc.parameter @qkv : tensor<24x8xf32> init <normal, 0.0, 1.0>
bmc.parameter @o : tensor<8x8xf32> init <normal, 0.0, 1.0>
bmc.parameter @g : tensor<8xf32> init <constant, 1.0, 0.0>
bmc.parameter @w1 : tensor<9x8xf32> init <normal, 0.0, 1.0>
bmc.parameter @b1 : tensor<9xf32> init <normal, 0.0, 1.0>
bmc.parameter @w2 : tensor<8x9xf32> init <normal, 0.0, 1.0>

func.func @loss(%i: tensor<?x?xi32, #bs> {bmc.name = "i"}, %t: tensor<?x?xi32, #bs> {bmc.name = "t"},
                %w: tensor<6x8xf32> {bmc.parameter = @w, bmc.group = "param"},
                %qkv: tensor<24x8xf32> {bmc.parameter = @qkv, bmc.group = "param"},
                %o: tensor<8x8xf32> {bmc.parameter = @o, bmc.group = "param"},
                %g: tensor<8xf32> {bmc.parameter = @g, bmc.group = "param"},
                %w1: tensor<9x8xf32> {bmc.parameter = @w1, bmc.group = "param"},
                %b1: tensor<9xf32> {bmc.parameter = @b1, bmc.group = "param"},
                %w2: tensor<8x9xf32> {bmc.parameter = @w2, bmc.group = "param"}) -> (tensor<f32> {bmc.name = "loss"}) {
  %x = bmc.embedding %i, %w : tensor<?x?xi32, #bs>, tensor<6x8xf32> -> !x
  %n:3 = bmc.layer_norm %x weight %g eps 1.0e-5 : (!x, tensor<8xf32>) -> (!x, !row, !row)
  %a = bmc.linear %n#0, %qkv : (!x, tensor<24x8xf32>) -> tensor<?x?x24xf32, #bs>
  %q0 = bmc.slice %a axis 2 offset 0 size 8 : tensor<?x?x24xf32, #bs> -> !x
  %k0 = bmc.slice %a axis 2 offset 8 size 8 : tensor<?x?x24xf32, #bs> -> !x
  %v0 = bmc.slice %a axis 2 offset 16 size 8 : tensor<?x?x24xf32, #bs> -> !x
  %q1 = bmc.reshape %q0 : !x -> !split
  %k1 = bmc.reshape %k0 : !x -> !split
  %v1 = bmc.reshape %v0 : !x -> !split
  %q = bmc.transpose %q1, [0, 2, 1, 3] : !split -> !heads
  %k = bmc.transpose %k1, [0, 2, 1, 3] : !split -> !heads
  %v = bmc.transpose %v1, [0, 2, 1, 3] : !split -> !heads
  %s = bmc.matmul %q, %k transpose_b : !heads, !heads -> !scores
  %half = bmc.constant 0.5 : !scores
  %s1 = bmc.mul %s, %half : !scores
  %m = bmc.causal_mask %s1 fill 0xFFF0000000000000 : !scores
  %p = bmc.softmax %m : !scores
  %h0 = bmc.matmul %p, %v : !scores, !heads -> !heads
  %h1 = bmc.transpose %h0, [0, 2, 1, 3] : !heads -> !split
  %h2 = bmc.reshape %h1 : !split -> !x
  %h = bmc.linear %h2, %o : (!x, tensor<8x8xf32>) -> !x
  %x1 = bmc.add %x, %h : !x
  %n1:3 = bmc.layer_norm %x1 weight %g eps 1.0e-5 : (!x, tensor<8xf32>) -> (!x, !row, !row)
  %u = bmc.linear %n1#0, %w1, %b1 : (!x, tensor<9x8xf32>, tensor<9xf32>) -> tensor<?x?x9xf32, #bs>
  %act = bmc.gelu %u : tensor<?x?x9xf32, #bs>
  %f = bmc.linear %act, %w2 : (tensor<?x?x9xf32, #bs>, tensor<8x9xf32>) -> !x
  %x2 = bmc.add %x1, %f : !x
  %n2:3 = bmc.layer_norm %x2 eps 1.0e-5 : (!x) -> (!x, !row, !row)
  %l = bmc.linear %n2#0, %w : (!x, tensor<6x8xf32>) -> tensor<?x?x6xf32, #bs>
  %loss = bmc.cross_entropy %l, %t : tensor<?x?x6xf32, #bs>, tensor<?x?xi32, #bs> -> tensor<f32>
  return %loss : tensor<f32>
}
