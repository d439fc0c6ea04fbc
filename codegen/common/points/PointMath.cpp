//===- PointMath.cpp - Element-wise ops on scalars and vectors ------------===//

#include "codegen/common/points/PointEmitter.h"
#include "ir/BmcOps.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Math/IR/Math.h"
#include "llvm/ADT/TypeSwitch.h"

#include <cmath>
#include <limits>
#include <numbers>

using namespace mlir;

namespace bmc {

namespace {

/// A few infix helpers so that formulas read like formulas.
struct Formula {
  KernelBuilder &b;
  Type type;

  Value num(double value) { return b.constant(value, type); }
  /// 1 / (1 + e^-x)
  Value sigmoid(Value x) {
    Value e = b.exp(b.mulf(x, num(-1.0)));
    return b.divf(num(1.0), b.addf(num(1.0), e));
  }
  /// 2 sqrt(2/pi) (x + 0.044715 x^3): the argument of gelu's sigmoid form.
  Value geluArgument(Value x) {
    Value x2 = b.mulf(x, x);
    Value inner = b.fma(x2, num(0.044715), num(1.0));
    double twice = 2.0 * std::sqrt(2.0 / std::numbers::pi);
    return b.mulf(b.mulf(x, num(twice)), inner);
  }
  /// (1 + erf(x / sqrt 2)) / 2
  Value normalCdf(Value x) {
    Value z = b.mulf(x, num(1.0 / std::numbers::sqrt2));
    Value erf = math::ErfOp::create(b, z);
    return b.fma(erf, num(0.5), num(0.5));
  }
};

} // namespace

static Value gelu(Formula f, Value x, GeluKind kind) {
  if (kind == GeluKind::None)
    return f.b.mulf(x, f.normalCdf(x));
  // x / (1 + e^-2u) has no cancellation in the negative tail, unlike the form
  // with 1 + tanh u.
  Value e = f.b.exp(f.b.mulf(f.geluArgument(x), f.num(-1.0)));
  return f.b.divf(x, f.b.addf(f.num(1.0), e));
}

static Value geluGrad(Formula f, Value x, GeluKind kind) {
  KernelBuilder &b = f.b;
  // Beyond 30 the result is 0 or 1 in any precision; x^2 could overflow.
  x = arith::MinimumFOp::create(b, b.maxf(x, f.num(-30.0)), f.num(30.0));
  Value x2 = b.mulf(x, x);
  if (kind == GeluKind::None) {
    // Phi(x) + x phi(x)
    Value density = b.mulf(b.exp(b.mulf(x2, f.num(-0.5))),
                           f.num(1.0 / std::sqrt(2.0 * std::numbers::pi)));
    return b.fma(x, density, f.normalCdf(x));
  }
  // s + x s (1 - s) 2u', s = sigmoid(2u)
  Value s = f.sigmoid(f.geluArgument(x));
  double twice = 2.0 * std::sqrt(2.0 / std::numbers::pi);
  Value slope =
      b.mulf(f.num(twice), b.fma(x2, f.num(3.0 * 0.044715), f.num(1.0)));
  Value tail = b.mulf(b.mulf(x, s), b.subf(f.num(1.0), s));
  return b.fma(tail, slope, s);
}

/// The polynomial for f32 takes denormals for the smallest normal number.
static Value logarithm(Formula f, Value x) {
  KernelBuilder &b = f.b;
  if (!getElementTypeOrSelf(x.getType()).isF32())
    return b.log(x);
  constexpr int kShift = 24;
  Value tiny = arith::CmpFOp::create(b, arith::CmpFPredicate::OLT, x,
                                     f.num(std::numeric_limits<float>::min()));
  Value scaled = b.mulf(x, f.num(std::ldexp(1.0, kShift)));
  Value y = b.log(b.select(tiny, scaled, x));
  Value shift = b.select(tiny, f.num(kShift * std::numbers::ln2), f.num(0.0));
  return b.subf(y, shift);
}

static arith::CmpFPredicate floatPredicate(Predicate predicate) {
  switch (predicate) {
  case Predicate::EQ:
    return arith::CmpFPredicate::OEQ;
  case Predicate::NE:
    return arith::CmpFPredicate::UNE;
  case Predicate::LT:
    return arith::CmpFPredicate::OLT;
  case Predicate::LE:
    return arith::CmpFPredicate::OLE;
  case Predicate::GT:
    return arith::CmpFPredicate::OGT;
  case Predicate::GE:
    return arith::CmpFPredicate::OGE;
  }
  llvm_unreachable("covered switch");
}

static arith::CmpIPredicate intPredicate(Predicate predicate) {
  switch (predicate) {
  case Predicate::EQ:
    return arith::CmpIPredicate::eq;
  case Predicate::NE:
    return arith::CmpIPredicate::ne;
  case Predicate::LT:
    return arith::CmpIPredicate::slt;
  case Predicate::LE:
    return arith::CmpIPredicate::sle;
  case Predicate::GT:
    return arith::CmpIPredicate::sgt;
  case Predicate::GE:
    return arith::CmpIPredicate::sge;
  }
  llvm_unreachable("covered switch");
}

static Value compare(KernelBuilder &b, Predicate predicate, Value x, Value y) {
  if (isa<FloatType>(getElementTypeOrSelf(x.getType())))
    return arith::CmpFOp::create(b, floatPredicate(predicate), x, y);
  return arith::CmpIOp::create(b, intPredicate(predicate), x, y);
}

/// sin(x), or cos(x), in f32: x = k pi/2 + r with |r| <= pi/4; pi/2 in three
/// parts, the first two so short that k times them is exact up to |x| = 1e5.
/// Polynomials of Cephes (sinf.c, cosf.c).
static Value sineF32(Formula f, Value x, bool cosine) {
  KernelBuilder &b = f.b;
  auto floor = [&](Value v) { return math::FloorOp::create(b, v); };
  Value k = floor(b.fma(x, f.num(2.0 / std::numbers::pi), f.num(0.5)));
  Value r = x;
  for (double part : {1.5703125, 4.837512969970703125e-4, 7.549789954891882e-8})
    r = b.fma(k, f.num(-part), r);
  Value z = b.mulf(r, r);
  auto polynomial = [&](std::initializer_list<double> coefficients) {
    Value sum = f.num(*coefficients.begin());
    for (double c : llvm::drop_begin(coefficients))
      sum = b.fma(sum, z, f.num(c));
    return sum;
  };
  Value odd = polynomial({-1.9515295891e-4, 8.3321608736e-3, -1.6666654611e-1});
  Value sin = b.fma(b.mulf(odd, z), r, r);
  Value cos = polynomial({2.443315711809948e-5, -1.388731625493765e-3,
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

static Value sine(Formula f, Value x, bool cosine) {
  if (getElementTypeOrSelf(x.getType()).isF32())
    return sineF32(f, x, cosine);
  if (cosine)
    return math::CosOp::create(f.b, x);
  return math::SinOp::create(f.b, x);
}

/// NaN stays NaN so that the NaN search finds the first op, not a later one.
static Value relu(Formula f, Value x) {
  Value negative = compare(f.b, Predicate::LT, x, f.num(0.0));
  return arith::SelectOp::create(f.b, negative, f.num(0.0), x);
}

static Value convert(KernelBuilder &b, ConvertOp op, Value x) {
  Type to = op.getType().getElementType();
  Type from = getElementTypeOrSelf(x.getType());
  if (isa<FloatType>(from))
    return b.convertFloat(x, to);
  Type type = to;
  if (auto vector = dyn_cast<VectorType>(x.getType()))
    type = vector.clone(to);
  if (from.isInteger(1))
    return arith::UIToFPOp::create(b, type, x);
  return arith::SIToFPOp::create(b, type, x);
}

/// min(1, max_norm / (norm + 1e-6)), torch.nn.utils.clip_grad_norm_.
static Value clipCoefficient(Formula f, ClipCoefficientOp op, Value norm) {
  double maxNorm = op.getMaxNorm().convertToDouble();
  if (maxNorm == 0.0)
    return f.num(1.0);
  Value ratio = f.b.divf(f.num(maxNorm), f.b.addf(norm, f.num(1e-6)));
  return arith::MinimumFOp::create(f.b, f.num(1.0), ratio);
}

static Value emitUnary(Formula f, Operation *op, Value x) {
  KernelBuilder &b = f.b;
  return llvm::TypeSwitch<Operation *, Value>(op)
      .Case<NegOp>([&](auto) { return arith::NegFOp::create(b, x); })
      .Case<AbsOp>([&](auto) { return math::AbsFOp::create(b, x); })
      .Case<ExpOp>([&](auto) { return b.exp(x); })
      .Case<LogOp>([&](auto) { return logarithm(f, x); })
      .Case<SqrtOp>([&](auto) { return b.sqrt(x); })
      .Case<RsqrtOp>([&](auto) { return b.divf(f.num(1.0), b.sqrt(x)); })
      .Case<ReciprocalOp>([&](auto) { return b.divf(f.num(1.0), x); })
      .Case<SinOp>([&](auto) { return sine(f, x, false); })
      .Case<CosOp>([&](auto) { return sine(f, x, true); })
      .Case<TanhOp>([&](auto) { return math::TanhOp::create(b, x); })
      .Case<ErfOp>([&](auto) { return math::ErfOp::create(b, x); })
      .Case<SigmoidOp>([&](auto) { return f.sigmoid(x); })
      .Case<ReluOp>([&](auto) { return relu(f, x); })
      .Case<SiluOp>([&](auto) { return b.mulf(x, f.sigmoid(x)); })
      .Case<GeluOp>([&](GeluOp op) { return gelu(f, x, op.getApproximate()); })
      .Case<GeluGradOp>([&](GeluGradOp grad) {
        return geluGrad(f, x, grad.getApproximate());
      })
      .Case<ConvertOp>([&](ConvertOp op) { return convert(b, op, x); })
      .Case<ClipCoefficientOp>(
          [&](ClipCoefficientOp op) { return clipCoefficient(f, op, x); })
      .Default(Value());
}

static Value emitBinary(Formula f, Operation *op, Value x, Value y) {
  KernelBuilder &b = f.b;
  return llvm::TypeSwitch<Operation *, Value>(op)
      .Case<AddOp>([&](auto) { return b.addf(x, y); })
      .Case<SubOp>([&](auto) { return b.subf(x, y); })
      .Case<MulOp>([&](auto) { return b.mulf(x, y); })
      .Case<DivOp>([&](auto) { return b.divf(x, y); })
      .Case<PowOp>([&](auto) { return math::PowFOp::create(b, x, y); })
      .Case<MaximumOp>([&](auto) { return b.maxf(x, y); })
      .Case<MinimumOp>([&](auto) { return arith::MinimumFOp::create(b, x, y); })
      .Case<CompareOp>(
          [&](CompareOp op) { return compare(b, op.getPredicate(), x, y); })
      .Default(Value());
}

Value emitElementwise(KernelBuilder &builder, Operation *op,
                      ValueRange operands) {
  if (operands.empty())
    return {};
  Formula f{builder, operands.front().getType()};
  if (operands.size() == 1)
    return emitUnary(f, op, operands[0]);
  if (operands.size() == 2)
    return emitBinary(f, op, operands[0], operands[1]);
  if (isa<SelectOp>(op))
    return arith::SelectOp::create(builder, operands[0], operands[1],
                                   operands[2]);
  return {};
}

} // namespace bmc
