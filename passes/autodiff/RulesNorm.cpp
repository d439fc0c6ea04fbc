//===- RulesNorm.cpp - Softmax and layer norm -------------------*- C++ -*-===//
#include "passes/autodiff/Rules.h"

using namespace mlir;
using namespace bmc;

namespace {
/// The saved statistics of a norm, and what it normalises.
struct Normalised {
  Value x, y, mean, rstd, weight, bias;
};
} // namespace

/// dx of the statistics themselves: mean = sum x / D, rstd = (var +
/// eps)^(-1/2): dx = dmean / D - drstd rstd^3 (x - mean) / D. Null if neither
/// has a gradient.
static Formula statisticsGradient(const Normalised &n, Reverse &r) {
  Formula x = r(n.x), dx;
  int64_t last = x.rank() - 1;
  double size = x.type().getDimSize(last);
  if (Formula dmean = r.d(n.mean))
    dx = repeatAlong(dmean / dmean.filled(size), {last}, x.type());
  if (Formula drstd = r.d(n.rstd)) {
    Formula rstd = r(n.rstd);
    Formula slope = drstd * (rstd * rstd * rstd) / rstd.filled(size);
    Formula centred = x - repeatAlong(r(n.mean), {last}, x.type());
    Formula term = -(repeatAlong(slope, {last}, x.type()) * centred);
    dx = dx ? dx + term : term;
  }
  return dx;
}

/// dx, and dweight and dbias on the way. `past` is the gradient that reaches x
/// by other ways than y; it may be null.
static Formula normGradient(const Normalised &n, Formula past, Reverse &r) {
  if (Formula more = statisticsGradient(n, r))
    past = past ? past + more : more;
  Formula dy = r.d(n.y);
  if (!dy)
    return past;
  SmallVector<Type> types;
  for (Value parameter : {n.weight, n.bias})
    if (parameter)
      types.push_back(parameter.getType());
  auto op = LayerNormBackwardOp::create(
      r.ops(), n.x.getType(), types, dy, n.x, n.mean, n.rstd, n.weight,
      past ? Value(past) : Value(), static_cast<bool>(n.bias));
  if (n.weight)
    r.add(n.weight, op.getDparams()[0]);
  if (n.bias)
    r.add(n.bias, op.getDparams()[1]);
  return r(op.getDx());
}

/// dx, and dweight on the way, as normGradient.
static Formula rmsGradient(Value x, Value y, Value rstd, Value weight,
                           Formula past, Reverse &r) {
  Formula dy = r.d(y);
  if (!dy)
    return past;
  auto op = RmsNormBackwardOp::create(r.ops(), dy, x, rstd, weight,
                                      past ? Value(past) : Value());
  if (weight)
    r.add(weight, r(op.getDweight()));
  return r(op.getDx());
}

static void batchNormRule(BatchNormOp op, Reverse &r) {
  auto gradients = BatchNormBackwardOp::create(
      r.ops(), r.d(op.getY()), op.getX(), op.getMean(), op.getVar(),
      op.getWeight(), op.getEpsAttr());
  r.add(op.getX(), gradients.getDx());
  r.add(op.getWeight(), gradients.getDweight());
  r.add(op.getBias(), gradients.getDbias());
}

void bmc::addNormRules(RuleTable &rules) {
  // y = softmax x: dx = y (dy - sum dy y)
  rules.unary<SoftmaxOp>([](Formula dy, Formula x, Formula y) {
    return y * (dy - sumOverLast(dy * y));
  });
  // y = x - lse x: dx = dy - e^y sum dy
  rules.unary<LogSoftmaxOp>([](Formula dy, Formula x, Formula y) {
    return dy - apply<ExpOp>(y) * sumOverLast(dy);
  });
  // y = (x - mean) rstd weight + bias: the formulas of layer_norm_backward
  rules.add<LayerNormOp>([](LayerNormOp op, Reverse &r) {
    r.add(op.getX(), normGradient({op.getX(), op.getY(), op.getMean(),
                                   op.getRstd(), op.getWeight(), op.getBias()},
                                  Formula(), r));
  });
  // sum = a + b, y = layer_norm(sum): da = db = dsum + what comes through y
  rules.add<AddLayerNormOp>([](AddLayerNormOp op, Reverse &r) {
    Formula dtotal = normGradient({op.getSum(), op.getY(), op.getMean(),
                                   op.getRstd(), op.getWeight(), op.getBias()},
                                  r.d(op.getSum()), r);
    r.add(op.getA(), dtotal);
    r.add(op.getB(), dtotal);
  });
  // y = x rstd weight: the formulas of rms_norm_backward; rstd is only saved
  rules.add<RmsNormOp>(
      [](RmsNormOp op, Reverse &r) {
        r.add(op.getX(), rmsGradient(op.getX(), op.getY(), op.getRstd(),
                                     op.getWeight(), Formula(), r));
      },
      /*savedResults=*/1);
  // sum = a + b, y = rms_norm(sum): da = db = dsum + what comes through y
  rules.add<AddRmsNormOp>(
      [](AddRmsNormOp op, Reverse &r) {
        Formula dtotal = rmsGradient(op.getSum(), op.getY(), op.getRstd(),
                                     op.getWeight(), r.d(op.getSum()), r);
        r.add(op.getA(), dtotal);
        r.add(op.getB(), dtotal);
      },
      /*savedResults=*/1);
  // y = (x - mean) / sqrt(var + eps) weight + bias: batch_norm_backward; the
  // statistics are only saved
  rules.add<BatchNormOp>(batchNormRule, /*savedResults=*/2);
  // A step is training
  rules.add<ByModeOp>(
      [](ByModeOp op, Reverse &r) { r.add(op.getTraining(), r.d(op.getY())); });
}
