//===- ResultOutputs.h - What a kernel makes of a result --------*- C++ -*-===//
#ifndef BMC_CODEGEN_COMMON_POINTS_RESULTOUTPUTS_H
#define BMC_CODEGEN_COMMON_POINTS_RESULTOUTPUTS_H

#include "codegen/common/builder/Kernel.h"

#include <optional>

namespace bmc {

/// What a kernel does with one result of its anchor.
struct ResultOutputs {
  /// Outputs computed from the result, in order.
  llvm::SmallVector<unsigned> outputs;
  /// The first output that is the result itself.
  std::optional<unsigned> own;
  /// An output whose memory can hold partial sums: `own`, or one of the same
  /// type that no input can share memory with (an input of that type may be
  /// updated in place, and its old elements are needed by the epilogue).
  std::optional<unsigned> partialSums;

  bool hasEpilogue() const { return !own || outputs.size() > 1; }
};

ResultOutputs findResultOutputs(mlir::func::FuncOp kernel, mlir::Value result);

/// Emits and stores all that the kernel returns of `result`, whose extents are
/// those of the space and of which `value` are the elements at row and col.
void storeResultOutputs(Kernel &kernel, const ResultOutputs &outputs,
                        mlir::Value result, mlir::Value value, mlir::Value row,
                        mlir::Value col, mlir::Value mask = {});

} // namespace bmc

#endif // BMC_CODEGEN_COMMON_POINTS_RESULTOUTPUTS_H
