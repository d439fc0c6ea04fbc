//===- PatchProduct.h - A convolution as a product with patches -*- C++ -*-===//
//
//   result[m][q] = sum over d of weight[m][d] patch[d][q]
//
// where d counts channels and taps and q the positions of several images. The
// patches of a block of d are written down in cache only, once for all m. Worth
// it where there are many m: against the shifted planes of Stencil.h no lane is
// spent on what lies between rows, and weights are read once for many images.
//
//===----------------------------------------------------------------------===//
#ifndef BMC_CODEGEN_CPU_WINDOWS_PATCHPRODUCT_H
#define BMC_CODEGEN_CPU_WINDOWS_PATCHPRODUCT_H

#include "codegen/cpu/builder/CpuKernel.h"
#include "codegen/cpu/gemm/MicroKernel.h"
#include "codegen/cpu/windows/Stencil.h"

namespace bmc {

/// Sizes of the product's loops; independent of the batch.
struct PatchProductPlan {
  StencilPiece piece; ///< whole rows of one image
  TileShape tile;
  int64_t rows = 0;     ///< m of one group
  int64_t channels = 0; ///< summed over, in one group
  int64_t images = 1;   ///< whose pieces are multiplied together
  int64_t chunk = 0;    ///< rows of a task
  int64_t block = 0;    ///< channels whose patches are written down at once
  size_t taps = 0;      ///< most of any phase

  int64_t positions() const { return images * piece.rows * piece.columns; }
  /// Columns of the product, with those of incomplete tiles.
  int64_t columns() const { return llvm::alignTo(positions(), tile.columns()); }
  int64_t depth() const { return block * static_cast<int64_t>(taps); }
  /// Between d of the patches: no multiple of a page, which would map all of
  /// them to few cache sets.
  int64_t stride() const { return columns() + 16; }
};

/// None if another way suits the convolution better.
std::optional<PatchProductPlan>
planPatchProduct(const CpuTarget &target, mlir::Operation *op, mlir::Type type);

/// Emits conv or conv_dinput.
void emitPatchProduct(CpuKernel &kernel, mlir::Operation *op,
                      const PatchProductPlan &plan);

} // namespace bmc

#endif // BMC_CODEGEN_CPU_WINDOWS_PATCHPRODUCT_H
