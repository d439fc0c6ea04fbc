//===- RulesSelection.cpp - Ops that choose between values ------*- C++ -*-===//
//
// At a kink the derivative is torch's: 0 for relu and abs at 0, half to each
// side of a tie in maximum and minimum.
//
//===----------------------------------------------------------------------===//
#include "passes/autodiff/Rules.h"

using namespace mlir;
using namespace bmc;

using Gradients = std::pair<Formula, Formula>;

/// dy where a wins, dy/2 on ties, 0 where a loses; dy where either is NaN.
static Formula winnersShare(Predicate loses, Formula dy, Formula a, Formula b) {
  return select(compare(Predicate::EQ, a, b), 0.5 * dy,
                select(compare(loses, a, b), dy.filled(0), dy));
}

void bmc::addSelectionRules(RuleTable &rules) {
  // y = x > 0 ? x : 0: dx = y > 0 ? dy : 0
  rules.unary<ReluOp>([](Formula dy, Formula x, Formula y) {
    Formula zero = y.filled(0);
    return select(compare(Predicate::GT, y, zero), dy, zero);
  });
  // y = |x|: dx = dy sign(x)
  rules.unary<AbsOp>([](Formula dy, Formula x, Formula y) {
    Formula zero = x.filled(0);
    return select(compare(Predicate::GT, x, zero), dy,
                  select(compare(Predicate::LT, x, zero), -dy, zero));
  });
  // y = max(a, b): dy to the larger
  rules.binary<MaximumOp>([](Formula dy, Formula a, Formula b, Formula y) {
    return Gradients(winnersShare(Predicate::LT, dy, a, b),
                     winnersShare(Predicate::LT, dy, b, a));
  });
  // y = min(a, b): dy to the smaller
  rules.binary<MinimumOp>([](Formula dy, Formula a, Formula b, Formula y) {
    return Gradients(winnersShare(Predicate::GT, dy, a, b),
                     winnersShare(Predicate::GT, dy, b, a));
  });
  // y = c ? a : b: da = c ? dy : 0, db = c ? 0 : dy
  rules.add<SelectOp>([](SelectOp op, Reverse &r) {
    Formula dy = r.d(op.getY()), condition = r(op.getCondition());
    r.add(op.getA(), select(condition, dy, dy.filled(0)));
    r.add(op.getB(), select(condition, dy.filled(0), dy));
  });
  // y = visible ? x : fill: dx = visible ? dy : 0
  rules.add<CausalMaskOp>([](CausalMaskOp op, Reverse &r) {
    r.add(op.getX(),
          CausalMaskOp::create(r.ops(), op.getX().getType(), r.d(op.getY()),
                               r.ops().getF64FloatAttr(0)));
  });
}
