//===- SimplifyViews.cpp - Reshapes, transposes and slices ----------------===//

#include "ir/BmcOps.h"
#include "passes/cleanup/SimplifyPatterns.h"
#include "passes/cleanup/Views.h"

#include "llvm/ADT/STLExtras.h"

using namespace mlir;

namespace bmc {
namespace {

bool movesWholeAxes(Operation *op) {
  return isa_and_nonnull<ReshapeOp, TransposeOp>(op);
}

/// A run of reshapes and transposes, first applied first.
SmallVector<Operation *> getRun(Operation *last) {
  SmallVector<Operation *> run;
  for (Operation *op = last; movesWholeAxes(op);
       op = op->getOperand(0).getDefiningOp())
    run.push_back(op);
  std::reverse(run.begin(), run.end());
  return run;
}

/// How many ops of the run die with its last one.
unsigned countDying(ArrayRef<Operation *> run) {
  unsigned dying = 1;
  while (dying < run.size() && run[run.size() - dying - 1]->hasOneUse())
    ++dying;
  return dying;
}

Value buildPlan(PatternRewriter &rewriter, Location loc, Value source,
                const ViewMap::Plan &plan) {
  Type element = cast<RankedTensorType>(source.getType()).getElementType();
  auto reshape = [&](const std::optional<Extents> &extents) {
    if (extents)
      source = ReshapeOp::create(rewriter, loc,
                                 makeTensorType(*extents, element), source);
  };
  reshape(plan.split);
  if (!plan.permutation.empty())
    source = TransposeOp::create(rewriter, loc, source, plan.permutation);
  reshape(plan.merge);
  return source;
}

/// transpose(reshape(transpose(reshape(x)))) -> the fewest ops that move the
/// elements the same way. Undoing split_heads with merge_heads leaves nothing.
struct ShortenRun : RewritePattern {
  ShortenRun(MLIRContext *context)
      : RewritePattern(MatchAnyOpTypeTag(), 1, context) {}

  LogicalResult matchAndRewrite(Operation *op,
                                PatternRewriter &rewriter) const override {
    if (!movesWholeAxes(op))
      return failure();
    SmallVector<Operation *> run = getRun(op);
    // A long run may hold a reshape that regroups; shorten what follows it.
    while (run.size() > 1) {
      Value source = run.front()->getOperand(0);
      ViewMap map(source.getType());
      bool regular = llvm::all_of(
          run, [&](Operation *view) { return succeeded(map.append(view)); });
      if (regular)
        return shorten(op, run, source, map, rewriter);
      run.erase(run.begin());
    }
    return failure();
  }

private:
  static LogicalResult shorten(Operation *op, ArrayRef<Operation *> run,
                               Value source, const ViewMap &map,
                               PatternRewriter &rewriter) {
    Type result = op->getResult(0).getType();
    ViewMap::Plan plan = map.plan(source.getType(), result);
    if (plan.getNumOps() >= run.size() || plan.getNumOps() > countDying(run))
      return failure();
    rewriter.replaceOp(op, buildPlan(rewriter, op->getLoc(), source, plan));
    return success();
  }
};

/// slice(transpose(x)) -> transpose(slice(x)).
struct SliceBeforeTranspose : OpRewritePattern<SliceOp> {
  using OpRewritePattern::OpRewritePattern;

  LogicalResult matchAndRewrite(SliceOp slice,
                                PatternRewriter &rewriter) const override {
    auto transpose = slice.getX().getDefiningOp<TransposeOp>();
    if (!transpose)
      return failure();
    int64_t axis = transpose.getPermutation()[slice.getAxis()];
    Value part = SliceOp::create(rewriter, slice.getLoc(), transpose.getX(),
                                 axis, slice.getOffset(), slice.getSize());
    rewriter.replaceOpWithNewOp<TransposeOp>(slice, part,
                                             transpose.getPermutation());
    return success();
  }
};

/// slice(reshape(x)) -> reshape(slice(x)) where the sliced axis is the outer
/// part of an axis of x: one third of [B, S, 3, H, E] is columns of [B, S, 3D].
struct SliceBeforeReshape : OpRewritePattern<SliceOp> {
  using OpRewritePattern::OpRewritePattern;

  LogicalResult matchAndRewrite(SliceOp slice,
                                PatternRewriter &rewriter) const override {
    auto reshape = slice.getX().getDefiningOp<ReshapeOp>();
    if (!reshape)
      return failure();
    ViewMap map(reshape.getX().getType());
    if (failed(map.append(reshape)))
      return failure();
    ArrayRef<unsigned> sliced = map.getResultAxes()[slice.getAxis()];
    const auto *axis =
        llvm::find_if(map.getSourceAxes(), [&](const auto &axis) {
          return !sliced.empty() &&
                 ArrayRef<unsigned>(axis).take_front(sliced.size()) == sliced;
        });
    if (axis == map.getSourceAxes().end())
      return failure();
    int64_t stride =
        map.getSize(ArrayRef<unsigned>(*axis).drop_front(sliced.size()));
    Value part =
        SliceOp::create(rewriter, slice.getLoc(), reshape.getX(),
                        axis - map.getSourceAxes().begin(),
                        slice.getOffset() * stride, slice.getSize() * stride);
    rewriter.replaceOpWithNewOp<ReshapeOp>(slice, slice.getType(), part);
    return success();
  }
};

/// concat(slice(x), slice(x), ..) of neighbours -> one slice.
struct JoinSlices : OpRewritePattern<ConcatOp> {
  using OpRewritePattern::OpRewritePattern;

  LogicalResult matchAndRewrite(ConcatOp concat,
                                PatternRewriter &rewriter) const override {
    auto first = concat.getInputs().front().getDefiningOp<SliceOp>();
    if (!first)
      return failure();
    int64_t end = first.getOffset();
    for (Value input : concat.getInputs()) {
      auto slice = input.getDefiningOp<SliceOp>();
      if (!slice || slice.getX() != first.getX() ||
          slice.getAxis() != concat.getAxis() ||
          static_cast<int64_t>(slice.getOffset()) != end)
        return failure();
      end += slice.getSize();
    }
    rewriter.replaceOpWithNewOp<SliceOp>(concat, first.getX(), first.getAxis(),
                                         first.getOffset(),
                                         end - first.getOffset());
    return success();
  }
};

} // namespace

void populateViewPatterns(RewritePatternSet &patterns) {
  patterns
      .add<ShortenRun, SliceBeforeTranspose, SliceBeforeReshape, JoinSlices>(
          patterns.getContext());
}

} // namespace bmc
