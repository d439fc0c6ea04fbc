//===- GpuRows.h - Kernels that treat rows one by one -----------*- C++ -*-===//
#ifndef BMC_CODEGEN_NVPTX_ROWS_GPUROWS_H
#define BMC_CODEGEN_NVPTX_ROWS_GPUROWS_H

#include "codegen/nvptx/builder/GpuKernel.h"

namespace bmc {

/// Helpers of softmax, norms and losses: a block takes a row, its threads walk
/// the columns.
class GpuRows {
public:
  /// Rows of `type`, [.., D].
  GpuRows(GpuKernel &kernel, mlir::Type tensorType);

  /// Adds a grid with a block per row; body(row) is what its threads do.
  void forEachRow(llvm::function_ref<void(mlir::Value)> body);

  /// body(col) for each column, shared out among the threads.
  void forEachColumn(llvm::function_ref<void(mlir::Value)> body);

  /// Element of the row in the tensor at `base`, which has rows as this one.
  mlir::Value load(mlir::Value base, mlir::Value row, mlir::Value col);
  void store(mlir::Value value, mlir::Value base, mlir::Value row,
             mlir::Value col);
  /// Element of a vector of numbers, one per row or per column.
  mlir::Value loadNumber(mlir::Value base, mlir::Value index);

  /// Sum or maximum over the columns of term(col), the same bits in every
  /// thread. A thread sums in the element type, threads are joined in f64.
  using Term = llvm::function_ref<mlir::Value(mlir::Value)>;
  mlir::Value sum(Term term);
  mlir::Value max(Term term);

  GpuKernel &kernel;
  GpuBuilder &b;
  mlir::Type type; ///< element type
  Extents rowExtents;
  Extent width;
  int64_t threads; ///< of a block
};

} // namespace bmc

#endif // BMC_CODEGEN_NVPTX_ROWS_GPUROWS_H
