//===- Loss.td - Losses ----------------------------------------*- tablegen -*-===//
#ifndef BMC_IR_OPS_LOSS_TD
#define BMC_IR_OPS_LOSS_TD

include "ir/ops/Base.td"

def Bmc_CrossEntropyOp : Bmc_InferredOp<"cross_entropy",
    [Bmc_HasCost, DeclareOpInterfaceMethods<Bmc_DecomposableOp>, DeclareOpInterfaceMethods<Bmc_RowSumOp>]> {
  let summary = "loss = sum over rows with target in [0, V) of lse(logits) - logits[target]";
  let description = [{
    logits [.., V], targets [..], loss []. Rows whose target is negative (torch's
    ignore_index is -100) do not count. A sum, not a mean: the mean of a batch
    is not that of the means of its parts, since their counts differ.
    Constraints: (cross_entropy_c1) leading axes equal those of targets;
    (cross_entropy_c2) V static.
  }];
  let arguments = (ins Bmc_FloatTensor:$logits, Bmc_IntTensor:$targets);
  let results = (outs Bmc_FloatScalar:$loss);
  let assemblyFormat = "$logits `,` $targets attr-dict `:` type($logits) `,` type($targets) `->` type($loss)";
}

def Bmc_CrossEntropyBackwardOp : Bmc_InferredOp<"cross_entropy_backward",
    [Bmc_HasCost, Bmc_NonDifferentiable, DeclareOpInterfaceMethods<Bmc_DecomposableOp>]> {
  let summary = "dlogits = (softmax(logits) - one_hot(targets)) dloss; 0 in rows that do not count";
  let description = [{
    Constraints: as cross_entropy; (cross_entropy_backward_c1) dloss has the
    element type of logits.
  }];
  let arguments = (ins Bmc_FloatScalar:$dloss, Bmc_FloatTensor:$logits, Bmc_IntTensor:$targets);
  let results = (outs Bmc_FloatTensor:$dlogits);
  let assemblyFormat = "$dloss `,` $logits `,` $targets attr-dict `:` type($dloss) `,` type($logits) `,` type($targets) `->` type($dlogits)";
}

def Bmc_LinearCrossEntropyOp : Bmc_InferredOp<"linear_cross_entropy",
    [Bmc_HasCost, DeclareOpInterfaceMethods<Bmc_DecomposableOp>, DeclareOpInterfaceMethods<Bmc_RowSumOp>]> {
  let summary = "loss = cross_entropy(x weight^T + bias, targets) without the logits in memory";
  let description = [{
    x [.., D], weight [V, D], targets [..], bias [V] or absent, loss [].
    Constraints: (linear_cross_entropy_c1) D agrees; (linear_cross_entropy_c2)
    leading axes of x equal those of targets; (linear_cross_entropy_c3) weight
    has rank 2 and static shape; (linear_cross_entropy_c4) one element type;
    (linear_cross_entropy_c5) bias has one element per row of weight.
  }];
  let arguments = (ins Bmc_FloatTensor:$x, Bmc_FloatTensor:$weight, Bmc_IntTensor:$targets,
                       Optional<Bmc_FloatTensor>:$bias);
  let results = (outs Bmc_FloatScalar:$loss);
  let assemblyFormat = "$x `,` $weight `,` $targets (`,` $bias^)? attr-dict `:` type($x) `,` type($weight) `,` type($targets) (`,` type($bias)^)? `->` type($loss)";
}

def Bmc_LinearCrossEntropyGradOp : Bmc_InferredOp<"linear_cross_entropy_grad",
    [Bmc_HasCost, Bmc_NonDifferentiable, DeclareOpInterfaceMethods<Bmc_DecomposableOp>]> {
  let summary = "loss, dx, dweight and dbias of linear_cross_entropy in one pass over chunks of rows";
  let description = [{
    loss is unscaled; dx, dweight and dbias (there is one if there is a bias) are
    for the upstream gradient `dloss`.
    The derivative rule of linear_cross_entropy uses this op with the loss result
    unused; fusing it with the forward op saves the second pass.
    Constraints: as linear_cross_entropy; (linear_cross_entropy_grad_c1) dloss
    has the element type of x.
  }];
  let arguments = (ins Bmc_FloatScalar:$dloss, Bmc_FloatTensor:$x, Bmc_FloatTensor:$weight, Bmc_IntTensor:$targets,
                       Optional<Bmc_FloatTensor>:$bias);
  let results = (outs Bmc_FloatScalar:$loss, Bmc_FloatTensor:$dx, Bmc_FloatTensor:$dweight,
                      Optional<Bmc_FloatTensor>:$dbias);
  let assemblyFormat = "$dloss `,` $x `,` $weight `,` $targets (`,` $bias^)? attr-dict `:` functional-type(operands, results)";
}

#endif // BMC_IR_OPS_LOSS_TD
