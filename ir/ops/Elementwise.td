//===- Elementwise.td - One element in, one element out --------*- tablegen -*-===//
#ifndef BMC_IR_OPS_ELEMENTWISE_TD
#define BMC_IR_OPS_ELEMENTWISE_TD

include "ir/ops/Base.td"

class Bmc_UnaryOp<string mnemonic, string formula, list<Trait> traits = []>
    : Bmc_Op<mnemonic, !listconcat([Pure, Bmc_CostPerElement<1>, Elementwise, SameOperandsAndResultType], traits)> {
  let summary = formula;
  let arguments = (ins Bmc_FloatTensor:$x);
  let results = (outs Bmc_FloatTensor:$y);
  let assemblyFormat = "$x attr-dict `:` type($x)";
}

def Bmc_NegOp : Bmc_UnaryOp<"neg", "y = -x", [Bmc_Linear]> { let hasFolder = 1; }
def Bmc_AbsOp : Bmc_UnaryOp<"abs", "y = |x|", [Bmc_Kinked]>;
def Bmc_ExpOp : Bmc_UnaryOp<"exp", "y = e^x">;
def Bmc_LogOp : Bmc_UnaryOp<"log", "y = ln x", [Bmc_Partial]>;
def Bmc_Exp2Op : Bmc_UnaryOp<"exp2", "y = 2^x">;
def Bmc_Expm1Op : Bmc_UnaryOp<"expm1", "y = e^x - 1, exact to the last digits near 0">;
def Bmc_Log1pOp : Bmc_UnaryOp<"log1p", "y = ln(1 + x), exact to the last digits near 0", [Bmc_Partial]>;
def Bmc_SqrtOp : Bmc_UnaryOp<"sqrt", "y = square root of x", [Bmc_Partial]>;
def Bmc_RsqrtOp : Bmc_UnaryOp<"rsqrt", "y = 1 / sqrt(x)", [Bmc_Partial]>;
def Bmc_ReciprocalOp : Bmc_UnaryOp<"reciprocal", "y = 1 / x", [Bmc_Partial]>;
def Bmc_SinOp : Bmc_UnaryOp<"sin", "y = sin x">;
def Bmc_CosOp : Bmc_UnaryOp<"cos", "y = cos x">;
def Bmc_AtanOp : Bmc_UnaryOp<"atan", "y = arc tangent of x, in [-pi/2, pi/2]">;
def Bmc_TanhOp : Bmc_UnaryOp<"tanh", "y = tanh x">;
def Bmc_ErfOp : Bmc_UnaryOp<"erf", "y = erf x">;
def Bmc_SigmoidOp : Bmc_UnaryOp<"sigmoid", "y = 1 / (1 + e^-x)">;
def Bmc_ReluOp : Bmc_UnaryOp<"relu", "y = x > 0 ? x : 0", [Bmc_Kinked]>;
def Bmc_SiluOp : Bmc_UnaryOp<"silu", "y = x / (1 + e^-x)">;

def Bmc_FloorOp : Bmc_UnaryOp<"floor", "y = largest integer <= x", [Bmc_Kinked]>;
def Bmc_CeilOp : Bmc_UnaryOp<"ceil", "y = smallest integer >= x", [Bmc_Kinked]>;
def Bmc_RoundOp : Bmc_UnaryOp<"round", "y = nearest integer, halves to the even one", [Bmc_Kinked]>;
def Bmc_TruncOp : Bmc_UnaryOp<"trunc", "y = x without its fraction", [Bmc_Kinked]>;
def Bmc_StopGradientOp : Bmc_UnaryOp<"stop_gradient", "y = x; constant for derivatives">;

