//===- FuseResidualGradient.cpp - Sums inside their producers ---*- C++ -*-===//
#include "passes/Passes.h"

#include "mlir/IR/PatternMatch.h"
#include "mlir/Transforms/GreedyPatternRewriteDriver.h"

using namespace mlir;

namespace bmc {
#define GEN_PASS_DEF_FUSERESIDUALGRADIENT
#include "passes/Passes.h.inc"
} // namespace bmc

using namespace bmc;

/// If `x` is the `OpT` result computed for this sum alone, that op.
template <typename OpT> static OpT soleProducer(Value x) {
  auto op = x.getDefiningOp<OpT>();
  return op && x.hasOneUse() ? op : OpT();
}

/// True if `x` is computed before `op`.
static bool isAvailableAt(Value x, Operation *op) {
  Operation *producer = x.getDefiningOp();
  return !producer || (producer->getBlock() == op->getBlock() &&
                       producer->isBeforeInBlock(op));
}

/// True if nothing reads a result of `producer` before `add`.
static bool canMoveTo(Operation *producer, Operation *add) {
  return producer->getBlock() == add->getBlock() &&
         llvm::all_of(producer->getUsers(), [&](Operation *user) {
           return user->getBlock() == add->getBlock() &&
                  (user == add || add->isBeforeInBlock(user));
         });
}

namespace {
/// Folds a sum into the op that computes one of its addends.
struct AddendPattern : OpRewritePattern<AddOp> {
  AddendPattern(MLIRContext *context, Pass::Statistic &fused)
      : OpRewritePattern(context), fused(fused) {}

  LogicalResult matchAndRewrite(AddOp add,
                                PatternRewriter &rewriter) const override {
    if (failed(tryFold(add, add.getA(), add.getB(), rewriter)) &&
        failed(tryFold(add, add.getB(), add.getA(), rewriter)))
      return failure();
    ++fused;
    return success();
  }

protected:
  /// Replaces `add` if an op computes `addend` that can add `other` itself.
  virtual LogicalResult tryFold(AddOp add, Value addend, Value other,
                                PatternRewriter &rewriter) const = 0;

private:
  Pass::Statistic &fused;
};

/// The same op with a residual.
LayerNormBackwardOp withResidual(LayerNormBackwardOp norm, Value residual,
                                 PatternRewriter &rewriter) {
  return LayerNormBackwardOp::create(
      rewriter, norm.getLoc(), norm.getDx().getType(),
      norm.getDparams().getTypes(), norm.getDy(), norm.getX(), norm.getMean(),
      norm.getRstd(), norm.getWeight(), residual, norm.getHasBias());
}

RmsNormBackwardOp withResidual(RmsNormBackwardOp norm, Value residual,
                               PatternRewriter &rewriter) {
  return RmsNormBackwardOp::create(rewriter, norm.getLoc(), norm.getDy(),
                                   norm.getX(), norm.getRstd(),
                                   norm.getWeight(), residual);
}

/// dx + r, dx = layer_norm_backward(..) or rms_norm_backward(..): r becomes its
/// residual.
template <typename OpT> struct ResidualPattern : AddendPattern {
  using AddendPattern::AddendPattern;

  LogicalResult tryFold(AddOp add, Value dx, Value other,
                        PatternRewriter &rewriter) const override {
    auto norm = soleProducer<OpT>(dx);
    if (!norm || dx != norm.getDx() || norm.getResidual())
      return failure();
    if (isAvailableAt(other, norm))
      rewriter.setInsertionPoint(norm);
    else if (!canMoveTo(norm, add))
      return failure();
    OpT total = withResidual(norm, other, rewriter);
    rewriter.replaceAllUsesWith(norm->getResults().drop_front(),
                                total->getResults().drop_front());
    rewriter.replaceOp(add, total.getDx());
    rewriter.eraseOp(norm);
    return success();
  }
};

/// x + embedding_backward(..): x becomes its init.
struct EmbeddingPattern : AddendPattern {
  using AddendPattern::AddendPattern;

  LogicalResult tryFold(AddOp add, Value dweight, Value other,
                        PatternRewriter &rewriter) const override {
    auto embedding = soleProducer<EmbeddingBackwardOp>(dweight);
    if (!embedding || embedding.getInit())
      return failure();
    rewriter.replaceOpWithNewOp<EmbeddingBackwardOp>(
        add, embedding.getDy(), embedding.getIndices(), other,
        embedding.getNumEmbeddings());
    rewriter.eraseOp(embedding);
    return success();
  }
};

struct FuseResidualGradient
    : bmc::impl::FuseResidualGradientBase<FuseResidualGradient> {
  void runOnOperation() override {
    RewritePatternSet patterns(&getContext());
    patterns.add<ResidualPattern<LayerNormBackwardOp>,
                 ResidualPattern<RmsNormBackwardOp>, EmbeddingPattern>(
        &getContext(), numFused);
    if (failed(applyPatternsGreedily(getOperation(), std::move(patterns))))
      signalPassFailure();
  }
};
} // namespace
