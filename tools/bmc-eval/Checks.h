//===- Checks.h - Comparisons bmc-eval makes --------------------*- C++ -*-===//
#ifndef BMC_TOOLS_BMC_EVAL_CHECKS_H
#define BMC_TOOLS_BMC_EVAL_CHECKS_H

#include "tools/bmc-eval/Inputs.h"

#include "mlir/IR/BuiltinOps.h"
#include "llvm/Support/raw_ostream.h"

namespace bmc {

/// What the checks share. Each writes a report to `os`, emits an error where a
/// program cannot be evaluated, and fails if a difference exceeds `tolerance`.
struct CheckOptions {
  InputSources sources;
  reference::EvalOptions eval;
  double tolerance;
  llvm::raw_ostream &os;
};

/// Runs two functions of equal signature on the same inputs.
mlir::LogicalResult compareFunctions(mlir::func::FuncOp a, mlir::func::FuncOp b,
                                     CheckOptions options);

/// Evaluates every decomposable op of `func` beside its decomposition. Changes
/// the function.
mlir::LogicalResult checkDecompositions(mlir::func::FuncOp func,
                                        CheckOptions options);

/// Compares the gradients that `gradient` returns for its parameters (results
/// with `bmc.parameter`) with finite differences of the scalar `loss`. At most
/// `maxElements` elements per parameter, spread evenly.
mlir::LogicalResult checkGradients(mlir::func::FuncOp loss,
                                   mlir::func::FuncOp gradient,
                                   int64_t maxElements, CheckOptions options);

} // namespace bmc

#endif // BMC_TOOLS_BMC_EVAL_CHECKS_H
