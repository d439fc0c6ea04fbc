// RUN: bmc-opt %s --bmc-decompose | FileCheck %s --check-prefix=ALL
// RUN: bmc-opt %s --bmc-decompose=ops=linear_cross_entropy,attention | FileCheck %s --check-prefix=SOME
// RUN: python3 %S/../Inputs/same-values.py %s --bmc-decompose

!x = tensor<2x5x8xf32>
!r = tensor<2x5xf32>

// ALL-LABEL: func.func @fused
// ALL-NOT: bmc.attention
// ALL-NOT: bmc.add_layer_norm
// ALL-NOT: bmc.layer_norm
// ALL-NOT: bmc.linear_cross_entropy
// ALL-NOT: bmc.cross_entropy
// SOME-LABEL: func.func @fused
// SOME-NOT: bmc.attention
// SOME: bmc.exp
// SOME: bmc.add_layer_norm
// SOME-NOT: bmc.linear_cross_entropy
// SOME-NOT: bmc.cross_entropy
// SOME: bmc.log_softmax
func.func @fused(%x: !x, %w: tensor<11x8xf32>, %t: tensor<2x5xi32>) -> tensor<f32> {
  %a, %lse = bmc.attention %x, %x, %x heads 2 scale 0.5 causal : (!x, !x, !x) -> (!x, tensor<2x2x5x2xf32>)
  %s, %y, %m, %r = bmc.add_layer_norm %x, %a eps 1.0e-5 : (!x, !x) -> (!x, !x, !r, !r)
  %loss = bmc.linear_cross_entropy %y, %w, %t : !x, tensor<11x8xf32>, tensor<2x5xi32> -> tensor<f32>
  return %loss : tensor<f32>
}
