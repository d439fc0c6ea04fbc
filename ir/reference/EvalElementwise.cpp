//===- EvalElementwise.cpp - One element in, one element out --------------===//

#include "ir/reference/Math.h"
#include "ir/reference/Rules.h"

#include <cmath>

using namespace mlir;

namespace bmc::reference {

/// y[i] = f(x[i]).
static auto unary(double (*f)(double)) {
  return [f](Operation *op, Frame &frame) {
    llvm::transform(frame[op->getOperand(0)].floats(),
                    frame[op->getResult(0)].floats().begin(), f);
  };
}

/// y[i] = f(a[i], b[i]).
static auto binary(double (*f)(double, double)) {
  return [f](Operation *op, Frame &frame) {
    ArrayRef<double> a = frame[op->getOperand(0)].floats();
    ArrayRef<double> b = frame[op->getOperand(1)].floats();
    MutableArrayRef<double> y = frame[op->getResult(0)].floats();
    for (size_t i = 0; i < y.size(); ++i)
      y[i] = f(a[i], b[i]);
  };
}

/// y[i] = f(a[i], b[i]) of truth values.
static auto logical(int64_t (*f)(int64_t, int64_t)) {
  return [f](Operation *op, Frame &frame) {
    auto a = frame[op->getOperand(0)].ints(),
         b = frame[op->getOperand(1)].ints();
    for (auto [i, y] : llvm::enumerate(frame[op->getResult(0)].ints()))
      y = f(a[i], b[i]);
  };
}

static void evalLogicalNot(LogicalNotOp op, Frame &frame) {
  llvm::transform(frame[op.getX()].ints(), frame[op.getY()].ints().begin(),
                  [](int64_t x) -> int64_t { return !x; });
}

static double maximum(double a, double b) {
  return std::isnan(a) || std::isnan(b) ? NAN : std::max(a, b);
}

static double minimum(double a, double b) {
  return std::isnan(a) || std::isnan(b) ? NAN : std::min(a, b);
}

static void evalGelu(GeluOp op, Frame &frame) {
  llvm::transform(frame[op.getX()].floats(), frame[op.getY()].floats().begin(),
                  [&](double x) { return gelu(x, op.getApproximate()); });
}

static void evalGeluGrad(GeluGradOp op, Frame &frame) {
  llvm::transform(frame[op.getX()].floats(), frame[op.getY()].floats().begin(),
                  [&](double x) { return geluGrad(x, op.getApproximate()); });
}

template <typename T> static bool holds(Predicate predicate, T a, T b) {
  switch (predicate) {
  case Predicate::EQ:
    return a == b;
  case Predicate::NE:
    return a != b;
  case Predicate::LT:
    return a < b;
  case Predicate::LE:
    return a <= b;
  case Predicate::GT:
    return a > b;
  case Predicate::GE:
    return a >= b;
  }
  llvm_unreachable("unknown predicate");
}

static void evalCompare(CompareOp op, Frame &frame) {
  const Tensor &a = frame[op.getA()], &b = frame[op.getB()];
  Tensor &y = frame[op.getY()];
  for (int64_t i = 0; i < y.getNumElements(); ++i)
    y.ints()[i] = a.isFloat()
                      ? holds(op.getPredicate(), a.floats()[i], b.floats()[i])
                      : holds(op.getPredicate(), a.ints()[i], b.ints()[i]);
}

static void evalSelect(SelectOp op, Frame &frame) {
  const Tensor &condition = frame[op.getCondition()];
  const Tensor &a = frame[op.getA()], &b = frame[op.getB()];
  Tensor &y = frame[op.getY()];
  for (auto [i, element] : llvm::enumerate(y.floats()))
    element = condition.ints()[i] ? a.floats()[i] : b.floats()[i];
  for (auto [i, element] : llvm::enumerate(y.ints()))
    element = condition.ints()[i] ? a.ints()[i] : b.ints()[i];
}

/// The largest integer <= a / b, and 0 for no quotient.
static int64_t floorDivide(int64_t a, int64_t b) {
  if (b == 0)
    return 0;
  return a / b - (a % b != 0 && (a < 0) != (b < 0));
}

static int64_t integer(IntegerFunction function, int64_t a, int64_t b) {
  switch (function) {
  case IntegerFunction::Add:
    return a + b;
  case IntegerFunction::Sub:
    return a - b;
  case IntegerFunction::Mul:
    return a * b;
  case IntegerFunction::FloorDiv:
    return floorDivide(a, b);
  case IntegerFunction::Remainder:
    return a - b * floorDivide(a, b);
  case IntegerFunction::Minimum:
    return std::min(a, b);
  case IntegerFunction::Maximum:
    return std::max(a, b);
  }
  llvm_unreachable("unknown function");
}

static void evalInteger(IntegerOp op, Frame &frame) {
  auto a = frame[op.getA()].ints(), b = frame[op.getB()].ints();
  for (auto [i, y] : llvm::enumerate(frame[op.getY()].ints()))
    y = static_cast<int32_t>(integer(op.getFunction(), a[i], b[i]));
}

static void evalToInteger(ToIntegerOp op, Frame &frame) {
  const Tensor &x = frame[op.getX()];
  for (auto [i, y] : llvm::enumerate(frame[op.getY()].ints()))
    y = toInt32(x.number(i));
}

static void evalConstant(ConstantOp op, Frame &frame) {
  Tensor &y = frame[op.getY()];
  double value = op.getValue().convertToDouble();
  llvm::fill(y.floats(), value);
  // Converting an unrepresentable double is undefined behaviour.
  bool representable = std::abs(value) < 0x1p63;
  llvm::fill(y.ints(), representable ? static_cast<int64_t>(value) : 0);
}

static void evalConvert(ConvertOp op, Frame &frame) {
  const Tensor &x = frame[op.getX()];
  Tensor &y = frame[op.getY()];
  for (int64_t i = 0; i < y.getNumElements(); ++i)
    y.floats()[i] = x.number(i);
}

void addElementwiseRules(RuleTable &rules) {
  rules.add<NegOp>(unary([](double x) { return -x; }));
  rules.add<AbsOp>(unary([](double x) { return std::abs(x); }));
  rules.add<ExpOp>(unary([](double x) { return std::exp(x); }));
  rules.add<Exp2Op>(unary([](double x) { return std::exp2(x); }));
  rules.add<Expm1Op>(unary([](double x) { return std::expm1(x); }));
  rules.add<Log1pOp>(unary([](double x) { return std::log1p(x); }));
  rules.add<LogOp>(unary([](double x) { return std::log(x); }));
  rules.add<SqrtOp>(unary([](double x) { return std::sqrt(x); }));
  rules.add<RsqrtOp>(unary([](double x) { return 1 / std::sqrt(x); }));
  rules.add<ReciprocalOp>(unary([](double x) { return 1 / x; }));
  rules.add<SinOp>(unary([](double x) { return std::sin(x); }));
  rules.add<CosOp>(unary([](double x) { return std::cos(x); }));
  rules.add<AtanOp>(unary([](double x) { return std::atan(x); }));
  rules.add<TanhOp>(unary([](double x) { return std::tanh(x); }));
  rules.add<ErfOp>(unary([](double x) { return std::erf(x); }));
  rules.add<SigmoidOp>(unary(sigmoid));
  rules.add<ReluOp>(unary([](double x) { return x < 0 ? 0 : x; }));
  rules.add<SiluOp>(unary([](double x) { return x * sigmoid(x); }));
  rules.add<FloorOp>(unary([](double x) { return std::floor(x); }));
  rules.add<CeilOp>(unary([](double x) { return std::ceil(x); }));
  rules.add<RoundOp>(unary([](double x) { return std::nearbyint(x); }));
  rules.add<TruncOp>(unary([](double x) { return std::trunc(x); }));
  rules.add<StopGradientOp>(unary([](double x) { return x; }));
  rules.add<GeluOp>(evalGelu);
  rules.add<GeluGradOp>(evalGeluGrad);
  rules.add<AddOp>(binary([](double a, double b) { return a + b; }));
  rules.add<SubOp>(binary([](double a, double b) { return a - b; }));
  rules.add<MulOp>(binary([](double a, double b) { return a * b; }));
  rules.add<DivOp>(binary([](double a, double b) { return a / b; }));
  rules.add<PowOp>(binary([](double a, double b) { return std::pow(a, b); }));
  rules.add<MaximumOp>(binary(maximum));
  rules.add<MinimumOp>(binary(minimum));
  rules.add<Atan2Op>(
      binary([](double a, double b) { return std::atan2(a, b); }));
  rules.add<FmodOp>(binary([](double a, double b) { return std::fmod(a, b); }));
  rules.add<LogicalAndOp>(
      logical([](int64_t a, int64_t b) -> int64_t { return a && b; }));
  rules.add<LogicalOrOp>(
      logical([](int64_t a, int64_t b) -> int64_t { return a || b; }));
  rules.add<LogicalNotOp>(evalLogicalNot);
  rules.add<CompareOp>(evalCompare);
  rules.add<SelectOp>(evalSelect);
  rules.add<ConstantOp>(evalConstant);
  rules.add<ConvertOp>(evalConvert);
  rules.add<IntegerOp>(evalInteger);
  rules.add<ToIntegerOp>(evalToInteger);
}

} // namespace bmc::reference
