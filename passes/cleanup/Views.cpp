//===- Views.cpp - Runs of reshapes and transposes as one map -------------===//

#include "passes/cleanup/Views.h"

#include "mlir/Dialect/Utils/IndexingUtils.h"
#include "llvm/ADT/STLExtras.h"

using namespace mlir;

namespace bmc {

using Axis = ViewMap::Axis;

ViewMap::ViewMap(Type source) {
  for (const Extent &extent : getExtents(source)) {
    Axis axis;
    if (extent != Extent::fixed(1)) {
      axis.push_back(factors.size());
      factors.push_back(extent);
    }
    sourceAxes.push_back(axis);
  }
  resultAxes = sourceAxes;
}

LogicalResult ViewMap::append(Operation *view) {
  if (auto transpose = dyn_cast<TransposeOp>(view)) {
    SmallVector<Axis> permuted;
    for (int64_t axis : transpose.getPermutation())
      permuted.push_back(resultAxes[axis]);
    resultAxes = permuted;
    return success();
  }
  return reshape(getExtents(cast<ReshapeOp>(view).getType()));
}

int64_t ViewMap::getSize(ArrayRef<unsigned> someFactors) const {
  int64_t size = 1;
  for (unsigned factor : someFactors)
    size *= factors[factor].size;
  return size;
}

static SmallVector<unsigned> flatten(ArrayRef<Axis> axes) {
  SmallVector<unsigned> all;
  for (const Axis &axis : axes)
    llvm::append_range(all, axis);
  return all;
}

/// Cuts `factor` into (outer, factor / outer), in both lists.
void ViewMap::splitFactor(unsigned factor, int64_t outer) {
  unsigned inner = factors.size();
  factors.push_back(Extent::fixed(factors[factor].size / outer));
  factors[factor] = Extent::fixed(outer);
  for (auto *axes : {&sourceAxes, &resultAxes})
    for (Axis &axis : *axes)
      if (auto *it = llvm::find(axis, factor); it != axis.end())
        axis.insert(it + 1, inner);
}

/// Removes leading factors of `rest` until their product is `size`.
FailureOr<Axis> ViewMap::take(SmallVectorImpl<unsigned> &rest, int64_t size) {
  Axis axis;
  while (size > 1) {
    if (rest.empty() || !factors[rest.front()].isStatic())
      return failure();
    unsigned factor = rest.front();
    int64_t extent = factors[factor].size;
    if (size % extent == 0) {
      rest.erase(rest.begin());
      size /= extent;
    } else if (extent % size == 0) {
      splitFactor(factor, size);
      rest.front() = factors.size() - 1;
      size = 1;
    } else {
      return failure();
    }
    axis.push_back(factor);
  }
  return axis;
}

LogicalResult ViewMap::reshape(ArrayRef<Extent> extents) {
  SmallVector<unsigned> rest = flatten(resultAxes);
  SmallVector<Axis> axes;
  for (const Extent &extent : extents) {
    if (!extent.isStatic()) {
      if (rest.empty() || factors[rest.front()] != extent)
        return failure();
      axes.push_back({rest.front()});
      rest.erase(rest.begin());
      continue;
    }
    FailureOr<Axis> axis = take(rest, extent.size);
    if (failed(axis))
      return failure();
    axes.push_back(*axis);
  }
  resultAxes = axes;
  return success(rest.empty());
}

/// Whether factors a and b lie in one axis of the source and in one of the
/// result.
bool ViewMap::areInOneAxis(unsigned a, unsigned b) const {
  for (const auto *axes : {&sourceAxes, &resultAxes})
    if (llvm::none_of(*axes, [&](const Axis &axis) {
          return llvm::is_contained(axis, a) && llvm::is_contained(axis, b);
        }))
      return false;
  return true;
}

/// With `mergeAcrossAxes`, factors that stay neighbours become one even where
/// they are different axes, which can save the second reshape.
ViewMap::Plan ViewMap::plan(Type source, Type result,
                            bool mergeAcrossAxes) const {
  SmallVector<unsigned> from = flatten(sourceAxes), to = flatten(resultAxes);
  // Group heads in source order; each group moves as one.
  SmallVector<unsigned> heads;
  Extents grouped;
  for (unsigned i = 0; i < from.size(); ++i) {
    auto *place = llvm::find(to, from[i]);
    bool follows = i > 0 && place != to.begin() && place[-1] == from[i - 1];
    bool merges = follows && factors[from[i]].isStatic() &&
                  grouped.back().isStatic() &&
                  (mergeAcrossAxes || areInOneAxis(from[i - 1], from[i]));
    if (merges) {
      grouped.back().size *= factors[from[i]].size;
    } else {
      heads.push_back(from[i]);
      grouped.push_back(factors[from[i]]);
    }
  }
  Plan plan;
  Extents permuted;
  for (unsigned factor : to)
    if (auto *head = llvm::find(heads, factor); head != heads.end()) {
      plan.permutation.push_back(head - heads.begin());
      permuted.push_back(grouped[plan.permutation.back()]);
    }
  Extents resultExtents = getExtents(result);
  if (isIdentityPermutation(plan.permutation)) {
    plan.permutation.clear();
    if (getExtents(source) != resultExtents)
      plan.merge = resultExtents;
    return plan;
  }
  if (getExtents(source) != grouped)
    plan.split = grouped;
  if (permuted != resultExtents)
    plan.merge = resultExtents;
  return plan;
}

ViewMap::Plan ViewMap::plan(Type source, Type result) const {
  Plan aligned = plan(source, result, /*mergeAcrossAxes=*/false);
  Plan merged = plan(source, result, /*mergeAcrossAxes=*/true);
  return merged.getNumOps() < aligned.getNumOps() ? merged : aligned;
}

} // namespace bmc
