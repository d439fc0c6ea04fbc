//===- SimplifyArithmetic.cpp - Constants, powers and signs ---------------===//

#include "ir/BmcOps.h"
#include "passes/cleanup/SimplifyPatterns.h"
#include "passes/fusion/Matchers.h"

#include <cmath>

using namespace mlir;

namespace bmc {
namespace {

/// Whether a factor of this size keeps f32 values normal where they were.
bool isHarmless(double factor) {
  return factor == 0 || (std::abs(factor) > 1e-30 && std::abs(factor) < 1e30);
}

/// The constant operand of a multiplication; matchScale also knows divisions.
std::optional<Scaled> matchConstantMul(Value value) {
  return value.getDefiningOp<MulOp>() ? matchScale(value) : std::nullopt;
}

/// f(constant) -> constant.
template <typename OpT> struct FoldFunction : OpRewritePattern<OpT> {
  using Function = double (*)(double);
  FoldFunction(MLIRContext *context, Function function)
      : OpRewritePattern<OpT>(context), function(function) {}

  LogicalResult matchAndRewrite(OpT op,
                                PatternRewriter &rewriter) const override {
    std::optional<double> x = getSplat(op.getX());
    if (!x)
      return failure();
    rewriter.replaceOp(
        op, makeSplat(rewriter, op.getLoc(), op.getType(), function(*x)));
    return success();
  }

  Function function;
};

/// x / c -> x * (1/c).
struct DivideByConstant : OpRewritePattern<DivOp> {
  using OpRewritePattern::OpRewritePattern;

  LogicalResult matchAndRewrite(DivOp div,
                                PatternRewriter &rewriter) const override {
    std::optional<double> divisor = getSplat(div.getB());
    if (!divisor || *divisor == 0 || !isHarmless(1 / *divisor) ||
        1 / *divisor == 0)
      return failure();
    Value factor =
        makeSplat(rewriter, div.getLoc(), div.getType(), 1 / *divisor);
    rewriter.replaceOpWithNewOp<MulOp>(div, div.getA(), factor);
    return success();
  }
};

/// 1 / x -> reciprocal(x); a / sqrt(x) -> a * rsqrt(x), also through the
/// broadcast of sqrt(x).
struct DivideByRoot : OpRewritePattern<DivOp> {
  using OpRewritePattern::OpRewritePattern;

  LogicalResult matchAndRewrite(DivOp div,
                                PatternRewriter &rewriter) const override {
    if (getSplat(div.getA()) == 1.0) {
      rewriter.replaceOpWithNewOp<ReciprocalOp>(div, div.getB());
      return success();
    }
    auto broadcast = div.getB().getDefiningOp<BroadcastOp>();
    Value divisor = broadcast ? broadcast.getX() : div.getB();
    auto root = divisor.getDefiningOp<SqrtOp>();
    if (!root || !root->hasOneUse() || (broadcast && !broadcast->hasOneUse()))
      return failure();
    Value factor = RsqrtOp::create(rewriter, root.getLoc(), root.getX());
    if (broadcast)
      factor =
          BroadcastOp::create(rewriter, broadcast.getLoc(), broadcast.getType(),
                              factor, broadcast.getAxes());
    rewriter.replaceOpWithNewOp<MulOp>(div, div.getA(), factor);
    return success();
  }
};

/// 1 / sqrt(x) -> rsqrt(x).
struct ReciprocalOfRoot : OpRewritePattern<ReciprocalOp> {
  using OpRewritePattern::OpRewritePattern;

  LogicalResult matchAndRewrite(ReciprocalOp op,
                                PatternRewriter &rewriter) const override {
    auto root = op.getX().getDefiningOp<SqrtOp>();
    if (!root)
      return failure();
    rewriter.replaceOpWithNewOp<RsqrtOp>(op, root.getX());
    return success();
  }
};

/// (x * c) * d -> x * (c d); (-x) * c -> x * (-c); x * (-1) -> -x.
struct MergeFactors : OpRewritePattern<MulOp> {
  using OpRewritePattern::OpRewritePattern;

  LogicalResult matchAndRewrite(MulOp mul,
                                PatternRewriter &rewriter) const override {
    std::optional<Scaled> outer = matchConstantMul(mul);
    if (!outer)
      return failure();
    if (outer->factor == -1) {
      rewriter.replaceOpWithNewOp<NegOp>(mul, outer->value);
      return success();
    }
    Operation *source = outer->value.getDefiningOp();
    if (!isa_and_nonnull<MulOp, NegOp>(source))
      return failure();
    std::optional<Scaled> inner = matchScale(outer->value);
    if (!inner || !isHarmless(inner->factor * outer->factor))
      return failure();
    Value factor = makeSplat(rewriter, mul.getLoc(), mul.getType(),
                             inner->factor * outer->factor);
    rewriter.replaceOpWithNewOp<MulOp>(mul, inner->value, factor);
    return success();
  }
};

/// -(x * c) -> x * (-c); -(a - b) -> b - a.
struct NegateInside : OpRewritePattern<NegOp> {
  using OpRewritePattern::OpRewritePattern;

