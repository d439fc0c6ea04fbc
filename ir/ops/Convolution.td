//===- Convolution.td - Convolutions and pooling ---------------*- tablegen -*-===//
#ifndef BMC_IR_OPS_CONVOLUTION_TD
#define BMC_IR_OPS_CONVOLUTION_TD

include "ir/ops/Base.td"

/// Of all convolutions: output i of a spatial axis meets the elements
/// i stride - before + k dilation; there are one or two such axes.
class Bmc_ConvolutionOp<string mnemonic, list<Trait> traits = []>
    : Bmc_InferredOp<mnemonic, !listconcat([Bmc_HasCost, Bmc_EpilogueOp], traits)>;

/// The gradient of an op over windows by what these go over, which says the
/// extents: several extents may leave the same number of windows.
class Bmc_WindowGradientOp<string mnemonic, list<Trait> traits = []>
    : Bmc_TypedOp<mnemonic, traits>;

/// `padding` holds before and after of each axis.
defvar Bmc_ConvolutionAttributes = (ins
    DenseI64ArrayAttr:$strides, DenseI64ArrayAttr:$padding,
    DenseI64ArrayAttr:$dilation, I64Attr:$groups);

def Bmc_ConvOp : Bmc_ConvolutionOp<"conv"> {
  let summary = "y[b, o, i] = sum over c, k of x[b, c, i stride - before + k dilation] weight[o, c, k]";
  let description = [{
    torch.nn.functional.conv1d and conv2d without bias. x [B, C, spatial..],
    weight [O, C/groups, kernel..] -> y [B, O, outputs..]; x is 0 outside. The
    channels and filters of a group are neighbours; c runs over those of the
    filter's group. Of run-time extents y has those that DerivedSize.h computes.
    Constraints: (conv_c1) x and weight of rank 3 or 4, equal; (conv_c2) C and
    the extents of weight static; (conv_c3) strides, padding and dilation of as
    many axes, in range; (conv_c4) C = groups times that of weight, groups
    divide O; (conv_c5) at least one output on each axis; (conv_c6) one element
    type.
  }];
  let arguments = !con((ins Bmc_FloatTensor:$x, Bmc_FloatTensor:$weight), Bmc_ConvolutionAttributes);
  let results = (outs Bmc_FloatTensor:$y);
  let assemblyFormat = "$x `,` $weight `strides` $strides `padding` $padding `dilation` $dilation `groups` $groups attr-dict `:` type($x) `,` type($weight) `->` type($y)";
}

def Bmc_ConvDinputOp : Bmc_WindowGradientOp<"conv_dinput", [Bmc_HasCost, Bmc_EpilogueOp]> {
  let summary = "dx[b, c, j] = sum over o, k, i with i stride - before + k dilation = j of dy[b, o, i] weight[o, c, k]";
  let description = [{
    The gradient of conv's x; used forward it is
    torch.nn.functional.conv_transpose1d and 2d. dy [B, O, outputs..], weight
    [O, C/groups, kernel..] -> dx [B, C, spatial..].
    Constraints: (conv_dinput_c1) dy, weight and dx of rank 3 or 4, equal;
    (conv_dinput_c2) O, C and the extents of weight static; (conv_dinput_c3)
    strides, padding and dilation of as many axes, in range; (conv_dinput_c4)
    O that of weight, divided by groups, C = groups times that of weight;
    (conv_dinput_c5) B that of dy, and conv makes of dx the extents of dy;
    (conv_dinput_c6) one element type.
  }];
  let arguments = !con((ins Bmc_FloatTensor:$dy, Bmc_FloatTensor:$weight), Bmc_ConvolutionAttributes);
  let results = (outs Bmc_FloatTensor:$dx);
  let assemblyFormat = "$dy `,` $weight `strides` $strides `padding` $padding `dilation` $dilation `groups` $groups attr-dict `:` type($dy) `,` type($weight) `->` type($dx)";
}

def Bmc_ConvDweightOp : Bmc_ConvolutionOp<"conv_dweight", [Bmc_NonDifferentiable]> {
  let summary = "dweight[o, c, k] = sum over b, i of dy[b, o, i] x[b, c, i stride - before + k dilation]";
  let description = [{
    The gradient of conv's weight, whose kernel has the extents `kernel`. dy
    [B, O, outputs..], x [B, C, spatial..] -> dweight [O, C/groups, kernel..].
    Constraints: (conv_dweight_c1) dy and x of rank 3 or 4, equal;
    (conv_dweight_c2) C and O static; (conv_dweight_c3) strides,
    padding, dilation and kernel of as many axes, in range; (conv_dweight_c4)
    groups divide C and O; (conv_dweight_c5) B that of x, and conv makes of x
    the extents of dy; (conv_dweight_c6) one element type.
  }];
  let arguments = !con((ins Bmc_FloatTensor:$dy, Bmc_FloatTensor:$x), Bmc_ConvolutionAttributes, (ins DenseI64ArrayAttr:$kernel));
  let results = (outs Bmc_FloatTensor:$dweight);
  let assemblyFormat = "$dy `,` $x `kernel` $kernel `strides` $strides `padding` $padding `dilation` $dilation `groups` $groups attr-dict `:` type($dy) `,` type($x) `->` type($dweight)";
}

