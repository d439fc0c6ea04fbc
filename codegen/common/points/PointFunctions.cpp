//===- PointFunctions.cpp - Elementary functions at a point ---------------===//

#include "codegen/common/points/PointFunctions.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Math/IR/Math.h"

#include <cmath>
#include <limits>
#include <numbers>

using namespace mlir;

namespace bmc {

Value PointFormula::infinity() {
  return num(std::numeric_limits<double>::infinity());
}

Value PointFormula::negate(Value x) { return arith::NegFOp::create(b, x); }

Value PointFormula::absolute(Value x) { return math::AbsFOp::create(b, x); }

Value PointFormula::polynomial(Value x, ArrayRef<double> coefficients) {
  Value sum = num(coefficients.front());
  for (double coefficient : coefficients.drop_front())
    sum = b.fma(sum, x, num(coefficient));
  return sum;
}

Value PointFormula::sigmoid(Value x) {
  return b.divf(num(1.0), b.addf(num(1.0), b.exp(negate(x))));
}

static bool isF32(Value x) { return getElementTypeOrSelf(x.getType()).isF32(); }

/// The polynomial for f32 takes denormals for the smallest normal number.
Value logarithm(PointFormula f, Value x) {
  KernelBuilder &b = f.b;
  if (!isF32(x))
    return b.log(x);
  constexpr int kShift = 24;
  Value tiny = arith::CmpFOp::create(b, arith::CmpFPredicate::OLT, x,
                                     f.num(std::numeric_limits<float>::min()));
  Value scaled = b.mulf(x, f.num(std::ldexp(1.0, kShift)));
  Value y = b.log(b.select(tiny, scaled, x));
  Value shift = b.select(tiny, f.num(kShift * std::numbers::ln2), f.num(0.0));
  return b.subf(y, shift);
}

/// sin(x), or cos(x), in f32: x = k pi/2 + r with |r| <= pi/4; pi/2 in three
/// parts, the first two so short that k times them is exact up to |x| = 1e5.
/// Polynomials of Cephes (sinf.c, cosf.c).
static Value sineF32(PointFormula f, Value x, bool cosine) {
  KernelBuilder &b = f.b;
  auto floor = [&](Value v) { return math::FloorOp::create(b, v); };
  Value k = floor(b.fma(x, f.num(2.0 / std::numbers::pi), f.num(0.5)));
  Value r = x;
  for (double part : {1.5703125, 4.837512969970703125e-4, 7.549789954891882e-8})
    r = b.fma(k, f.num(-part), r);
  Value z = b.mulf(r, r);
  Value odd =
      f.polynomial(z, {-1.9515295891e-4, 8.3321608736e-3, -1.6666654611e-1});
  Value sin = b.fma(b.mulf(odd, z), r, r);
  Value cos = f.polynomial(z, {2.443315711809948e-5, -1.388731625493765e-3,
                               4.166664568298827e-2, -0.5, 1.0});
  // The quadrant 0 .. 3 as a float: infinities have none, but r is NaN then.
  Value turns = cosine ? b.addf(k, f.num(1.0)) : k;
  Value quadrant = b.fma(floor(b.mulf(turns, f.num(0.25))), f.num(-4.0), turns);
  Value half = floor(b.mulf(quadrant, f.num(0.5)));
  Value isCos =
      compare(b, Predicate::NE, b.fma(half, f.num(-2.0), quadrant), f.num(0.0));
  Value sign = b.fma(half, f.num(-2.0), f.num(1.0));
  return b.mulf(b.select(isCos, cos, sin), sign);
}

Value sine(PointFormula f, Value x, bool cosine) {
  if (isF32(x))
    return sineF32(f, x, cosine);
  if (cosine)
    return math::CosOp::create(f.b, x);
  return math::SinOp::create(f.b, x);
}

/// 2^x = e^(x ln 2), the rounding of the product made up for.
Value exp2(PointFormula f, Value x) {
  KernelBuilder &b = f.b;
  Value high = b.mulf(x, f.num(std::numbers::ln2));
  Value low = b.fma(x, f.num(std::numbers::ln2), f.negate(high));
  if (isF32(x))
    low = b.fma(x, f.num(std::numbers::ln2 - float(std::numbers::ln2)), low);
  Value y = b.exp(high);
  // Beyond the range, and at infinity, `low` is no correction.
  Value size = b.addf(y, f.absolute(high));
  Value isFinite = compare(b, Predicate::LT, size, f.infinity());
  return b.select(isFinite, b.fma(y, low, y), y);
}

/// The series where e^x - 1 would cancel.
Value expm1(PointFormula f, Value x) {
  KernelBuilder &b = f.b;
  SmallVector<double> coefficients;
  for (int n = isF32(x) ? 9 : 17; n >= 2; --n)
    coefficients.push_back(1.0 / std::tgamma(n + 1.0));
  Value small = b.fma(b.mulf(x, x), f.polynomial(x, coefficients), x);
  Value isSmall = compare(b, Predicate::LT, f.absolute(x), f.num(0.5));
  return b.select(isSmall, small, b.subf(b.exp(x), f.num(1.0)));
}

/// ln(u) x / (u - 1), u = 1 + x rounded: the quotient corrects the rounding.
/// Source: Kahan; Goldberg 1991, theorem 4.
Value log1p(PointFormula f, Value x) {
  KernelBuilder &b = f.b;
  Value u = b.addf(f.num(1.0), x);
  Value y = logarithm(f, u);
  Value corrected = b.mulf(y, b.divf(x, b.subf(u, f.num(1.0))));
  Value isLarge = compare(b, Predicate::GT, x, f.num(0x1p60));
  Value isTiny = compare(b, Predicate::EQ, u, f.num(1.0));
  return b.select(isTiny, x, b.select(isLarge, y, corrected));
}

/// atan on [0, 1], polynomials of Cephes (atanf.c, atan.c).
static Value atanOfRatio(PointFormula f, Value x) {
  KernelBuilder &b = f.b;
  Value one = f.num(1.0);
  // Above tan(pi/8), or near it in f64: atan x = pi/4 + atan((x - 1)/(x + 1)).
  Value isUpper =
      compare(b, Predicate::GT, x, f.num(isF32(x) ? 0.4142135623730950 : 0.66));
  Value r = b.select(isUpper, b.divf(b.subf(x, one), b.addf(x, one)), x);
  Value z = b.mulf(r, r);
  Value p;
  if (isF32(x)) {
    p = f.polynomial(z, {8.05374449538e-2, -1.38776856032e-1, 1.99777106478e-1,
                         -3.33329491539e-1});
  } else {
    Value above = f.polynomial(
        z, {-8.750608600031904122785e-1, -1.615753718733365076637e1,
            -7.500855792314704667340e1, -1.228866684490136173410e2,
            -6.485021904942025371773e1});
    Value below =
        f.polynomial(z, {1.0, 2.485846490142306297962e1,
                         1.650270098316988542046e2, 4.328810604912902668951e2,
                         4.853903996359136964868e2, 1.945506571482613964425e2});
    p = b.divf(above, below);
  }
  Value y = b.fma(b.mulf(r, z), p, r);
  Value shift = b.select(isUpper, f.num(std::numbers::pi / 4), f.num(0.0));
  return b.addf(shift, y);
}

Value atan(PointFormula f, Value x) {
  KernelBuilder &b = f.b;
  Value size = f.absolute(x);
  Value isSteep = compare(b, Predicate::GT, size, f.num(1.0));
  Value y = atanOfRatio(f, b.select(isSteep, b.divf(f.num(1.0), size), size));
  Value steep = b.subf(f.num(std::numbers::pi / 2), y);
  return math::CopySignOp::create(b, b.select(isSteep, steep, y), x);
}

Value atan2(PointFormula f, Value a, Value b) {
  KernelBuilder &k = f.b;
  Value sizeA = f.absolute(a), sizeB = f.absolute(b);
  Value isSteep = compare(k, Predicate::GT, sizeA, sizeB);
  Value large = k.select(isSteep, sizeA, sizeB);
  Value small = k.select(isSteep, sizeB, sizeA);
  // Neither 0/0 nor infinity/infinity.
  Value isEqual = compare(k, Predicate::EQ, small, large);
  Value isOrigin = compare(k, Predicate::EQ, large, f.num(0.0));
  Value ratio = k.select(isEqual, f.num(1.0), k.divf(small, large));
  Value y = atanOfRatio(f, k.select(isOrigin, f.num(0.0), ratio));
  y = k.select(isSteep, k.subf(f.num(std::numbers::pi / 2), y), y);
  Value isBehind = compare(k, Predicate::LT, b, f.num(0.0));
  y = k.select(isBehind, k.subf(f.num(std::numbers::pi), y), y);
  return math::CopySignOp::create(k, y, a);
}

Value fmod(PointFormula f, Value a, Value b) {
  KernelBuilder &k = f.b;
  Value sizeA = f.absolute(a), sizeB = f.absolute(b);
  Value quotient = math::FloorOp::create(k, k.divf(sizeA, sizeB));
  Value rest = k.fma(f.negate(quotient), sizeB, sizeA);
  // The quotient may have been rounded over the next integer.
  Value isBelow = compare(k, Predicate::LT, rest, f.num(0.0));
  rest = k.select(isBelow, k.addf(rest, sizeB), rest);
  Value isAbove = compare(k, Predicate::GE, rest, sizeB);
  rest = k.select(isAbove, k.subf(rest, sizeB), rest);
  Value isWhole = compare(k, Predicate::LT, sizeA, sizeB);
  rest = k.select(isWhole, sizeA, rest);
  return math::CopySignOp::create(k, rest, a);
}

} // namespace bmc
