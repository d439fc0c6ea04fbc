//===- SimplifyBroadcasts.cpp - Elementwise ops before broadcasts ---------===//

#include "ir/BmcOps.h"
#include "ir/Shape.h"
#include "passes/cleanup/SimplifyPatterns.h"
#include "passes/fusion/Matchers.h"

#include "llvm/ADT/STLExtras.h"

using namespace mlir;

namespace bmc {
namespace {

/// `op` on other operands, with the type of the first of them.
Value cloneOn(PatternRewriter &rewriter, Operation *op, ValueRange operands) {
  OperationState state(op->getLoc(), op->getName().getStringRef(), operands,
                       operands.front().getType(), op->getAttrs());
  return rewriter.create(state)->getResult(0);
}

void replaceByBroadcast(PatternRewriter &rewriter, Operation *op, Value value,
                        ArrayRef<int64_t> axes) {
  rewriter.replaceOpWithNewOp<BroadcastOp>(op, op->getResult(0).getType(),
                                           value, axes);
}

/// f(broadcast(x)) -> broadcast(f(x)).
struct FunctionOfBroadcast : RewritePattern {
  FunctionOfBroadcast(MLIRContext *context)
      : RewritePattern(MatchAnyOpTypeTag(), 1, context) {}

  LogicalResult matchAndRewrite(Operation *op,
                                PatternRewriter &rewriter) const override {
    if (!isUnaryElementwise(op))
      return failure();
    auto broadcast = op->getOperand(0).getDefiningOp<BroadcastOp>();
    if (!broadcast)
      return failure();
    Value value = cloneOn(rewriter, op, broadcast.getX());
    replaceByBroadcast(rewriter, op, value, broadcast.getAxes());
    return success();
  }
};

/// f(broadcast(a), broadcast(b)) -> broadcast(f(a, b)); either may be a
/// constant instead.
struct CombinationOfBroadcasts : RewritePattern {
  CombinationOfBroadcasts(MLIRContext *context)
      : RewritePattern(MatchAnyOpTypeTag(), 1, context) {}

  LogicalResult matchAndRewrite(Operation *op,
                                PatternRewriter &rewriter) const override {
    if (!isBinaryElementwise(op))
      return failure();
    auto a = op->getOperand(0).getDefiningOp<BroadcastOp>();
    auto b = op->getOperand(1).getDefiningOp<BroadcastOp>();
    BroadcastOp like = a ? a : b;
    if (!like || (a && b &&
                  (a.getAxes() != b.getAxes() ||
                   a.getX().getType() != b.getX().getType())))
      return failure();
    SmallVector<Value, 2> operands;
    for (Value operand : op->getOperands()) {
      auto broadcast = operand.getDefiningOp<BroadcastOp>();
      std::optional<double> splat = getSplat(operand);
      if (!broadcast && !splat)
        return failure();
      operands.push_back(broadcast ? broadcast.getX()
                                   : makeSplat(rewriter, op->getLoc(),
                                               like.getX().getType(), *splat));
    }
    replaceByBroadcast(rewriter, op, cloneOn(rewriter, op, operands),
                       like.getAxes());
    return success();
  }
};

/// Axes of extent 1 that a broadcast repeats need not be there: the [.., 1] of
/// a reduction that kept its axis goes away.
struct DropRepeatedAxes : OpRewritePattern<BroadcastOp> {
  using OpRewritePattern::OpRewritePattern;

  LogicalResult matchAndRewrite(BroadcastOp op,
                                PatternRewriter &rewriter) const override {
    Extents from = getExtents(op.getX().getType()), kept;
    SmallVector<int64_t> axes;
    for (auto [extent, axis] : llvm::zip_equal(from, op.getAxes()))
      if (extent == getExtents(op.getType())[axis]) {
        kept.push_back(extent);
        axes.push_back(axis);
      }
    if (kept.size() == from.size())
      return failure();
    Type type = makeTensorType(kept, op.getType().getElementType());
    Value value = ReshapeOp::create(rewriter, op.getLoc(), type, op.getX());
    rewriter.replaceOpWithNewOp<BroadcastOp>(op, op.getType(), value, axes);
    return success();
  }
};

} // namespace

void populateBroadcastPatterns(RewritePatternSet &patterns) {
  patterns.add<FunctionOfBroadcast, CombinationOfBroadcasts, DropRepeatedAxes>(
      patterns.getContext());
}

} // namespace bmc
