//===- EvalOptimizer.cpp - Parameter updates ------------------------------===//

#include "ir/reference/Rules.h"

#include <cmath>

using namespace mlir;

namespace bmc::reference {

static void evalGlobalNorm(GlobalNormOp op, Frame &frame) {
  double sum = 0;
  for (const Tensor *input : frame.all(op.getInputs()))
    sum += dot(input->floats(), input->floats());
  frame[op.getNorm()].floats()[0] = std::sqrt(sum);
}

static void evalClipCoefficient(ClipCoefficientOp op, Frame &frame) {
  double norm = frame[op.getNorm()].floats()[0];
  double maxNorm = op.getMaxNorm().convertToDouble();
  frame[op.getY()].floats()[0] =
      maxNorm == 0 ? 1 : std::min(1.0, maxNorm / (norm + 1e-6));
}

/// New values start as the old ones: what a non-finite norm leaves unchanged.
static void copyAll(OperandRange from, ResultRange to, Frame &frame) {
  for (auto [source, target] : llvm::zip_equal(from, to))
    frame[target] = frame[source];
}

static void evalSgd(SgdOp op, Frame &frame) {
  copyAll(op.getParameters(), op.getNewParameters(), frame);
  copyAll(op.getMomenta(), op.getNewMomenta(), frame);
  if (!std::isfinite(frame[op.getNorm()].floats()[0]))
    return;
  double lr = frame[op.getLr()].floats()[0];
  double scale = frame[op.getScale()].floats()[0];
  bool first = frame[op.getStep()].floats()[0] == 1;
  double momentum = op.getMomentum().convertToDouble();
  double dampening = op.getDampening().convertToDouble();
  double weightDecay = op.getWeightDecay().convertToDouble();
  for (auto [i, gradient] : llvm::enumerate(op.getGradients())) {
    Tensor &p = frame[op.getNewParameters()[i]];
    for (int64_t e = 0; e < p.getNumElements(); ++e) {
      double g =
          scale * frame[gradient].floats()[e] + weightDecay * p.floats()[e];
      double update = g;
      if (!op.getMomenta().empty()) {
        double &m = frame[op.getNewMomenta()[i]].floats()[e];
        m = first ? g : momentum * m + (1 - dampening) * g;
        update = op.getNesterov() ? g + momentum * m : m;
      }
      p.floats()[e] -= lr * update;
    }
  }
}

static void evalAdam(AdamOp op, Frame &frame) {
  copyAll(op.getParameters(), op.getNewParameters(), frame);
  copyAll(op.getExpAvgs(), op.getNewExpAvgs(), frame);
  copyAll(op.getExpAvgSqs(), op.getNewExpAvgSqs(), frame);
  if (!std::isfinite(frame[op.getNorm()].floats()[0]))
    return;
  double lr = frame[op.getLr()].floats()[0];
  double step = frame[op.getStep()].floats()[0];
  double scale = frame[op.getScale()].floats()[0];
  double beta1 = op.getBeta1().convertToDouble();
  double beta2 = op.getBeta2().convertToDouble();
  double eps = op.getEps().convertToDouble();
  double weightDecay = op.getWeightDecay().convertToDouble();
  double stepSize = lr / (1 - std::pow(beta1, step));
  double correction = std::sqrt(1 - std::pow(beta2, step));
  for (auto [i, gradient] : llvm::enumerate(op.getGradients())) {
    MutableArrayRef<double> p = frame[op.getNewParameters()[i]].floats();
    MutableArrayRef<double> m = frame[op.getNewExpAvgs()[i]].floats();
    MutableArrayRef<double> v = frame[op.getNewExpAvgSqs()[i]].floats();
    for (size_t e = 0; e < p.size(); ++e) {
      double g = scale * frame[gradient].floats()[e];
      if (op.getDecoupled())
        p[e] *= 1 - lr * weightDecay;
      else
        g += weightDecay * p[e];
      m[e] = beta1 * m[e] + (1 - beta1) * g;
      v[e] = beta2 * v[e] + (1 - beta2) * g * g;
      p[e] -= stepSize * m[e] / (std::sqrt(v[e]) / correction + eps);
    }
  }
}

void addOptimizerRules(RuleTable &rules) {
  rules.add<GlobalNormOp>(evalGlobalNorm);
  rules.add<ClipCoefficientOp>(evalClipCoefficient);
  rules.add<SgdOp>(evalSgd);
  rules.add<AdamOp>(evalAdam);
}

} // namespace bmc::reference
