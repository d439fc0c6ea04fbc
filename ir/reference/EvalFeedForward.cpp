//===- EvalFeedForward.cpp - Two linears with an activation ---------------===//

#include "ir/reference/Math.h"
#include "ir/reference/Rules.h"

using namespace mlir;

namespace bmc::reference {

/// A weight as [outputs, inputs], however it is stored.
static Tensor asStored(const Tensor &weight, bool transposed) {
  if (!transposed)
    return weight;
  int64_t rows = weight.getShape()[0], columns = weight.getShape()[1];
  Tensor result({columns, rows}, weight.getElementType());
  for (int64_t r = 0; r < rows; ++r)
    for (int64_t c = 0; c < columns; ++c)
      result.row(c)[r] = weight.row(r)[c];
  return result;
}

static void evalFeedForward(FeedForwardOp op, Frame &frame) {
  const Tensor &x = frame[op.getX()];
  Tensor w1 = asStored(frame[op.getW1()], op.getTransposed());
  Tensor w2 = asStored(frame[op.getW2()], op.getTransposed());
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
               &u = frame[op.getU()];
  bool transposed = op.getTransposed();
  Tensor w1 = asStored(frame[op.getW1()], transposed);
  Tensor w2 = asStored(frame[op.getW2()], transposed);
  Tensor dw1(w1.getShape(), w1.getElementType());
  Tensor dw2(w2.getShape(), w2.getElementType());
  auto next = op.getGradients().begin();
  Tensor &dx = frame[*next++], &storedDw1 = frame[*next++];
  Tensor *db1 = op.getHasB1() ? &frame[*next++] : nullptr;
  Tensor &storedDw2 = frame[*next++];
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
  storedDw1 = asStored(dw1, transposed);
  storedDw2 = asStored(dw2, transposed);
}

namespace {
/// Row `row` of what goes into the activation and of what it is multiplied by.
struct GateRow {
  ArrayRef<double> gate, other;

  GateRow(const Tensor &u, const Tensor *v, bool gateLast, int64_t row)
      : gate(u.row(row)) {
    if (v) {
      other = v->row(row);
      return;
    }
    size_t half = gate.size() / 2;
    other = gate.drop_front(half);
    gate = gate.take_front(half);
    if (gateLast)
      std::swap(gate, other);
  }
};

/// One product with its gradients: u = x w^T + b.
struct Projection {
  const Tensor &x, &w;
  Tensor &dx, &dw, *db;

  void addGradient(int64_t row, int64_t column, double du) {
    addScaled(dx.row(row), du, w.row(column));
    addScaled(dw.row(column), du, x.row(row));
    if (db)
      db->floats()[column] += du;
  }
};
} // namespace

/// u = x w^T + b
static void project(const Tensor &x, const Tensor &w, const Tensor *b,
                    Tensor &u) {
  for (int64_t r = 0; r < x.getNumRows(); ++r)
    for (int64_t f = 0; f < u.getRowSize(); ++f)
      u.row(r)[f] = dot(x.row(r), w.row(f)) + (b ? b->floats()[f] : 0);
}

static void evalGatedFeedForward(GatedFeedForwardOp op, Frame &frame) {
  const Tensor &x = frame[op.getX()];
  auto weight = [&](Value w) { return asStored(frame[w], op.getTransposed()); };
  Tensor w2 = weight(op.getW2());
  const Tensor *b2 = frame.find(op.getB2());
  Tensor &u = frame[op.getU()], &y = frame[op.getY()];
  project(x, weight(op.getW1()), frame.find(op.getB1()), u);
  const Tensor *v = nullptr;
  if (op.getV()) {
    project(x, weight(op.getV1()), frame.find(op.getC1()), frame[op.getV()]);
    v = &frame[op.getV()];
  }
  for (int64_t r = 0; r < x.getNumRows(); ++r) {
    GateRow row(u, v, op.getGateLast(), r);
    SmallVector<double> hidden;
    for (auto [gate, other] : llvm::zip_equal(row.gate, row.other))
      hidden.push_back(activate(gate, op.getActivation()) * other);
    for (int64_t e = 0; e < y.getRowSize(); ++e)
      y.row(r)[e] = dot(hidden, w2.row(e)) + (b2 ? b2->floats()[e] : 0);
  }
}

static void evalGatedFeedForwardBackward(GatedFeedForwardBackwardOp op,
                                         Frame &frame) {
  const Tensor &dy = frame[op.getDy()], &x = frame[op.getX()];
  const Tensor *v = frame.find(op.getV());
  auto weight = [&](Value w) { return asStored(frame[w], op.getTransposed()); };
  Tensor w1 = weight(op.getW1()), w2 = weight(op.getW2());
  Tensor v1 = v ? weight(op.getV1()) : w1;
  auto zeros = [](const Tensor &like) {
    return Tensor(like.getShape(), like.getElementType());
  };
  Tensor dw1 = zeros(w1), dv1 = zeros(v1), dw2 = zeros(w2);
  auto next = op.getGradients().begin();
  auto nextIf = [&](bool exists) { return exists ? &frame[*next++] : nullptr; };
  Tensor &dx = frame[*next++], &storedDw1 = frame[*next++];
  Tensor *db1 = nextIf(op.getHasB1()), *storedDv1 = nextIf(v);
  Tensor *dc1 = nextIf(op.getHasC1()), *storedDw2 = nextIf(true);
  Tensor *db2 = nextIf(op.getHasB2());
  Projection first{x, w1, dx, dw1, db1};
  Projection second = v ? Projection{x, v1, dx, dv1, dc1} : first;
  int64_t width = w2.getRowSize();
  // Where the columns of both are if they are halves of one product.
  int64_t gateAt = !v && op.getGateLast() ? width : 0;
  int64_t otherAt = !v && !op.getGateLast() ? width : 0;
  for (int64_t r = 0; r < x.getNumRows(); ++r) {
    GateRow row(frame[op.getU()], v, op.getGateLast(), r);
    SmallVector<double> h(width), dh(width, 0.0);
    for (int64_t e = 0; e < dy.getRowSize(); ++e)
      addScaled(dh, dy.row(r)[e], w2.row(e));
    for (int64_t f = 0; f < width; ++f) {
      double act = activate(row.gate[f], op.getActivation());
      double slope = activateGrad(row.gate[f], op.getActivation());
      h[f] = act * row.other[f];
      first.addGradient(r, gateAt + f, dh[f] * row.other[f] * slope);
      second.addGradient(r, otherAt + f, dh[f] * act);
    }
    for (int64_t e = 0; e < dy.getRowSize(); ++e)
      addScaled(dw2.row(e), dy.row(r)[e], h);
    if (db2)
      addScaled(db2->floats(), 1, dy.row(r));
  }
  storedDw1 = asStored(dw1, op.getTransposed());
  if (storedDv1)
    *storedDv1 = asStored(dv1, op.getTransposed());
  *storedDw2 = asStored(dw2, op.getTransposed());
}

void addFeedForwardRules(RuleTable &rules) {
  rules.add<FeedForwardOp>(evalFeedForward);
  rules.add<FeedForwardBackwardOp>(evalFeedForwardBackward);
  rules.add<GatedFeedForwardOp>(evalGatedFeedForward);
  rules.add<GatedFeedForwardBackwardOp>(evalGatedFeedForwardBackward);
}

} // namespace bmc::reference
