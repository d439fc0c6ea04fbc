//===- RulesElementwise.cpp - Smooth elementwise ops ------------*- C++ -*-===//
//
// Rules prefer y over x where both serve: y is more often kept anyway.
//
//===----------------------------------------------------------------------===//
#include "passes/autodiff/Rules.h"

#include <numbers>

using namespace mlir;
using namespace bmc;

using Gradients = std::pair<Formula, Formula>;

static void addUnaryRules(RuleTable &rules) {
  // y = -x: dx = -dy
  rules.unary<NegOp>([](Formula dy, Formula x, Formula y) { return -dy; });
  // y = e^x: dx = dy y
  rules.unary<ExpOp>([](Formula dy, Formula x, Formula y) { return dy * y; });
  // y = 2^x: dx = dy y ln 2
  rules.unary<Exp2Op>([](Formula dy, Formula x, Formula y) {
    return std::numbers::ln2 * dy * y;
  });
  // y = e^x - 1: dx = dy (y + 1)
  rules.unary<Expm1Op>(
      [](Formula dy, Formula x, Formula y) { return dy * (1.0 + y); });
  // y = ln(1 + x): dx = dy / (1 + x)
  rules.unary<Log1pOp>(
      [](Formula dy, Formula x, Formula y) { return dy / (1.0 + x); });
  // y = atan x: dx = dy / (1 + x^2)
  rules.unary<AtanOp>(
      [](Formula dy, Formula x, Formula y) { return dy / (1.0 + x * x); });
  // y = ln x: dx = dy / x
  rules.unary<LogOp>([](Formula dy, Formula x, Formula y) { return dy / x; });
  // y = sqrt x: dx = dy / (2 y)
  rules.unary<SqrtOp>(
      [](Formula dy, Formula x, Formula y) { return 0.5 * dy / y; });
  // y = x^(-1/2): dx = -1/2 dy y^3
  rules.unary<RsqrtOp>(
      [](Formula dy, Formula x, Formula y) { return -0.5 * dy * (y * y * y); });
  // y = 1/x: dx = -dy y^2
  rules.unary<ReciprocalOp>(
      [](Formula dy, Formula x, Formula y) { return -(dy * (y * y)); });
  // y = sin x: dx = dy cos x
  rules.unary<SinOp>(
      [](Formula dy, Formula x, Formula y) { return dy * apply<CosOp>(x); });
  // y = cos x: dx = -dy sin x
  rules.unary<CosOp>(
      [](Formula dy, Formula x, Formula y) { return -(dy * apply<SinOp>(x)); });
  // y = erf x: dx = dy 2/sqrt(pi) e^(-x^2)
  rules.unary<ErfOp>([](Formula dy, Formula x, Formula y) {
    return dy * (2 * std::numbers::inv_sqrtpi * apply<ExpOp>(-(x * x)));
  });
}

/// y is constant between jumps, or meant to be constant: dx = 0.
template <typename OpT> static void addConstantRule(RuleTable &rules) {
  rules.unary<OpT>([](Formula dy, Formula x, Formula y) { return Formula(); });
}

static void addActivationRules(RuleTable &rules) {
  // y = tanh x: dx = dy (1 - y^2)
  rules.unary<TanhOp>(
      [](Formula dy, Formula x, Formula y) { return dy * (1.0 - y * y); });
  // y = 1/(1 + e^-x): dx = dy y (1 - y)
  rules.unary<SigmoidOp>(
      [](Formula dy, Formula x, Formula y) { return dy * (y * (1.0 - y)); });
  // y = x s, s = 1/(1 + e^-x): dx = dy (s + y (1 - s))
  rules.unary<SiluOp>([](Formula dy, Formula x, Formula y) {
    Formula s = apply<SigmoidOp>(x);
    return dy * (s + y * (1.0 - s));
  });
  // y = gelu(x): dx = dy gelu'(x)
  rules.add<GeluOp>([](GeluOp op, Reverse &r) {
    Value slope = GeluGradOp::create(r.ops(), op.getY().getType(), op.getX(),
                                     op.getApproximate());
    r.add(op.getX(), r.d(op.getY()) * r(slope));
  });
}

