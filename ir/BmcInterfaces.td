//===- BmcInterfaces.td - Contracts that passes rely on --------*- tablegen -*-===//
#ifndef BMC_IR_BMCINTERFACES_TD
#define BMC_IR_BMCINTERFACES_TD

include "mlir/IR/OpBase.td"

def Bmc_DecomposableOp : OpInterface<"DecomposableOp"> {
  let cppNamespace = "::bmc";
  let description = [{
    A fused op: it can be written as primitives that compute the same values.
    The decomposition is its definition, the oracle of its kernels, and the
    fallback where no kernel exists.
  }];
  let methods = [InterfaceMethod<[{
      Builds the primitives at the builder's insertion point and returns one
      value per result, of the result's type. No op it builds is decomposable.
      Never fails on a verified op.
    }],
    "::llvm::SmallVector<::mlir::Value>", "decompose",
    (ins "::mlir::OpBuilder &":$builder)>];
}

def Bmc_RowSumOp : OpInterface<"RowSumOp"> {
  let cppNamespace = "::bmc";
  let description = [{
    The results are sums with one summand per row: the result for a batch is
    the sum of the results for its parts.
  }];
  let methods = [InterfaceMethod<
    "Whether the results are sums over the run-time size `dim`.",
    "bool", "sumsOver", (ins "::mlir::StringAttr":$dim)>];
}

def Bmc_RowWiseOp : OpInterface<"RowWiseOp"> {
  let cppNamespace = "::bmc";
  let description = [{
    Each row along the last axis is computed by itself: row r of the first
    result needs row r of some operands and all of the others.
  }];
  let methods = [InterfaceMethod<[{
      How many operands, from the first on, are read at the result's row; the
      others are weights.
    }],
    "unsigned", "numRowOperands", (ins), "", "return 1;">];
}

def Bmc_ReductionOp : OpInterface<"ReductionOp"> {
  let cppNamespace = "::bmc";
  let description = [{
    One operand of which axes disappear. Its kernel evaluates pointwise
    producers of the operand itself.
  }];
  let methods = [InterfaceMethod<"The axes that disappear, increasing.",
    "::llvm::ArrayRef<int64_t>", "getAxes", (ins)>];
}

def Bmc_AlongAxisOp : OpInterface<"AlongAxisOp"> {
  let cppNamespace = "::bmc";
  let description = [{
    Each line of the result along one axis is computed from the lines of the
    operands at the same place on all other axes.
  }];
  let methods = [InterfaceMethod<"The axis.", "int64_t", "getAxis", (ins)>];
}

def Bmc_EpilogueOp : OpInterface<"EpilogueOp"> {
  let cppNamespace = "::bmc";
  let description = [{
    Its kernel can apply pointwise ops of the same extents to the first result
    before it is stored.
  }];
  let methods = [InterfaceMethod<"Whether it can, with these operands.",
    "bool", "takesEpilogue", (ins), "", "return true;">];
}

def Bmc_RandomOp : OpInterface<"RandomOp"> {
  let cppNamespace = "::bmc";
  let description = [{
    Elements are what the numbers of a random stream make of them. With
    `by_launch`, inside a kernel, `stream` is a position in the `streams` of the
    launch: layers that differ only in their stream share one kernel.
  }];
  let methods = [
    InterfaceMethod<"Whether there is a random stream at all.",
    "bool", "isRandom", (ins), "", "return true;">,
    InterfaceMethod<"Number of the stream.", "uint64_t", "getStream">,
    InterfaceMethod<"", "void", "setStream", (ins "uint64_t":$stream)>,
    InterfaceMethod<"Whether the launch gives the number.", "bool", "getByLaunch">,
    InterfaceMethod<"", "void", "setByLaunch", (ins "bool":$by_launch)>,
    InterfaceMethod<"Makes it what it is in evaluation; may erase the op. False "
                    "if it is random there as well.",
    "bool", "removeRandomness">];
}

