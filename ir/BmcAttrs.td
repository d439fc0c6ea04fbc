//===- BmcAttrs.td - Attributes and enums of the bmc dialect ---*- tablegen -*-===//
#ifndef BMC_IR_BMCATTRS_TD
#define BMC_IR_BMCATTRS_TD

include "ir/BmcDialect.td"
include "mlir/IR/AttrTypeBase.td"
include "mlir/IR/BuiltinAttributeInterfaces.td"
include "mlir/IR/TensorEncoding.td"
include "mlir/IR/EnumAttr.td"

class Bmc_Attr<string name, string attrMnemonic, list<Trait> traits = []>
    : AttrDef<Bmc_Dialect, name, traits> {
  let mnemonic = attrMnemonic;
}

def Bmc_DimsAttr : Bmc_Attr<"Dims", "dims",
    [DeclareAttrInterfaceMethods<VerifiableTensorEncoding>]> {
  let summary = "names of a tensor's run-time extents, one per `?`, in order";
  let parameters = (ins ArrayRefParameter<"::mlir::StringAttr">:$names);
  let assemblyFormat = "`<` $names `>`";
}

def Bmc_InitKind : I32EnumAttr<"InitKind", "how a parameter starts", [
    I32EnumAttrCase<"Constant", 0, "constant">,
    I32EnumAttrCase<"Normal", 1, "normal">,
    I32EnumAttrCase<"Uniform", 2, "uniform">,
    I32EnumAttrCase<"TruncNormal", 3, "trunc_normal">,
    I32EnumAttrCase<"Orthogonal", 4, "orthogonal">]> {
  let cppNamespace = "::bmc";
}

def Bmc_InitAttr : Bmc_Attr<"Init", "init"> {
  let summary = "initial value: constant(a), normal(mean a, std b), uniform [a, b), orthogonal(gain a), or trunc_normal: normal(mean a, std b) in [low, high]";
  // Attributes, because doubles are neither hashable nor unique.
  let parameters = (ins EnumParameter<Bmc_InitKind>:$kind,
                        "::mlir::FloatAttr":$first, "::mlir::FloatAttr":$second,
                        "::mlir::FloatAttr":$third, "::mlir::FloatAttr":$fourth);
  let builders = [AttrBuilder<(ins "::bmc::InitKind":$kind, "double":$a, "double":$b,
                                   CArg<"double", "0">:$low, CArg<"double", "0">:$high), [{
    auto number = [&](double value) {
      return ::mlir::FloatAttr::get(::mlir::Float64Type::get($_ctxt), value);
    };
    return $_get($_ctxt, kind, number(a), number(b), number(low), number(high));
  }]>];
  let extraClassDeclaration = [{
    double getA() const { return getFirst().getValueAsDouble(); }
    double getB() const { return getSecond().getValueAsDouble(); }
    double getLow() const { return getThird().getValueAsDouble(); }
    double getHigh() const { return getFourth().getValueAsDouble(); }
  }];
  let assemblyFormat = "`<` $kind `,` custom<Number>($first) `,` custom<NumberAndLimits>($second, $third, $fourth) `>`";
}

def Bmc_GeluKind : I32EnumAttr<"GeluKind", "torch.nn.GELU's `approximate`", [
    I32EnumAttrCase<"None", 0, "none">,
    I32EnumAttrCase<"Tanh", 1, "tanh">]> {
  let cppNamespace = "::bmc";
}

def Bmc_Activation : I32EnumAttr<"Activation", "activation between the two linears of a feed-forward", [
    I32EnumAttrCase<"Relu", 0, "relu">,
    I32EnumAttrCase<"Gelu", 1, "gelu">,
    I32EnumAttrCase<"GeluTanh", 2, "gelu_tanh">,
    I32EnumAttrCase<"Silu", 3, "silu">,
    I32EnumAttrCase<"Tanh", 4, "tanh">,
    I32EnumAttrCase<"Sigmoid", 5, "sigmoid">]> {
  let cppNamespace = "::bmc";
}

def Bmc_RecurrentCell : I32EnumAttr<"RecurrentCell", "what a recurrent layer does in one step", [
    I32EnumAttrCase<"RnnTanh", 0, "rnn_tanh">,
    I32EnumAttrCase<"RnnRelu", 1, "rnn_relu">,
    I32EnumAttrCase<"Lstm", 2, "lstm">,
    I32EnumAttrCase<"Gru", 3, "gru">]> {
  let cppNamespace = "::bmc";
}

def Bmc_Predicate : I32EnumAttr<"Predicate", "elementwise comparison", [
    I32EnumAttrCase<"EQ", 0, "eq">, I32EnumAttrCase<"NE", 1, "ne">,
    I32EnumAttrCase<"LT", 2, "lt">, I32EnumAttrCase<"LE", 3, "le">,
    I32EnumAttrCase<"GT", 4, "gt">, I32EnumAttrCase<"GE", 5, "ge">]> {
  let cppNamespace = "::bmc";
}

def Bmc_IntegerFunction : I32EnumAttr<"IntegerFunction", "arithmetic of integers", [
    I32EnumAttrCase<"Add", 0, "add">, I32EnumAttrCase<"Sub", 1, "sub">,
    I32EnumAttrCase<"Mul", 2, "mul">, I32EnumAttrCase<"FloorDiv", 3, "floor_div">,
    I32EnumAttrCase<"Remainder", 4, "remainder">,
    I32EnumAttrCase<"Minimum", 5, "minimum">, I32EnumAttrCase<"Maximum", 6, "maximum">]> {
  let cppNamespace = "::bmc";
}

/// (tensor_c1) every `?` is named by #bmc.dims; (tensor_c2) static extents are
/// at least 1; (tensor_c3) the bytes of the static extents fit in 63 bits.
def Bmc_ModelTensorPred : CPred<"::bmc::isModelTensor($_self)">;
class Bmc_TensorOf<list<Type> elements>
    : RankedTensorOf<elements, [Bmc_ModelTensorPred],
                     "tensor with named run-time extents, extents of at least 1 and less than 2^63 bytes,">;

// Element types. The pipeline is generic over Float; index tensors are i32.
def Bmc_Float : AnyTypeOf<[F32, F64, BF16], "f32, f64 or bf16">;
def Bmc_FloatTensor : Bmc_TensorOf<[F32, F64, BF16]>;
def Bmc_IntTensor : Bmc_TensorOf<[I32]>;
def Bmc_NumberTensor : Bmc_TensorOf<[F32, F64, BF16, I32]>;
def Bmc_BoolTensor : Bmc_TensorOf<[I1]>;
def Bmc_Tensor : Bmc_TensorOf<[F32, F64, BF16, I32, I64, I1]>;
def Bmc_FloatScalar : 0DTensorOf<[F32, F64, BF16]>;
def Bmc_RngState : StaticShapeTensorOf<[I64]>;

#endif // BMC_IR_BMCATTRS_TD