/// Windows as above over the last one or two axes of x; `axes_c3`: every window
/// has an element of x.
defvar Bmc_PoolAttributes = (ins
    DenseI64ArrayAttr:$kernel, DenseI64ArrayAttr:$strides,
    DenseI64ArrayAttr:$padding, DenseI64ArrayAttr:$dilation);

def Bmc_MaxPoolOp : Bmc_InferredOp<"max_pool", [Bmc_HasCost, Bmc_EpilogueOp]> {
  let summary = "y[i] = largest x[i stride - before + k dilation] over k, and the first place where it is";
  let description = [{
    torch.nn.functional.max_pool1d and 2d. `index` is the element's number in
    its plane, the axes that windows cover. NaN is larger than all.
    Constraints: (max_pool_c1) kernel, strides, padding and dilation of one or
    two axes, in range; (max_pool_c2) x has them, static ones below 2^31
    elements; (max_pool_c3) at least one output, and an element of x in every
    window whatever a run-time size is.
  }];
  let arguments = !con((ins Bmc_FloatTensor:$x), Bmc_PoolAttributes);
  let results = (outs Bmc_FloatTensor:$y, Bmc_IntTensor:$index);
  let assemblyFormat = "$x `kernel` $kernel `strides` $strides `padding` $padding `dilation` $dilation attr-dict `:` type($x) `->` type($y) `,` type($index)";
}

def Bmc_MaxPoolBackwardOp : Bmc_WindowGradientOp<"max_pool_backward", [Bmc_CostPerElement<1>, Bmc_NonDifferentiable]> {
  let summary = "dx[j] = sum over i with index[i] = j of dy[i]";
  let description = [{
    index[i] lies in window i.
    Constraints: (max_pool_backward_c1) kernel, strides, padding and dilation of
    one or two axes, in range; (max_pool_backward_c2) dy and index have the
    extents that max_pool makes of dx; (max_pool_backward_c3) dy and dx of one
    element type.
  }];
  let arguments = !con((ins Bmc_FloatTensor:$dy, Bmc_IntTensor:$index), Bmc_PoolAttributes);
  let results = (outs Bmc_FloatTensor:$dx);
  let assemblyFormat = "$dy `,` $index `kernel` $kernel `strides` $strides `padding` $padding `dilation` $dilation attr-dict `:` type($dy) `,` type($index) `->` type($dx)";
}

def Bmc_SumPoolOp : Bmc_InferredOp<"sum_pool", [Bmc_HasCost, Bmc_EpilogueOp, Bmc_Linear]> {
  let summary = "y[i] = sum over k of x[i stride - before + k dilation]";
  let description = [{
    x is 0 outside.
    Constraints: (sum_pool_c1) and (sum_pool_c2) as of max_pool; (sum_pool_c3)
    at least one output.
  }];
  let arguments = !con((ins Bmc_FloatTensor:$x), Bmc_PoolAttributes);
  let results = (outs Bmc_FloatTensor:$y);
  let assemblyFormat = "$x `kernel` $kernel `strides` $strides `padding` $padding `dilation` $dilation attr-dict `:` type($x) `->` type($y)";
}

def Bmc_SumPoolBackwardOp : Bmc_WindowGradientOp<"sum_pool_backward", [Bmc_HasCost, Bmc_Linear]> {
  let summary = "dx[j] = sum over i, k with i stride - before + k dilation = j of dy[i]";
  let description = [{
    Used forward it repeats elements: windows that follow each other give each
    of theirs what dy has.
    Constraints: (sum_pool_backward_c1) kernel, strides, padding and dilation of
    one or two axes, in range; (sum_pool_backward_c2) dy has the extents that
    sum_pool makes of dx; (sum_pool_backward_c3) dy and dx of one element type.
  }];
  let arguments = !con((ins Bmc_FloatTensor:$dy), Bmc_PoolAttributes);
  let results = (outs Bmc_FloatTensor:$dx);
  let assemblyFormat = "$dy `kernel` $kernel `strides` $strides `padding` $padding `dilation` $dilation attr-dict `:` type($dy) `->` type($dx)";
}

#endif // BMC_IR_OPS_CONVOLUTION_TD
