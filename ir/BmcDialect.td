//===- BmcDialect.td - The bmc dialect and its op base ------*- tablegen -*-===//
#ifndef BMC_IR_BMCDIALECT_TD
#define BMC_IR_BMCDIALECT_TD

include "mlir/IR/OpBase.td"

def Bmc_Dialect : Dialect {
  let name = "bmc";
  let cppNamespace = "::bmc";
  let summary = "What a model means: tensors with named run-time sizes, layers, losses, optimizers";
  let description = [{
    Values are ranked tensors. A run-time extent is `?` and its name stands in
    the tensor's encoding, one name per `?` in order:
    `tensor<?x?x768xf32, #bmc.dims<"B", "S">>`. Two types are equal only if the
    names are, so no two differently named sizes ever mix silently.
    Ops never broadcast implicitly: `bmc.broadcast` says it.

    Arguments and results of functions carry `bmc.name`, or `bmc.parameter` and
    `bmc.group`: (argument_c1) bmc.name is a non-empty string; (argument_c2)
    bmc.parameter is a symbol; (argument_c3) bmc.group is param, grad, touched, carried or
    a state of an optimizer (ir/optimizers). (function_c1) bmc.kernel marks
    private functions and has no value.
  }];
  let useDefaultAttributePrinterParser = 1;
  let hasConstantMaterializer = 1;
  let hasOperationAttrVerify = 1;
  let hasRegionArgAttrVerify = 1;
  let hasRegionResultAttrVerify = 1;
  let extraClassDeclaration = [{
    void registerAttributes();
    void registerOps();
  }];
}

class Bmc_Op<string mnemonic, list<Trait> traits = []>
    : Op<Bmc_Dialect, mnemonic, traits>;

#endif // BMC_IR_BMCDIALECT_TD
