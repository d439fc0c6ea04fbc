//===- EvalRecurrent.cpp - Steps along a sequence -------------------------===//

#include "ir/RecurrentCell.h"
#include "ir/reference/Math.h"
#include "ir/reference/Rules.h"

#include <cmath>

using namespace mlir;

namespace bmc::reference {

namespace {

using Numbers = SmallVector<double>;

/// The steps of one row of the batch.
struct Walk {
  int64_t steps, hidden, length;
  bool reverse;

  /// Rows of [B, S, ..] tensors in the order of the walk, those from the length
  /// on left out.
  SmallVector<int64_t> rows(int64_t b) const {
    SmallVector<int64_t> order;
    for (int64_t t = 0; t < length; ++t)
      order.push_back(b * steps + t);
    if (reverse)
      std::reverse(order.begin(), order.end());
    return order;
  }
};

} // namespace

static Walk walkOf(const Tensor &sequence, const Tensor *lengths,
                   int64_t hidden, bool reverse, int64_t b) {
  int64_t steps = sequence.getShape()[1];
  int64_t length =
      lengths ? std::clamp<int64_t>(lengths->ints()[b], 0, steps) : steps;
  return {steps, hidden, length, reverse};
}

static Numbers startOf(const Tensor *state, int64_t b, int64_t hidden) {
  return state ? Numbers(state->row(b)) : Numbers(hidden, 0.0);
}

/// Element `j` of one step: x and u by gate, the states h and c, and where the
/// saved values go, `stride` apart.
static void step(RecurrentCell cell, ArrayRef<double> x, ArrayRef<double> u,
                 double &h, double &c, function_ref<double &(int64_t)> saved) {
  switch (cell) {
  case RecurrentCell::RnnTanh:
  case RecurrentCell::RnnRelu: {
    double sum = x[0] + u[0];
    double next =
        cell == RecurrentCell::RnnTanh ? std::tanh(sum) : (sum < 0 ? 0 : sum);
    saved(0) = next, saved(1) = h;
    h = next;
    return;
  }
  case RecurrentCell::Lstm: {
    double i = sigmoid(x[0] + u[0]), f = sigmoid(x[1] + u[1]);
    double g = std::tanh(x[2] + u[2]), o = sigmoid(x[3] + u[3]);
    saved(0) = i, saved(1) = f, saved(2) = g, saved(3) = o;
    saved(4) = c, saved(5) = h;
    c = f * c + i * g;
    h = o * std::tanh(c);
    return;
  }
  case RecurrentCell::Gru: {
    double r = sigmoid(x[0] + u[0]), z = sigmoid(x[1] + u[1]);
    double n = std::tanh(x[2] + r * u[2]);
    saved(0) = r, saved(1) = z, saved(2) = n, saved(3) = u[2], saved(4) = h;
    h = (1 - z) * n + z * h;
    return;
  }
  }
  llvm_unreachable("unknown cell");
}

/// u = (mask h) weight^T + bias of one row.
static Numbers stateProduct(RecurrentOp op, Frame &frame, ArrayRef<double> h,
                            int64_t b) {
  const Tensor &weight = frame[op.getWeight()];
  const Tensor *bias = frame.find(op.getBias());
  const Tensor *mask = frame.find(op.getMask());
  Numbers masked(h);
  if (mask)
    for (auto [value, factor] : llvm::zip_equal(masked, mask->row(b)))
      value *= factor;
  Numbers u;
  for (int64_t k = 0; k < weight.getNumRows(); ++k)
    u.push_back(dot(masked, weight.row(k)) + (bias ? bias->floats()[k] : 0));
  return u;
}

static void evalRecurrent(RecurrentOp op, Frame &frame) {
  const Tensor &x = frame[op.getX()];
  Tensor &y = frame[op.getY()], &saved = frame[op.getSaved()];
  int64_t hidden = y.getRowSize(), gates = recurrentGates(op.getCell());
  for (int64_t b = 0; b < x.getShape()[0]; ++b) {
    Walk walk =
        walkOf(x, frame.find(op.getLengths()), hidden, op.getReverse(), b);
    Numbers h = startOf(frame.find(op.getH0()), b, hidden);
    Numbers c = startOf(frame.find(op.getC0()), b, hidden);
    for (int64_t row : walk.rows(b)) {
      Numbers u = stateProduct(op, frame, h, b);
      for (int64_t j = 0; j < hidden; ++j) {
        Numbers xs, us;
        for (int64_t gate = 0; gate < gates; ++gate) {
          xs.push_back(x.row(row)[gate * hidden + j]);
          us.push_back(u[gate * hidden + j]);
        }
        step(op.getCell(), xs, us, h[j], c[j], [&](int64_t part) -> double & {
          return saved.row(row)[part * hidden + j];
        });
        y.row(row)[j] = h[j];
      }
    }
    llvm::copy(h, frame[op.getHn()].row(b).begin());
    if (op.getCn())
      llvm::copy(c, frame[op.getCn()].row(b).begin());
  }
}

/// Element `j` of a step back: from dh' and dc', which become what goes past
/// the product, the gradients of x and u by gate.
static void stepBack(RecurrentCell cell, function_ref<double(int64_t)> saved,
                     double &dh, double &dc, MutableArrayRef<double> dx,
                     MutableArrayRef<double> du) {
  double total = std::exchange(dh, 0.0);
  switch (cell) {
  case RecurrentCell::RnnTanh:
    dx[0] = total * (1 - saved(0) * saved(0));
    break;
  case RecurrentCell::RnnRelu:
    dx[0] = saved(0) > 0 ? total : 0;
    break;
  case RecurrentCell::Lstm: {
    double i = saved(0), f = saved(1), g = saved(2), o = saved(3), c = saved(4);
    double squashed = std::tanh(f * c + i * g);
    double inner = dc + total * o * (1 - squashed * squashed);
    dx[0] = inner * g * i * (1 - i);
    dx[1] = inner * c * f * (1 - f);
    dx[2] = inner * i * (1 - g * g);
    dx[3] = total * squashed * o * (1 - o);
    dc = inner * f;
    break;
  }
  case RecurrentCell::Gru: {
    double r = saved(0), z = saved(1), n = saved(2), q = saved(3), h = saved(4);
    dx[1] = total * (h - n) * z * (1 - z);
    dx[2] = total * (1 - z) * (1 - n * n);
    dx[0] = dx[2] * q * r * (1 - r);
    dh = total * z;
    break;
  }
  }
  llvm::copy(dx, du.begin());
  if (cell == RecurrentCell::Gru)
    du[2] *= saved(0);
}

static void evalRecurrentBackward(RecurrentBackwardOp op, Frame &frame) {
  const Tensor &saved = frame[op.getSaved()], &weight = frame[op.getWeight()];
  const Tensor *dy = frame.find(op.getDy()), *mask = frame.find(op.getMask());
  Tensor &dx = frame[op.getDx()];
  int64_t hidden = weight.getRowSize(), gates = recurrentGates(op.getCell());
  for (int64_t b = 0; b < saved.getShape()[0]; ++b) {
    Walk walk =
        walkOf(saved, frame.find(op.getLengths()), hidden, op.getReverse(), b);
    Numbers dh = startOf(frame.find(op.getDhn()), b, hidden);
    Numbers dc = startOf(frame.find(op.getDcn()), b, hidden);
    SmallVector<int64_t> order = walk.rows(b);
    for (int64_t row : llvm::reverse(order)) {
      Numbers throughProduct(hidden, 0.0);
      for (int64_t j = 0; j < hidden; ++j) {
        if (dy)
          dh[j] += dy->row(row)[j];
        Numbers dxs(gates), dus(gates);
        stepBack(
            op.getCell(),
            [&](int64_t part) { return saved.row(row)[part * hidden + j]; },
            dh[j], dc[j], dxs, dus);
        for (int64_t gate = 0; gate < gates; ++gate) {
          dx.row(row)[gate * hidden + j] = dxs[gate];
          addScaled(throughProduct, dus[gate], weight.row(gate * hidden + j));
        }
      }
      for (int64_t j = 0; j < hidden; ++j)
        dh[j] += throughProduct[j] * (mask ? mask->row(b)[j] : 1);
    }
    llvm::copy(dh, frame[op.getDh0()].row(b).begin());
    if (op.getDc0())
      llvm::copy(dc, frame[op.getDc0()].row(b).begin());
  }
}

void addRecurrentRules(RuleTable &rules) {
  rules.add<RecurrentOp>(evalRecurrent);
  rules.add<RecurrentBackwardOp>(evalRecurrentBackward);
}

} // namespace bmc::reference