  LogicalResult matchAndRewrite(NegOp neg,
                                PatternRewriter &rewriter) const override {
    if (!neg.getX().hasOneUse())
      return failure();
    if (std::optional<Scaled> scaled = matchConstantMul(neg.getX())) {
      Value factor =
          makeSplat(rewriter, neg.getLoc(), neg.getType(), -scaled->factor);
      rewriter.replaceOpWithNewOp<MulOp>(neg, scaled->value, factor);
      return success();
    }
    auto difference = neg.getX().getDefiningOp<SubOp>();
    if (!difference)
      return failure();
    rewriter.replaceOpWithNewOp<SubOp>(neg, difference.getB(),
                                       difference.getA());
    return success();
  }
};

/// a + (-b) -> a - b.
struct AddNegated : OpRewritePattern<AddOp> {
  using OpRewritePattern::OpRewritePattern;

  LogicalResult matchAndRewrite(AddOp add,
                                PatternRewriter &rewriter) const override {
    for (auto [a, b] :
         {std::pair(add.getA(), add.getB()), std::pair(add.getB(), add.getA())})
      if (auto neg = b.getDefiningOp<NegOp>()) {
        rewriter.replaceOpWithNewOp<SubOp>(add, a, neg.getX());
        return success();
      }
    return failure();
  }
};

/// a - (-b) -> a + b; 0 - x -> -x.
struct SubtractNegated : OpRewritePattern<SubOp> {
  using OpRewritePattern::OpRewritePattern;

  LogicalResult matchAndRewrite(SubOp sub,
                                PatternRewriter &rewriter) const override {
    if (auto neg = sub.getB().getDefiningOp<NegOp>()) {
      rewriter.replaceOpWithNewOp<AddOp>(sub, sub.getA(), neg.getX());
      return success();
    }
    if (getSplat(sub.getA()) != 0.0)
      return failure();
    rewriter.replaceOpWithNewOp<NegOp>(sub, sub.getB());
    return success();
  }
};

/// Powers with the exponents 1, 2, 3, 0.5, -0.5 and -1. The roots differ from
/// pow only at -inf and -0.
struct ExpandPower : OpRewritePattern<PowOp> {
  using OpRewritePattern::OpRewritePattern;

  LogicalResult matchAndRewrite(PowOp pow,
                                PatternRewriter &rewriter) const override {
    std::optional<double> exponent = getSplat(pow.getB());
    if (!exponent)
      return failure();
    Value expanded = expand(rewriter, pow.getLoc(), pow.getA(), *exponent);
    if (!expanded)
      return failure();
    rewriter.replaceOp(pow, expanded);
    return success();
  }

private:
  static Value expand(PatternRewriter &rewriter, Location loc, Value x,
                      double exponent) {
    if (exponent == 1)
      return x;
    if (exponent == 2)
      return MulOp::create(rewriter, loc, x, x);
    if (exponent == 3)
      return MulOp::create(rewriter, loc, MulOp::create(rewriter, loc, x, x),
                           x);
    if (exponent == 0.5)
      return SqrtOp::create(rewriter, loc, x);
    if (exponent == -0.5)
      return RsqrtOp::create(rewriter, loc, x);
    if (exponent == -1)
      return ReciprocalOp::create(rewriter, loc, x);
    return nullptr;
  }
};

} // namespace

void populateArithmeticPatterns(RewritePatternSet &patterns) {
  MLIRContext *context = patterns.getContext();
  patterns.add<DivideByConstant, DivideByRoot, ReciprocalOfRoot, MergeFactors,
               NegateInside, AddNegated, SubtractNegated, ExpandPower>(context);
  patterns.add<FoldFunction<SqrtOp>>(context,
                                     [](double x) { return std::sqrt(x); });
  patterns.add<FoldFunction<ExpOp>>(context,
                                    [](double x) { return std::exp(x); });
  patterns.add<FoldFunction<LogOp>>(context,
                                    [](double x) { return std::log(x); });
  patterns.add<FoldFunction<RsqrtOp>>(
      context, [](double x) { return 1 / std::sqrt(x); });
  patterns.add<FoldFunction<ReciprocalOp>>(context,
                                           [](double x) { return 1 / x; });
}

} // namespace bmc