def Bmc_ScaledDotProductOp : OpInterface<"ScaledDotProductOp"> {
  let cppNamespace = "::bmc";
  let description = [{
    Attention or its gradient: scores of queries and keys per head, and what is
    done to them before their softmax. Operands and attributes are those of
    bmc.attention; a value is null where the option is absent.
  }];
  let methods = [
    InterfaceMethod<"Queries [B, S, H*E].", "::mlir::Value", "getQ">,
    InterfaceMethod<"Keys [B, T, G*E].", "::mlir::Value", "getK">,
    InterfaceMethod<"[B, H, S, T] or 1 for the first three.", "::mlir::Value", "getBias">,
    InterfaceMethod<"[B, S].", "::mlir::Value", "getQuerySegments">,
    InterfaceMethod<"[B, T].", "::mlir::Value", "getKeySegments">,
    InterfaceMethod<"State of the generator.", "::mlir::Value", "getRng">,
    InterfaceMethod<"H.", "uint64_t", "getNumHeads">,
    InterfaceMethod<"Factor of the products.", "::llvm::APFloat", "getScale">,
    InterfaceMethod<"Bound of the scaled products; 0: none.", "::llvm::APFloat", "getSoftcap">,
    InterfaceMethod<"Whether query i sees keys j <= i only.", "bool", "getCausal">,
    InterfaceMethod<"Share of the probabilities that become 0.", "::llvm::APFloat", "getDropoutP">];
  let extraSharedClassDeclaration = [{
    /// Heads of k and v: a divisor of num_heads.
    int64_t getNumKeyHeads() {
      return getExtents($_op.getK().getType()).back().size * $_op.getNumHeads() /
             getExtents($_op.getQ().getType()).back().size;
    }
    /// Whether a row may see no key.
    bool mayHideRows() { return $_op.getBias() || $_op.getQuerySegments(); }
  }];
}

def Bmc_CostOp : OpInterface<"CostOp"> {
  let cppNamespace = "::bmc";
  let description = [{
    What the op must do at least, on any device. All ops but declarations have
    it; a unit test checks.
  }];
  let methods = [
    InterfaceMethod<"Its floating-point operations, as ir/Cost.h counts them.",
      "::bmc::OpCost", "getCost">,
    InterfaceMethod<[{
      How many elements of `value`, an operand or result, have to be read or
      written: all, unless the op says otherwise.
    }],
    "::bmc::Amount", "getMoved", (ins "::mlir::Value":$value), [{}],
    [{ return ::bmc::Amount::elements(value); }]>];
}

class Bmc_CostPerElementImpl<int operations>
    : ParamNativeOpTrait<"CostPerElement", !cast<string>(operations)> {
  let cppNamespace = "::bmc::OpTrait";
}

/// Bmc_CostOp for an op that does as many operations for each element of its
/// first result.
class Bmc_CostPerElement<int operations>
    : TraitList<[Bmc_CostPerElementImpl<operations>, Bmc_CostOp]>;

defvar Bmc_HasCost = DeclareOpInterfaceMethods<Bmc_CostOp>;
/// The same for an op that moves parts of its operands or results.
defvar Bmc_HasPartialCost = DeclareOpInterfaceMethods<Bmc_CostOp, ["getMoved"]>;

/// A trait without members, bmc::OpTrait::<name>; declared in BmcInterfaces.h.
/// Upstream's Elementwise says of an op that element i of the result is a
/// function of elements i of the operands.
class Bmc_Trait<string name> : NativeOpTrait<name> {
  let cppNamespace = "::bmc::OpTrait";
}

/// Declares that the op is linear in all its operands at once:
/// f(a + c, b + d) = f(a, b) + f(c, d).
def Bmc_Linear : Bmc_Trait<"Linear">;

/// Declares that ordinary finite operands may give NaN or infinity: the function
/// has no value there, or a pole. Where a kernel made such a number, these ops
/// are the first suspects.
def Bmc_Partial : Bmc_Trait<"Partial">;

/// Declares that no gradient flows through the op: its results are integers,
/// predicates, or it is itself part of a gradient or an update. An op has
/// either this trait or a rule in passes/autodiff; a unit test checks.
def Bmc_NonDifferentiable : Bmc_Trait<"NonDifferentiable">;

/// Declares that each element of the result is a function of single elements of
/// the operands, wherever they lie: kernels evaluate the op at any point of
/// their iteration space. Elementwise ops are pointwise without saying so.
def Bmc_Pointwise : Bmc_Trait<"Pointwise">;

/// A pointwise op so cheap that every kernel that uses it has its own copy:
/// constants, positions, broadcasts, slices.
def Bmc_Free : Bmc_Trait<"Free">;

/// A pointwise op that reads an operand at another place than the result's.
def Bmc_ReadsElsewhere : Bmc_Trait<"ReadsElsewhere">;

/// A pointwise op whose result depends on where the element is, axis by axis.
def Bmc_NeedsPosition : Bmc_Trait<"NeedsPosition">;

/// The elements of the result are elements of the only operand.
def Bmc_MovesElements : Bmc_Trait<"MovesElements">;

/// No code at all: the result is the operand's memory.
def Bmc_View : Bmc_Trait<"View">;

/// The function has a kink or a jump: its derivative there is a convention.
def Bmc_Kinked : Bmc_Trait<"Kinked">;

/// Its kernel reads operands that are last-axis slices of tensors in place.
def Bmc_ReadsSlices : Bmc_Trait<"ReadsSlices">;

#endif // BMC_IR_BMCINTERFACES_TD
