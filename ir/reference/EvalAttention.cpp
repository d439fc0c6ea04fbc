//===- EvalAttention.cpp - Scaled dot-product attention -------------------===//

#include "ir/reference/Rules.h"

#include <algorithm>
#include <cmath>

using namespace mlir;

namespace bmc::reference {

static void evalCausalMask(CausalMaskOp op, Frame &frame) {
  const Tensor &x = frame[op.getX()];
  Tensor &y = frame[op.getY()];
  int64_t from = 0;
  forEachIndex(x.getShape(), [&](ArrayRef<int64_t> index) {
    int64_t i = index[index.size() - 2], j = index.back();
    y.floats()[from] =
        j <= i ? x.floats()[from] : op.getFill().convertToDouble();
    ++from;
  });
}

namespace {
/// The extents of an attention and the rows of its operands.
struct Heads {
  int64_t batch, queries, keys, heads, width;

  Heads(const Tensor &q, const Tensor &k, int64_t heads)
      : batch(q.getShape()[0]), queries(q.getShape()[1]), keys(k.getShape()[1]),
        heads(heads), width(q.getShape()[2] / heads) {}

  /// Columns for head `h` in position `s` of sequence `b`; in a tensor with
  /// fewer heads a group of `heads` shares one.
  template <typename TensorT>
  auto part(TensorT &tensor, int64_t b, int64_t h, int64_t s) const {
    int64_t group = heads * width / tensor.getShape()[2];
    return tensor.row(b * tensor.getShape()[1] + s)
        .slice(h / group * width, width);
  }

