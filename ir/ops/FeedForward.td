//===- FeedForward.td - Two linears with an activation ---------*- tablegen -*-===//
#ifndef BMC_IR_OPS_FEEDFORWARD_TD
#define BMC_IR_OPS_FEEDFORWARD_TD

include "ir/ops/Base.td"

def Bmc_FeedForwardOp : Bmc_InferredOp<"feed_forward", [Bmc_HasCost, Bmc_RowWiseOp, AttrSizedOperandSegments,
    DeclareOpInterfaceMethods<Bmc_DecomposableOp>]> {
  let summary = "u = x w1^T + b1; y = act(u) w2^T + b2";
  let description = [{
    x [.., D], w1 [F, D], b1 [F] or absent, w2 [E, F], b2 [E] or absent;
    y [.., E], u [.., F] kept for the backward pass.
    Constraints: (feed_forward_c1) x has rank >= 1, w1 and w2 rank 2; (feed_forward_c2) D, F, E agree, biases included;
    (feed_forward_c3) one element type.
  }];
  let arguments = (ins Bmc_FloatTensor:$x, Bmc_FloatTensor:$w1, Optional<Bmc_FloatTensor>:$b1,
                       Bmc_FloatTensor:$w2, Optional<Bmc_FloatTensor>:$b2, Bmc_Activation:$activation);
  let results = (outs Bmc_FloatTensor:$y, Bmc_FloatTensor:$u);
  let assemblyFormat = "$x `w1` $w1 (`b1` $b1^)? `w2` $w2 (`b2` $b2^)? $activation attr-dict `:` functional-type(operands, results)";
}

def Bmc_FeedForwardBackwardOp : Bmc_Op<"feed_forward_backward", [Pure, Bmc_HasCost, Bmc_NonDifferentiable,
    DeclareOpInterfaceMethods<Bmc_DecomposableOp>]> {
  let summary = "gradients of feed_forward, act(u) recomputed";
  let description = [{
    h = act(u); dh = dy w2; du = dh act'(u); dx = du w1;
    dw1 = du^T x; db1 = sum du; dw2 = dy^T h; db2 = sum dy.
    Results in the order dx, dw1, [db1], dw2, [db2]; the biases as flagged.
    Constraints: (feed_forward_backward_c1) ranks; (feed_forward_backward_c2)
    dy [.., E], x [.., D], u [.., F], w1 [F, D], w2 [E, F] agree;
    (feed_forward_backward_c3) one element type; (feed_forward_backward_c4) the
    results are as above.
  }];
  let arguments = (ins Bmc_FloatTensor:$dy, Bmc_FloatTensor:$x, Bmc_FloatTensor:$u, Bmc_FloatTensor:$w1,
                       Bmc_FloatTensor:$w2, Bmc_Activation:$activation, UnitAttr:$has_b1, UnitAttr:$has_b2);
  let results = (outs Variadic<Bmc_FloatTensor>:$gradients);
  let assemblyFormat = "$dy `,` $x `,` $u `,` $w1 `,` $w2 $activation (`b1` $has_b1^)? (`b2` $has_b2^)? attr-dict `:` functional-type(operands, results)";
  let hasVerifier = 1;
}

#endif // BMC_IR_OPS_FEEDFORWARD_TD
