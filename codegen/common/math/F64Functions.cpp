//===- F64Functions.cpp - Elementary functions of f64 as formulas ---------===//
//
// Range reduction in the manner of Cody and Waite, then Taylor polynomials long
// enough that what is left out is below half a unit in the last place. erf
// takes the rational functions of Cephes (ndtr.c) beyond 1.
//
//===----------------------------------------------------------------------===//

#include "codegen/common/math/F64Functions.h"
#include "codegen/common/math/F64Builder.h"

#include <cmath>
#include <limits>
#include <numbers>

using namespace mlir;

namespace bmc {

static constexpr double kInfinity = std::numeric_limits<double>::infinity();
/// ln 2 in two parts; the first has 21 zero bits at its end, so that a multiple
/// by an exponent is exact.
static constexpr double kLn2High = 0x1.62e42feep-1;
static constexpr double kLn2Low = 0x1.a39ef35793c76p-33;

/// 1/n! from n = `from` down to n = 2, 1, 1: e^r on |r| <= ln 2 / 2.
static Value exponential(F64Builder &f, Value r) {
  return f.polynomial(r,
                      {1.0 / 6227020800, 1.0 / 479001600, 1.0 / 39916800,
                       1.0 / 3628800, 1.0 / 362880, 1.0 / 40320, 1.0 / 5040,
                       1.0 / 720, 1.0 / 120, 1.0 / 24, 1.0 / 6, 0.5, 1.0, 1.0});
}

/// 2^n for an i64 n from -1022 to 1023.
static Value powerOfTwo(F64Builder &f, Value n) {
  Value biased = arith::AddIOp::create(f.b, n, f.integer(1023));
  return f.fromBits(arith::ShLIOp::create(f.b, biased, f.integer(52)));
}

Value F64Builder::exp(Value x) {
  // Beyond these the result is infinite or zero in any case. NaN compares false
  // and passes through.
  Value clamped = select(test(Predicate::OGT, x, num(710.0)), num(710.0), x);
  clamped = select(less(clamped, -746.0), num(-746.0), clamped);
  Value n = round(mul(clamped, num(std::numbers::log2e)));
  Value r = fma(n, num(-kLn2High), clamped);
  r = fma(n, num(-kLn2Low), r);
  // NaN has no integer: r makes the result NaN.
  Value power = toInteger(select(test(Predicate::ORD, n, n), n, num(0.0)));
  // In two steps: 2^n itself may be out of range where the result is not.
  Value half = arith::ShRSIOp::create(b, power, integer(1));
  Value rest = arith::SubIOp::create(b, power, half);
  return mul(mul(exponential(*this, r), powerOfTwo(*this, half)),
             powerOfTwo(*this, rest));
}

std::pair<Value, Value> F64Builder::logParts(Value x) {
  Value tiny = less(x, std::numeric_limits<double>::min());
  Value scaled = select(tiny, mul(x, num(0x1p54)), x);
  // scaled = 2^e m with m in [sqrt(1/2), sqrt(2)).
  Value raw = bits(scaled);
  Value offset = arith::SubIOp::create(b, raw, integer(0x3fe6a09e667f3bcd));
  Value e = arith::ShRSIOp::create(b, offset, integer(52));
  Value shift = arith::ShLIOp::create(b, e, integer(52));
  Value m = fromBits(arith::SubIOp::create(b, raw, shift));
  Value exponent = sub(toFloat(e), select(tiny, num(54.0), num(0.0)));
  // ln m = 2 atanh(s), s = (m - 1) / (m + 1), s in two parts.
  Value above = sub(m, num(1.0));
  Value below = add(m, num(1.0));
  Value belowLow = sub(above, sub(below, num(2.0)));
  Value s = div(above, below);
  Value sLow = div(sub(fma(neg(s), below, above), mul(s, belowLow)), below);
  Value z = mul(s, s);
  Value tail =
      polynomial(z, {2.0 / 25, 2.0 / 23, 2.0 / 21, 2.0 / 19, 2.0 / 17, 2.0 / 15,
                     2.0 / 13, 2.0 / 11, 2.0 / 9, 2.0 / 7, 2.0 / 5, 2.0 / 3});
  Value large = mul(exponent, num(kLn2High));
  Value twoS = mul(num(2.0), s);
  Value high = add(large, twoS);
  // The exponent's part is the larger, if there is one.
  Value lost =
      select(equal(exponent, 0.0), num(0.0), sub(twoS, sub(high, large)));
  Value low = fma(exponent, num(kLn2Low), mul(num(2.0), sLow));
  low = add(fma(mul(z, s), tail, low), lost);
  // The tail of the series is not small beside `high`.
  Value sum = add(high, low);
  return {sum, add(sub(high, sum), low)};
}

Value F64Builder::log(Value x) {
  auto [high, low] = logParts(x);
  Value y = add(high, low);
  y = select(equal(x, kInfinity), x, y);
  y = select(equal(x, 0.0), num(-kInfinity), y);
  // Negative numbers and NaN.
  return select(test(Predicate::UGE, x, num(0.0)), y,
                num(std::numeric_limits<double>::quiet_NaN()));
}

Value F64Builder::tanh(Value x) {
  Value t = mul(num(2.0), abs(x));
  // e^t - 1 without cancellation where t is small.
  Value small = mul(
      t, polynomial(t, {1.0 / 6227020800, 1.0 / 479001600, 1.0 / 39916800,
                        1.0 / 3628800, 1.0 / 362880, 1.0 / 40320, 1.0 / 5040,
                        1.0 / 720, 1.0 / 120, 1.0 / 24, 1.0 / 6, 0.5, 1.0}));
  Value large = sub(num(1.0), div(num(2.0), add(exp(t), num(1.0))));
  Value y = select(less(t, 0.3), div(small, add(small, num(2.0))), large);
  return copySign(y, x);
}

/// erf on |x| <= 1: the series in x^2 times x.
static Value erfSeries(F64Builder &f, Value x) {
  double factor = 2.0 * std::numbers::inv_sqrtpi;
  SmallVector<double> coefficients;
  double factorial = 1.0;
  for (int n = 0; n < 20; ++n) {
    factorial *= n ? n : 1;
    coefficients.push_back((n % 2 ? -factor : factor) / factorial /
                           (2 * n + 1));
  }
  Value z = f.mul(x, x);
  Value sum = f.num(coefficients.back());
  for (double c : llvm::drop_begin(llvm::reverse(coefficients)))
    sum = f.fma(sum, z, f.num(c));
  return f.mul(sum, x);
}

Value F64Builder::erf(Value x) {
  Value a = abs(x);
  Value middle = div(
      polynomial(a, {2.46196981473530512524e-10, 5.64189564831068821977e-1,
                     7.46321056442269912687e0, 4.86371970985681366614e1,
                     1.96520832956077098242e2, 5.26445194995477358631e2,
                     9.34528527171957607540e2, 1.02755188689515710272e3,
                     5.57535335369399327526e2}),
      polynomial(a, {1.0, 1.32281951154744992508e1, 8.67072140885989742329e1,
                     3.54937778887819891062e2, 9.75708501743205489753e2,
                     1.82390916687909736289e3, 2.24633760818710981792e3,
                     1.65666309194161350182e3, 5.57535340817727675546e2}));
  Value complement = mul(exp(neg(mul(a, a))), middle);
  Value large = sub(num(1.0), complement);
  // From 6 on erf is 1 to the last bit; NaN falls through to the series.
  large = select(test(Predicate::OGT, a, num(6.0)), num(1.0), large);
  return select(test(Predicate::OGT, a, num(1.0)), copySign(large, x),
                erfSeries(*this, x));
}

Value F64Builder::sine(Value x, bool cosine) {
  // pi/2 in three parts, the first two with 33 bits: n times them is exact.
  Value n = round(mul(x, num(2.0 / std::numbers::pi)));
  Value r = fma(n, num(-0x1.921fb544p+0), x);
  r = fma(n, num(-0x1.0b4611a6p-34), r);
  r = fma(n, num(-0x1.3198a2e037073p-69), r);
  Value z = mul(r, r);
  Value sinTail = polynomial(
      z, {1.0 / 355687428096000, -1.0 / 1307674368000, 1.0 / 6227020800,
          -1.0 / 39916800, 1.0 / 362880, -1.0 / 5040, 1.0 / 120, -1.0 / 6});
  Value sin = fma(mul(sinTail, z), r, r);
  Value cos =
      polynomial(z, {-1.0 / 6402373705728000, 1.0 / 20922789888000,
                     -1.0 / 87178291200, 1.0 / 479001600, -1.0 / 3628800,
                     1.0 / 40320, -1.0 / 720, 1.0 / 24, -0.5, 1.0});
  // The quadrant 0 .. 3 as a float: infinities have none, but r is NaN then.
  Value turns = cosine ? add(n, num(1.0)) : n;
  Value quadrant = fma(floor(mul(turns, num(0.25))), num(-4.0), turns);
  Value half = floor(mul(quadrant, num(0.5)));
  Value isOdd = fma(half, num(-2.0), quadrant);
  Value sign = fma(half, num(-2.0), num(1.0));
  Value y = select(test(Predicate::UNE, isOdd, num(0.0)), cos, sin);
  return mul(y, sign);
}

Value F64Builder::pow(Value x, Value y) {
  Value a = abs(x);
  auto [high, low] = logParts(a);
  high = select(equal(a, 0.0), num(-kInfinity), high);
  high = select(equal(a, kInfinity), a, high);
  Value product = mul(y, high);
  Value rest = fma(y, low, fma(y, high, neg(product)));
  // Infinite or not, exp of the product is then the answer.
  Value bounded = less(abs(product), 800.0);
  Value magnitude = exp(product);
  magnitude = select(bounded, fma(magnitude, rest, magnitude), magnitude);
  Value isInteger = test(Predicate::OEQ, floor(y), y);
  Value halfY = mul(y, num(0.5));
  Value isOdd = both(isInteger, test(Predicate::UNE, floor(halfY), halfY));
  Value negative = test(Predicate::OLT, copySign(num(1.0), x), num(0.0));
  Value signed_ = select(both(negative, isOdd), neg(magnitude), magnitude);
  Value noReal = both(less(x, 0.0), test(Predicate::UNE, floor(y), y));
  noReal = both(noReal, test(Predicate::UNE, x, num(-kInfinity)));
  Value result =
      select(noReal, num(std::numeric_limits<double>::quiet_NaN()), signed_);
  // x^0 and 1^y are 1 whatever the other is, and (-1)^(+-inf) too.
  Value unit = equal(a, 1.0);
  Value infiniteY = equal(abs(y), kInfinity);
  result = select(both(unit, infiniteY), num(1.0), result);
  result = select(equal(x, 1.0), num(1.0), result);
  return select(equal(y, 0.0), num(1.0), result);
}

namespace {

/// Replaces a function of one f64 scalar.
template <typename Op> struct ExpandUnary : OpRewritePattern<Op> {
  using Formula = Value (*)(F64Builder &, Value);
  ExpandUnary(MLIRContext *context, Formula formula)
      : OpRewritePattern<Op>(context), formula(formula) {}

  LogicalResult matchAndRewrite(Op op,
                                PatternRewriter &rewriter) const override {
    if (!op.getType().isF64())
      return failure();
    F64Builder f{ImplicitLocOpBuilder(op.getLoc(), rewriter)};
    rewriter.replaceOp(op, formula(f, op.getOperand()));
    return success();
  }

  Formula formula;
};

/// f32 goes through f64: no error of the logarithm is left then.
struct ExpandPow : OpRewritePattern<math::PowFOp> {
  using OpRewritePattern::OpRewritePattern;

