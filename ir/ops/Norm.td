//===- Norm.td - Softmax and layer norm ------------------------*- tablegen -*-===//
#ifndef BMC_IR_OPS_NORM_TD
#define BMC_IR_OPS_NORM_TD

include "ir/ops/Base.td"

class Bmc_LastAxisOp<string mnemonic, string formula>
    : Bmc_Op<mnemonic, [Pure, Bmc_HasCost, SameOperandsAndResultType, Bmc_RowWiseOp]> {
  let summary = formula;
  let description = [{ Constraints: (last_axis_c1) rank >= 1. }];
  let hasVerifier = 1;
  let arguments = (ins Bmc_FloatTensor:$x);
  let results = (outs Bmc_FloatTensor:$y);
  let assemblyFormat = "$x attr-dict `:` type($x)";
}

def Bmc_SoftmaxOp : Bmc_LastAxisOp<"softmax", "y = e^(x - max x) / sum e^(x - max x) over the last axis">;
def Bmc_LogSoftmaxOp : Bmc_LastAxisOp<"log_softmax", "y = x - max x - ln sum e^(x - max x) over the last axis">;

def Bmc_LayerNormOp : Bmc_InferredOp<"layer_norm",
    [Bmc_HasCost, AttrSizedOperandSegments, Bmc_RowWiseOp, DeclareOpInterfaceMethods<Bmc_DecomposableOp>]> {
  let summary = "y = (x - mean) rstd weight + bias over the last axis, rstd = 1/sqrt(var + eps)";
  let description = [{
    x [.., D], weight [D], bias [D] (bias only with weight),
    y [.., D], mean and rstd [..]. var is the biased variance.
    Constraints: (layer_norm_c1) weight and bias are [D] of x's element type;
    (layer_norm_c2) D static; (layer_norm_c3) eps > 0 and finite; (layer_norm_c4)
    no bias without weight.
  }];
  let arguments = (ins Bmc_FloatTensor:$x, Optional<Bmc_FloatTensor>:$weight,
                       Optional<Bmc_FloatTensor>:$bias, F64Attr:$eps);
  let results = (outs Bmc_FloatTensor:$y, Bmc_FloatTensor:$mean, Bmc_FloatTensor:$rstd);
  let assemblyFormat = "$x (`weight` $weight^)? (`bias` $bias^)? `eps` $eps attr-dict `:` functional-type(operands, results)";
}

def Bmc_LayerNormBackwardOp : Bmc_Op<"layer_norm_backward", [Pure, Bmc_HasCost, AttrSizedOperandSegments,
    Bmc_NonDifferentiable, DeclareOpInterfaceMethods<Bmc_DecomposableOp>]> {
  let summary = "gradients of layer_norm";
  let description = [{
    g = dy weight; c = x - mean; xhat = (c - mean(c)) rstd;
    dx = rstd (g - mean(g) - xhat mean(g xhat)) [+ residual];
    dweight = sum over rows dy xhat; dbias = sum over rows dy.
    `residual` (same type as x), if present, is added to dx: the gradient that
    reaches x past the norm.
    `mean` is rounded, which shows where rows are nearly constant; mean(c) is
    what it lacks.
    dweight/dbias are present exactly if the weight operand is (dbias also
    needs `has_bias`).
    Constraints: (layer_norm_backward_c1) dy, x and residual have one type, D
    static; (layer_norm_backward_c2) mean and rstd are [..]; (layer_norm_backward_c3)
    weight is [D]; (layer_norm_backward_c4) has_bias needs weight;
    (layer_norm_backward_c5) the results are as above.
  }];
  let arguments = (ins Bmc_FloatTensor:$dy, Bmc_FloatTensor:$x, Bmc_FloatTensor:$mean, Bmc_FloatTensor:$rstd,
                       Optional<Bmc_FloatTensor>:$weight, Optional<Bmc_FloatTensor>:$residual, UnitAttr:$has_bias);
  let results = (outs Bmc_FloatTensor:$dx, Variadic<Bmc_FloatTensor>:$dparams);
  let assemblyFormat = "$dy `,` $x `,` $mean `,` $rstd (`weight` $weight^)? (`residual` $residual^)? (`has_bias` $has_bias^)? attr-dict `:` functional-type(operands, results)";
  let hasVerifier = 1;
}

