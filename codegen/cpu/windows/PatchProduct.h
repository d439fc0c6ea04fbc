//===- PatchProduct.h - A convolution as a product with patches -*- C++ -*-===//
//
//   result[q][m] = sum over d of patch[q][d] weight[d][m]
//
// where q are positions of several images, d counts channels and taps and m the
// planes of the result, which are the vectors. An element of a patch is read
// where it lies in a staged plane (Stencil.h), at any q and for all taps: no
// lane is spent on what lies between rows, and no patch is written down.
// Weights are packed once. Worth it where there are many m.
//
// Where taps come in threes, products are of Winograd's points (Winograd.h)
// instead of taps: staged planes are transformed into one plane for each point,
// the weights likewise, and the sums of all points into the results of a
// position.
//
//===----------------------------------------------------------------------===//
#ifndef BMC_CODEGEN_CPU_WINDOWS_PATCHPRODUCT_H
#define BMC_CODEGEN_CPU_WINDOWS_PATCHPRODUCT_H

#include "codegen/cpu/builder/CpuKernel.h"
#include "codegen/cpu/gemm/MicroKernel.h"
#include "codegen/cpu/windows/Winograd.h"

namespace bmc {

/// Results that meet the same taps, of both axes.
struct PatchPhase {
  AxisPhase row, column;
  llvm::SmallVector<Tap> taps;
};

/// Sizes of the product's loops; independent of the batch.
struct PatchProductPlan {
  StencilPiece piece;
  llvm::SmallVector<PatchPhase> phases;
  WinogradPoints points{1, 1};
  TileShape tile;
  int64_t groups = 1;
  int64_t planes = 0;   ///< m of one group
  int64_t channels = 0; ///< summed over, in one group
  int64_t images = 1;   ///< whose pieces are multiplied together
  int64_t chunk = 0;    ///< panels of a task, tile.columns() planes each
  int64_t block = 0;    ///< channels staged at once

  bool isTransformed() const { return points[0] * points[1] > 1; }
  /// Sums of a position and plane: of each phase or of each point.
  int64_t numSums() const {
    return isTransformed() ? points[0] * points[1]
                           : static_cast<int64_t>(phases.size());
  }
  int64_t panels() const { return llvm::divideCeil(planes, tile.columns()); }
  /// Of a phase.
  int64_t positions() const { return images * piece.rows * piece.columns; }
  /// The same with those of incomplete tiles and vectors.
  int64_t paddedPositions() const {
    return llvm::alignTo(llvm::alignTo(positions(), tile.rows), tile.lanes);
  }
  /// Planes of a task.
  int64_t chunkColumns() const { return chunk * tile.columns(); }
  /// Elements of a task's sums of a phase or point; points do not share a set
  /// of a cache.
  int64_t sumElements() const {
    return paddedPositions() * chunkColumns() +
           (isTransformed() ? tile.lanes : 0);
  }
  /// Elements of what products read of an image, for all channels of a block.
  int64_t readBlock() const {
    return isTransformed() ? numSums() * pointElements()
                           : block * piece.channelElements();
  }
  /// Of a point, or of one of the planes that it is made of: a vector more,
  /// which the last one that is written reaches into, and lest all points lie
  /// in one set of a cache.
  int64_t pointElements() const {
    return llvm::alignTo(block * piece.planeElements(), tile.lanes) +
           tile.lanes;
  }

  /// Elements of the packed weights: per group, sum, panel, channel and tap a
  /// row of tile.columns(). Points have no taps.
  int64_t packedPanel(int64_t sum) const;
  int64_t packedGroup() const;
  int64_t packedOffset(int64_t sum) const; ///< in a group
};

/// None if another way suits the convolution better.
std::optional<PatchProductPlan>
planPatchProduct(const CpuTarget &target, mlir::Operation *op, mlir::Type type);

/// Emits conv or conv_dinput.
void emitPatchProduct(CpuKernel &kernel, mlir::Operation *op,
                      const PatchProductPlan &plan);

/// What one task computes. Positions are numbered image, row, column.
struct PatchTask {
  mlir::Value firstImage, group, firstRow, firstColumn, firstPanel;
  mlir::Value numImages, numRows, numColumns, numPositions, numPanels;
};

/// Stores what the kernel makes of a task's sums, [phase][position][plane].
void emitPatchResults(CpuKernel &kernel, mlir::Value result,
                      const PatchProductPlan &plan, const PatchTask &task,
                      mlir::Value sums);

/// Packs the weight into the kernel's scratch.
void emitPatchWeights(CpuKernel &kernel, mlir::Operation *op,
                      const PatchProductPlan &plan);

} // namespace bmc

#endif // BMC_CODEGEN_CPU_WINDOWS_PATCHPRODUCT_H
