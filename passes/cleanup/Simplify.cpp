//===- Simplify.cpp - Towards a normal form -------------------------------===//

#include "passes/Passes.h"
#include "passes/cleanup/SimplifyPatterns.h"

#include "mlir/IR/Dominance.h"
#include "mlir/Transforms/CSE.h"
#include "mlir/Transforms/GreedyPatternRewriteDriver.h"

using namespace mlir;

namespace bmc {

#define GEN_PASS_DEF_SIMPLIFY
#include "passes/Passes.h.inc"

namespace {

struct Simplify : impl::SimplifyBase<Simplify> {
  void runOnOperation() override {
    RewritePatternSet patterns(&getContext());
    populateViewPatterns(patterns);
    populateArithmeticPatterns(patterns);
    populateBroadcastPatterns(patterns);
    populateReductionPatterns(patterns);
    populateMatmulPatterns(patterns);
    populateConvolutionPatterns(patterns);
    FrozenRewritePatternSet frozen(std::move(patterns));
    IRRewriter rewriter(&getContext());
    DominanceInfo dominance(getOperation());
    // A merged pair can make an operand single-use, which some patterns ask
    // for, and patterns leave equal ops behind.
    bool changed = true;
    while (changed) {
      if (failed(applyPatternsGreedily(getOperation(), frozen)))
        return signalPassFailure();
      eliminateCommonSubExpressions(rewriter, dominance, getOperation(),
                                    &changed);
    }
  }
};

} // namespace
} // namespace bmc
