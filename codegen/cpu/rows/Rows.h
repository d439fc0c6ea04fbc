//===- Rows.h - Kernels that treat rows one by one --------------*- C++ -*-===//
#ifndef BMC_CODEGEN_CPU_ROWS_ROWS_H
#define BMC_CODEGEN_CPU_ROWS_ROWS_H

#include "codegen/cpu/builder/CpuKernel.h"
#include "codegen/cpu/rows/Columns.h"

namespace bmc {

/// The rows of one tensor: [.., D], row r at base + r * D.
struct RowTensor {
  mlir::Value base;
  mlir::Type type; ///< element type
  mlir::Value width;
};

/// Helpers shared by softmax, norms and losses: all walk rows in vectors.
class RowBuilder {
public:
  explicit RowBuilder(CpuKernel &kernel) : kernel(kernel), b(kernel.builder) {}

  RowTensor input(mlir::Value value);
  RowTensor output(unsigned i);

  /// Runs body(row) for all rows, in parallel chunks of about kStreamChunk
  /// elements whose boundaries depend on sizes only.
  void forEachRow(mlir::Value rows, mlir::Value width,
                  llvm::function_ref<void(mlir::Value)> body);
  /// The same, a chunk at a time: body(chunk, begin, end).
  void forEachChunk(
      mlir::Value rows, int64_t perChunk,
      llvm::function_ref<void(mlir::Value, mlir::Value, mlir::Value)> body);

  mlir::Value load(const RowTensor &tensor, mlir::Value row, mlir::Value col,
                   mlir::Value mask);
  void store(mlir::Value vector, const RowTensor &tensor, mlir::Value row,
             mlir::Value col, mlir::Value mask);
  /// A vector of a 1-D tensor at `col`.
  mlir::Value loadShared(mlir::Value base, mlir::Type type, mlir::Value col,
                         mlir::Value mask);

  /// Sum / maximum over a row of f(col, mask), masked-off lanes left out.
  using Term = llvm::function_ref<mlir::Value(mlir::Value, mlir::Value)>;
  mlir::Value sum(mlir::Type type, mlir::Value width, Term term);
  mlir::Value max(mlir::Type type, mlir::Value width, Term term);

  CpuKernel &kernel;
  CpuBuilder &b;
};

/// Rows of `width` elements that make one chunk of parallel work.
int64_t rowsPerChunk(const Extent &width);

} // namespace bmc

#endif // BMC_CODEGEN_CPU_ROWS_ROWS_H