  /// Calls `visit(b, h, i, row)` for every query; `row` counts them.
  void forEachQuery(llvm::function_ref<void(int64_t, int64_t, int64_t, int64_t)>
                        visit) const {
    int64_t row = 0;
    for (int64_t b = 0; b < batch; ++b)
      for (int64_t h = 0; h < heads; ++h)
        for (int64_t i = 0; i < queries; ++i)
          visit(b, h, i, row++);
  }
};
} // namespace

/// Number of the bias row of query i.
static int64_t biasRow(ArrayRef<int64_t> shape, int64_t b, int64_t h,
                       int64_t i) {
  auto at = [&](unsigned axis, int64_t index) {
    return shape[axis] == 1 ? 0 : index;
  };
  return (at(0, b) * shape[1] + at(1, h)) * shape[2] + at(2, i);
}

/// c tanh(x / c), or x where c is 0.
static double softcap(double x, double cap) {
  return cap == 0 ? x : cap * std::tanh(x / cap);
}

/// The score of a query and a key before anything is added.
static double productOf(ScaledDotProductOp op, Frame &frame, const Heads &heads,
                        int64_t b, int64_t h, int64_t i, int64_t j) {
  const Tensor &q = frame[op.getQ()], &k = frame[op.getK()];
  return softcap(dot(heads.part(q, b, h, i), heads.part(k, b, h, j)) *
                     op.getScale().convertToDouble(),
                 op.getSoftcap().convertToDouble());
}

/// Scores of query i of a head against the keys it may see; minus infinity for
/// those of other segments.
static SmallVector<double> scoresOf(ScaledDotProductOp op, Frame &frame,
                                    const Heads &heads, int64_t b, int64_t h,
                                    int64_t i) {
  ArrayRef<double> bias;
  if (op.getBias()) {
    const Tensor &all = frame[op.getBias()];
    bias = all.row(biasRow(all.getShape(), b, h, i));
  }
  auto isHidden = [&](int64_t j) {
    return op.getQuerySegments() &&
           frame[op.getQuerySegments()].ints()[b * heads.queries + i] !=
               frame[op.getKeySegments()].ints()[b * heads.keys + j];
  };
  SmallVector<double> scores;
  for (int64_t j = 0, visible = op.getCausal() ? i + 1 : heads.keys;
       j < visible; ++j)
    scores.push_back(isHidden(j) ? -INFINITY
                                 : productOf(op, frame, heads, b, h, i, j) +
                                       (bias.empty() ? 0.0 : bias[j]));
  return scores;
}

/// The mask of the probabilities, [B, H, S, T]; nullopt without dropout.
static FailureOr<std::optional<DropoutMask>> maskOf(ScaledDotProductOp op,
                                                    Frame &frame) {
  if (!op.getRng())
    return std::optional<DropoutMask>();
  FailureOr<RandomWords> words = RandomWords::create(
      cast<RandomOp>(op.getOperation()), op.getRng(), frame);
  if (failed(words))
    return failure();
  return std::optional<DropoutMask>(
      {*words, op.getDropoutP().convertToDouble()});
}

static LogicalResult evalAttention(AttentionOp op, Frame &frame) {
  const Tensor &q = frame[op.getQ()], &k = frame[op.getK()],
               &v = frame[op.getV()];
  Tensor &out = frame[op.getOut()], &lse = frame[op.getLse()];
  Heads heads(q, k, op.getNumHeads());
  FailureOr<std::optional<DropoutMask>> mask = maskOf(op, frame);
  if (failed(mask))
    return failure();
  heads.forEachQuery([&](int64_t b, int64_t h, int64_t i, int64_t row) {
    SmallVector<double> scores = scoresOf(op, frame, heads, b, h, i);
    double largest = -1e30, total = 0;
    for (double score : scores)
      largest = std::max(largest, score);
    for (double &score : scores)
      total += score = std::exp(score - largest);
    total = std::max(total, 1.0);
    lse.row(row)[0] = largest;
    lse.row(row)[1] = std::log(total);
    for (auto [j, term] : llvm::enumerate(scores)) {
      double p = term / total;
      if (*mask)
        p = (*mask)->apply(p, row * heads.keys + j);
      addScaled(heads.part(out, b, h, i), p, heads.part(v, b, h, j));
    }
  });
  return success();
}

static LogicalResult evalAttentionBackward(AttentionBackwardOp op,
                                           Frame &frame) {
  const Tensor &dout = frame[op.getDout()], &out = frame[op.getOut()];
  const Tensor &q = frame[op.getQ()], &k = frame[op.getK()],
               &v = frame[op.getV()];
  Tensor &dq = frame[op.getDq()], &dk = frame[op.getDk()],
         &dv = frame[op.getDv()];
  Tensor *dbias = op.getBias() ? &frame[op.getDbias()] : nullptr;
  double scale = op.getScale().convertToDouble();
  double cap = op.getSoftcap().convertToDouble();
  Heads heads(q, k, op.getNumHeads());
  FailureOr<std::optional<DropoutMask>> mask = maskOf(op, frame);
  if (failed(mask))
    return failure();
  heads.forEachQuery([&](int64_t b, int64_t h, int64_t i, int64_t row) {
    ArrayRef<double> lse = frame[op.getLse()].row(row);
    auto dOutI = heads.part(dout, b, h, i);
    double delta = dot(dOutI, heads.part(out, b, h, i));
    SmallVector<double> scores = scoresOf(op, frame, heads, b, h, i);
    for (auto [j, score] : llvm::enumerate(scores)) {
      auto qI = heads.part(q, b, h, i), kJ = heads.part(k, b, h, j);
      double p = std::exp(score - lse[0] - lse[1]);
      double dp = dot(dOutI, heads.part(v, b, h, j)), kept = p;
      if (*mask) {
        int64_t element = row * heads.keys + j;
        kept = (*mask)->apply(p, element);
        dp = (*mask)->apply(dp, element);
      }
      double ds = p * (dp - delta), dx = ds * scale;
      if (cap != 0) {
        double part = productOf(op, frame, heads, b, h, i, j) / cap;
        dx *= 1 - part * part;
      }
      addScaled(heads.part(dv, b, h, j), kept, dOutI);
      addScaled(heads.part(dq, b, h, i), dx, kJ);
      addScaled(heads.part(dk, b, h, j), dx, qI);
      if (dbias)
        dbias->row(biasRow(dbias->getShape(), b, h, i))[j] += ds;
    }
  });
  return success();
}

/// Head `h` of a row, where rows have heads of `width` columns and each serves
/// `group` heads.
template <typename RowT>
static auto headOf(RowT row, int64_t h, int64_t group, int64_t width) {
  return row.slice(h / group * width, width);
}

static LogicalResult evalAttentionStep(AttentionStepOp op, Frame &frame) {
  const Tensor &q = frame[op.getQ()], &k = frame[op.getK()],
               &v = frame[op.getV()];
  Tensor &out = frame[op.getOut()];
  Tensor &keys = frame[op.getKeys()], &values = frame[op.getValues()];
  auto positions = frame[op.getPosition()].ints();
  int64_t kept = keys.getShape()[1];
  for (int64_t position : positions)
    if (failed(checkIndex(op, position, kept)))
      return failure();
  keys = frame[op.getOldKeys()];
  values = frame[op.getOldValues()];
  int64_t heads = op.getNumHeads(), group = heads / op.getNumKeyHeads();
  int64_t width = q.getRowSize() / heads;
  double scale = op.getScale().convertToDouble();
  const Tensor *bias = frame.find(op.getBias());
  for (int64_t b = 0; b < q.getShape()[0]; ++b) {
    int64_t position = positions[positions.size() == 1 ? 0 : b];
    llvm::copy(k.row(b), keys.row(b * kept + position).begin());
    llvm::copy(v.row(b), values.row(b * kept + position).begin());
    for (int64_t h = 0; h < heads; ++h) {
      SmallVector<double> scores{-1e30};
      for (int64_t j = 0; j <= position; ++j) {
        auto key = headOf(keys.row(b * kept + j), h, group, width);
        double score = softcap(dot(headOf(q.row(b), h, 1, width), key) * scale,
                               op.getSoftcap().convertToDouble());
        if (bias) {
          ArrayRef<int64_t> shape = bias->getShape();
          int64_t row = (shape[0] == 1 ? 0 : b) * shape[1];
          score += bias->row(row + (shape[1] == 1 ? 0 : h))[j];
        }
        scores.push_back(score);
      }
      double largest = *llvm::max_element(scores), total = 0;
      for (double &score : MutableArrayRef(scores).drop_front())
        total += score = std::exp(score - largest);
      total = std::max(total, 1.0);
      for (int64_t j = 0; j <= position; ++j)
        addScaled(headOf(out.row(b), h, 1, width), scores[j + 1] / total,
                  headOf(values.row(b * kept + j), h, group, width));
    }
  }
  return success();
}

static LogicalResult evalStoreRows(StoreRowsOp op, Frame &frame) {
  const Tensor &x = frame[op.getX()];
  Tensor &y = frame[op.getY()];
  y = frame[op.getInit()];
  int64_t rows = x.getShape()[1], kept = y.getShape()[1];
  if (rows > kept)
    return op.emitOpError() << "has " << rows << " rows for " << kept;
  for (int64_t b = 0; b < x.getShape()[0]; ++b)
    for (int64_t i = 0; i < rows; ++i)
      llvm::copy(x.row(b * rows + i), y.row(b * kept + i).begin());
  return success();
}

void addAttentionRules(RuleTable &rules) {
  rules.add<CausalMaskOp>(evalCausalMask);
  rules.add<AttentionOp>(evalAttention);
  rules.add<AttentionBackwardOp>(evalAttentionBackward);
  rules.add<AttentionStepOp>(evalAttentionStep);
  rules.add<StoreRowsOp>(evalStoreRows);
}

} // namespace bmc::reference
