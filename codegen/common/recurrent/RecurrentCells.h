//===- RecurrentCells.h - One step of a recurrent layer ---------*- C++ -*-===//
//
// The formulas of ir/ops/Recurrent.td on scalars or vectors of elements.
//
//===----------------------------------------------------------------------===//
#ifndef BMC_CODEGEN_COMMON_RECURRENT_RECURRENTCELLS_H
#define BMC_CODEGEN_COMMON_RECURRENT_RECURRENTCELLS_H

#include "codegen/common/builder/KernelBuilder.h"
#include "ir/RecurrentCell.h"

namespace bmc {

/// The state between two steps, or its gradient.
struct CellState {
  mlir::Value h;
  mlir::Value c; ///< lstm only
};

/// What a step makes of x and u, one each per gate.
struct CellStep {
  llvm::SmallVector<mlir::Value> saved;
  CellState next;
};
CellStep emitCellStep(KernelBuilder &builder, RecurrentCell cell,
                      mlir::ValueRange x, mlir::ValueRange u,
                      const CellState &before);

/// What a step passes back, given the gradient of its next state.
struct CellGradient {
  llvm::SmallVector<mlir::Value> dx, du; ///< one per gate
  /// What reaches the state before the step past the product.
  CellState past;
};
CellGradient emitCellGradient(KernelBuilder &builder, RecurrentCell cell,
                              mlir::ValueRange saved, const CellState &next);

} // namespace bmc

#endif // BMC_CODEGEN_COMMON_RECURRENT_RECURRENTCELLS_H
