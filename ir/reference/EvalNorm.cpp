//===- EvalNorm.cpp - Softmax and layer norm ------------------------------===//

#include "ir/reference/Math.h"
#include "ir/reference/Rules.h"

#include <cmath>

using namespace mlir;

namespace bmc::reference {

LogSum logSumExp(ArrayRef<double> x) {
  double largest = *llvm::max_element(x);
  double sum = 0;
  for (double value : x)
    sum += std::exp(value - largest);
  return {largest, std::log(sum)};
}

void softmax(ArrayRef<double> x, MutableArrayRef<double> y) {
  double largest = *llvm::max_element(x);
  double sum = 0;
  for (double value : x)
    sum += std::exp(value - largest);
  for (auto [out, in] : llvm::zip_equal(y, x))
    out = std::exp(in - largest) / sum;
}

static void evalSoftmax(SoftmaxOp op, Frame &frame) {
  const Tensor &x = frame[op.getX()];
  for (int64_t r = 0; r < x.getNumRows(); ++r)
    softmax(x.row(r), frame[op.getY()].row(r));
}

static void evalLogSoftmax(LogSoftmaxOp op, Frame &frame) {
  const Tensor &x = frame[op.getX()];
  Tensor &y = frame[op.getY()];
  for (int64_t r = 0; r < x.getNumRows(); ++r) {
    LogSum lse = logSumExp(x.row(r));
    for (auto [out, in] : llvm::zip_equal(y.row(r), x.row(r)))
      out = lse.below(in);
  }
}

static double average(ArrayRef<double> x) {
  ExactSum sum;
  for (double value : x)
    sum.add(value);
  return sum.value() / x.size();
}

/// x minus its average, which is rounded: the average of the differences is
/// what it lacks.
static SmallVector<double> centred(ArrayRef<double> x) {
  SmallVector<double> result(x);
  for (int round = 0; round < 2; ++round) {
    double mean = average(result);
    for (double &value : result)
      value -= mean;
  }
  return result;
}

/// y = (x - mean) rstd weight + bias, row by row.
static void normalize(const Tensor &x, const Tensor *weight, const Tensor *bias,
                      double eps, Tensor &y, Tensor &mean, Tensor &rstd) {
  for (int64_t r = 0; r < x.getNumRows(); ++r) {
    ArrayRef<double> row = x.row(r);
    SmallVector<double> difference = centred(row);
    double variance = dot(difference, difference) / row.size();
    mean.floats()[r] = average(row);
    rstd.floats()[r] = 1 / std::sqrt(variance + eps);
    for (auto [i, out] : llvm::enumerate(y.row(r)))
      out = difference[i] * rstd.floats()[r] *
                (weight ? weight->floats()[i] : 1) +
            (bias ? bias->floats()[i] : 0);
  }
}

static void evalLayerNorm(LayerNormOp op, Frame &frame) {
  normalize(frame[op.getX()], frame.find(op.getWeight()),
            frame.find(op.getBias()), op.getEps().convertToDouble(),
            frame[op.getY()], frame[op.getMean()], frame[op.getRstd()]);
}

static void evalAddLayerNorm(AddLayerNormOp op, Frame &frame) {
  Tensor &sum = frame[op.getSum()];
  llvm::copy(frame[op.getA()].floats(), sum.floats().begin());
  addScaled(sum.floats(), 1, frame[op.getB()].floats());
  normalize(sum, frame.find(op.getWeight()), frame.find(op.getBias()),
            op.getEps().convertToDouble(), frame[op.getY()],
            frame[op.getMean()], frame[op.getRstd()]);
}

/// y = x rstd weight, row by row.
static void normalizeRms(const Tensor &x, const Tensor *weight, double eps,
                         Tensor &y, Tensor &rstd) {
  for (int64_t r = 0; r < x.getNumRows(); ++r) {
    ArrayRef<double> row = x.row(r);
    double scale = 1 / std::sqrt(dot(row, row) / row.size() + eps);
    rstd.floats()[r] = scale;
    for (auto [i, out] : llvm::enumerate(y.row(r)))
      out = row[i] * scale * (weight ? weight->floats()[i] : 1);
  }
}

static void evalRmsNorm(RmsNormOp op, Frame &frame) {
  normalizeRms(frame[op.getX()], frame.find(op.getWeight()),
               op.getEps().convertToDouble(), frame[op.getY()],
               frame[op.getRstd()]);
}

static void evalAddRmsNorm(AddRmsNormOp op, Frame &frame) {
  Tensor &sum = frame[op.getSum()];
  llvm::copy(frame[op.getA()].floats(), sum.floats().begin());
  addScaled(sum.floats(), 1, frame[op.getB()].floats());
  normalizeRms(sum, frame.find(op.getWeight()), op.getEps().convertToDouble(),
               frame[op.getY()], frame[op.getRstd()]);
}

static void evalRmsNormBackward(RmsNormBackwardOp op, Frame &frame) {
  const Tensor &dy = frame[op.getDy()], &x = frame[op.getX()];
  const Tensor *weight = frame.find(op.getWeight());
  const Tensor *residual = frame.find(op.getResidual());
  Tensor &dx = frame[op.getDx()];
  int64_t columns = x.getRowSize();
  for (int64_t r = 0; r < x.getNumRows(); ++r) {
    double rstd = frame[op.getRstd()].floats()[r], meanGXhat = 0;
    auto g = [&](int64_t i) {
      return dy.row(r)[i] * (weight ? weight->floats()[i] : 1);
    };
    for (int64_t i = 0; i < columns; ++i)
      meanGXhat += g(i) * x.row(r)[i] * rstd / columns;
    for (int64_t i = 0; i < columns; ++i)
      dx.row(r)[i] = rstd * (g(i) - x.row(r)[i] * rstd * meanGXhat) +
                     (residual ? residual->row(r)[i] : 0);
    if (weight)
      for (int64_t i = 0; i < columns; ++i)
        frame[op.getDweight()].floats()[i] += dy.row(r)[i] * x.row(r)[i] * rstd;
  }
}

static void evalLayerNormBackward(LayerNormBackwardOp op, Frame &frame) {
  const Tensor &dy = frame[op.getDy()], &x = frame[op.getX()];
  const Tensor *weight = frame.find(op.getWeight());
  const Tensor *residual = frame.find(op.getResidual());
  Tensor &dx = frame[op.getDx()];
  int64_t columns = x.getRowSize();
  for (int64_t r = 0; r < x.getNumRows(); ++r) {
    double mean = frame[op.getMean()].floats()[r];
    double rstd = frame[op.getRstd()].floats()[r];
    SmallVector<double> g(columns), xhat(columns);
    for (int64_t i = 0; i < columns; ++i) {
      g[i] = dy.row(r)[i] * (weight ? weight->floats()[i] : 1);
      xhat[i] = x.row(r)[i] - mean;
    }
    double rest = average(xhat);
    for (double &value : xhat)
      value = (value - rest) * rstd;
    double meanG = average(g), meanGXhat = dot(g, xhat) / columns;
    for (int64_t i = 0; i < columns; ++i)
      dx.row(r)[i] = rstd * (g[i] - meanG - xhat[i] * meanGXhat) +
                     (residual ? residual->row(r)[i] : 0);
    if (!weight)
      continue;
    MutableArrayRef<double> dweight = frame[op.getDparams()[0]].floats();
    for (int64_t i = 0; i < columns; ++i)
      dweight[i] += dy.row(r)[i] * xhat[i];
    if (op.getHasBias())
      addScaled(frame[op.getDparams()[1]].floats(), 1, dy.row(r));
  }
}

namespace {
/// One channel of a tensor [B, C, spatial..], all elements in order.
class Channel {
public:
  Channel(const Tensor &shape, int64_t channel)
      : channels(shape.getShape()[1]), channel(channel),
        inner(shape.getNumElements() / shape.getShape()[0] / channels),
        count(shape.getShape()[0] * inner) {}

