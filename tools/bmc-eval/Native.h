//===- Native.h - Running functions as compiled code ------------*- C++ -*-===//
#ifndef BMC_TOOLS_BMC_EVAL_NATIVE_H
#define BMC_TOOLS_BMC_EVAL_NATIVE_H

#include "tools/bmc-eval/Checks.h"

namespace bmc {

/// What to compile for.
struct NativeTarget {
  std::string name;    ///< "cpu", or a GPU architecture
  std::string mcpu;    ///< of the CPU, see parseCpuTarget
  std::string archive; ///< libbmc_runtime.a
};

/// Compiles each of `functions` (any phase up to `step`) once, runs them and
/// the reference evaluator on the same inputs with the sizes of each of `runs`,
/// and compares the results. Output buffers are filled with NaN first, so that
/// an element no kernel writes is found. A GPU is the one the driver finds
/// (BMC_LIBCUDA may name an emulator).
mlir::LogicalResult checkNative(llvm::ArrayRef<mlir::func::FuncOp> functions,
                                const NativeTarget &target,
                                llvm::ArrayRef<reference::DimValues> runs,
                                CheckOptions options);

} // namespace bmc

#endif // BMC_TOOLS_BMC_EVAL_NATIVE_H
