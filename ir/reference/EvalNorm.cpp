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

void addNormRules(RuleTable &rules) {
  rules.add<SoftmaxOp>(evalSoftmax);
  rules.add<LogSoftmaxOp>(evalLogSoftmax);
  rules.add<LayerNormOp>(evalLayerNorm);
  rules.add<AddLayerNormOp>(evalAddLayerNorm);
  rules.add<LayerNormBackwardOp>(evalLayerNormBackward);
}

} // namespace bmc::reference
