//===- SimplifyMatmul.cpp - Operands of products --------------------------===//

#include "ir/BmcOps.h"
#include "passes/cleanup/SimplifyPatterns.h"
#include "passes/fusion/Matchers.h"

using namespace mlir;

namespace bmc {
namespace {

/// The operand of a transpose of the last two axes, null otherwise.
Value getTransposed(Value value) {
  auto transpose = value.getDefiningOp<TransposeOp>();
  return transpose && swapsLastTwoAxes(transpose.getPermutation())
             ? transpose.getX()
             : nullptr;
}

/// matmul(a, transpose(b)) -> matmul(a, b) transpose_b, and so for a.
struct TransposeAsFlag : OpRewritePattern<MatmulOp> {
  using OpRewritePattern::OpRewritePattern;

  LogicalResult matchAndRewrite(MatmulOp op,
                                PatternRewriter &rewriter) const override {
    bool sharedB = getRank(op.getB()) == 2 && getRank(op.getA()) != 2;
    // matmul_c1: a stack of rows that meets one b cannot be flagged.
    Value a = sharedB ? nullptr : getTransposed(op.getA());
    Value b = getTransposed(op.getB());
    if (!a && !b)
      return failure();
    rewriter.replaceOpWithNewOp<MatmulOp>(op, a ? a : op.getA(),
                                          b ? b : op.getB(),
                                          op.getTransposeA() != (a != nullptr),
                                          op.getTransposeB() != (b != nullptr));
    return success();
  }
};

} // namespace

void populateMatmulPatterns(RewritePatternSet &patterns) {
  patterns.add<TransposeAsFlag>(patterns.getContext());
}

} // namespace bmc