def Bmc_GeluOp : Bmc_Op<"gelu", [Pure, Bmc_CostPerElement<1>, Elementwise, AllTypesMatch<["x", "y"]>]> {
  let summary = "none: y = x/2 (1 + erf(x/sqrt 2)); tanh: y = x / (1 + e^(-2u)), u = sqrt(2/pi) (x + 0.044715 x^3)";
  let arguments = (ins Bmc_FloatTensor:$x, DefaultValuedAttr<Bmc_GeluKind, "::bmc::GeluKind::None">:$approximate);
  let results = (outs Bmc_FloatTensor:$y);
  let assemblyFormat = "$x (`approximate` $approximate^)? attr-dict `:` type($x)";
}

def Bmc_GeluGradOp : Bmc_Op<"gelu_grad", [Pure, Bmc_CostPerElement<1>, Elementwise, Bmc_NonDifferentiable, AllTypesMatch<["x", "y"]>]> {
  let summary = "y = the derivative of gelu at x";
  let arguments = (ins Bmc_FloatTensor:$x, DefaultValuedAttr<Bmc_GeluKind, "::bmc::GeluKind::None">:$approximate);
  let results = (outs Bmc_FloatTensor:$y);
  let assemblyFormat = "$x (`approximate` $approximate^)? attr-dict `:` type($x)";
}

class Bmc_BinaryOp<string mnemonic, string formula, list<Trait> traits = []>
    : Bmc_Op<mnemonic, !listconcat([Pure, Bmc_CostPerElement<1>, Elementwise, SameOperandsAndResultType], traits)> {
  let summary = formula;
  let arguments = (ins Bmc_FloatTensor:$a, Bmc_FloatTensor:$b);
  let results = (outs Bmc_FloatTensor:$y);
  let assemblyFormat = "$a `,` $b attr-dict `:` type($a)";
}

def Bmc_AddOp : Bmc_BinaryOp<"add", "y = a + b", [Commutative, Bmc_Linear]> { let hasFolder = 1; }
def Bmc_SubOp : Bmc_BinaryOp<"sub", "y = a - b", [Bmc_Linear]> { let hasFolder = 1; }
def Bmc_MulOp : Bmc_BinaryOp<"mul", "y = a * b", [Commutative]> { let hasFolder = 1; }
def Bmc_DivOp : Bmc_BinaryOp<"div", "y = a / b", [Bmc_Partial]> { let hasFolder = 1; }
def Bmc_PowOp : Bmc_BinaryOp<"pow", "y = a ^ b", [Bmc_Partial]>;
def Bmc_MaximumOp : Bmc_BinaryOp<"maximum", "y = max(a, b); NaN if either is", [Commutative, Bmc_Kinked]>;
def Bmc_MinimumOp : Bmc_BinaryOp<"minimum", "y = min(a, b); NaN if either is", [Commutative, Bmc_Kinked]>;

def Bmc_Atan2Op : Bmc_BinaryOp<"atan2", "y = angle of the point (b, a), in [-pi, pi]; 0 at the origin">;
def Bmc_FmodOp : Bmc_BinaryOp<"fmod", "y = a - b trunc(a / b), of the sign of a", [Bmc_Partial, Bmc_Kinked]>;

class Bmc_LogicalOp<string mnemonic, string formula>
    : Bmc_Op<mnemonic, [Pure, Bmc_CostPerElement<1>, Elementwise, SameOperandsAndResultType, Commutative, Bmc_NonDifferentiable]> {
  let summary = formula;
  let arguments = (ins Bmc_BoolTensor:$a, Bmc_BoolTensor:$b);
  let results = (outs Bmc_BoolTensor:$y);
  let assemblyFormat = "$a `,` $b attr-dict `:` type($a)";
}

def Bmc_LogicalAndOp : Bmc_LogicalOp<"logical_and", "y = a and b">;
def Bmc_LogicalOrOp : Bmc_LogicalOp<"logical_or", "y = a or b">;

def Bmc_LogicalNotOp : Bmc_Op<"logical_not", [Pure, Bmc_CostPerElement<1>, Elementwise, SameOperandsAndResultType, Bmc_NonDifferentiable]> {
  let summary = "y = not x";
  let arguments = (ins Bmc_BoolTensor:$x);
  let results = (outs Bmc_BoolTensor:$y);
  let assemblyFormat = "$x attr-dict `:` type($x)";
}

