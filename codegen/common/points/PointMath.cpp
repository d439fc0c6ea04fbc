//===- PointMath.cpp - Element-wise ops on scalars and vectors ------------===//

#include "codegen/common/points/PointEmitter.h"
#include "codegen/common/points/PointFunctions.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Math/IR/Math.h"
#include "llvm/ADT/TypeSwitch.h"

#include <cmath>
#include <numbers>

using namespace mlir;

namespace bmc {

/// 2 sqrt(2/pi) (x + 0.044715 x^3): the argument of gelu's sigmoid form.
static Value geluArgument(PointFormula f, Value x) {
  Value inner = f.b.fma(f.b.mulf(x, x), f.num(0.044715), f.num(1.0));
  double twice = 2.0 * std::sqrt(2.0 / std::numbers::pi);
  return f.b.mulf(f.b.mulf(x, f.num(twice)), inner);
}

/// (1 + erf(x / sqrt 2)) / 2
static Value normalCdf(PointFormula f, Value x) {
  Value z = f.b.mulf(x, f.num(1.0 / std::numbers::sqrt2));
  Value erf = math::ErfOp::create(f.b, z);
  return f.b.fma(erf, f.num(0.5), f.num(0.5));
}

static Value gelu(PointFormula f, Value x, GeluKind kind) {
  if (kind == GeluKind::None)
    return f.b.mulf(x, normalCdf(f, x));
  // x / (1 + e^-2u) has no cancellation in the negative tail, unlike the form
  // with 1 + tanh u.
  Value e = f.b.exp(f.b.mulf(geluArgument(f, x), f.num(-1.0)));
  return f.b.divf(x, f.b.addf(f.num(1.0), e));
}

static Value geluGrad(PointFormula f, Value x, GeluKind kind) {
  KernelBuilder &b = f.b;
  // Beyond 30 the result is 0 or 1 in any precision; x^2 could overflow.
  x = arith::MinimumFOp::create(b, b.maxf(x, f.num(-30.0)), f.num(30.0));
  Value x2 = b.mulf(x, x);
  if (kind == GeluKind::None) {
    // Phi(x) + x phi(x)
    Value density = b.mulf(b.exp(b.mulf(x2, f.num(-0.5))),
                           f.num(1.0 / std::sqrt(2.0 * std::numbers::pi)));
    return b.fma(x, density, normalCdf(f, x));
  }
  // s + x s (1 - s) 2u', s = sigmoid(2u)
  Value s = f.sigmoid(geluArgument(f, x));
  double twice = 2.0 * std::sqrt(2.0 / std::numbers::pi);
  Value slope =
      b.mulf(f.num(twice), b.fma(x2, f.num(3.0 * 0.044715), f.num(1.0)));
  Value tail = b.mulf(b.mulf(x, s), b.subf(f.num(1.0), s));
  return b.fma(tail, slope, s);
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

Value compare(KernelBuilder &b, Predicate predicate, Value x, Value y) {
  if (isa<FloatType>(getElementTypeOrSelf(x.getType())))
    return arith::CmpFOp::create(b, floatPredicate(predicate), x, y);
  return arith::CmpIOp::create(b, intPredicate(predicate), x, y);
}

/// NaN stays NaN so that the NaN search finds the first op, not a later one.
static Value relu(PointFormula f, Value x) {
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
static Value clipCoefficient(PointFormula f, ClipCoefficientOp op, Value norm) {
  double maxNorm = op.getMaxNorm().convertToDouble();
  if (maxNorm == 0.0)
    return f.num(1.0);
  Value ratio = f.b.divf(f.num(maxNorm), f.b.addf(norm, f.num(1e-6)));
  return arith::MinimumFOp::create(f.b, f.num(1.0), ratio);
}

static Value logicalNot(KernelBuilder &b, Value x) {
  Value yes = arith::ConstantOp::create(b, b.getOneAttr(x.getType()));
  return arith::XOrIOp::create(b, x, yes);
}

static Value emitUnary(PointFormula f, Operation *op, Value x) {
  KernelBuilder &b = f.b;
  return llvm::TypeSwitch<Operation *, Value>(op)
      .Case<NegOp>([&](auto) { return arith::NegFOp::create(b, x); })
      .Case<AbsOp>([&](auto) { return math::AbsFOp::create(b, x); })
      .Case<ExpOp>([&](auto) { return b.exp(x); })
      .Case<Exp2Op>([&](auto) { return exp2(f, x); })
      .Case<Expm1Op>([&](auto) { return expm1(f, x); })
      .Case<Log1pOp>([&](auto) { return log1p(f, x); })
      .Case<AtanOp>([&](auto) { return atan(f, x); })
      .Case<FloorOp>([&](auto) { return math::FloorOp::create(b, x); })
      .Case<CeilOp>([&](auto) { return math::CeilOp::create(b, x); })
      .Case<RoundOp>([&](auto) { return math::RoundEvenOp::create(b, x); })
      .Case<TruncOp>([&](auto) { return math::TruncOp::create(b, x); })
      .Case<StopGradientOp>([&](auto) { return x; })
      .Case<LogicalNotOp>([&](auto) { return logicalNot(b, x); })
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
      .Case<ToIntegerOp>([&](auto) { return toInteger(f, x); })
      .Case<ClipCoefficientOp>(
          [&](ClipCoefficientOp op) { return clipCoefficient(f, op, x); })
      .Default(Value());
}

static Value emitBinary(PointFormula f, Operation *op, Value x, Value y) {
  KernelBuilder &b = f.b;
  return llvm::TypeSwitch<Operation *, Value>(op)
      .Case<AddOp>([&](auto) { return b.addf(x, y); })
      .Case<SubOp>([&](auto) { return b.subf(x, y); })
      .Case<MulOp>([&](auto) { return b.mulf(x, y); })
      .Case<DivOp>([&](auto) { return b.divf(x, y); })
      .Case<PowOp>([&](auto) { return math::PowFOp::create(b, x, y); })
      .Case<MaximumOp>([&](auto) { return b.maxf(x, y); })
      .Case<MinimumOp>([&](auto) { return arith::MinimumFOp::create(b, x, y); })
      .Case<ByModeOp>([&](auto) { return x; })
      .Case<Atan2Op>([&](auto) { return atan2(f, x, y); })
      .Case<FmodOp>([&](auto) { return fmod(f, x, y); })
      .Case<LogicalAndOp>([&](auto) { return arith::AndIOp::create(b, x, y); })
      .Case<LogicalOrOp>([&](auto) { return arith::OrIOp::create(b, x, y); })
      .Case<IntegerOp>([&](IntegerOp op) {
        return integerArithmetic(b, op.getFunction(), x, y);
      })
      .Case<CompareOp>(
          [&](CompareOp op) { return compare(b, op.getPredicate(), x, y); })
      .Default(Value());
}

Value emitElementwise(KernelBuilder &builder, Operation *op,
                      ValueRange operands) {
  if (operands.empty())
    return {};
  PointFormula f{builder, operands.front().getType()};
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
