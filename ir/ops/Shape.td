//===- Shape.td - Ops that move elements -----------------------*- tablegen -*-===//
#ifndef BMC_IR_OPS_SHAPE_TD
#define BMC_IR_OPS_SHAPE_TD

include "ir/ops/Base.td"

def Bmc_ReshapeOp : Bmc_TypedOp<"reshape", [Bmc_CostPerElement<0>, Bmc_Linear, Bmc_View, Bmc_MovesElements]> {
  let summary = "same elements in row-major order, other extents";
  let description = [{
    Constraints: (reshape_c1) same element type; (reshape_c2) the run-time dims
    appear in the same order and the product of the static extents is equal;
    (reshape_c3) between two neighbouring run-time dims (and before the first)
    the products of static extents are equal too, so rows stay rows.
  }];
  let arguments = (ins Bmc_Tensor:$x);
  let results = (outs Bmc_Tensor:$y);
  let assemblyFormat = "$x attr-dict `:` type($x) `->` type($y)";
  let hasFolder = 1;
}

def Bmc_TransposeOp : Bmc_InferredOp<"transpose", [Bmc_CostPerElement<0>, Bmc_Linear, Bmc_Pointwise, Bmc_MovesElements,
                                                 Bmc_ReadsElsewhere, Bmc_NeedsPosition]> {
  let summary = "y = x with axis permutation[k] of x as axis k of y";
  let description = [{ Constraints: (transpose_c1) permutation is a permutation of x's axes. }];
  let arguments = (ins Bmc_Tensor:$x, DenseI64ArrayAttr:$permutation);
  let results = (outs Bmc_Tensor:$y);
  let assemblyFormat = "$x `,` $permutation attr-dict `:` type($x) `->` type($y)";
  let hasFolder = 1;
}

def Bmc_BroadcastOp : Bmc_TypedOp<"broadcast", [Bmc_CostPerElement<0>, Bmc_Linear, Bmc_Free, Bmc_MovesElements, Bmc_ReadsElsewhere,
                                              Bmc_NeedsPosition]> {
  let summary = "repeat x along the axes of y it lacks";
  let description = [{
    Axis k of `x` becomes axis `axes[k]` of `y`; all other axes of `y` repeat.
    `axes` is strictly increasing.

    ```mlir
    %y = bmc.broadcast %bias, [2] : tensor<8xf32> -> tensor<?x?x8xf32, #bmc.dims<"B", "S">>
    ```
    Constraints: (broadcast_c1) one axis per axis of x, strictly increasing, in
    range; (broadcast_c2) extents and dim names agree on those axes, or the
    extent of x is 1; (broadcast_c3) same element type.
  }];
  let arguments = (ins Bmc_Tensor:$x, DenseI64ArrayAttr:$axes);
  let results = (outs Bmc_Tensor:$y);
  let assemblyFormat = "$x `,` $axes attr-dict `:` type($x) `->` type($y)";
  let hasFolder = 1;
}

def Bmc_SliceOp : Bmc_InferredOp<"slice", [Bmc_HasPartialCost, Bmc_Linear, Bmc_Free, Bmc_MovesElements, Bmc_ReadsElsewhere,
                                         Bmc_NeedsPosition, Bmc_AlongAxisOp]> {
  let summary = "y = x[.., offset : offset + size, ..] on one axis";
  let description = [{
    Constraints: (slice_c1) axis in range and of static extent; (slice_c2)
    0 <= offset, 1 <= size, offset + size <= extent.
  }];
  let arguments = (ins Bmc_Tensor:$x, I64Attr:$axis, I64Attr:$offset, I64Attr:$size);
  let results = (outs Bmc_Tensor:$y);
  let assemblyFormat = "$x `axis` $axis `offset` $offset `size` $size attr-dict `:` type($x) `->` type($y)";
  let hasFolder = 1;
}

def Bmc_ConcatOp : Bmc_InferredOp<"concat", [Bmc_CostPerElement<0>, Bmc_Linear, Bmc_AlongAxisOp]> {
  let summary = "inputs one after the other along a static axis";
  let description = [{
    Constraints: (concat_c1) at least one input; (concat_c2) equal types except
    for the extent of `axis`, which is static in every input.
  }];
  let arguments = (ins Variadic<Bmc_Tensor>:$inputs, I64Attr:$axis);
  let results = (outs Bmc_Tensor:$y);
  let assemblyFormat = "$inputs `axis` $axis attr-dict `:` type($inputs) `->` type($y)";
}

def Bmc_PadOp : Bmc_TypedOp<"pad", [Bmc_HasPartialCost, Bmc_Linear, Bmc_Free, Bmc_ReadsElsewhere, Bmc_NeedsPosition, Bmc_AlongAxisOp]> {
  let summary = "y[i] = x[i - shift] along an axis, 0 where x has no such element";
  let description = [{
    Puts zeros around x, or leaves out its ends, or both: y has its own extent
    along `axis`, static or of run time. With `from_end` positions are counted
    backwards from the last ones: y[m - 1 - i] = x[n - 1 - i - shift] for axes of
    n and m elements. False is the zero of i1. Parts of axes of run-time size and
    what is joined along them are made of it; where all extents are static, slice
    and concat say it.

    ```mlir
    // x[:, 1:]
    %y = bmc.pad %x axis 1 shift -1 : tensor<?x?x8xf32, #bmc.dims<"B", "S">> -> tensor<?x?x8xf32, #bmc.dims<"B", "S-1">>
    ```
    Constraints: (pad_c1) axis in range; (pad_c2) x and y differ in the extent of
    `axis` only; (pad_c3) shift is of 32 bits.
  }];
  let arguments = (ins Bmc_Tensor:$x, I64Attr:$axis, SI64Attr:$shift, UnitAttr:$from_end);
  let results = (outs Bmc_Tensor:$y);
  let assemblyFormat = "$x `axis` $axis `shift` $shift (`from_end` $from_end^)? attr-dict `:` type($x) `->` type($y)";
  let extraClassDeclaration = [{
    /// Whether every element of y is one of x, whatever the sizes are.
    bool isCrop();
  }];
  let hasFolder = 1;
}

def Bmc_FlipOp : Bmc_Op<"flip", [Pure, Bmc_CostPerElement<0>, SameOperandsAndResultType, Bmc_Linear, Bmc_Pointwise,
                                 Bmc_MovesElements, Bmc_ReadsElsewhere, Bmc_NeedsPosition, Bmc_AlongAxisOp]> {
  let summary = "y[i] = x[n - 1 - i] along an axis of extent n";
  let description = [{ Constraints: (flip_c1) axis in range. }];
  let arguments = (ins Bmc_Tensor:$x, I64Attr:$axis);
  let results = (outs Bmc_Tensor:$y);
  let assemblyFormat = "$x `axis` $axis attr-dict `:` type($x)";
  let hasVerifier = 1;
}

def Bmc_SelectRowOp : Bmc_InferredOp<"select_row", [Bmc_HasPartialCost, Bmc_Pointwise, Bmc_ReadsElsewhere,
                                                  Bmc_NeedsPosition]> {
  let summary = "y = x[:, .., index, ..] at one axis, which disappears";
  let description = [{
    `index` is a run-time i32 scalar with 0 <= index < extent (the caller's
    duty); with `from_end` it counts backwards from the last position. Used by
    `generate` to keep only the last position, and for x[:, 0] and x[:, -1].
    Constraints: (select_row_c1) axis in range.
  }];
  let arguments = (ins Bmc_Tensor:$x, 0DTensorOf<[I32]>:$index, I64Attr:$axis, UnitAttr:$from_end);
  let results = (outs Bmc_Tensor:$y);
  let assemblyFormat = "$x `,` $index `axis` $axis (`from_end` $from_end^)? attr-dict `:` functional-type(operands, results)";
}

def Bmc_ArangeOp : Bmc_Op<"arange", [Pure, Bmc_CostPerElement<0>, Bmc_Free, Bmc_NeedsPosition, Bmc_NonDifferentiable]> {
  let summary = "y[i] = start + step i, an i32 vector";
  let description = [{
    Constraints: (arange_c1) rank 1; (arange_c2) the values of a static vector
    are i32; (arange_c3) a run-time vector counts from 0 in steps of 1.
  }];
  let arguments = (ins DefaultValuedAttr<I64Attr, "0">:$start, DefaultValuedAttr<I64Attr, "1">:$step);
  let results = (outs Bmc_IntTensor:$y);
  let assemblyFormat = "(`from` $start^)? (`step` $step^)? attr-dict `:` type($y)";
  let extraClassDeclaration = [{
    /// Whether y[i] = i.
    bool counts() { return getStart() == 0 && getStep() == 1; }
  }];
  let hasVerifier = 1;
}

def Bmc_SizeOp : Bmc_Op<"size", [Pure, Bmc_CostPerElement<0>, Bmc_Free, Bmc_NonDifferentiable,
                               DeclareOpInterfaceMethods<Bmc_RowSumOp>]> {
  let summary = "y = factor * product of the named run-time sizes, as a float scalar";
  let description = [{
    ```mlir
    %rows = bmc.size 4 x ["B", "S"] : tensor<f32>
    ```
    Constraints: (size_c1) factor >= 1; (size_c2) `dims` holds names.
  }];
  let arguments = (ins I64Attr:$factor, ArrayAttr:$dims);
  let results = (outs Bmc_FloatScalar:$y);
  let assemblyFormat = "$factor `x` $dims attr-dict `:` type($y)";
  let hasVerifier = 1;
}

#endif // BMC_IR_OPS_SHAPE_TD
