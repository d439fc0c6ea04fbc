//===- Embedding.td - Table look-up ----------------------------*- tablegen -*-===//
#ifndef BMC_IR_OPS_EMBEDDING_TD
#define BMC_IR_OPS_EMBEDDING_TD

include "ir/ops/Base.td"

def Bmc_EmbeddingOp : Bmc_InferredOp<"embedding", [Bmc_HasPartialCost, Bmc_Pointwise, Bmc_ReadsElsewhere, Bmc_NeedsPosition]> {
  let summary = "y[.., :] = weight[indices[..], :]";
  let description = [{
    indices [..] in [0, N), weight [N, D], y [.., D]. The program checks indices
    when data is read, so the op itself never sees one out of range.
    Constraints: (embedding_c1) weight has rank 2 and static shape.
  }];
  let arguments = (ins Bmc_IntTensor:$indices, Bmc_FloatTensor:$weight);
  let results = (outs Bmc_FloatTensor:$y);
  let assemblyFormat = "$indices `,` $weight attr-dict `:` type($indices) `,` type($weight) `->` type($y)";
}

def Bmc_EmbeddingBackwardOp : Bmc_InferredOp<"embedding_backward", [Bmc_HasPartialCost, Bmc_NonDifferentiable]> {
  let summary = "dW[n, :] = init[n, :] + sum of dy[r, :] over the rows r with indices[r] = n, in order of r";
  let description = [{
    dy [.., D], indices [..], init [N, D] or absent (zeros), N = num_embeddings.
    Constraints: (embedding_backward_c1) leading axes of dy equal indices', D
    static; (embedding_backward_c2) N >= 1; (embedding_backward_c3) init is [N, D].
  }];
  let arguments = (ins Bmc_FloatTensor:$dy, Bmc_IntTensor:$indices,
                       Optional<Bmc_FloatTensor>:$init, I64Attr:$num_embeddings);
  let results = (outs Bmc_FloatTensor:$dweight);
  let assemblyFormat = "$dy `,` $indices (`init` $init^)? `num_embeddings` $num_embeddings attr-dict `:` functional-type(operands, results)";
}

def Bmc_EmbeddingBackwardRowsOp : Bmc_InferredOp<"embedding_backward_rows", [SameVariadicOperandSize,
    Bmc_HasPartialCost, Bmc_NonDifferentiable]> {
  let summary = "dW[n, :] = (marked[n] ? 0 : init[n, :]) + sum of dy[r, :] over the rows r of all dy with index n, in order; touched[n] = one has";
  let description = [{
    The gradient of a table that is trained by the rows of a batch. `init` and `marked` are dW and touched of the batch
    before: its rows are cleared, no other row is moved if dW replaces init in memory. With `accumulate` nothing is cleared,
    and touched[n] is marked[n] or an index n. dys [.., D], indices [..], one for each dy, init and dW [N, D], marked and
    touched [N], 1 or 0.
    Constraints: (embedding_backward_rows_c1) there is a dy, and leading axes of each equal those of its indices;
    (embedding_backward_rows_c2) init is static [N, D], of the width and elements of each dy, and dW is like init;
    (embedding_backward_rows_c3) marked and touched are [N].
  }];
  let arguments = (ins Variadic<Bmc_FloatTensor>:$dys, Variadic<Bmc_IntTensor>:$indices, Bmc_FloatTensor:$init,
                       Bmc_IntTensor:$marked, UnitAttr:$accumulate);
  let results = (outs Bmc_FloatTensor:$dweight, Bmc_IntTensor:$touched);
  let assemblyFormat = "$dys `at` $indices `into` $init `marked` $marked (`accumulate` $accumulate^)? attr-dict `:` type($dys) `at` type($indices) `into` type($init) `marked` type($marked) `->` type($dweight) `,` type($touched)";
}

def Bmc_GatherOp : Bmc_InferredOp<"gather", [Bmc_HasPartialCost, Bmc_Pointwise, Bmc_ReadsElsewhere, Bmc_NeedsPosition,
                                           DeclareOpInterfaceMethods<Bmc_RowWiseOp, ["numRowOperands"]>]> {
  let summary = "y[.., k] = x[.., indices[.., k]]; NaN where the index is outside [0, N)";
  let description = [{
    x [.., N], indices [.., K], y [.., K].
    Constraints: (gather_c1) rank >= 1; (gather_c2) the leading axes of x and
    indices are equal.
  }];
  let arguments = (ins Bmc_FloatTensor:$x, Bmc_IntTensor:$indices);
  let results = (outs Bmc_FloatTensor:$y);
  let assemblyFormat = "$x `,` $indices attr-dict `:` type($x) `,` type($indices) `->` type($y)";
}

def Bmc_ScatterAddOp : Bmc_TypedOp<"scatter_add", [Bmc_HasCost]> {
  let summary = "y[.., n] = sum of src[.., k] over the k with indices[.., k] = n, in order of k";
  let description = [{
    The transpose of gather, whose gradient it is. Indices outside of y add
    nothing.
    Constraints: (scatter_add_c1) rank >= 1; (scatter_add_c2) src and
    indices have the same extents; (scatter_add_c3) y has the leading axes
    and the element type of src.
  }];
  let arguments = (ins Bmc_FloatTensor:$src, Bmc_IntTensor:$indices);
  let results = (outs Bmc_FloatTensor:$y);
  let assemblyFormat = "$src `,` $indices attr-dict `:` type($src) `,` type($indices) `->` type($y)";
}

def Bmc_OneHotOp : Bmc_InferredOp<"one_hot", [Bmc_CostPerElement<0>, Bmc_Pointwise, Bmc_NeedsPosition, Bmc_NonDifferentiable]> {
  let summary = "y[.., c] = indices[..] == c ? 1 : 0; a row outside [0, num_classes) is all zero";
  let description = [{ Constraints: (one_hot_c1) num_classes >= 1. }];
  let arguments = (ins Bmc_IntTensor:$indices, I64Attr:$num_classes, TypeAttrOf<Bmc_Float>:$element_type);
  let results = (outs Bmc_FloatTensor:$y);
  let assemblyFormat = "$indices `classes` $num_classes `as` $element_type attr-dict `:` type($indices) `->` type($y)";
}

#endif // BMC_IR_OPS_EMBEDDING_TD
