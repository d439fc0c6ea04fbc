//===- Base.td - What every op family includes -----------------*- tablegen -*-===//
#ifndef BMC_IR_OPS_BASE_TD
#define BMC_IR_OPS_BASE_TD

include "ir/BmcDialect.td"
include "ir/BmcAttrs.td"
include "ir/BmcInterfaces.td"
include "mlir/IR/OpBase.td"
include "mlir/IR/SymbolInterfaces.td"
include "mlir/Interfaces/InferTypeOpInterface.td"
include "mlir/Interfaces/SideEffectInterfaces.td"

/// A pure op whose result types follow from operands and attributes. The
/// inference in ops/<Family>.cpp is the only statement of its shape rules: the
/// verifier compares against it.
class Bmc_InferredOp<string mnemonic, list<Trait> traits = []>
    : Bmc_Op<mnemonic, !listconcat([Pure, InferTypeOpAdaptor], traits)> {
  // Declared by InferTypeOpAdaptor: inferReturnTypes(ctx, loc, Adaptor, types).
}

/// Pure op with result types given by the builder, checked by a verifier.
class Bmc_TypedOp<string mnemonic, list<Trait> traits = []>
    : Bmc_Op<mnemonic, !listconcat([Pure], traits)> {
  let hasVerifier = 1;
}

#endif // BMC_IR_OPS_BASE_TD
