//===- CleanupPasses.td - Simplification and element types -----*- tablegen -*-===//
//
// Part of passes/Passes.td.
//
//===----------------------------------------------------------------------===//
#ifndef BMC_PASSES_CLEANUPPASSES_TD
#define BMC_PASSES_CLEANUPPASSES_TD

include "mlir/Pass/PassBase.td"

def ConvertPrecision : Pass<"bmc-convert-precision", "::mlir::ModuleOp"> {
  let summary = "give every float tensor one element type";
  let description = [{
    Parameters, function types, values and the element types that ops name all
    become `to`. Runs before the optimizer's f64 scalars exist. Conversions that
    then convert nothing are removed.

    ```mlir
    bmc.parameter @w : tensor<4xf32> init <normal, 0.0, 1.0>
    // becomes, with to=f64
    bmc.parameter @w : tensor<4xf64> init <normal, 0.0, 1.0>
    ```
  }];
  let options = [
    Option<"to", "to", "std::string", "\"f32\"", "element type: f32 or f64">
  ];
  let dependentDialects = ["::bmc::BmcDialect"];
}

def ReduceIntegers : Pass<"bmc-reduce-integers", "::mlir::ModuleOp"> {
  let summary = "turn sums and maxima of i32 into those of f64, which are exact";
  let description = [{
    Runs after bmc-convert-precision, which would make f32 of them.

    ```mlir
    %n = bmc.sum %i, [1] : tensor<2x9xi32> -> tensor<2xi32>
    // becomes
    %x = bmc.convert %i : tensor<2x9xi32> -> tensor<2x9xf64>
    %s = bmc.sum %x, [1] : tensor<2x9xf64> -> tensor<2xf64>
    %n = bmc.to_integer %s : tensor<2xf64> -> tensor<2xi32>
    ```
  }];
  let dependentDialects = ["::bmc::BmcDialect"];
}

def Simplify : Pass<"bmc-simplify", "::mlir::ModuleOp"> {
  let summary = "bring models into the normal form fusions expect";
  let description = [{
    Values stay equal up to the rounding of one operation: runs of reshapes and
    transposes become as short as they can be, constant factors meet, constants
    divide by multiplying, small powers become products, elementwise ops run
    before a broadcast, transposed operands become flags of the matmul, equal
    ops become one.

    ```mlir
    %t = bmc.transpose %w, [1, 0] : tensor<4x8xf32> -> tensor<8x4xf32>
    %y = bmc.matmul %x, %t : tensor<2x8xf32>, tensor<8x4xf32> -> tensor<2x4xf32>
    // becomes
    %y = bmc.matmul %x, %w transpose_b : tensor<2x8xf32>, tensor<4x8xf32> -> tensor<2x4xf32>
    ```
  }];
  let dependentDialects = ["::bmc::BmcDialect"];
}

#endif // BMC_PASSES_CLEANUPPASSES_TD
