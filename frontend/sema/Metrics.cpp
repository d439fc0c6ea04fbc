//===- Metrics.cpp - metrics of train -------------------------------------===//

#include "frontend/sema/Analyzer.h"

#include <set>

using namespace llvm;
using namespace bmc::ast;

namespace bmc {

const Expr *Analyzer::trainSetting(StringRef name) const {
  for (const Setting &setting : train->settings)
    if (setting.name.text == name)
      return setting.value.get();
  return nullptr;
}

/// What is called, or named to be called.
static const NameExpr *calleeOf(const Expr &expr) {
  if (auto *call = dyn_cast<CallExpr>(&expr))
    return dyn_cast<NameExpr>(call->callee.get());
  return dyn_cast<NameExpr>(&expr);
}

static bool saysArgument(const Expr &expr, StringRef name) {
  auto *call = dyn_cast<CallExpr>(&expr);
  return call && any_of(call->arguments, [&](const Argument &argument) {
           return argument.name.text == name;
         });
}

/// metrics = [accuracy, f1(output, y)] or {good: accuracy, error: rmse}
void Analyzer::buildMetrics() {
  const Expr *metrics = trainSetting("metrics");
  if (!metrics || program.loss < 0)
    return;
  if (auto *dictionary = dyn_cast<DictionaryExpr>(metrics)) {
    for (const Argument &entry : dictionary->entries)
      addMetric(*entry.value, entry.name);
  } else if (auto *list = dyn_cast<ListExpr>(metrics)) {
    for (const ExprPtr &element : list->elements) {
      const NameExpr *callee = calleeOf(*element);
      addMetric(*element, callee ? Name{callee->name, element->range} : Name());
    }
  } else {
    evaluator
        .error(metrics->range, DiagId::BadValue,
               "'metrics' must be a list or named values")
        .help("such as metrics = [accuracy] or metrics = {good: accuracy}");
  }
}

/// Output and targets for a metric that says none: those of the loss, without
/// the targets that it ignores.
std::optional<std::vector<Actual>> Analyzer::lossArguments(const Expr &metric) {
  auto *loss = dyn_cast<CallExpr>(trainSetting("loss"));
  bool fits = loss && loss->arguments.size() >= 2 &&
              loss->arguments[0].name.text.empty() &&
              loss->arguments[1].name.text.empty();
  StringRef name = calleeOf(metric)->name;
  if (fits) {
    auto actuals =
        evaluator.evalArguments(ArrayRef(loss->arguments).take_front(2));
    for (const Argument &argument : loss->arguments)
      if (actuals && argument.name.text == "ignore_index" &&
          metricIgnores(name) && !saysArgument(metric, "ignore_index"))
        if (auto ignored = evaluator.evalArguments(argument))
          append_range(*actuals, *ignored);
    return actuals;
  }
  evaluator
      .error(metric.range, DiagId::BadArguments,
             name + " is not told what to compare, and the loss is no call "
                    "that could say it")
      .help("write " + name + "(output, targets)");
  return std::nullopt;
}

Value Analyzer::evalMetric(const Expr &expr) {
  const NameExpr *callee = calleeOf(expr);
  bool isMetric = callee && !metricDirection(callee->name).empty() &&
                  !evaluator.functions.count(callee->name);
  auto *call = dyn_cast<CallExpr>(&expr);
  bool saysWhat = call && any_of(call->arguments, [](const Argument &argument) {
                    return is_contained({"", "output", "target", "targets"},
                                        argument.name.text);
                  });
  if (!isMetric || saysWhat)
    return evaluator.eval(expr);
  std::optional<std::vector<Actual>> actuals = lossArguments(expr);
  if (!actuals)
    return Value::error();
  for (Actual &actual : *actuals)
    actual.range = expr.range;
  CallExpr implied(expr.range);
  implied.callee = std::make_unique<NameExpr>(*callee);
  if (call) {
    auto options = evaluator.evalArguments(call->arguments);
    if (!options)
      return Value::error();
    append_range(*actuals, *options);
  }
  return evaluator.callBuiltin(callee->name, std::move(*actuals), implied);
}

void Analyzer::addMetric(const Expr &expr, const Name &name) {
  if (name.text.empty() || name.text == "loss") {
    evaluator
        .error(expr.range, DiagId::BadValue,
               name.text.empty() ? "this metric has no name"
                                 : "a metric cannot be called 'loss'")
        .help("write metrics = {name: " + expr.source() + "}");
    return;
  }
  for (const Metric &other : program.metrics)
    if (other.name == name.text) {
      evaluator
          .error(name.range, DiagId::DuplicateName,
                 "two metrics are called '" + name.text + "'")
          .help("name them: metrics = {" + name.text + "_a: .., " + name.text +
                "_b: ..}");
      return;
    }
  evaluator.metricTargets = -1;
  Value value = evaluator.inFrame(results, [&] { return evalMetric(expr); });
  if (value.isError())
    return;
  Metric metric;
  metric.name = name.text.str();
  if (const NameExpr *callee = calleeOf(expr))
    metric.better = metricDirection(callee->name).str();
  if (evaluator.metricTargets >= 0)
    metric.targets = fieldOf(evaluator.metricTargets);
  bool isRanking = value.names && value.names->front() == "scores";
  if (isRanking) {
    metric.scores = value.elements()[0].node;
    metric.labels = value.elements()[1].node;
  } else if (value.isTensor()) {
    metric.value = value.node;
  }
  if (isRanking || checkMetric(expr, metric))
    program.metrics.push_back(std::move(metric));
}

/// Whether a value is a number, vector or matrix that sums over rows make up.
bool Analyzer::checkMetric(const Expr &expr, const Metric &metric) {
  auto mismatch = [&](const Twine &message) {
    return evaluator.error(expr.range, DiagId::MetricMismatch,
                           "metric '" + metric.name + "' " + message);
  };
  if (metric.value < 0) {
    mismatch("is no tensor");
    return false;
  }
  const TensorType &type = program.nodes[metric.value].type;
  bool isFixed = all_of(type.shape, [](const Size &s) { return s.isStatic(); });
  if (!type.isFloat() || !isFixed || type.rank() > 2) {
    mismatch("must be an f32 number, vector or matrix of fixed size, got " +
             format(type))
        .help(isFixed ? "" : "mean(x) is the mean over all rows");
    return false;
  }
  if (findOtherThanSum(metric.value) < 0)
    return true;
  mismatch("is not made of sums and means over rows")
      .help("sum, mean and what is computed of them can be added up over the "
            "batches of an evaluation");
  return false;
}

/// A node that needs the rows of an evaluation in another way than to sum over
/// them once, or -1.
NodeId Analyzer::findOtherThanSum(NodeId metric) const {
  auto hasRows = [&](NodeId id) {
    return any_of(program.nodes[id].type.shape,
                  [&](const Size &size) { return size.dim == program.batch; });
  };
  std::set<std::pair<NodeId, bool>> seen;
  SmallVector<std::pair<NodeId, bool>> pending{{metric, false}};
  while (!pending.empty()) {
    auto [id, isSummed] = pending.pop_back_val();
    // The model may do with its batch what it wants.
    if ((isSummed && id < firstOfResults) ||
        !seen.insert({id, isSummed}).second)
      continue;
    const Node &node = program.nodes[id];
    bool reduces = !hasRows(id) && any_of(node.operands, hasRows);
    bool isSum = is_contained({OpKind::Sum, OpKind::Mean, OpKind::CrossEntropy},
                              node.op);
    bool needsWeights = !isSummed && node.op == OpKind::Parameter;
    if (needsWeights || (reduces && (isSummed || !isSum)))
      return id;
    for (NodeId operand : node.operands)
      pending.push_back({operand, isSummed || reduces});
  }
  return -1;
}

} // namespace bmc
