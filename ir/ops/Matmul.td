//===- Matmul.td - Products of matrices ------------------------*- tablegen -*-===//
#ifndef BMC_IR_OPS_MATMUL_TD
#define BMC_IR_OPS_MATMUL_TD

include "ir/ops/Base.td"

def Bmc_LinearOp : Bmc_InferredOp<"linear", [Bmc_HasCost, Bmc_RowWiseOp, Bmc_EpilogueOp, Bmc_ReadsSlices]> {
  let summary = "y = x weight^T + bias, torch.nn.functional.linear";
  let description = [{
    x [.., K], weight [N, K], bias [N] or absent, y [.., N]. With `transposed`
    the weight is stored [K, N].
    Constraints: (linear_c1) x has rank >= 1, weight rank 2, bias rank 1;
    (linear_c2) K agrees; (linear_c3) N agrees; (linear_c4) one element type.
  }];
  let arguments = (ins Bmc_FloatTensor:$x, Bmc_FloatTensor:$weight, Optional<Bmc_FloatTensor>:$bias,
                       UnitAttr:$transposed);
  let results = (outs Bmc_FloatTensor:$y);
  let assemblyFormat = "$x `,` $weight (`,` $bias^)? (`transposed` $transposed^)? attr-dict `:` functional-type(operands, results)";
}

def Bmc_MatmulOp : Bmc_InferredOp<"matmul",
    [Bmc_HasCost, DeclareOpInterfaceMethods<Bmc_EpilogueOp, ["takesEpilogue"]>, Bmc_ReadsSlices]> {
  let summary = "y = op(a) op(b) on the last two axes";
  let description = [{
    a [batch.., M, K], b [batch.., K, N] -> y [batch.., M, N]; a transpose flag
    says that the operand is stored with its last two axes swapped. If b has
    rank 2 every row of a meets the same b (a [.., K], any rank >= 1;
    transpose_a needs rank 2 then).
    Constraints: (matmul_c1) ranks as above; (matmul_c2) batch axes equal;
    (matmul_c3) K agrees; (matmul_c4) one element type.
  }];
  let arguments = (ins Bmc_FloatTensor:$a, Bmc_FloatTensor:$b,
                       UnitAttr:$transpose_a, UnitAttr:$transpose_b);
  let results = (outs Bmc_FloatTensor:$y);
  let assemblyFormat = "$a `,` $b (`transpose_a` $transpose_a^)? (`transpose_b` $transpose_b^)? attr-dict `:` type($a) `,` type($b) `->` type($y)";
}

def Bmc_LinearDweightOp : Bmc_InferredOp<"linear_dweight", [Bmc_HasCost, Bmc_NonDifferentiable, Bmc_EpilogueOp, Bmc_ReadsSlices]> {
  let summary = "dW[n, k] = sum over rows r of dY[r, n] x[r, k]";
  let description = [{
    dy [.., N], x [.., K] with equal leading axes -> [N, K]: the gradient of
    linear's weight.
    Constraints: (linear_dweight_c1) equal leading axes; (linear_dweight_c2) N
    and K static; (linear_dweight_c3) one element type.
  }];
  let arguments = (ins Bmc_FloatTensor:$dy, Bmc_FloatTensor:$x);
  let results = (outs Bmc_FloatTensor:$dweight);
  let assemblyFormat = "$dy `,` $x attr-dict `:` type($dy) `,` type($x) `->` type($dweight)";
}

#endif // BMC_IR_OPS_MATMUL_TD
