//===- RaiseLinear.cpp - x @ w.T + b and x @ w + b become linear ----------===//

#include "ir/Shape.h"
#include "passes/Passes.h"
#include "passes/fusion/Matchers.h"

#include "mlir/Transforms/GreedyPatternRewriteDriver.h"

using namespace mlir;

namespace bmc {

#define GEN_PASS_DEF_RAISELINEAR
#include "passes/Passes.h.inc"

namespace {

/// matmul(x, w) transpose_b -> linear(x, w), matmul(x, w) -> linear(x, w)
/// transposed, for a weight of static shape, which is what the gradient of
/// linear needs. What is computed from the data is no weight: it may stay a
/// product, which gradients and kernels know as well.
struct MatmulToLinear : OpRewritePattern<MatmulOp> {
  MatmulToLinear(MLIRContext *context, Pass::Statistic &count)
      : OpRewritePattern(context), count(count) {}

  LogicalResult matchAndRewrite(MatmulOp op,
                                PatternRewriter &rewriter) const override {
    auto weight = op.getB().getType();
    if (op.getTransposeA() || weight.getRank() != 2 || !weight.hasStaticShape())
      return failure();
    rewriter.replaceOpWithNewOp<LinearOp>(op, op.getA(), op.getB(), Value(),
                                          !op.getTransposeB());
    ++count;
    return success();
  }

  Pass::Statistic &count;
};

/// linear(x, transpose(w)) -> linear(x, w) transposed, and back.
struct TransposedWeight : OpRewritePattern<LinearOp> {
  using OpRewritePattern::OpRewritePattern;

  LogicalResult matchAndRewrite(LinearOp op,
                                PatternRewriter &rewriter) const override {
    auto transpose = op.getWeight().getDefiningOp<TransposeOp>();
    if (!transpose || !swapsLastTwoAxes(transpose.getPermutation()))
      return failure();
    rewriter.replaceOpWithNewOp<LinearOp>(op, op.getX(), transpose.getX(),
                                          op.getBias(), !op.getTransposed());
    return success();
  }
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
          add, linear.getX(), linear.getWeight(), broadcast.getX(),
          linear.getTransposed());
      return success();
    }
    return failure();
  }
};

struct RaiseLinear : impl::RaiseLinearBase<RaiseLinear> {
  void runOnOperation() override {
    RewritePatternSet patterns(&getContext());
    patterns.add<MatmulToLinear>(&getContext(), numRaised);
    patterns.add<AddBias, TransposedWeight>(&getContext());
    if (failed(applyPatternsGreedily(getOperation(), std::move(patterns))))
      signalPassFailure();
  }
};

} // namespace
} // namespace bmc
