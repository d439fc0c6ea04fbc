//===- ReductionAxes.h - What sum, mean and max reduce ----------*- C++ -*-===//
#ifndef BMC_CODEGEN_COMMON_ROWS_REDUCTIONAXES_H
#define BMC_CODEGEN_COMMON_ROWS_REDUCTIONAXES_H

#include "codegen/common/builder/Kernel.h"

namespace bmc {

/// A reduction as the generators see it.
struct ReductionAxes {
  Kernel &kernel;
  KernelBuilder &b;
  mlir::Operation *op;
  mlir::Value x;
  mlir::Type type; ///< element type
  Extents extents; ///< of x
  llvm::SmallVector<int64_t> axes;

  ReductionAxes(Kernel &kernel, mlir::Operation *op);

  bool isMax() const;
  bool reduces(int64_t axis) const { return llvm::is_contained(axes, axis); }
  bool keepsLast() const { return !reduces(extents.size() - 1); }
  bool reducesAll() const { return axes.size() == extents.size(); }

  /// What changes nothing when combined.
  mlir::Value neutral(mlir::Type type);
  mlir::Value combine(mlir::Value a, mlir::Value b);
  /// Divides means by the number of reduced elements.
  mlir::Value finish(mlir::Value value);

  /// Extents of the leading axes that are (not) reduced.
  Extents leading(bool reduced) const;
  /// Row of x from the number among kept and the number among reduced leading
  /// axes.
  mlir::Value rowOf(mlir::Value kept, mlir::Value reduced);
  /// Extents of the result; at least one.
  Extents resultSpace() const;
};

} // namespace bmc

#endif // BMC_CODEGEN_COMMON_ROWS_REDUCTIONAXES_H
