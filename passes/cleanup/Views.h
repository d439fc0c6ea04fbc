//===- Views.h - Runs of reshapes and transposes as one map -----*- C++ -*-===//
#ifndef BMC_PASSES_CLEANUP_VIEWS_H
#define BMC_PASSES_CLEANUP_VIEWS_H

#include "ir/BmcOps.h"
#include "ir/Shape.h"

#include <optional>

namespace bmc {

/// What a run of reshapes and transposes does to the elements of its source.
///
/// The source's axes are cut into factors, the coarsest for which every axis of
/// the result is a list of factors: splitting D into H heads of E gives the
/// factors (H, E). The run is then a permutation of the factors, whatever ops
/// it is written with. Axes of extent 1 have no factors.
class ViewMap {
public:
  /// Factors of one axis, outermost first.
  using Axis = llvm::SmallVector<unsigned, 2>;

  /// The identity of a tensor type.
  explicit ViewMap(mlir::Type source);

  /// Appends a reshape or transpose. Fails, and leaves the map unusable, if a
  /// reshape regroups elements across factors ([4, 3] to [6, 2]).
  mlir::LogicalResult append(mlir::Operation *view);

  llvm::ArrayRef<Axis> getSourceAxes() const { return sourceAxes; }
  llvm::ArrayRef<Axis> getResultAxes() const { return resultAxes; }

  /// Product of the (static) factors.
  int64_t getSize(llvm::ArrayRef<unsigned> someFactors) const;

  /// Fewest ops (at most reshape, transpose, reshape) for the same map.
  struct Plan {
    std::optional<Extents> split;
    llvm::SmallVector<int64_t> permutation; ///< Empty: none.
    std::optional<Extents> merge;
    unsigned getNumOps() const {
      return split.has_value() + !permutation.empty() + merge.has_value();
    }
  };
  Plan plan(mlir::Type source, mlir::Type result) const;

private:
  mlir::LogicalResult reshape(llvm::ArrayRef<Extent> extents);
  mlir::FailureOr<Axis> take(llvm::SmallVectorImpl<unsigned> &rest,
                             int64_t size);
  void splitFactor(unsigned factor, int64_t outer);
  Plan plan(mlir::Type source, mlir::Type result, bool mergeAcrossAxes) const;
  bool areInOneAxis(unsigned a, unsigned b) const;

  llvm::SmallVector<Extent> factors;
  llvm::SmallVector<Axis> sourceAxes, resultAxes;
};

} // namespace bmc

#endif // BMC_PASSES_CLEANUP_VIEWS_H