def Bmc_AddLayerNormOp : Bmc_InferredOp<"add_layer_norm",
    [Bmc_HasCost, AttrSizedOperandSegments, DeclareOpInterfaceMethods<Bmc_RowWiseOp, ["numRowOperands"]>, DeclareOpInterfaceMethods<Bmc_DecomposableOp>]> {
  let summary = "sum = a + b; y, mean, rstd = layer_norm(sum)";
  let description = [{
    The residual connection with the norm that reads it, in one pass over memory.
    Constraints: (add_layer_norm_c1) a and b have one type; otherwise as layer_norm.
  }];
  let arguments = (ins Bmc_FloatTensor:$a, Bmc_FloatTensor:$b, Optional<Bmc_FloatTensor>:$weight,
                       Optional<Bmc_FloatTensor>:$bias, F64Attr:$eps);
  let results = (outs Bmc_FloatTensor:$sum, Bmc_FloatTensor:$y, Bmc_FloatTensor:$mean, Bmc_FloatTensor:$rstd);
  let assemblyFormat = "$a `,` $b (`weight` $weight^)? (`bias` $bias^)? `eps` $eps attr-dict `:` functional-type(operands, results)";
}

def Bmc_RmsNormOp : Bmc_InferredOp<"rms_norm",
    [Bmc_HasCost, Bmc_RowWiseOp, DeclareOpInterfaceMethods<Bmc_DecomposableOp>]> {
  let summary = "y = x rstd weight over the last axis, rstd = 1/sqrt(mean(x^2) + eps)";
  let description = [{
    x [.., D], weight [D], y [.., D], rstd [..].
    Constraints: (rms_norm_c1) weight is [D] of x's element type; (rms_norm_c2)
    D static; (rms_norm_c3) eps > 0 and finite.
  }];
  let arguments = (ins Bmc_FloatTensor:$x, Optional<Bmc_FloatTensor>:$weight, F64Attr:$eps);
  let results = (outs Bmc_FloatTensor:$y, Bmc_FloatTensor:$rstd);
  let assemblyFormat = "$x (`weight` $weight^)? `eps` $eps attr-dict `:` functional-type(operands, results)";
}

def Bmc_RmsNormBackwardOp : Bmc_InferredOp<"rms_norm_backward", [Bmc_HasCost, AttrSizedOperandSegments,
    Bmc_NonDifferentiable, DeclareOpInterfaceMethods<Bmc_DecomposableOp>]> {
  let summary = "gradients of rms_norm";
  let description = [{
    g = dy weight; xhat = x rstd; dx = rstd (g - xhat mean(g xhat)) [+ residual];
    dweight = sum over rows dy xhat, there exactly if the weight is. `residual`
    is as in layer_norm_backward.
    Constraints: (rms_norm_backward_c1) dy, x and residual have one type, D
    static; (rms_norm_backward_c2) rstd is [..]; (rms_norm_backward_c3) weight is [D].
  }];
  let arguments = (ins Bmc_FloatTensor:$dy, Bmc_FloatTensor:$x, Bmc_FloatTensor:$rstd,
                       Optional<Bmc_FloatTensor>:$weight, Optional<Bmc_FloatTensor>:$residual);
  let results = (outs Bmc_FloatTensor:$dx, Optional<Bmc_FloatTensor>:$dweight);
  let assemblyFormat = "$dy `,` $x `,` $rstd (`weight` $weight^)? (`residual` $residual^)? attr-dict `:` functional-type(operands, results)";
}

