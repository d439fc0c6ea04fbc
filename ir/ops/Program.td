//===- Program.td - Dims, parameters, kernels ------------------*- tablegen -*-===//
#ifndef BMC_IR_OPS_PROGRAM_TD
#define BMC_IR_OPS_PROGRAM_TD

include "ir/ops/Base.td"
include "mlir/Interfaces/CallInterfaces.td"

def Bmc_DimOp : Bmc_Op<"dim", [Symbol, Bmc_NonDifferentiable,
                               DeclareOpInterfaceMethods<SymbolUserOpInterface>]> {
  let summary = "a run-time size and its bound";
  let description = [{
    Declares the run-time size `sym_name`, 1 <= size <= max. Lives in the module.

    ```mlir
    bmc.dim @B max 32
    bmc.dim @S max 100
    bmc.dim @"S/2" max 50
    ```
    A name that computes the size from another (DerivedSize.h) is that of an
    extent that windows leave.
    Constraints: (dim_c1) max >= 1; (dim_c2) of a size that is computed, the
    other is a dim, and max what it makes of that one's max.
  }];
  let arguments = (ins SymbolNameAttr:$sym_name, I64Attr:$max);
  let assemblyFormat = "$sym_name `max` $max attr-dict";
  let hasVerifier = 1;
}

def Bmc_ParameterOp : Bmc_Op<"parameter", [Symbol, Bmc_NonDifferentiable]> {
  let summary = "a trainable tensor, named by its checkpoint key";
  let description = [{
    Functions receive parameters as arguments carrying `bmc.parameter = @name`.

    ```mlir
    bmc.parameter @"tok.weight" : tensor<128x64xf32> init <normal, 0.0, 1.0>
    ```
    `group` is the number of the entry of `bmc.train`'s `groups` that says how it is trained, 0 if there is none; one that is
    `frozen` keeps its value: nothing is computed for it. One that is `sparse` is a table that is trained by the rows of a batch:
    others keep their values and states. The frontend marks what the model asks for, `bmc-build-step` what is done.
    One that is `carried` is no parameter, but what a call of a function leaves for the next one: it has a value in the group
    "carried" only, 0 at first, as large as its run-time sizes' bounds.
    Constraints: (parameter_c1) static shape; (parameter_c2) `init` is
    finite, a standard deviation is not negative and low <= high; (parameter_c3) what is sparse has two axes.
  }];
  let arguments = (ins SymbolNameAttr:$sym_name, TypeAttrOf<Bmc_FloatTensor>:$type, Bmc_InitAttr:$init,
                       OptionalAttr<I64Attr>:$group, UnitAttr:$frozen, UnitAttr:$sparse, UnitAttr:$carried);
  let assemblyFormat = "$sym_name `:` $type `init` $init attr-dict";
  let hasVerifier = 1;
  let extraClassDeclaration = [{
    /// The type of its tensor of this group ("param", "grad", ..).
    ::mlir::Type getStateType(::llvm::StringRef group);
  }];
}

def Bmc_LaunchOp : Bmc_Op<"launch", [Pure, Bmc_NonDifferentiable,
    DeclareOpInterfaceMethods<SymbolUserOpInterface>]> {
  let summary = "run an outlined kernel";
  let description = [{
    Calls the private function `kernel`, which carries the unit attribute
    `bmc.kernel` and holds the ops one generator emits together. Launches of
    equal kernels share one function.

    `scratch` bytes (at the dims' bounds) are reserved for the kernel while it
    runs. After `bmc-plan-memory`, `placement` holds the arena or state byte
    offset of each result and then of the scratch area.

    `streams` holds the random streams of the kernel's dropouts.

    ```mlir
    %y = bmc.launch @linear_gelu(%x, %w) : (tensor<?x8xf32, ..>, tensor<4x8xf32>) -> tensor<?x4xf32, ..>
    ```
    Constraints: (launch_c1) operand and result types match the function;
    (launch_c2) the function is marked `bmc.kernel`; (launch_c3) scratch >= 0.
  }];
  let arguments = (ins FlatSymbolRefAttr:$kernel, Variadic<Bmc_Tensor>:$inputs,
                       DefaultValuedAttr<I64Attr, "0">:$scratch,
                       OptionalAttr<DenseI64ArrayAttr>:$placement,
                       OptionalAttr<DenseI64ArrayAttr>:$streams);
  let results = (outs Variadic<Bmc_Tensor>:$results);
  let assemblyFormat = "$kernel `(` $inputs `)` attr-dict `:` functional-type($inputs, $results)";
  let hasVerifier = 1;
}

#endif // BMC_IR_OPS_PROGRAM_TD
