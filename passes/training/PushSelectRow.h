//===- PushSelectRow.h - One position instead of all ------------*- C++ -*-===//
#ifndef BMC_PASSES_TRAINING_PUSHSELECTROW_H
#define BMC_PASSES_TRAINING_PUSHSELECTROW_H

#include "ir/BmcOps.h"

#include "mlir/Dialect/Func/IR/FuncOps.h"

namespace bmc {

/// Moves every select_row whose index is an argument up through ops that treat
/// positions independently. Returns the number of ops that now compute one
/// position.
mlir::FailureOr<unsigned> pushSelectedRows(mlir::func::FuncOp function);

/// True if all that anybody reads of `op` is the row that `select` takes.
bool onlyThisRowIsRead(mlir::Operation *op, SelectRowOp select);

} // namespace bmc

#endif // BMC_PASSES_TRAINING_PUSHSELECTROW_H
