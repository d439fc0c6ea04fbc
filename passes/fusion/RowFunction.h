//===- RowFunction.h - What a group of ops computes -------------*- C++ -*-===//
//
// A formula has many spellings: gelu alone has dozens. Instead of listing them,
// a group of ops that makes one tensor from another, row by row, is evaluated
// on rows chosen to tell formulas apart, and so is the op it might be. What
// agrees to the last digits on all of them is the same function.
//
//===----------------------------------------------------------------------===//
#ifndef BMC_PASSES_FUSION_ROWFUNCTION_H
#define BMC_PASSES_FUSION_ROWFUNCTION_H

#include "ir/BmcOps.h"

#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "llvm/ADT/STLFunctionalExtras.h"

namespace bmc {

/// root = f(source, vectors): each row (last axis) of `root` depends on that
/// row of `source` and on the vectors alone.
struct RowFunction {
  mlir::Value source, root;
  /// Tensors [D] that the group repeats for every row: weights and biases.
  llvm::SmallVector<mlir::Value, 2> vectors;
  /// The group, in order.
  llvm::SmallVector<mlir::Operation *> ops;
  /// Every constant the group contains.
  llvm::SmallVector<double> constants;
  /// Each element depends on one element only: the group has no reduction.
  bool isPointwise = true;
};

/// Calls `visit` for each way to see `root` as a row function (of more than one
/// op on one tensor), the nearest source first, until it returns true. Whether
/// it did.
bool visitRowFunctions(mlir::Value root,
                       llvm::function_ref<bool(const RowFunction &)> visit);

/// Builds f(source, vectors) another way.
using RowBuilder = llvm::function_ref<mlir::Value(
    mlir::OpBuilder &, mlir::Location, mlir::Value source,
    mlir::ValueRange vectors)>;

/// Largest difference of two functions, relative where values exceed 1, on
/// values as they occur and on extreme ones (overflow, cancellation).
/// Infinite if one is NaN where the other is not.
struct Deviation {
  double usual = 0, extreme = 0;
};

/// Evaluates one row function on the probe rows and compares others with it.
class RowProbe {
public:
  explicit RowProbe(const RowFunction &function);

  /// nullopt if either cannot be evaluated.
  std::optional<Deviation> compare(RowBuilder builder) const;

private:
  using Build = llvm::function_ref<mlir::Value(mlir::OpBuilder &,
                                               mlir::ArrayRef<mlir::Value>)>;
  std::optional<std::vector<double>> evaluate(Build build) const;
  mlir::Value cloneGroup(mlir::OpBuilder &builder,
                         llvm::ArrayRef<mlir::Value> arguments) const;
  mlir::Value cloneOperand(mlir::OpBuilder &builder, mlir::Value operand,
                           llvm::ArrayRef<mlir::Value> vectors) const;
  mlir::RankedTensorType getProbeType(mlir::Value value) const;

  const RowFunction &function;
  int64_t rows = 0, columns = 0;
  /// Row-major points; the first `numUsual` are usual ones.
  std::vector<double> points;
  size_t numUsual = 0;
  std::optional<std::vector<double>> values;
};

} // namespace bmc

#endif // BMC_PASSES_FUSION_ROWFUNCTION_H
