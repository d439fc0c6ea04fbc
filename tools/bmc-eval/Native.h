//===- Native.h - Running functions as compiled code ------------*- C++ -*-===//
#ifndef BMC_TOOLS_BMC_EVAL_NATIVE_H
#define BMC_TOOLS_BMC_EVAL_NATIVE_H

#include "tools/bmc-eval/Checks.h"

namespace bmc {

/// Compiles each of `functions` (any phase up to `step`) for the CPU that
/// `mcpu` names, runs them and the reference evaluator on the same inputs, and
/// compares the results. `archive` is libbmc_runtime.a. Output buffers are
/// filled with NaN first, so that an element no kernel writes is found.
mlir::LogicalResult checkNative(llvm::ArrayRef<mlir::func::FuncOp> functions,
                                llvm::StringRef mcpu, llvm::StringRef archive,
                                CheckOptions options);

} // namespace bmc

#endif // BMC_TOOLS_BMC_EVAL_NATIVE_H
