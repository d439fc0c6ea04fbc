//===- RowPositions.h - A position of its own for each row ------*- C++ -*-===//
#ifndef BMC_PASSES_TRAINING_ROWPOSITIONS_H
#define BMC_PASSES_TRAINING_ROWPOSITIONS_H

#include "mlir/Dialect/Func/IR/FuncOps.h"

namespace bmc {

/// An op of `function` that has no form in which every row along the run-time
/// size `rows` is computed by itself, from a position of its own: null if there
/// is none. `position` is a scalar argument, or null.
mlir::Operation *findJoinedRows(mlir::func::FuncOp function,
                                mlir::BlockArgument position,
                                mlir::StringAttr rows);

/// Lets `position` be one of each row: what depends on it, but not on the rows,
/// gets a leading axis of them. findJoinedRows must have found nothing.
void givePositions(mlir::func::FuncOp function, mlir::BlockArgument position,
                   mlir::StringAttr rows);

} // namespace bmc

#endif // BMC_PASSES_TRAINING_ROWPOSITIONS_H
