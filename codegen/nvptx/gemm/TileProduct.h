//===- TileProduct.h - A block's tile of a matrix product -------*- C++ -*-===//
//
// A block of kThreads threads computes kTile x kTile elements of op(A) op(B).
// Slices of kDepth of both operands go through shared memory; a thread keeps
// kPerThread x kPerThread sums in registers. Operands are given as functions,
// so that any layout, or a value computed on the way, will do.
//
//===----------------------------------------------------------------------===//
#ifndef BMC_CODEGEN_NVPTX_GEMM_TILEPRODUCT_H
#define BMC_CODEGEN_NVPTX_GEMM_TILEPRODUCT_H

#include "codegen/nvptx/builder/GpuBuilder.h"

#include <functional>

namespace bmc {

class TileProduct {
public:
  static constexpr int64_t kThreads = 256;
  static constexpr int64_t kTile = 64;
  static constexpr int64_t kDepth = 16;
  static constexpr int64_t kPerThread = 4;

  /// One operand: rows of A, or columns of B, counted from the tile's first,
  /// against the depth.
  struct Operand {
    /// Element (line, k); both exist.
    std::function<mlir::Value(mlir::Value line, mlir::Value k)> load;
    mlir::Value lines; ///< how many lines of the tile exist; may be more
    /// Neighbours in memory lie along the depth, not along the lines.
    bool depthIsContiguous = true;
  };

  /// A thread's part of a tile of sums.
  using Sums = llvm::SmallVector<mlir::Value>;

  /// Takes shared memory: construct once per grid.
  TileProduct(GpuBuilder &builder, mlir::Type elementType);

  Sums zeros();
  /// `sums` plus the products over k in [begin, end). Every thread of the block
  /// must come here.
  Sums multiply(mlir::ValueRange sums, const Operand &a, const Operand &b,
                mlir::Value begin, mlir::Value end);

  /// Runs body(row, column, i) for the thread's sums, i its number in Sums.
  void
  forEachSum(llvm::function_ref<void(mlir::Value, mlir::Value, unsigned)> body);

  /// Runs body(row, column, value) for the elements of the tile that exist,
  /// neighbouring threads on neighbouring columns. Every thread must come
  /// here.
  void forEachElement(
      mlir::ValueRange sums, mlir::Value rows, mlir::Value columns,
      llvm::function_ref<void(mlir::Value, mlir::Value, mlir::Value)> body);

private:
  mlir::Value element(mlir::Value base, mlir::Value line, mlir::Value k);
  void stage(const Operand &operand, mlir::Value slice, mlir::Value begin,
             mlir::Value end);
  Sums addSlice(mlir::ValueRange sums);

  GpuBuilder &b;
  mlir::Type type;
  mlir::Value slices;         ///< both: [2][kDepth][kTile]
  mlir::Value sliceA, sliceB; ///< [kDepth][kTile] each
  mlir::Value thread;
};

} // namespace bmc

#endif // BMC_CODEGEN_NVPTX_GEMM_TILEPRODUCT_H
