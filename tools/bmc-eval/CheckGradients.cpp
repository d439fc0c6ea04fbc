//===- CheckGradients.cpp - Gradients against finite differences ----------===//

#include "tools/bmc-eval/Checks.h"
#include "tools/bmc-eval/Format.h"
#include "tools/bmc-eval/Names.h"

#include "mlir/IR/Builders.h"
#include "llvm/Support/Format.h"

#include <cmath>

using namespace mlir;
using bmc::reference::Tensor;

namespace bmc {

namespace {
/// A scalar function of one element of one of its inputs.
class Probe {
public:
  Probe(func::FuncOp loss, SmallVector<Tensor> inputs,
        const reference::EvalOptions &eval)
      : loss(loss), inputs(std::move(inputs)), eval(eval) {}

  /// d loss / d inputs[input][element], by central differences of order four.
  ///
  /// A step that straddles a kink (relu at 0, a tie of max) gives nonsense, so
  /// smaller steps are tried too; `expected` picks the best. A wrong gradient
  /// matches none of them.
  FailureOr<double> derivative(unsigned input, int64_t element,
                               double expected);

private:
  /// loss with the element moved by `offset`.
  FailureOr<double> at(double &element, double offset);

  func::FuncOp loss;
  SmallVector<Tensor> inputs;
  const reference::EvalOptions &eval;
};
} // namespace

FailureOr<double> Probe::at(double &element, double offset) {
  double original = element;
  element = original + offset;
  auto results = reference::evaluate(loss, inputs, eval);
  element = original;
  if (failed(results))
    return failure();
  return results->front().floats()[0];
}

FailureOr<double> Probe::derivative(unsigned input, int64_t element,
                                    double expected) {
  double &x = inputs[input].floats()[element];
  double best = std::nan("");
  for (double step : {1e-3, 1e-4, 1e-5}) {
    double h = step * std::max(1.0, std::abs(x));
    auto right = at(x, h), left = at(x, -h);
    auto farRight = at(x, 2 * h), farLeft = at(x, -2 * h);
    if (failed(right) || failed(left) || failed(farRight) || failed(farLeft))
      return failure();
    double slope = (8 * (*right - *left) - (*farRight - *farLeft)) / (12 * h);
    double error = std::abs(slope - expected);
    if (std::isnan(best) || error < std::abs(best - expected))
      best = slope;
    if (error <= 1e-8 * std::max(std::abs(slope), 1e-3))
      break;
  }
  return best;
}

/// The argument of `func` that is parameter `name` itself.
static std::optional<unsigned> findParameter(func::FuncOp func,
                                             FlatSymbolRefAttr name) {
  for (unsigned i = 0; i < func.getNumArguments(); ++i) {
    auto group = func.getArgAttrOfType<StringAttr>(i, "bmc.group");
    if (func.getArgAttr(i, "bmc.parameter") == name &&
        (!group || group == "param"))
      return i;
  }
  return std::nullopt;
}

/// Fills `checked` and `numeric` with the gradient's elements that are probed
/// and their finite differences.
static LogicalResult probe(Probe &loss, unsigned input, const Tensor &gradient,
                           int64_t maxElements, SmallVector<double> &checked,
                           SmallVector<double> &numeric,
                           SmallVector<int64_t> &elements) {
  int64_t count = std::min(gradient.getNumElements(), maxElements);
  for (int64_t i = 0; i < count; ++i) {
    int64_t element = i * gradient.getNumElements() / count;
    double value = gradient.floats()[element];
    FailureOr<double> slope = loss.derivative(input, element, value);
    if (failed(slope))
      return failure();
    elements.push_back(element);
    checked.push_back(value);
    numeric.push_back(*slope);
  }
  return success();
}

static Tensor makeVector(ArrayRef<double> values, MLIRContext *context) {
  Tensor tensor({static_cast<int64_t>(values.size())},
                Builder(context).getF64Type());
  llvm::copy(values, tensor.floats().begin());
  return tensor;
}

LogicalResult checkGradients(func::FuncOp loss, func::FuncOp gradient,
                             int64_t maxElements, CheckOptions options) {
  if (loss.getArgumentTypes() != gradient.getArgumentTypes())
    return gradient.emitError()
           << "the inputs differ from those of '" << loss.getName() << "'";
  // Differences of rounded values say nothing.
  options.eval.exact = true;
  auto inputs = makeInputs(loss, options.sources);
  if (failed(inputs))
    return failure();
  options.eval.dims = options.sources.dims;
  auto value = reference::evaluate(loss, *inputs, options.eval);
  auto gradients = reference::evaluate(gradient, *inputs, options.eval);
  if (failed(value) || failed(gradients))
    return failure();
  if (value->size() != 1 || !value->front().isFloat() ||
      value->front().getNumElements() != 1)
    return loss.emitError() << "expected one result, a float scalar";
  if (gradients->empty() ||
      compare(gradients->front(), value->front()).value > 1e-12)
    return gradient.emitError()
           << "expected the first result to be the value of '" << loss.getName()
           << "'";
  Probe lossProbe(loss, *inputs, options.eval);
  bool agree = true, any = false;
  for (auto [i, result] : llvm::enumerate(*gradients)) {
    auto name =
        gradient.getResultAttrOfType<FlatSymbolRefAttr>(i, "bmc.parameter");
    if (!name)
      continue;
    std::optional<unsigned> input = findParameter(loss, name);
    if (!input || (*inputs)[*input].getShape() != result.getShape())
      return gradient.emitError()
             << "gradient of " << name << " belongs to no input of equal shape";
    SmallVector<double> checked, numeric;
    SmallVector<int64_t> elements;
    if (failed(probe(lossProbe, *input, result, maxElements, checked, numeric,
                     elements)))
      return failure();
    Difference worst = compare(makeVector(checked, loss.getContext()),
                               makeVector(numeric, loss.getContext()));
    bool close = worst.value <= options.tolerance;
    agree &= close;
    any = true;
    options.os << name.getValue()
               << llvm::format(": difference %.2g at ", worst.value)
               << formatIndex(result.getShape(), elements[worst.element])
               << llvm::format(" (gradient %.10g, finite difference %.10g)",
                               checked[worst.element], numeric[worst.element])
               << (close ? "" : " WRONG") << '\n';
  }
  if (!any)
    return gradient.emitError() << "expected results with bmc.parameter";
  return success(agree);
}

} // namespace bmc
