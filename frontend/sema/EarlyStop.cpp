//===- EarlyStop.cpp - best and early_stop of train -----------------------===//

#include "frontend/sema/Analyzer.h"

#include "llvm/ADT/StringExtras.h"

using namespace llvm;
using namespace bmc::ast;

namespace bmc {

/// What may have been meant: Keras writes "val_loss".
static std::string monitorHint(const Expr &expr,
                               const std::vector<std::string> &names) {
  StringRef written = expr.source().trim('"');
  bool isOfValidation = written.consume_front("val_");
  if (is_contained(names, written))
    return ("write " + written +
            (isOfValidation ? "; evaluations are of validation rows" : ""))
        .str();
  std::string hint = didYouMean(written, names);
  return hint.empty()
             ? "known are " + join(names, ", ") + "; metrics = [..] adds others"
             : hint;
}

/// accuracy, or min(x) and max(x) where it is not known what is better.
std::optional<MonitorConfig> Analyzer::readMonitor(const Expr &expr) {
  auto *call = dyn_cast<CallExpr>(&expr);
  auto *callee = call ? dyn_cast<NameExpr>(call->callee.get()) : nullptr;
  bool saysBetter = callee &&
                    (callee->name == "min" || callee->name == "max") &&
                    call->arguments.size() == 1;
  auto *name =
      dyn_cast<NameExpr>(saysBetter ? call->arguments[0].value.get() : &expr);
  std::vector<std::string> names{"loss"};
  for (const Metric &metric : program.metrics)
    names.push_back(metric.name);
  if (!name || !is_contained(names, name->name)) {
    evaluator
        .error(expr.range, DiagId::UnknownName,
               "'" + expr.source() + "' is neither 'loss' nor a metric")
        .help(monitorHint(expr, names));
    return std::nullopt;
  }
  if (name->name == "loss")
    return MonitorConfig{"loss", saysBetter && callee->name == "max"};
  const Metric &metric = *find_if(program.metrics, [&](const Metric &other) {
    return other.name == name->name;
  });
  bool isNumber =
      metric.value < 0 || program.nodes[metric.value].type.rank() == 0;
  if (!isNumber || (!saysBetter && metric.better.empty())) {
    evaluator
        .error(expr.range, DiagId::MetricMismatch,
               isNumber ? "whether a higher or a lower '" + name->name +
                              "' is better is not known"
                        : "metric '" + name->name + "' is not one number")
        .help(isNumber
                  ? "write max(" + name->name + ") or min(" + name->name + ")"
                  : "");
    return std::nullopt;
  }
  return MonitorConfig{metric.name, saysBetter ? callee->name == "max"
                                               : metric.better == "higher"};
}

/// best = accuracy; early_stop = {monitor: accuracy, patience: 5}
void Analyzer::analyzeEarlyStop() {
  TrainConfig &config = *program.train;
  const Expr *best = trainSetting("best"), *stop = trainSetting("early_stop");
  if (program.loss < 0)
    return; // metrics are not known either
  if (best)
    config.best = readMonitor(*best).value_or(config.best);
  if (!stop)
    return;
  auto *dictionary = dyn_cast<DictionaryExpr>(stop);
  if (!dictionary) {
    evaluator
        .error(stop->range, DiagId::BadValue,
               "'early_stop' must be named values")
        .help("such as early_stop = {monitor: loss, patience: 5}");
    return;
  }
  Settings entries(evaluator, dictionary->entries,
                   {"monitor", "patience", "min_delta"}, "'early_stop'");
  entries.readInteger("patience", config.patience, kPatienceRange);
  entries.readNumber("min_delta", config.minDelta, 0, kLargestSetting);
  if (const Expr *monitor = entries.find("monitor")) {
    if (best)
      evaluator
          .error(monitor->range, DiagId::BadValue,
                 "'best' says already what is watched")
          .note(best->range, "'best' is set here")
          .help("leave 'monitor' out: early_stop watches the same");
    config.best = readMonitor(*monitor).value_or(config.best);
  }
  if (!entries.find("patience"))
    evaluator.error(stop->range, DiagId::MissingKey,
                    "'early_stop' needs 'patience', a number of evaluations");
  if (program.data && program.data->val == 0)
    evaluator.error(stop->range, DiagId::BadValue,
                    "'early_stop' needs evaluations, but the data has no rows "
                    "to validate on: its split has val: 0");
}

} // namespace bmc
