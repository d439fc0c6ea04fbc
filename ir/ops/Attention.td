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

/// How what attention and its gradient have in common follows their tensors.
defvar attentionOptions = "(`bias` $bias^)? (`segments` $query_segments^ `,` $key_segments)? (`dropout` $rng^ `p` $dropout_p `stream` $stream)? (`by_launch` $by_launch^)? `heads` $num_heads `scale` $scale (`softcap` $softcap^)? (`causal` $causal^)? attr-dict `:` functional-type(operands, results)";

/// Attention and its gradient: what they have in common beside q, k and v.
class Bmc_AttentionOpBase<string mnemonic, dag tensors, list<Trait> traits = []>
    : Bmc_InferredOp<mnemonic, !listconcat([Bmc_HasCost, Bmc_ReadsSlices, Bmc_RandomOp, AttrSizedOperandSegments,
                                            Bmc_ScaledDotProductOp, DeclareOpInterfaceMethods<Bmc_DecomposableOp>],
                                           traits)> {
  let arguments = !con(tensors, (ins Optional<Bmc_FloatTensor>:$bias, Optional<Bmc_IntTensor>:$query_segments,
                                 Optional<Bmc_IntTensor>:$key_segments, Optional<Bmc_RngState>:$rng,
                                 I64Attr:$num_heads, F64Attr:$scale,
                                 DefaultValuedAttr<F64Attr, "0.0">:$softcap, UnitAttr:$causal,
                                 DefaultValuedAttr<F64Attr, "0.0">:$dropout_p,
                                 DefaultValuedAttr<I64Attr, "0">:$stream, UnitAttr:$by_launch));
  let extraClassDeclaration = [{
    /// The random stream if there is dropout.
    bool isRandom() { return static_cast<bool>(getRng()); }
    /// Attention without dropout.
    bool removeRandomness();
  }];
}

def Bmc_AttentionOp : Bmc_AttentionOpBase<"attention", (ins Bmc_FloatTensor:$q, Bmc_FloatTensor:$k, Bmc_FloatTensor:$v)> {
  let summary = "out = dropout(softmax(mask(softcap(q k^T scale) + bias))) v per head";
  let description = [{
    q [B, S, H*E], k [B, T, G*E], v [B, T, G*E] with head h in columns
    h*E .. (h+1)*E, as torch's `view(B, S, H, E)` has it; out [B, S, H*E].
    Queries of head h see keys and values of head h / (H / G): a group of H / G
    heads shares them.
    lse [B, H, S, 2] = (m, ln sum e^(score - m)) of each row, m being its largest
    score: kept for the backward pass, and apart because their sum would round
    away the second where scores are large.
    softcap c > 0: a score x becomes c tanh(x / c); 0: it stays. Source: Gemma
    Team, Gemma 2, 2024, section 2.
    `causal`: query i sees keys j <= i (S = T).
    bias [B, H, S, T] is added to the scores; its first three extents may be 1
    and then repeat. Minus infinity hides a key. Scores below -1e30 are taken
    for hidden too.
    query_segments [B, S] and key_segments [B, T]: a query sees the keys of which
    the number is its own.
    Bias and segments may leave a row no key: with either of them m is at least
    -1e30, and the sum at least 1, so that such a row has out = 0 and no
    gradients.
    With rng, the probabilities go through the dropout op of dropout_p and
    stream as a tensor [B, H, S, T].

    Constraints: (attention_c1) rank 3, one element type, equal B; (attention_c2)
    k and v have one type; last extents static, that of k a number of heads of
    E columns; (attention_c3) num_heads >= 1 divides the last extent of q, the
    heads of k divide num_heads; (attention_c4) causal needs S = T;
    (attention_c5) bias has rank 4 and q's element type, its extents are those of
    the scores or, but for the last, 1; (attention_c6) 0 <= dropout_p < 1;
    (attention_c7) rng is i64[2]; (attention_c8) 0 <= stream < 2^32;
    (attention_c9) query_segments is [B, S], key_segments [B, T], both or none;
    (attention_c10) softcap is finite, at least 0.
  }];
  let results = (outs Bmc_FloatTensor:$out, Bmc_FloatTensor:$lse);
  let assemblyFormat = !strconcat("$q `,` $k `,` $v ", attentionOptions);
  let hasFolder = 1;
}