  LogicalResult matchAndRewrite(math::PowFOp op,
                                PatternRewriter &rewriter) const override {
    if (!op.getType().isF64() && !op.getType().isF32())
      return failure();
    F64Builder f{ImplicitLocOpBuilder(op.getLoc(), rewriter)};
    Value x = op.getLhs(), y = op.getRhs();
    if (op.getType().isF64()) {
      rewriter.replaceOp(op, f.pow(x, y));
      return success();
    }
    Type f64 = rewriter.getF64Type();
    x = arith::ExtFOp::create(f.b, f64, x);
    y = arith::ExtFOp::create(f.b, f64, y);
    rewriter.replaceOpWithNewOp<arith::TruncFOp>(op, op.getType(), f.pow(x, y));
    return success();
  }
};

} // namespace

void populateF64FunctionPatterns(RewritePatternSet &patterns) {
  MLIRContext *context = patterns.getContext();
  patterns.add<ExpandUnary<math::ExpOp>>(
      context, [](F64Builder &f, Value x) { return f.exp(x); });
  patterns.add<ExpandUnary<math::LogOp>>(
      context, [](F64Builder &f, Value x) { return f.log(x); });
  patterns.add<ExpandUnary<math::TanhOp>>(
      context, [](F64Builder &f, Value x) { return f.tanh(x); });
  patterns.add<ExpandUnary<math::ErfOp>>(
      context, [](F64Builder &f, Value x) { return f.erf(x); });
  patterns.add<ExpandUnary<math::SinOp>>(
      context, [](F64Builder &f, Value x) { return f.sine(x, false); });
  patterns.add<ExpandUnary<math::CosOp>>(
      context, [](F64Builder &f, Value x) { return f.sine(x, true); });
  patterns.add<ExpandPow>(context);
}

} // namespace bmc
