//===- FeedForward.td - Two linears with an activation ---------*- tablegen -*-===//
#ifndef BMC_IR_OPS_FEEDFORWARD_TD
#define BMC_IR_OPS_FEEDFORWARD_TD

include "ir/ops/Base.td"

def Bmc_FeedForwardOp : Bmc_InferredOp<"feed_forward", [Bmc_HasCost, Bmc_RowWiseOp, AttrSizedOperandSegments,
    DeclareOpInterfaceMethods<Bmc_DecomposableOp>]> {
  let summary = "u = x w1^T + b1; y = act(u) w2^T + b2";
  let description = [{
    x [.., D], w1 [F, D], b1 [F] or absent, w2 [E, F], b2 [E] or absent;
    y [.., E], u [.., F] kept for the backward pass. With `transposed` the weights are stored [D, F] and [F, E].
    Constraints: (feed_forward_c1) x has rank >= 1, w1 and w2 rank 2; (feed_forward_c2) D, F, E agree, biases included;
    (feed_forward_c3) one element type.
  }];
  let arguments = (ins Bmc_FloatTensor:$x, Bmc_FloatTensor:$w1, Optional<Bmc_FloatTensor>:$b1,
                       Bmc_FloatTensor:$w2, Optional<Bmc_FloatTensor>:$b2, Bmc_Activation:$activation,
                       UnitAttr:$transposed);
  let results = (outs Bmc_FloatTensor:$y, Bmc_FloatTensor:$u);
  let assemblyFormat = "$x `w1` $w1 (`b1` $b1^)? `w2` $w2 (`b2` $b2^)? $activation (`transposed` $transposed^)? attr-dict `:` functional-type(operands, results)";
}

def Bmc_FeedForwardBackwardOp : Bmc_Op<"feed_forward_backward", [Pure, Bmc_HasCost, Bmc_NonDifferentiable,
    DeclareOpInterfaceMethods<Bmc_DecomposableOp>]> {
  let summary = "gradients of feed_forward, act(u) recomputed";
  let description = [{
    h = act(u); dh = dy w2; du = dh act'(u); dx = du w1;
    dw1 = du^T x; db1 = sum du; dw2 = dy^T h; db2 = sum dy.
    Results in the order dx, dw1, [db1], dw2, [db2]; the biases as flagged; the weights and their gradients stored as in
    feed_forward.
    Constraints: (feed_forward_backward_c1) ranks; (feed_forward_backward_c2)
    dy [.., E], x [.., D], u [.., F], w1 [F, D], w2 [E, F] agree;
    (feed_forward_backward_c3) one element type; (feed_forward_backward_c4) the
    results are as above.
  }];
  let arguments = (ins Bmc_FloatTensor:$dy, Bmc_FloatTensor:$x, Bmc_FloatTensor:$u, Bmc_FloatTensor:$w1,
                       Bmc_FloatTensor:$w2, Bmc_Activation:$activation, UnitAttr:$transposed, UnitAttr:$has_b1,
                       UnitAttr:$has_b2);
  let results = (outs Variadic<Bmc_FloatTensor>:$gradients);
  let assemblyFormat = "$dy `,` $x `,` $u `,` $w1 `,` $w2 $activation (`transposed` $transposed^)? (`b1` $has_b1^)? (`b2` $has_b2^)? attr-dict `:` functional-type(operands, results)";
  let hasVerifier = 1;
}

def Bmc_GatedFeedForwardOp : Bmc_InferredOp<"gated_feed_forward", [Bmc_HasCost, Bmc_RowWiseOp, AttrSizedOperandSegments,
    DeclareOpInterfaceMethods<Bmc_DecomposableOp>]> {
  let summary = "u = x w1^T + b1, v = x v1^T + c1; y = (act(u) v) w2^T + b2";
  let description = [{
    x [.., D], w1 [F, D], v1 [F, D], w2 [E, F], biases [F], [F] and [E] or absent; y [.., E], u and v [.., F] kept for the
    backward pass. Without v1 (and then without c1) both are one product: w1 [2 F, D], b1 [2 F], u [.., 2 F], of which the
    first half is the gate, with `gate_last` the second; then there is no v. `transposed` is as in feed_forward.
    Constraints: (gated_feed_forward_c1) x has rank >= 1, the weights rank 2; (gated_feed_forward_c2) D, F, E agree,
    biases included; (gated_feed_forward_c3) one element type; (gated_feed_forward_c4) no c1 without v1, no gate_last with it.
  }];
  let arguments = (ins Bmc_FloatTensor:$x, Bmc_FloatTensor:$w1, Optional<Bmc_FloatTensor>:$b1,
                       Optional<Bmc_FloatTensor>:$v1, Optional<Bmc_FloatTensor>:$c1,
                       Bmc_FloatTensor:$w2, Optional<Bmc_FloatTensor>:$b2, Bmc_Activation:$activation,
                       UnitAttr:$gate_last, UnitAttr:$transposed);
  let results = (outs Bmc_FloatTensor:$y, Bmc_FloatTensor:$u, Optional<Bmc_FloatTensor>:$v);
  let assemblyFormat = "$x `w1` $w1 (`b1` $b1^)? (`v1` $v1^)? (`c1` $c1^)? `w2` $w2 (`b2` $b2^)? $activation (`gate_last` $gate_last^)? (`transposed` $transposed^)? attr-dict `:` functional-type(operands, results)";
}

def Bmc_GatedFeedForwardBackwardOp : Bmc_InferredOp<"gated_feed_forward_backward", [Bmc_HasCost, Bmc_NonDifferentiable,
    AttrSizedOperandSegments, DeclareOpInterfaceMethods<Bmc_DecomposableOp>]> {
  let summary = "gradients of gated_feed_forward, act(u) and its product with v recomputed";
  let description = [{
    h = act(u) v; dh = dy w2; du = dh v act'(u); dv = dh act(u); dx = du w1 + dv v1;
    dw1 = du^T x; db1 = sum du; dv1 = dv^T x; dc1 = sum dv; dw2 = dy^T h; db2 = sum dy.
    Results in the order dx, dw1, [db1], [dv1], [dc1], dw2, [db2]; the biases as flagged. One product gives both halves as in
    gated_feed_forward, and du and dv lie side by side as u does.
    Constraints: (gated_feed_forward_backward_c1) ranks; (gated_feed_forward_backward_c2) dy [.., E], x [.., D], u and the
    weights agree; (gated_feed_forward_backward_c3) one element type; (gated_feed_forward_backward_c4) v and v1 are there
    together, has_c1 only with them, gate_last only without.
  }];
  let arguments = (ins Bmc_FloatTensor:$dy, Bmc_FloatTensor:$x, Bmc_FloatTensor:$u, Optional<Bmc_FloatTensor>:$v,
                       Bmc_FloatTensor:$w1, Optional<Bmc_FloatTensor>:$v1, Bmc_FloatTensor:$w2,
                       Bmc_Activation:$activation, UnitAttr:$gate_last, UnitAttr:$transposed, UnitAttr:$has_b1,
                       UnitAttr:$has_c1, UnitAttr:$has_b2);
  let results = (outs Variadic<Bmc_FloatTensor>:$gradients);
  let assemblyFormat = "$dy `,` $x `,` $u (`v` $v^)? `w1` $w1 (`v1` $v1^)? `w2` $w2 $activation (`gate_last` $gate_last^)? (`transposed` $transposed^)? (`b1` $has_b1^)? (`c1` $has_c1^)? (`b2` $has_b2^)? attr-dict `:` functional-type(operands, results)";
}

#endif // BMC_IR_OPS_FEEDFORWARD_TD
