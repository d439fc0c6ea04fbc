//===- DweightProduct.h - A weight's gradient as a product ------*- C++ -*-===//
#ifndef BMC_CODEGEN_CPU_WINDOWS_DWEIGHTPRODUCT_H
#define BMC_CODEGEN_CPU_WINDOWS_DWEIGHTPRODUCT_H

#include "codegen/cpu/gemm/MicroKernel.h"
#include "codegen/cpu/windows/ChannelPanels.h"
#include "codegen/cpu/windows/Winograd.h"

#include "llvm/Support/MathExtras.h"

namespace bmc {

/// Sizes of the product's loops. The panels are those of a task.
struct DweightPlan : PanelShape {
  WinogradPoints points{1, 1};
  TileShape tile;
  int64_t taps = 1;
  int64_t images = 1;  ///< multiplied together
  int64_t filters = 1; ///< of a task

  int64_t numPoints() const { return points[0] * points[1]; }
  bool isTransformed() const { return numPoints() > 1; }
  int64_t perPanel() const { return isTransformed() ? 1 : taps; }
  int64_t units() const {
    return llvm::alignTo(panels * perPanel(), tile.vectors);
  }
  /// Elements of the sums of a filter, and of all filters.
  int64_t filterSums() const { return units() * lanes; }
  int64_t pointSums() const { return filters * filterSums(); }
  int64_t positions() const { return piece.rows * piece.columns; }
  /// Elements of a transformed panel, and of dy of a filter, of all images. The
  /// last vector of a row reaches past it.
  int64_t pointPanel() const { return images * positions() * lanes; }
  int64_t pointFilter() const {
    return llvm::alignTo(images * positions(), lanes) + lanes;
  }
  /// The same of all panels and filters: a vector more, lest points lie in one
  /// set of a cache.
  int64_t pointPanels() const { return panels * pointPanel() + lanes; }
  int64_t pointFilters() const { return filters * pointFilter() + lanes; }
};

/// None if too few lanes would count. A chunk has `chunkImages` images.
std::optional<DweightPlan> planDweightProduct(const CpuTarget &target,
                                              const Windows &windows,
                                              mlir::Type type,
                                              int64_t chunkImages);

} // namespace bmc

#endif // BMC_CODEGEN_CPU_WINDOWS_DWEIGHTPRODUCT_H
