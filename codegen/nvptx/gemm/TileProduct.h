//===- TileProduct.h - A block's tile of a matrix product -------*- C++ -*-===//
//
// A block of kThreads threads computes tile() x tile() elements of op(A) op(B).
// Slices of both operands' depth go through shared memory, the next one being
// on its way from global memory while one is multiplied; a thread keeps its
// sums in registers. Operands are given as functions, so that any layout, or a
// value computed on the way, will do.
//
//===----------------------------------------------------------------------===//
#ifndef BMC_CODEGEN_NVPTX_GEMM_TILEPRODUCT_H
#define BMC_CODEGEN_NVPTX_GEMM_TILEPRODUCT_H

#include "codegen/common/gemm/Product.h"
#include "codegen/nvptx/builder/GpuBuilder.h"

#include <functional>

namespace bmc {

class TileProduct {
public:
  static constexpr int64_t kThreads = 256;
  /// Lines of the tile that fits everywhere, and of the one that multiplies
  /// twice as much for what it loads.
  static constexpr int64_t kTile = 64, kLargeTile = 128;
  /// Sums of a thread along an axis of the small tile.
  static constexpr int64_t kPerThread = 4;

  /// The tile for `products` results of so many rows and columns, at most:
  /// large ones must neither leave multiprocessors idle nor lie outside of the
  /// result for much of them, and f64 has no registers for them.
  static int64_t tileFor(mlir::Type elementType, int64_t rows, int64_t columns,
                         int64_t products = 1);

  /// One operand: rows of A, or columns of B, counted from the tile's first,
  /// against the depth.
  struct Operand {
    /// Of a line and k; both exist.
    using Function = std::function<mlir::Value(mlir::Value, mlir::Value)>;
    Function load;     ///< element
    mlir::Value lines; ///< how many lines of the tile exist; may be more
    /// Neighbours in memory lie along the depth, not along the lines.
    bool depthIsContiguous = true;
    /// Where element (line, k) is, if from each that is a multiple of
    /// GpuBuilder::wideLanes() on, so many lie side by side along the
    /// contiguous axis, all of which exist if the first does.
    Function wideAddress;
  };

  /// Elements in memory, in rows along the contiguous axis that begin at, and
  /// have, multiples of `alignment`.
  static Operand operandAt(GpuBuilder &builder, mlir::Type elementType,
                           const Operand::Function &address, mlir::Value lines,
                           bool depthIsContiguous, int64_t alignment);

  /// Lines of a matrix from `first` on, of which there are `lines`: its rows,
  /// or its columns if the depth numbers its rows.
  static Operand operandOf(GpuBuilder &builder, mlir::Type elementType,
                           const MatrixOperand &matrix, mlir::Value first,
                           mlir::Value lines, bool depthIsRow);

  /// A thread's part of a tile of sums.
  using Sums = llvm::SmallVector<mlir::Value>;

  /// Takes shared memory: construct once per grid.
  TileProduct(GpuBuilder &builder, mlir::Type elementType,
              int64_t tile = kTile);

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
  using Values = llvm::SmallVector<mlir::Value>;

  /// Elements of a slice in shared memory: rows of `stride`, one per k.
  int64_t sliceElements() const { return depth * stride; }
  int64_t stageElements() const { return 2 * sliceElements(); }
  mlir::Value at(mlir::Value slice, mlir::Value line, mlir::Value k);
  Values fetch(const Operand &operand, mlir::Value begin, mlir::Value end);
  void put(const Operand &operand, mlir::ValueRange fetched, mlir::Value slice);
  void forEachPiece(const Operand &operand,
                    llvm::function_ref<void(mlir::Value, mlir::Value)> body);
  Values loadLines(mlir::Value slice, mlir::Value first, int64_t k,
                   int64_t groupStep);
  Sums addSlice(mlir::ValueRange sums, mlir::Value stage);

  GpuBuilder &b;
  mlir::Type type;
  int64_t tile, perThread, depth, stride;
  mlir::Value slices;      ///< [stage][A, B][depth][stride]
  mlir::Value thread;      ///< number in the block
  mlir::Value row, column; ///< of the thread's first sum
};

} // namespace bmc

#endif // BMC_CODEGEN_NVPTX_GEMM_TILEPRODUCT_H
