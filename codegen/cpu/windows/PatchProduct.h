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
//===----------------------------------------------------------------------===//
#ifndef BMC_CODEGEN_CPU_WINDOWS_PATCHPRODUCT_H
#define BMC_CODEGEN_CPU_WINDOWS_PATCHPRODUCT_H

#include "codegen/cpu/builder/CpuKernel.h"
#include "codegen/cpu/gemm/MicroKernel.h"
#include "codegen/cpu/windows/Stencil.h"

namespace bmc {

/// Positions that meet the same taps, of both axes.
struct PatchPhase {
  AxisPhase row, column;
  llvm::SmallVector<Tap> taps;
};

/// Sizes of the product's loops; independent of the batch.
struct PatchProductPlan {
  StencilPiece piece;
  llvm::SmallVector<PatchPhase> phases;
  TileShape tile;
  int64_t planes = 0;   ///< m of one group
  int64_t channels = 0; ///< summed over, in one group
  int64_t images = 1;   ///< whose pieces are multiplied together
  int64_t chunk = 0;    ///< panels of a task, tile.columns() planes each
  int64_t block = 0;    ///< channels staged at once

  int64_t panels() const { return llvm::divideCeil(planes, tile.columns()); }
  /// Of a phase.
  int64_t positions() const { return images * piece.rows * piece.columns; }
  /// The same with those of incomplete tiles and vectors.
  int64_t paddedPositions() const {
    return llvm::alignTo(llvm::alignTo(positions(), tile.rows), tile.lanes);
  }
  int64_t stagedImage() const { return block * piece.channelElements(); }

  /// Elements of the packed weights: per group, phase, panel, channel and tap a
  /// row of tile.columns().
  int64_t packedPanel(const PatchPhase &phase) const;
  int64_t packedGroup() const;
  int64_t packedOffset(size_t phase) const; ///< in a group
};

/// None if another way suits the convolution better.
std::optional<PatchProductPlan>
planPatchProduct(const CpuTarget &target, mlir::Operation *op, mlir::Type type);

/// Emits conv or conv_dinput.
void emitPatchProduct(CpuKernel &kernel, mlir::Operation *op,
                      const PatchProductPlan &plan);

/// Packs the weight into the kernel's scratch.
void emitPatchWeights(CpuKernel &kernel, mlir::Operation *op,
                      const PatchProductPlan &plan);

} // namespace bmc

#endif // BMC_CODEGEN_CPU_WINDOWS_PATCHPRODUCT_H
