//===- Stencil.h - A convolution as sums of shifted planes ------*- C++ -*-===//
//
// A staged plane is a piece of an image with its padding, so that what an
// output meets at place k of the kernel lies at a distance that depends on k
// only. Where outputs step over inputs, the inputs are sorted by their number
// modulo the step, one plane each. Then
//
//   result[m][q] = sum over c, taps of weight[m][c][tap] plane[c][q + shift]
//
// is a matrix product whose right operand is read where it lies: neighbouring q
// are neighbours in memory, also across the rows of a piece. What the q between
// two rows hold means nothing.
//
//===----------------------------------------------------------------------===//
#ifndef BMC_CODEGEN_CPU_WINDOWS_STENCIL_H
#define BMC_CODEGEN_CPU_WINDOWS_STENCIL_H

#include "codegen/cpu/builder/CpuKernel.h"
#include "ir/ops/Windows.h"

namespace bmc {

/// A place of the kernel on one axis, and where it finds its input.
struct AxisTap {
  int64_t place;
  int64_t phase; ///< which of the planes
  int64_t shift; ///< from the result's position
};

/// Results that share their taps: number i of them is result first + i * step.
/// `count` is their number with run-time sizes at their bounds.
struct AxisPhase {
  int64_t first, step, count;
  llvm::SmallVector<AxisTap> taps;
};

/// One axis of a stencil.
struct AxisStencil {
  llvm::SmallVector<AxisPhase> phases; ///< of the result
  Extent result = Extent::fixed(1);    ///< whose elements these are
  /// Staged element j of plane p is source element j * stride + p - origin.
  Extent source = Extent::fixed(1);
  int64_t stride = 1, origin = 0;
  llvm::SmallVector<int64_t> planes; ///< which p some tap reads, increasing
  int64_t maxShift = 0;

  /// Results of the largest phase; at most, if the size is one of run time.
  int64_t positions() const { return phases.front().count; }
};

/// How many results a phase has.
mlir::Value countResults(CpuKernel &kernel, const AxisStencil &axis,
                         const AxisPhase &phase);

/// y from x.
AxisStencil forwardStencil(const WindowAxis &axis);
/// dx from dy.
AxisStencil gradientStencil(const WindowAxis &axis);

/// A tap of both axes, as distances.
struct Tap {
  int64_t plane; ///< elements from a channel's staged planes
  int64_t place; ///< in a plane of the kernel
};

/// The piece of the result that is computed from one staging.
struct StencilPiece {
  std::array<AxisStencil, 2> axes;
  int64_t rows = 0, columns = 0; ///< positions
  /// Of a staged plane.
  int64_t planeRows() const { return rows + axes[0].maxShift; }
  int64_t planeColumns() const { return columns + axes[1].maxShift; }
  int64_t planeElements() const { return planeRows() * planeColumns(); }
  /// Of a channel.
  int64_t numPlanes() const {
    return axes[0].planes.size() * axes[1].planes.size();
  }
  /// All planes of a channel.
  int64_t channelElements() const { return numPlanes() * planeElements(); }
  /// q of a piece: positions with what lies between the rows.
  int64_t span() const { return (rows - 1) * planeColumns() + columns; }
  /// Pieces on an axis; with run-time sizes, at their bounds.
  int64_t rowPieces() const;
  int64_t columnPieces() const;
  /// The same, at run time.
  std::array<mlir::Value, 2> pieces(CpuKernel &kernel) const;
  /// Positions on each axis of the piece that begins at `first`: where sizes
  /// are known, those that it is made for, of which the last may be none.
  std::array<mlir::Value, 2> size(CpuKernel &kernel, mlir::Value firstRow,
                                  mlir::Value firstColumn) const;

  /// `pitch` is the distance between the planes of a channel.
  llvm::SmallVector<Tap> taps(const AxisPhase &row, const AxisPhase &column,
                              int64_t kernelColumns, int64_t pitch) const;
  llvm::SmallVector<Tap> taps(const AxisPhase &row, const AxisPhase &column,
                              int64_t kernelColumns) const {
    return taps(row, column, kernelColumns, planeElements());
  }
};

/// The larger of the parts if `count` is cut evenly into as few as possible, of
/// at most `limit`.
int64_t evenPart(int64_t count, int64_t limit);

/// The largest piece of which `channels` channels, or at least a few, fit into
/// `stageElements`, and whose span is at most about `maxSpan`. Nullopt if not
/// even one channel of one position fits.
std::optional<StencilPiece> choosePiece(std::array<AxisStencil, 2> axes,
                                        int64_t channels, int64_t stageElements,
                                        int64_t maxSpan);

/// A tensor of planes, numbered [outer][middle][inner].
struct Planes {
  mlir::Type elementType;
  mlir::Value base;
  int64_t middle = 1, inner = 1;
  mlir::Value elements; ///< of a plane

  /// Where a plane begins.
  mlir::Value at(CpuBuilder &builder, mlir::Value outer, mlir::Value middle,
                 mlir::Value inner) const;
};

/// By image, group and channel: of x, or what has its shape.
Planes inputPlanes(CpuKernel &kernel, const Windows &windows, mlir::Value base,
                   mlir::Type elementType);
/// By image, group and filter: of y.
Planes outputPlanes(CpuKernel &kernel, const Windows &windows, mlir::Value base,
                    mlir::Type elementType);
/// By group, filter and channel: of the weight.
Planes weightPlanes(CpuKernel &kernel, const Windows &windows, mlir::Value base,
                    mlir::Type elementType);

/// Of what `op`, conv or conv_dinput, sums over: x or dy.
Planes sourcePlanes(CpuKernel &kernel, mlir::Operation *op,
                    const Windows &windows);

/// What to copy into planes.
struct Staging {
  mlir::Type elementType;
  mlir::Value source;                ///< the first channel's plane
  mlir::Value channels;              ///< how many, neighbours in memory
  mlir::Value firstRow, firstColumn; ///< the piece's first position
  mlir::Value target;
  int64_t pitch = 0; ///< between channels in `target`
  /// Between the planes of a channel (0: they follow each other).
  int64_t planePitch = 0;
  /// Elements from this column on count as 0 (null: the source's end).
  mlir::Value columnEnd;
  /// How many rows and columns of a plane (null: all that it has room for).
  mlir::Value rows, columns;
};

/// Copies a piece. Up to a vector behind the last channel is overwritten.
void emitStaging(CpuKernel &kernel, const StencilPiece &piece,
                 const Staging &staging);

} // namespace bmc

#endif // BMC_CODEGEN_CPU_WINDOWS_STENCIL_H
