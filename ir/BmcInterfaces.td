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

/// Declares that the op is linear in all its operands at once:
/// f(a + c, b + d) = f(a, b) + f(c, d).
def Bmc_Linear : NativeOpTrait<"Linear"> {
  let cppNamespace = "::bmc::OpTrait";
}

/// Declares that ordinary finite operands may give NaN or infinity: the function
/// has no value there, or a pole. Where a kernel made such a number, these ops
/// are the first suspects.
def Bmc_Partial : NativeOpTrait<"Partial"> {
  let cppNamespace = "::bmc::OpTrait";
}

/// Declares that no gradient flows through the op: its results are integers,
/// predicates, or it is itself part of a gradient or an update. An op has
/// either this trait or a rule in passes/autodiff; a unit test checks.
def Bmc_NonDifferentiable : NativeOpTrait<"NonDifferentiable"> {
  let cppNamespace = "::bmc::OpTrait";
}

#endif // BMC_IR_BMCINTERFACES_TD
