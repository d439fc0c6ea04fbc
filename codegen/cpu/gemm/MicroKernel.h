//===- MicroKernel.h - The register tile of every product -------*- C++ -*-===//
//
// All matrix products of the CPU generators (linear layers, batched products,
// attention, linear + cross-entropy) run through one register tile
//
//   acc[i][j] += sum over k of A(i, k) * B(k, j)
//
// with A read element by element at any two strides and B read as contiguous
// vectors. Packing turns every operand that is not of this form into it.
//
//===----------------------------------------------------------------------===//
#ifndef BMC_CODEGEN_CPU_GEMM_MICROKERNEL_H
#define BMC_CODEGEN_CPU_GEMM_MICROKERNEL_H

#include "codegen/cpu/builder/CpuBuilder.h"

#include <functional>

namespace bmc {

/// A register tile: `rows` x (`vectors` * `lanes`) elements.
struct TileShape {
  int64_t rows = 0;
  int64_t vectors = 0;
  unsigned lanes = 1;
  /// Columns of a full tile.
  int64_t columns() const { return vectors * lanes; }
  int64_t elements() const { return rows * columns(); }
};

/// The tile that keeps the accumulators, one row of B and one element of A in
/// registers. `columns`, if known, is the width of the matrix to be tiled: of
/// two equally fast shapes the one that divides it wins.
TileShape tileShape(const CpuTarget &target, mlir::Type elementType,
                    std::optional<int64_t> columns = std::nullopt);

/// One matrix element per (row, depth): base[row * rowStride + k *
/// depthStride].
struct StridedOperand {
  mlir::Value base;
  mlir::Value rowStride;
  mlir::Value depthStride;
};

/// One run of the register tile.
struct MicroKernel {
  mlir::Type elementType;
  TileShape shape;
  StridedOperand a;
  /// Where each row of A begins, if not at equal distances: a.base and
  /// a.rowStride mean nothing then.
  llvm::SmallVector<mlir::Value> rowBases;
  /// The products of each k: with the elements of A at these distances from it,
  /// and a row of B each.
  llvm::SmallVector<int64_t> distances = {0};
  /// If set, only the first `rowCount` (1 .. rows) rows of A exist; the rows
  /// after them repeat the last one, and their accumulators mean nothing.
  mlir::Value rowCount;
  /// Row k of B: shape.vectors vectors from b + k * bStride on, all readable.
  mlir::Value b;
  mlir::Value bStride;
  /// Where each vector of a row begins, from there; empty: side by side.
  llvm::SmallVector<mlir::Value> vectorOffsets;
  mlir::Value depth;
  /// `depth` where it is known to the compiler.
  std::optional<int64_t> staticDepth;
  /// Rows of B between what is read and what caches are asked for: for a B that
  /// comes from farther than L2. 0: they foresee it.
  int64_t prefetchRows = 0;
  /// If set, called with 0, 1, .. `pauses` - 1 on the way, for what is to go on
  /// beside the products. Needs a static depth.
  std::function<void(mlir::Value)> pause;
  int64_t pauses = 0;
};

/// Emits the tile. `initial` holds one start vector per column vector, or all
/// accumulators, or is empty (zero). Returns rows * vectors accumulators, row
/// by row.
llvm::SmallVector<mlir::Value> emitMicroKernel(CpuBuilder &builder,
                                               const MicroKernel &kernel,
                                               mlir::ValueRange initial = {});

/// A block of a matrix B(k, j) to be copied to `target`, k-major: row k starts
/// at target + k * width.
struct PackBlock {
  mlir::Type elementType;
  mlir::Value source; ///< B(0, 0)
  /// Elements between B(k, j) and B(k, j + 1) if `transposed`, else between
  /// B(k, j) and B(k + 1, j); the other step is 1.
  mlir::Value stride;
  bool transposed = false;
  mlir::Value depth;                    ///< number of k
  std::optional<int64_t> staticDepth;   ///< the same, where known
  mlir::Value columns;                  ///< columns that exist, at least 1
  std::optional<int64_t> staticColumns; ///< the same, where known
  mlir::Value target;
  int64_t width = 0; ///< multiple of `lanes`
  unsigned lanes = 1;
  /// Without `transposed`, columns may be cut into several such targets: panel
  /// p takes `panelColumns` (at most `width`) columns from p * panelColumns on
  /// and starts at target + p * panelStride.
  int64_t panels = 1;
  int64_t panelColumns = 0;
  int64_t panelStride = 0;
};

/// Copies the block. Columns past `columns` receive unspecified
/// finite-or-copied values. Up to `lanes` - 1 rows past `depth` may be written.
void emitPack(CpuBuilder &builder, const PackBlock &block);

/// Transposes `rows` (as many vectors as lanes; a power of two).
llvm::SmallVector<mlir::Value>
transposeVectors(CpuBuilder &builder, llvm::ArrayRef<mlir::Value> rows);

/// Lane i is the sum of the lanes of vector i; of at most as many vectors as
/// lanes. Lanes without a vector are 0.
mlir::Value sumLanes(CpuBuilder &builder, llvm::ArrayRef<mlir::Value> vectors);

} // namespace bmc

#endif // BMC_CODEGEN_CPU_GEMM_MICROKERNEL_H
