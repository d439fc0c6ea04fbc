//===- RaiseLinear.cpp - x @ w.T + b becomes linear -----------------------===//

#include "ir/Shape.h"
#include "passes/Passes.h"
#include "passes/fusion/Matchers.h"

#include "mlir/Transforms/GreedyPatternRewriteDriver.h"

using namespace mlir;

namespace bmc {

#define GEN_PASS_DEF_RAISELINEAR
#include "passes/Passes.h.inc"

namespace {

/// matmul(x, w) transpose_b -> linear(x, w) for a weight of static shape, which
/// is what the gradient of linear needs.
struct MatmulToLinear : OpRewritePattern<MatmulOp> {
  MatmulToLinear(MLIRContext *context, Pass::Statistic &count)
      : OpRewritePattern(context), count(count) {}

  LogicalResult matchAndRewrite(MatmulOp op,
                                PatternRewriter &rewriter) const override {
    auto weight = op.getB().getType();
    if (!op.getTransposeB() || op.getTransposeA() || weight.getRank() != 2 ||
        !weight.hasStaticShape())
      return failure();
    rewriter.replaceOpWithNewOp<LinearOp>(op, op.getA(), op.getB(), Value());
    ++count;
    return success();
  }

  Pass::Statistic &count;
};

/// linear(x, w) + broadcast(b) -> linear(x, w, b).
struct AddBias : OpRewritePattern<AddOp> {
  using OpRewritePattern::OpRewritePattern;

  LogicalResult matchAndRewrite(AddOp add,
                                PatternRewriter &rewriter) const override {
    for (auto [a, b] : {std::pair(add.getA(), add.getB()),
                        std::pair(add.getB(), add.getA())}) {
      auto linear = a.getDefiningOp<LinearOp>();
      auto broadcast = b.getDefiningOp<BroadcastOp>();
      if (!linear || linear.getBias() || !linear->hasOneUse() || !broadcast ||
          getRank(broadcast.getX()) != 1 ||
          broadcast.getAxes().front() != getRank(a) - 1)
        continue;
      rewriter.replaceOpWithNewOp<LinearOp>(
          add, linear.getX(), linear.getWeight(), broadcast.getX());
      return success();
    }
    return failure();
  }
};

struct RaiseLinear : impl::RaiseLinearBase<RaiseLinear> {
  void runOnOperation() override {
    RewritePatternSet patterns(&getContext());
    patterns.add<MatmulToLinear>(&getContext(), numRaised);
    patterns.add<AddBias>(&getContext());
    if (failed(applyPatternsGreedily(getOperation(), std::move(patterns))))
      signalPassFailure();
  }
};

} // namespace
} // namespace bmc
