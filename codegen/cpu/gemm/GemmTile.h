//===- GemmTile.h - From accumulators to memory -----------------*- C++ -*-===//
#ifndef BMC_CODEGEN_CPU_GEMM_GEMMTILE_H
#define BMC_CODEGEN_CPU_GEMM_GEMMTILE_H

#include "codegen/cpu/gemm/MicroKernel.h"

#include <functional>

namespace bmc {

/// A condition that may be known to the compiler.
struct Flag {
  mlir::Value value; ///< i1, null if known
  bool known = false;

  static Flag of(bool known) { return {nullptr, known}; }
  bool isTrue() const { return !value && known; }
  bool isFalse() const { return !value && !known; }
};

/// Emits `then` or `otherwise` (may be null) depending on the flag.
void emitIf(CpuBuilder &builder, const Flag &flag,
            llvm::function_ref<void()> then,
            llvm::function_ref<void()> otherwise = nullptr);

Flag emitAnd(CpuBuilder &builder, const Flag &a, const Flag &b);
Flag emitNot(CpuBuilder &builder, const Flag &flag);

/// Receives `lanes` finished elements of row `row` from `column` on; `mask` is
/// null if all exist. Called inside a parallel body.
using VectorSink = std::function<void(mlir::Value row, mlir::Value column,
                                      mlir::Value vector, mlir::Value mask)>;

/// The matrix that tiles are stored to.
struct TileTarget {
  mlir::Type elementType;
  /// Where sums live between depth blocks and, without `sink`, in the end.
  /// May be null if `first` and `last` are true and there is a sink.
  mlir::Value c;
  mlir::Value cStride;
  VectorSink sink;
  Flag first = Flag::of(true); ///< overwrite c; else add to it
  Flag last = Flag::of(true);  ///< the sums are finished: use the sink
  /// rows * columns() elements of stack.
  mlir::Value buffer;
};

/// Where one register tile lies.
struct TilePlace {
  mlir::Value row;
  mlir::Value rowCount; ///< null: all rows of the tile exist
  mlir::Value column;
  TileShape shape;
  /// One mask per vector of a row, null where all columns exist; empty: all
  /// columns exist.
  llvm::SmallVector<mlir::Value> masks;

  mlir::Value mask(int64_t vector) const {
    return masks.empty() ? mlir::Value() : masks[vector];
  }
};

/// Stores, adds or hands to the sink the accumulators of a register tile.
void emitTileStore(CpuBuilder &builder, const TileTarget &target,
                   const TilePlace &place,
                   llvm::ArrayRef<mlir::Value> accumulators);

} // namespace bmc

#endif // BMC_CODEGEN_CPU_GEMM_GEMMTILE_H
