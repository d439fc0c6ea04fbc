//===- RowPlan.h - Which operand rows one result row needs ------*- C++ -*-===//
#ifndef BMC_PASSES_TRAINING_ROWPLAN_H
#define BMC_PASSES_TRAINING_ROWPLAN_H

#include "mlir/IR/Operation.h"

#include <optional>

namespace bmc {

/// How to compute the results of an op at one index of an axis.
struct RowPlan {
  static constexpr int64_t kWhole = -1;

  /// Per operand: the axis on which the same index is taken, or kWhole.
  llvm::SmallVector<int64_t> operandAxes;
  /// Attributes that differ because an axis is missing.
  llvm::SmallVector<mlir::NamedAttribute> attributes;
};

/// The plan for index i of `axis` of all results of `op`; none if a row of the
/// result needs more than that row of the operands.
std::optional<RowPlan> planRow(mlir::Operation *op, int64_t axis);

} // namespace bmc

#endif // BMC_PASSES_TRAINING_ROWPLAN_H
