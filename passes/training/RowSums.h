//===- RowSums.h - What is a sum over the rows of a batch -------*- C++ -*-===//
#ifndef BMC_PASSES_TRAINING_ROWSUMS_H
#define BMC_PASSES_TRAINING_ROWSUMS_H

#include "ir/BmcOps.h"

#include "mlir/Dialect/Func/IR/FuncOps.h"

namespace bmc {

/// What the values of a function of a batch depend on.
class RowDependence {
public:
  RowDependence(mlir::func::FuncOp function, mlir::StringAttr batch);

  /// Has one entry per row of the batch.
  bool hasRows(mlir::Value value) const;
  /// Sums over the rows of the batch.
  bool isRowSum(mlir::Operation *op) const;
  /// Takes the mean over the rows of the batch.
  bool isRowMean(mlir::Operation *op) const;
  /// Equal in every batch: made of parameters, constants and totals.
  bool isSame(mlir::Value value) const { return !ofBatch.contains(value); }
  /// Known before the model runs: nothing trained or random in it.
  bool isData(mlir::Value value) const { return !ofModel.contains(value); }

private:
  mlir::StringAttr batch;
  llvm::DenseSet<mlir::Value> ofBatch, ofModel;
};

/// The `bmc.name` of an argument, or nothing.
llvm::StringRef argumentName(mlir::func::FuncOp function,
                             mlir::BlockArgument argument);

/// Prefix of the names of arguments that are sums over all batches.
constexpr llvm::StringLiteral kTotalPrefix = "total.";

/// All ops that `values` need, themselves included.
llvm::DenseSet<mlir::Operation *> opsBehind(llvm::ArrayRef<mlir::Value> values);

} // namespace bmc

#endif // BMC_PASSES_TRAINING_ROWSUMS_H