def Bmc_AttentionBackwardOp : Bmc_AttentionOpBase<"attention_backward",
    (ins Bmc_FloatTensor:$dout, Bmc_FloatTensor:$q, Bmc_FloatTensor:$k, Bmc_FloatTensor:$v, Bmc_FloatTensor:$out,
         Bmc_FloatTensor:$lse), [Bmc_NonDifferentiable]> {
  let summary = "gradients of attention, probabilities recomputed from lse";
  let description = [{
    P = e^(X + bias - m - ln sum), X = softcap(q k^T scale), lse = (m, ln sum);
    delta = rowsum(dout out); M = dropout(1); dv = (P M)^T dout;
    dP = (dout v^T) M; dS = P (dP - delta); dX = dS (1 - (X / softcap)^2), dS
    without softcap; dq = dX k scale; dk = dX^T q scale, dk and dv summed over the
    group of heads; dbias = dS, summed over the axes along which bias repeats.
    Constraints: as attention; (attention_backward_c1) dout and out have q's
    type; (attention_backward_c2) lse is [B, H, S, 2].
    Source: Dao et al., FlashAttention, 2022, section 3 and appendix B.
  }];
  let results = (outs Bmc_FloatTensor:$dq, Bmc_FloatTensor:$dk, Bmc_FloatTensor:$dv,
                      Optional<Bmc_FloatTensor>:$dbias);
  let assemblyFormat = !strconcat("$dout `,` $q `,` $k `,` $v `,` $out `,` $lse ", attentionOptions);
}

def Bmc_AttentionStepOp : Bmc_InferredOp<"attention_step", [Bmc_HasPartialCost, Bmc_ReadsSlices, Bmc_NonDifferentiable]> {
  let summary = "keys and values with k and v as row `position`; out = softmax(softcap(q keys^T scale) + bias) values over rows 0 .. position, per head";
  let description = [{
    One position of causal attention, whose earlier keys and values are kept:
    q [B, H*E], k and v [B, G*E] with heads as in attention, old_keys and
    old_values [B, C, G*E], position i32 in [0, C), of all rows or [B], of each;
    out [B, H*E], keys and values like old_keys. softcap is as in attention. bias [B, H, C] is added to the
    scores; its first two extents may be 1 and then repeat. A query that sees no key gets 0, as in
    attention. No row but the one at `position` is written if keys and values
    replace old_keys and old_values in memory.

    Constraints: (attention_step_c1) q and k have rank 2, one element type, equal
    B; (attention_step_c2) v is like k, last extents are static, that of k a number of
    heads of E columns; (attention_step_c3) num_heads >= 1 divides the last extent
    of q, the heads of k divide num_heads; (attention_step_c4) old_keys is
    [B, C, G*E] and old_values like it; (attention_step_c5) bias is [B, H, C] or
    has 1 for B and H; (attention_step_c6) position is a scalar or [B];
    (attention_step_c7) softcap is finite, at least 0.
  }];
  let arguments = (ins Bmc_FloatTensor:$q, Bmc_FloatTensor:$k, Bmc_FloatTensor:$v, Bmc_FloatTensor:$old_keys,
                       Bmc_FloatTensor:$old_values, Bmc_IntTensor:$position, Optional<Bmc_FloatTensor>:$bias,
                       I64Attr:$num_heads, F64Attr:$scale, DefaultValuedAttr<F64Attr, "0.0">:$softcap);
  let results = (outs Bmc_FloatTensor:$out, Bmc_FloatTensor:$keys, Bmc_FloatTensor:$values);
  let assemblyFormat = "$q `,` $k `,` $v `into` $old_keys `,` $old_values `at` $position (`bias` $bias^)? `heads` $num_heads `scale` $scale (`softcap` $softcap^)? attr-dict `:` functional-type(operands, results)";
  let extraClassDeclaration = [{
    /// Heads of k and v: a divisor of num_heads.
    int64_t getNumKeyHeads();
  }];
}

def Bmc_StoreRowsOp : Bmc_InferredOp<"store_rows", [Bmc_HasPartialCost, Bmc_ReadsSlices, Bmc_NonDifferentiable]> {
  let summary = "y[:, i, :] = i < S ? x[:, i, :] : init[:, i, :]";
  let description = [{
    x [B, S, N], init and y [B, C, N], S <= C. Rows from S on are not moved if y
    replaces init in memory: what the tokens of a prompt leave for those that
    follow.
    Constraints: (store_rows_c1) x and init have rank 3 and one element type;
    (store_rows_c2) and are equal but for the second extent, N is static.
  }];
  let arguments = (ins Bmc_FloatTensor:$x, Bmc_FloatTensor:$init);
  let results = (outs Bmc_FloatTensor:$y);
  let assemblyFormat = "$x `into` $init attr-dict `:` type($x) `into` type($init) `->` type($y)";
}

#endif // BMC_IR_OPS_ATTENTION_TD
