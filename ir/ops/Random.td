//===- Random.td - Counter-based randomness --------------------*- tablegen -*-===//
#ifndef BMC_IR_OPS_RANDOM_TD
#define BMC_IR_OPS_RANDOM_TD

include "ir/ops/Base.td"

def Bmc_DropoutOp : Bmc_Op<"dropout", [Pure, Bmc_CostPerElement<1>, Bmc_Pointwise, Bmc_RandomOp, AllTypesMatch<["x", "y"]>]> {
  let summary = "y = keep ? x / (1 - p) : 0";
  let description = [{
    `rng` is i64[2] = (seed, draw). Element i (row-major index at the actual
    extents) is kept if word i mod 4 of Philox4x32-10 with counter
    (i/4 low, i/4 high, draw low, stream) and key (seed low, seed high) is at
    least floor(p * 2^32). The same op applied to dy is its gradient.
    Constraints: (dropout_c1) 0 <= p < 1; (dropout_c2) rng is i64[2];
    (dropout_c3) 0 <= stream < 2^32.
  }];
  let arguments = (ins Bmc_FloatTensor:$x, Bmc_RngState:$rng, F64Attr:$p, I64Attr:$stream,
                       UnitAttr:$by_launch);
  let results = (outs Bmc_FloatTensor:$y);
  let assemblyFormat = "$x `,` $rng `p` $p `stream` $stream (`by_launch` $by_launch^)? attr-dict `:` type($x) `,` type($rng)";
  let hasVerifier = 1;
  let extraClassDeclaration = [{
    bool removeRandomness();
  }];
}

def Bmc_UniformOp : Bmc_Op<"uniform", [Pure, Bmc_CostPerElement<1>, Bmc_Pointwise, Bmc_RandomOp, Bmc_NonDifferentiable]> {
  let summary = "y = a number of [0, 1), random in training and evaluation";
  let description = [{
    Element i is floor(w / 2^8) / 2^24 of its random word w, which is that of
    `dropout`: the same number in f32 and f64.
    Constraints: (uniform_c1) rng is i64[2]; (uniform_c2) 0 <= stream < 2^32.
  }];
  let arguments = (ins Bmc_RngState:$rng, I64Attr:$stream, UnitAttr:$by_launch);
  let results = (outs Bmc_FloatTensor:$y);
  let assemblyFormat = "$rng `stream` $stream (`by_launch` $by_launch^)? attr-dict `:` type($rng) `->` type($y)";
  let hasVerifier = 1;
  let extraClassDeclaration = [{
    bool removeRandomness() { return false; }
  }];
}

#endif // BMC_IR_OPS_RANDOM_TD
