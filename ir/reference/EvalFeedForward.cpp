//===- EvalFeedForward.cpp - Two linears with an activation ---------------===//

#include "ir/reference/Math.h"
#include "ir/reference/Rules.h"

using namespace mlir;

namespace bmc::reference {

static void evalFeedForward(FeedForwardOp op, Frame &frame) {
  const Tensor &x = frame[op.getX()], &w1 = frame[op.getW1()],
               &w2 = frame[op.getW2()];
  const Tensor *b1 = frame.find(op.getB1()), *b2 = frame.find(op.getB2());
  Tensor &u = frame[op.getU()], &y = frame[op.getY()];
  for (int64_t r = 0; r < x.getNumRows(); ++r) {
    SmallVector<double> hidden;
    for (int64_t f = 0; f < u.getRowSize(); ++f) {
      u.row(r)[f] = dot(x.row(r), w1.row(f)) + (b1 ? b1->floats()[f] : 0);
      hidden.push_back(activate(u.row(r)[f], op.getActivation()));
    }
    for (int64_t e = 0; e < y.getRowSize(); ++e)
      y.row(r)[e] = dot(hidden, w2.row(e)) + (b2 ? b2->floats()[e] : 0);
  }
}

static void evalFeedForwardBackward(FeedForwardBackwardOp op, Frame &frame) {
  const Tensor &dy = frame[op.getDy()], &x = frame[op.getX()],
               &u = frame[op.getU()], &w1 = frame[op.getW1()],
               &w2 = frame[op.getW2()];
  auto next = op.getGradients().begin();
  Tensor &dx = frame[*next++], &dw1 = frame[*next++];
  Tensor *db1 = op.getHasB1() ? &frame[*next++] : nullptr;
  Tensor &dw2 = frame[*next++];
  Tensor *db2 = op.getHasB2() ? &frame[*next++] : nullptr;
  int64_t width = u.getRowSize();
  for (int64_t r = 0; r < x.getNumRows(); ++r) {
    SmallVector<double> h(width), dh(width, 0.0), du(width);
    for (int64_t e = 0; e < dy.getRowSize(); ++e)
      addScaled(dh, dy.row(r)[e], w2.row(e));
    for (int64_t f = 0; f < width; ++f) {
      h[f] = activate(u.row(r)[f], op.getActivation());
      du[f] = dh[f] * activateGrad(u.row(r)[f], op.getActivation());
      addScaled(dx.row(r), du[f], w1.row(f));
      addScaled(dw1.row(f), du[f], x.row(r));
    }
    for (int64_t e = 0; e < dy.getRowSize(); ++e)
      addScaled(dw2.row(e), dy.row(r)[e], h);
    if (db1)
      addScaled(db1->floats(), 1, du);
    if (db2)
      addScaled(db2->floats(), 1, dy.row(r));
  }
}

void addFeedForwardRules(RuleTable &rules) {
  rules.add<FeedForwardOp>(evalFeedForward);
  rules.add<FeedForwardBackwardOp>(evalFeedForwardBackward);
}

} // namespace bmc::reference