static void addArithmeticRules(RuleTable &rules) {
  // y = a + b: da = dy, db = dy
  rules.binary<AddOp>([](Formula dy, Formula a, Formula b, Formula y) {
    return Gradients(dy, dy);
  });
  // y = a - b: da = dy, db = -dy
  rules.binary<SubOp>([](Formula dy, Formula a, Formula b, Formula y) {
    return Gradients(dy, -dy);
  });
  // y = a b: da = dy b, db = dy a
  rules.binary<MulOp>([](Formula dy, Formula a, Formula b, Formula y) {
    return Gradients(dy * b, dy * a);
  });
  // y = a / b: da = dy / b, db = -dy y / b
  rules.binary<DivOp>([](Formula dy, Formula a, Formula b, Formula y) {
    Formula da = dy / b;
    return Gradients(da, -(da * y));
  });
}

/// d(a^b)/da = b a^(b-1); 0 where b = 0, whatever a is, as in torch.
static Formula powerSlope(Formula a, Formula b) {
  if (auto constant = Value(b).getDefiningOp<ConstantOp>()) {
    double exponent = constant.getValue().convertToDouble();
    if (exponent == 0 || exponent == 1)
      return a.filled(exponent);
    if (exponent == 2)
      return 2.0 * a;
    return exponent * apply<PowOp>(a, a.filled(exponent - 1));
  }
  Formula zero = b.filled(0);
  return select(compare(Predicate::EQ, b, zero), zero,
                b * apply<PowOp>(a, b - b.filled(1)));
}

static void addPowerRules(RuleTable &rules) {
  // y = a^b: da = dy b a^(b-1), db = dy y ln a; db = 0 where a = 0 and b >= 0,
  // as in torch, because y is constantly 0 there.
  rules.binary<PowOp>([](Formula dy, Formula a, Formula b, Formula y) {
    Formula zero = a.filled(0);
    Formula db = select(
        compare(Predicate::EQ, a, zero),
        select(compare(Predicate::GE, b, zero), zero, dy * y * apply<LogOp>(a)),
        dy * y * apply<LogOp>(a));
    return Gradients(dy * powerSlope(a, b), db);
  });
}

static void addAngleRules(RuleTable &rules) {
  // y = angle of (b, a): da = dy b / (a^2 + b^2), db = -dy a / (a^2 + b^2)
  rules.binary<Atan2Op>([](Formula dy, Formula a, Formula b, Formula y) {
    Formula slope = dy / (a * a + b * b);
    return Gradients(slope * b, -(slope * a));
  });
  // y = a - b trunc(a / b): da = dy, db = -dy trunc(a / b)
  rules.binary<FmodOp>([](Formula dy, Formula a, Formula b, Formula y) {
    return Gradients(dy, -(dy * apply<TruncOp>(a / b)));
  });
}

void bmc::addElementwiseRules(RuleTable &rules) {
  addUnaryRules(rules);
  addActivationRules(rules);
  addArithmeticRules(rules);
  addPowerRules(rules);
  addAngleRules(rules);
  addConstantRule<FloorOp>(rules);
  addConstantRule<CeilOp>(rules);
  addConstantRule<RoundOp>(rules);
  addConstantRule<TruncOp>(rules);
  addConstantRule<StopGradientOp>(rules);
  // y = x in another element type: dx = dy in x's
  rules.add<ConvertOp>([](ConvertOp op, Reverse &r) {
    r.add(op.getX(),
          ConvertOp::create(r.ops(), op.getX().getType(), r.d(op.getY())));
  });
  // y = keep ? x / (1 - p) : 0: the same op, hence the same draws, on dy
  rules.add<DropoutOp>([](DropoutOp op, Reverse &r) {
    r.add(op.getX(),
          DropoutOp::create(r.ops(), op.getY().getType(), r.d(op.getY()),
                            op.getRng(), op.getPAttr(), op.getStreamAttr()));
  });
}
