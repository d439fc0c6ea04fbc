//===- Attention.td - Scaled dot-product attention -------------*- tablegen -*-===//
#ifndef BMC_IR_OPS_ATTENTION_TD
#define BMC_IR_OPS_ATTENTION_TD

include "ir/ops/Base.td"

def Bmc_CausalMaskOp : Bmc_Op<"causal_mask", [Pure, Bmc_CostPerElement<0>, Bmc_Pointwise, Bmc_NeedsPosition, AllTypesMatch<["x", "y"]>]> {
  let summary = "y[.., i, j] = j <= i ? x[.., i, j] : fill";
  let description = [{ Constraints: (causal_mask_c1) rank >= 2. }];
  let arguments = (ins Bmc_FloatTensor:$x, F64Attr:$fill);
  let results = (outs Bmc_FloatTensor:$y);
  let assemblyFormat = "$x `fill` $fill attr-dict `:` type($x)";
  let hasVerifier = 1;
}

def Bmc_AttentionOp : Bmc_InferredOp<"attention",
    [Bmc_HasCost, Bmc_ReadsSlices, DeclareOpInterfaceMethods<Bmc_DecomposableOp>]> {
  let summary = "out = softmax(mask(q k^T scale + bias)) v per head";
  let description = [{
    q [B, S, H*E], k [B, T, H*E], v [B, T, H*E] with head h in columns
    h*E .. (h+1)*E, as torch's `view(B, S, H, E)` has it; out [B, S, H*E];
    lse [B, H, S, 2] = (m, ln sum e^(score - m)) of each row, m being its largest
    score: kept for the backward pass, and apart because their sum would round
    away the second where scores are large.
    `causal`: query i sees keys j <= i (S = T).
    bias [B, H, S, T] is added to the scores; its first three extents may be 1
    and then repeat. Minus infinity hides a key. Scores below -1e30 are taken
    for hidden too: m is at least that, and the sum at least 1, so that a row
    that sees no key has out = 0 and no gradients. The bias itself has none.

    Constraints: (attention_c1) rank 3, one element type, equal B; (attention_c2)
    k and v have one type; last extents equal and static; (attention_c3)
    num_heads >= 1 divides the last extent; (attention_c4) causal needs S = T;
    (attention_c5) bias has rank 4 and q's element type, its extents are those of
    the scores or, but for the last, 1.
  }];
  let arguments = (ins Bmc_FloatTensor:$q, Bmc_FloatTensor:$k, Bmc_FloatTensor:$v,
                       Optional<Bmc_FloatTensor>:$bias, I64Attr:$num_heads, F64Attr:$scale, UnitAttr:$causal);
  let results = (outs Bmc_FloatTensor:$out, Bmc_FloatTensor:$lse);
  let assemblyFormat = "$q `,` $k `,` $v (`bias` $bias^)? `heads` $num_heads `scale` $scale (`causal` $causal^)? attr-dict `:` functional-type(operands, results)";
}

def Bmc_AttentionBackwardOp : Bmc_InferredOp<"attention_backward",
    [Bmc_HasCost, Bmc_ReadsSlices, Bmc_NonDifferentiable, DeclareOpInterfaceMethods<Bmc_DecomposableOp>]> {
  let summary = "gradients of attention, probabilities recomputed from lse";
  let description = [{
    P = e^(q k^T scale + bias - m - ln sum), lse = (m, ln sum); delta = rowsum(dout out);
    dv = P^T dout; dP = dout v^T; dS = P (dP - delta) scale;
    dq = dS k; dk = dS^T q.
    Constraints: as attention; (attention_backward_c1) dout and out have q's
    type; (attention_backward_c2) lse is [B, H, S, 2].
    Source: Dao et al., FlashAttention, 2022, section 3 and appendix B.
  }];
  let arguments = (ins Bmc_FloatTensor:$dout, Bmc_FloatTensor:$q, Bmc_FloatTensor:$k, Bmc_FloatTensor:$v,
                       Bmc_FloatTensor:$out, Bmc_FloatTensor:$lse, Optional<Bmc_FloatTensor>:$bias,
                       I64Attr:$num_heads, F64Attr:$scale, UnitAttr:$causal);
  let results = (outs Bmc_FloatTensor:$dq, Bmc_FloatTensor:$dk, Bmc_FloatTensor:$dv);
  let assemblyFormat = "$dout `,` $q `,` $k `,` $v `,` $out `,` $lse (`bias` $bias^)? `heads` $num_heads `scale` $scale (`causal` $causal^)? attr-dict `:` functional-type(operands, results)";
}

#endif // BMC_IR_OPS_ATTENTION_TD