def Bmc_CompareOp : Bmc_InferredOp<"compare", [Bmc_CostPerElement<1>, Elementwise, Bmc_NonDifferentiable, AllTypesMatch<["a", "b"]>]> {
  let summary = "y = a <predicate> b, elementwise i1; false if either is NaN (ne: true)";
  let arguments = (ins Bmc_Predicate:$predicate, Bmc_Tensor:$a, Bmc_Tensor:$b);
  let results = (outs Bmc_BoolTensor:$y);
  let assemblyFormat = "$predicate `,` $a `,` $b attr-dict `:` type($a)";
}

def Bmc_SelectOp : Bmc_Op<"select", [Pure, Bmc_CostPerElement<0>, Elementwise, AllTypesMatch<["a", "b", "y"]>]> {
  let summary = "y = condition ? a : b, elementwise";
  let description = [{ Constraints: (select_c1) condition has the extents of a, names included. }];
  let arguments = (ins Bmc_BoolTensor:$condition, Bmc_NumberTensor:$a, Bmc_NumberTensor:$b);
  let results = (outs Bmc_NumberTensor:$y);
  let assemblyFormat = "$condition `,` $a `,` $b attr-dict `:` type($condition) `,` type($a)";
  let hasVerifier = 1;
}

def Bmc_ConstantOp : Bmc_Op<"constant", [Pure, Bmc_CostPerElement<0>, ConstantLike, Bmc_Free, Bmc_NonDifferentiable]> {
  let summary = "a tensor filled with one value";
  let description = [{
    ```mlir
    %c = bmc.constant 0.5 : tensor<?x8xf32, #bmc.dims<"B">>
    ```
    Constraints: (constant_c1) the value of an integer tensor is a whole number
    in its range.
  }];
  let arguments = (ins F64Attr:$value);
  let results = (outs Bmc_Tensor:$y);
  let assemblyFormat = "$value attr-dict `:` type($y)";
  let hasVerifier = 1;
  let hasFolder = 1;
}

def Bmc_ConvertOp : Bmc_Op<"convert", [Pure, Bmc_CostPerElement<0>, Elementwise, Bmc_Linear]> {
  let summary = "y = x in another element type; integers become floats exactly or rounded";
  let description = [{ Constraints: (convert_c1) x and y have the same extents, names included. }];
  let arguments = (ins Bmc_Tensor:$x);
  let results = (outs Bmc_FloatTensor:$y);
  let assemblyFormat = "$x attr-dict `:` type($x) `->` type($y)";
  let hasVerifier = 1;
  let hasFolder = 1;
}

def Bmc_IntegerOp : Bmc_Op<"integer", [Pure, Bmc_CostPerElement<1>, Elementwise, SameOperandsAndResultType, Bmc_NonDifferentiable]> {
  let summary = "y = function(a, b) of i32, modulo 2^32; floor_div by 0 is 0, remainder = a - b floor_div(a, b)";
  let arguments = (ins Bmc_IntegerFunction:$function, Bmc_IntTensor:$a, Bmc_IntTensor:$b);
  let results = (outs Bmc_IntTensor:$y);
  let assemblyFormat = "$function $a `,` $b attr-dict `:` type($a)";
  let hasFolder = 1;
}

def Bmc_ToIntegerOp : Bmc_Op<"to_integer", [Pure, Bmc_CostPerElement<1>, Elementwise, Bmc_NonDifferentiable]> {
  let summary = "y = x without its fraction as i32, the nearest there is; NaN is 0, true 1";
  let description = [{ Constraints: (to_integer_c1) x and y have the same extents, names included. }];
  let arguments = (ins Bmc_TensorOf<[F32, F64, BF16, I1]>:$x);
  let results = (outs Bmc_IntTensor:$y);
  let assemblyFormat = "$x attr-dict `:` type($x) `->` type($y)";
  let hasVerifier = 1;
}

#endif // BMC_IR_OPS_ELEMENTWISE_TD
