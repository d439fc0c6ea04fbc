//===- RulesReduce.cpp - Reductions over axes -------------------*- C++ -*-===//
#include "passes/autodiff/Rules.h"

using namespace mlir;
using namespace bmc;

/// dy / number of elements of x per element of y.
static Formula dividedByCount(Formula dy, Formula x, ArrayRef<int64_t> axes) {
  return dy / everywhere(countOver(x, axes), dy.type());
}

/// Every x equal to its maximum y shares dy with its equals, as torch.amax.
static Formula maxGradient(Formula dy, Formula x, Formula y,
                           ArrayRef<int64_t> axes) {
  Formula isMax = compare(Predicate::EQ, x, repeatAlong(y, axes, x.type()));
  Formula zero = x.filled(0);
  Formula count = sumOver(select(isMax, x.filled(1), zero), axes);
  return select(isMax, repeatAlong(dy / count, axes, x.type()), zero);
}

void bmc::addReduceRules(RuleTable &rules) {
  // y = sum of x: dx = dy repeated
  rules.add<SumOp>([](SumOp op, Reverse &r) {
    r.add(op.getX(),
          repeatAlong(r.d(op.getY()), op.getAxes(), r(op.getX()).type()));
  });
  // y = sum of x / n: dx = dy / n repeated
  rules.add<MeanOp>([](MeanOp op, Reverse &r) {
    Formula x = r(op.getX());
    Formula share = dividedByCount(r.d(op.getY()), x, op.getAxes());
    r.add(op.getX(), repeatAlong(share, op.getAxes(), x.type()));
  });
  // y = max of x: dx = x = y ? dy / number of such x : 0
  rules.add<MaxOp>([](MaxOp op, Reverse &r) {
    r.add(op.getX(), maxGradient(r.d(op.getY()), r(op.getX()), r(op.getY()),
                                 op.getAxes()));
  });
}
