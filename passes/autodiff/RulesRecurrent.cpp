//===- RulesRecurrent.cpp - Steps along a sequence --------------*- C++ -*-===//
//
// recurrent_backward walks the steps; what sums over all steps is a product at
// the end.
//
//===----------------------------------------------------------------------===//
#include "ir/RecurrentCell.h"
#include "passes/autodiff/Rules.h"

using namespace mlir;
using namespace bmc;

/// `count` columns of x from `offset` on.
static Formula columns(Formula x, int64_t offset, int64_t count) {
  return {x.ops(), SliceOp::create(x.ops(), x, x.rank() - 1, offset, count)};
}

/// One part of each, one below the other.
static Value stacked(Reverse &r, ArrayRef<Value> parts) {
  return parts.size() == 1 ? parts[0]
                           : Value(ConcatOp::create(r.ops(), parts, 0));
}

/// The gradients of u = (mask h) weight^T + bias by blocks of gates: dx, but
/// for the gru's n, which the product enters behind a factor r.
static SmallVector<Formula> productGradients(RecurrentOp op, Formula dx,
                                             Formula saved, int64_t hidden) {
  if (op.getCell() != RecurrentCell::Gru)
    return {dx};
  Formula resets = columns(saved, 0, hidden);
  return {columns(dx, 0, 2 * hidden), columns(dx, 2 * hidden, hidden) * resets};
}

static void recurrentRule(RecurrentOp op, Reverse &r) {
  auto back = RecurrentBackwardOp::create(
      r.ops(), op.getSaved(), op.getWeight(), r.d(op.getY()), r.d(op.getHn()),
      op.getCn() ? Value(r.d(op.getCn())) : Value(), op.getMask(),
      op.getLengths(), op.getCell(), op.getReverse());
  r.add(op.getX(), back.getDx());
  r.add(op.getH0(), back.getDh0());
  if (op.getC0())
    r.add(op.getC0(), back.getDc0());

  int64_t hidden = getExtents(op.getWeight().getType()).back().size;
  Formula saved = r(op.getSaved());
  Formula before =
      columns(saved, (recurrentSaved(op.getCell()) - 1) * hidden, hidden);
  Formula masked = before, dmasked;
  if (op.getMask())
    masked = before * repeatAlong(r(op.getMask()), {1}, before.type());
  SmallVector<Value> dweight, dbias;
  int64_t row = 0;
  for (Formula du : productGradients(op, r(back.getDx()), saved, hidden)) {
    dweight.push_back(LinearDweightOp::create(r.ops(), du, masked));
    dbias.push_back(sumOverRows(du));
    int64_t rows = du.extents().back().size;
    Value weight = SliceOp::create(r.ops(), op.getWeight(), 0, row, rows);
    Formula part =
        r(MatmulOp::create(r.ops(), du, weight, /*transpose_a=*/false,
                           /*transpose_b=*/false));
    dmasked = dmasked ? dmasked + part : part;
    row += rows;
  }
  r.add(op.getWeight(), stacked(r, dweight));
  r.add(op.getBias(), stacked(r, dbias));
  r.add(op.getMask(), sumOver(dmasked * before, {1}));
}

void bmc::addRecurrentRules(RuleTable &rules) {
  // recurrent_backward gives dx, dh0 and dc0; with du of its formula,
  // dweight = du^T (mask h), dbias = du summed over rows, dmask = (du weight) h
  // summed over steps
  rules.add<RecurrentOp>(recurrentRule, /*savedResults=*/1);
}
