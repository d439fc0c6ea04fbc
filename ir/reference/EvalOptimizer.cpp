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

static void evalRowsNorm(RowsNormOp op, Frame &frame) {
  const Tensor &x = frame[op.getX()];
  double sum = 0;
  for (auto [n, mark] : llvm::enumerate(frame[op.getTouched()].ints()))
    if (mark != 0)
      sum += dot(x.row(n), x.row(n));
  frame[op.getNorm()].floats()[0] = std::sqrt(sum);
}

static void evalClipCoefficient(ClipCoefficientOp op, Frame &frame) {
  double norm = frame[op.getNorm()].floats()[0];
  double maxNorm = op.getMaxNorm().convertToDouble();
  frame[op.getY()].floats()[0] =
      maxNorm == 0 ? 1 : std::min(1.0, maxNorm / (norm + 1e-6));
}

namespace {
/// Evaluates the terms of an update for one element after the other.
class FormulaEvaluator {
public:
  FormulaEvaluator(UpdateOp op, Frame &frame)
      : formula(op.getFormula()), values(formula.terms.size()), op(op),
        frame(frame), rate(scalar(op.getLr())), step(scalar(op.getStep())),
        scale(scalar(op.getScale())) {
    if (op.getMuProduct())
      muProduct = scalar(op.getMuProduct());
  }

  /// Updates parameter number `index` and its states.
  void update(unsigned index);

private:
  double scalar(Value value) { return frame[value].floats()[0]; }
  double leaf(const TermNode &term, int64_t element);

  UpdateFormula formula;
  std::vector<double> values; ///< of the terms
  UpdateOp op;
  Frame &frame;
  double rate, step, scale, muProduct = 1;
  ArrayRef<double> parameter, gradient;
  SmallVector<ArrayRef<double>> states;
};
} // namespace

double FormulaEvaluator::leaf(const TermNode &term, int64_t element) {
  switch (term.kind) {
  case TermKind::Constant:
    return term.number;
  case TermKind::Rate:
    return rate;
  case TermKind::Step:
    return step;
  case TermKind::MuProduct:
    return muProduct;
  case TermKind::Parameter:
    return parameter[element];
  case TermKind::Gradient:
    return scale * gradient[element];
  default:
    return states[term.state][element];
  }
}

void FormulaEvaluator::update(unsigned index) {
  parameter = frame[op.getParameters()[index]].floats();
  gradient = frame[op.getGradients()[index]].floats();
  states.clear();
  for (unsigned s = 0; s < formula.states.size(); ++s)
    states.push_back(frame[op.getState(s)[index]].floats());
  Tensor &target = frame[op.getNewParameters()[index]];
  const Tensor *touched = frame.find(op.getTouched());
  for (int64_t e = 0; e < target.getNumElements(); ++e) {
    if (touched && touched->ints()[e / target.getRowSize()] == 0)
      continue;
    for (auto [i, term] : llvm::enumerate(formula.terms)) {
      SmallVector<double> operands;
      for (int operand : term.operands)
        operands.push_back(values[operand]);
      values[i] =
          operands.empty() ? leaf(term, e) : evaluateTerm(term.kind, operands);
    }
    target.floats()[e] = values[formula.newParameter];
    for (unsigned s = 0; s < formula.states.size(); ++s)
      frame[op.getNewState(s)[index]].floats()[e] =
          values[formula.newStates[s]];
  }
}

/// New values start as the old ones: what a norm that is not finite leaves
/// unchanged.
static void evalUpdate(UpdateOp op, Frame &frame) {
  auto copyAll = [&](OperandRange from, ResultRange to) {
    for (auto [source, target] : llvm::zip_equal(from, to))
      frame[target] = frame[source];
  };
  copyAll(op.getParameters(), op.getNewParameters());
  copyAll(op.getStates(), op.getNewStates());
  if (!std::isfinite(frame[op.getNorm()].floats()[0]))
    return;
  FormulaEvaluator evaluator(op, frame);
  for (unsigned i = 0; i < op.getParameters().size(); ++i)
    evaluator.update(i);
}

void addOptimizerRules(RuleTable &rules) {
  rules.add<GlobalNormOp>(evalGlobalNorm);
  rules.add<RowsNormOp>(evalRowsNorm);
  rules.add<ClipCoefficientOp>(evalClipCoefficient);
  rules.add<UpdateOp>(evalUpdate);
}

} // namespace bmc::reference
