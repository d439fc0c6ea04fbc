//===- EvalAttention.cpp - Scaled dot-product attention -------------------===//

#include "ir/reference/Rules.h"

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

  /// Columns of head `h` in position `s` of sequence `b`.
  template <typename TensorT>
  auto part(TensorT &tensor, int64_t b, int64_t h, int64_t s) const {
    return tensor.row(b * tensor.getShape()[1] + s).slice(h * width, width);
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

static void evalAttention(AttentionOp op, Frame &frame) {
  const Tensor &q = frame[op.getQ()], &k = frame[op.getK()],
               &v = frame[op.getV()];
  Tensor &out = frame[op.getOut()], &lse = frame[op.getLse()];
  double scale = op.getScale().convertToDouble();
  Heads heads(q, k, op.getNumHeads());
  heads.forEachQuery([&](int64_t b, int64_t h, int64_t i, int64_t row) {
    int64_t visible = op.getCausal() ? i + 1 : heads.keys;
    SmallVector<double> scores;
    for (int64_t j = 0; j < visible; ++j)
      scores.push_back(dot(heads.part(q, b, h, i), heads.part(k, b, h, j)) *
                       scale);
    auto [largest, logSum] = logSumExp(scores);
    lse.row(row)[0] = largest;
    lse.row(row)[1] = logSum;
    softmax(scores, scores);
    for (int64_t j = 0; j < visible; ++j)
      addScaled(heads.part(out, b, h, i), scores[j], heads.part(v, b, h, j));
  });
}

static void evalAttentionBackward(AttentionBackwardOp op, Frame &frame) {
  const Tensor &dout = frame[op.getDout()], &out = frame[op.getOut()];
  const Tensor &q = frame[op.getQ()], &k = frame[op.getK()],
               &v = frame[op.getV()];
  Tensor &dq = frame[op.getDq()], &dk = frame[op.getDk()],
         &dv = frame[op.getDv()];
  double scale = op.getScale().convertToDouble();
  Heads heads(q, k, op.getNumHeads());
  heads.forEachQuery([&](int64_t b, int64_t h, int64_t i, int64_t row) {
    ArrayRef<double> lse = frame[op.getLse()].row(row);
    auto dOutI = heads.part(dout, b, h, i);
    double delta = dot(dOutI, heads.part(out, b, h, i));
    int64_t visible = op.getCausal() ? i + 1 : heads.keys;
    for (int64_t j = 0; j < visible; ++j) {
      auto qI = heads.part(q, b, h, i), kJ = heads.part(k, b, h, j);
      double p = std::exp(dot(qI, kJ) * scale - lse[0] - lse[1]);
      double dp = dot(dOutI, heads.part(v, b, h, j));
      double ds = p * (dp - delta) * scale;
      addScaled(heads.part(dv, b, h, j), p, dOutI);
      addScaled(heads.part(dq, b, h, i), ds, kJ);
      addScaled(heads.part(dk, b, h, j), ds, qI);
    }
  });
}

void addAttentionRules(RuleTable &rules) {
  rules.add<CausalMaskOp>(evalCausalMask);
  rules.add<AttentionOp>(evalAttention);
  rules.add<AttentionBackwardOp>(evalAttentionBackward);
}

} // namespace bmc::reference