def Bmc_AddRmsNormOp : Bmc_InferredOp<"add_rms_norm",
    [Bmc_HasCost, DeclareOpInterfaceMethods<Bmc_RowWiseOp, ["numRowOperands"]>, DeclareOpInterfaceMethods<Bmc_DecomposableOp>]> {
  let summary = "sum = a + b; y, rstd = rms_norm(sum)";
  let description = [{
    As add_layer_norm.
    Constraints: (add_rms_norm_c1) a and b have one type; otherwise as rms_norm.
  }];
  let arguments = (ins Bmc_FloatTensor:$a, Bmc_FloatTensor:$b, Optional<Bmc_FloatTensor>:$weight, F64Attr:$eps);
  let results = (outs Bmc_FloatTensor:$sum, Bmc_FloatTensor:$y, Bmc_FloatTensor:$rstd);
  let assemblyFormat = "$a `,` $b (`weight` $weight^)? `eps` $eps attr-dict `:` functional-type(operands, results)";
}

def Bmc_BatchNormOp : Bmc_InferredOp<"batch_norm", [Bmc_HasCost, AttrSizedOperandSegments, Bmc_EpilogueOp]> {
  let summary = "y = (x - mean) / sqrt(var (n - 1)/n + eps) weight + bias, mean and var of each channel over its n values";
  let description = [{
    x [B, C, spatial..], weight [C] and bias [C] (bias only with weight), y of
    x's type, mean and var [C]; var is the unbiased variance, 0 of one value.
    Constraints: (batch_norm_c1) x has rank >= 3, all extents but B static;
    (batch_norm_c2) weight and bias are [C] of x's element type; (batch_norm_c3)
    eps > 0 and finite; (batch_norm_c4) no bias without weight.
  }];
  let arguments = (ins Bmc_FloatTensor:$x, Optional<Bmc_FloatTensor>:$weight,
                       Optional<Bmc_FloatTensor>:$bias, F64Attr:$eps);
  let results = (outs Bmc_FloatTensor:$y, Bmc_FloatTensor:$mean, Bmc_FloatTensor:$var);
  let assemblyFormat = "$x (`weight` $weight^)? (`bias` $bias^)? `eps` $eps attr-dict `:` functional-type(operands, results)";
}

def Bmc_BatchNormBackwardOp : Bmc_InferredOp<"batch_norm_backward", [Bmc_HasCost, Bmc_EpilogueOp, Bmc_NonDifferentiable]> {
  let summary = "gradients of batch_norm";
  let description = [{
    rstd = 1/sqrt(var (n - 1)/n + eps); xhat = (x - mean) rstd; dbias = sum of
    dy and dweight = sum of dy xhat over all axes but the channels;
    dx = weight rstd (dy - (dbias + xhat dweight) / n), n values a channel.
    Constraints: (batch_norm_backward_c1) dy and x have one type, of rank >= 3
    and static but for B; (batch_norm_backward_c2) mean, var and weight are [C];
    (batch_norm_backward_c3) eps > 0 and finite.
  }];
  let arguments = (ins Bmc_FloatTensor:$dy, Bmc_FloatTensor:$x, Bmc_FloatTensor:$mean, Bmc_FloatTensor:$var,
                       Optional<Bmc_FloatTensor>:$weight, F64Attr:$eps);
  let results = (outs Bmc_FloatTensor:$dx, Bmc_FloatTensor:$dweight, Bmc_FloatTensor:$dbias);
  let assemblyFormat = "$dy `,` $x `,` $mean `,` $var (`weight` $weight^)? `eps` $eps attr-dict `:` functional-type(operands, results)";
}

def Bmc_ByModeOp : Bmc_Op<"by_mode", [Pure, Bmc_CostPerElement<0>, Elementwise, AllTypesMatch<["training", "evaluation", "y"]>]> {
  let summary = "y = training, or evaluation in a program's functions for evaluation";
  let description = [{
    What layers do that know two ways, such as batch norm. `bmc-build-step` puts
    one of the two in its place.
  }];
  let arguments = (ins Bmc_FloatTensor:$training, Bmc_FloatTensor:$evaluation);
  let results = (outs Bmc_FloatTensor:$y);
  let assemblyFormat = "$training `,` $evaluation attr-dict `:` type($y)";
}

#endif // BMC_IR_OPS_NORM_TD
