//===- SimplifyReductions.cpp - Sums, means and maxima --------------------===//

#include "ir/BmcOps.h"
#include "ir/Shape.h"
#include "passes/cleanup/SimplifyPatterns.h"
#include "passes/fusion/Matchers.h"

#include "llvm/ADT/STLExtras.h"

#include <cmath>

using namespace mlir;

namespace bmc {
namespace {

/// A reduction over axes of extent 1, or over none, moves its operand.
template <typename OpT> struct ReduceNothing : OpRewritePattern<OpT> {
  using OpRewritePattern<OpT>::OpRewritePattern;

  LogicalResult matchAndRewrite(OpT op,
                                PatternRewriter &rewriter) const override {
    Extents extents = getExtents(op.getX().getType());
    bool changesValues = llvm::any_of(op.getAxes(), [&](int64_t axis) {
      return extents[axis] != Extent::fixed(1);
    });
    if (changesValues)
      return failure();
    rewriter.replaceOpWithNewOp<ReshapeOp>(op, op.getType(), op.getX());
    return success();
  }
};

/// sum(sum(x)) -> sum(x), and so for the mean and the maximum: an outer mean
/// weighs all inner means alike because their axes are whole.
template <typename OpT> struct MergeReductions : OpRewritePattern<OpT> {
  using OpRewritePattern<OpT>::OpRewritePattern;

  LogicalResult matchAndRewrite(OpT op,
                                PatternRewriter &rewriter) const override {
    auto inner = op.getX().template getDefiningOp<OpT>();
    if (!inner || !inner->hasOneUse())
      return failure();
    SmallVector<int64_t> kept;
    for (int64_t axis = 0; axis < getRank(inner.getX()); ++axis)
      if (!llvm::is_contained(inner.getAxes(), axis))
        kept.push_back(axis);
    SmallVector<int64_t> axes(inner.getAxes());
    for (int64_t axis : op.getAxes())
      axes.push_back(kept[axis]);
    llvm::sort(axes);
    rewriter.replaceOpWithNewOp<OpT>(op, inner.getX(), axes);
    return success();
  }
};

/// sum(x) * (1/n) -> mean(x) where n elements are summed.
struct SumToMean : OpRewritePattern<MulOp> {
  using OpRewritePattern::OpRewritePattern;

  LogicalResult matchAndRewrite(MulOp mul,
                                PatternRewriter &rewriter) const override {
    std::optional<Scaled> scaled = matchScale(mul);
    auto sum = scaled ? scaled->value.getDefiningOp<SumOp>() : nullptr;
    if (!sum || !sum->hasOneUse())
      return failure();
    Extents extents = getExtents(sum.getX().getType()), summed;
    for (int64_t axis : sum.getAxes())
      summed.push_back(extents[axis]);
    std::optional<int64_t> count = staticProduct(summed);
    bool isStatic = llvm::all_of(
        summed, [](const Extent &extent) { return extent.isStatic(); });
    // 1/n as written in a model is correctly rounded, n itself may be large.
    constexpr double tolerance = 1e-15;
    if (!isStatic || !count ||
        std::abs(scaled->factor * static_cast<double>(*count) - 1) > tolerance)
      return failure();
    rewriter.replaceOpWithNewOp<MeanOp>(mul, sum.getX(), sum.getAxes());
    return success();
  }
};

} // namespace

void populateReductionPatterns(RewritePatternSet &patterns) {
  patterns.add<ReduceNothing<SumOp>, ReduceNothing<MeanOp>,
               ReduceNothing<MaxOp>, MergeReductions<SumOp>,
               MergeReductions<MeanOp>, MergeReductions<MaxOp>, SumToMean>(
      patterns.getContext());
}

} // namespace bmc