  int64_t size() const { return count; }
  /// Where element i of the channel lies.
  int64_t at(int64_t i) const {
    return (i / inner * channels + channel) * inner + i % inner;
  }
  SmallVector<double> of(const Tensor &x) const {
    SmallVector<double> values;
    for (int64_t i = 0; i < count; ++i)
      values.push_back(x.floats()[at(i)]);
    return values;
  }

private:
  int64_t channels, channel, inner, count;
};
} // namespace

static void evalBatchNorm(BatchNormOp op, Frame &frame) {
  const Tensor &x = frame[op.getX()];
  const Tensor *weight = frame.find(op.getWeight());
  const Tensor *bias = frame.find(op.getBias());
  for (int64_t c = 0; c < x.getShape()[1]; ++c) {
    Channel channel(x, c);
    SmallVector<double> values = channel.of(x);
    SmallVector<double> difference = centred(values);
    double variance = dot(difference, difference) / channel.size();
    frame[op.getMean()].floats()[c] = average(values);
    frame[op.getVar()].floats()[c] =
        variance * channel.size() / std::max<int64_t>(channel.size() - 1, 1);
    double factor = (weight ? weight->floats()[c] : 1) /
                    std::sqrt(variance + op.getEps().convertToDouble());
    for (int64_t i = 0; i < channel.size(); ++i)
      frame[op.getY()].floats()[channel.at(i)] =
          difference[i] * factor + (bias ? bias->floats()[c] : 0);
  }
}

static void evalBatchNormBackward(BatchNormBackwardOp op, Frame &frame) {
  const Tensor &x = frame[op.getX()];
  const Tensor *weight = frame.find(op.getWeight());
  for (int64_t c = 0; c < x.getShape()[1]; ++c) {
    Channel channel(x, c);
    SmallVector<double> dy = channel.of(frame[op.getDy()]);
    SmallVector<double> xhat = centred(channel.of(x));
    double variance =
        frame[op.getVar()].floats()[c] * (channel.size() - 1) / channel.size();
    double rstd = 1 / std::sqrt(variance + op.getEps().convertToDouble());
    for (double &value : xhat)
      value *= rstd;
    double dweight = dot(dy, xhat), dbias = average(dy) * channel.size();
    frame[op.getDweight()].floats()[c] = dweight;
    frame[op.getDbias()].floats()[c] = dbias;
    double factor = rstd * (weight ? weight->floats()[c] : 1);
    for (int64_t i = 0; i < channel.size(); ++i)
      frame[op.getDx()].floats()[channel.at(i)] =
          factor * (dy[i] - (dbias + xhat[i] * dweight) / channel.size());
  }
}

static void evalByMode(ByModeOp op, Frame &frame) {
  frame[op.getY()] = frame[op.getTraining()];
}

void addNormRules(RuleTable &rules) {
  rules.add<SoftmaxOp>(evalSoftmax);
  rules.add<LogSoftmaxOp>(evalLogSoftmax);
  rules.add<BatchNormOp>(evalBatchNorm);
  rules.add<BatchNormBackwardOp>(evalBatchNormBackward);
  rules.add<ByModeOp>(evalByMode);
  rules.add<LayerNormOp>(evalLayerNorm);
  rules.add<AddLayerNormOp>(evalAddLayerNorm);
  rules.add<LayerNormBackwardOp>(evalLayerNormBackward);
  rules.add<RmsNormOp>(evalRmsNorm);
  rules.add<AddRmsNormOp>(evalAddRmsNorm);
  rules.add<RmsNormBackwardOp>(evalRmsNormBackward);
}

} // namespace bmc::reference
