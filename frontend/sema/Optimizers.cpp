//===- Optimizers.cpp - How parameters are trained ------------------------===//

#include "frontend/sema/Analyzer.h"
#include "ir/optimizers/Rules.h"

#include "llvm/ADT/StringExtras.h"

using namespace llvm;
using namespace bmc::ast;

namespace bmc {

/// The optimizer that a call names; null after a report.
static const UpdateRule *findOptimizer(Evaluator &evaluator, const Expr &expr) {
  auto *call = dyn_cast<CallExpr>(&expr);
  auto *name = call ? dyn_cast<NameExpr>(call->callee.get()) : nullptr;
  std::vector<std::string> names;
  for (const UpdateRule &rule : updateRules()) {
    if (name && rule.name == name->name && !rule.isInternal)
      return &rule;
    if (!rule.isInternal)
      names.push_back(rule.name.str());
  }
  std::string hint = name ? didYouMean(name->name, names) : "";
  if (is_contained(names, expr.source()))
    hint = ("write " + expr.source() + "(..)").str();
  evaluator
      .error(expr.range, DiagId::UnknownKey,
             "unknown optimizer '" + expr.source() + "'")
      .help(hint.empty() ? "known are " + join(names, ", ") : hint);
  return nullptr;
}

/// Several numbers in parentheses, each in the range of the option.
static void readTuple(Evaluator &evaluator, const Expr *expr,
                      const UpdateOption &option, OptimizerConfig &optimizer) {
  SmallVector<StringRef, 3> names = option.numbers();
  for (StringRef name : names)
    optimizer.numbers[name.str()] = initialNumber(option, name);
  Value value = expr ? evaluator.eval(*expr) : Value::error();
  if (value.isError())
    return;
  auto fits = [&](const Value &number) {
    return number.isNumber() && option.contains(number.asDouble());
  };
  if (value.isSequence() && value.elements().size() == names.size() &&
      all_of(value.elements(), fits)) {
    for (auto [name, number] : zip(names, value.elements()))
      optimizer.numbers[name.str()] = number.asDouble();
    return;
  }
  bool isPair = names.size() == 2;
  evaluator.error(expr->range, DiagId::BadValue,
                  "'" + option.name + "' must be " +
                      (isPair ? "two numbers at least 0 and below 1, such as "
                                "(0.9, 0.999)"
                              : "three numbers, such as (3.4445, -4.775, "
                                "2.0315)"));
}

static void readChoice(Evaluator &evaluator, const Expr *expr,
                       const UpdateOption &option, double &target) {
  auto text = evaluator.evalString(*expr, "'" + option.name.str() + "'");
  if (!text)
    return;
  auto it = find(option.choices, *text);
  if (it != option.choices.end())
    target = it - option.choices.begin();
  else
    evaluator.error(expr->range, DiagId::BadValue,
                    "'" + option.name + "' must be one of " +
                        join(option.choices, ", "));
}

/// The value of an option, or its default.
static void readOption(Evaluator &evaluator, const Expr *expr,
                       const UpdateOption &option, OptimizerConfig &optimizer) {
  using Kind = UpdateOption::Kind;
  if (option.numbers().size() > 1)
    return readTuple(evaluator, expr, option, optimizer);
  std::string what = "'" + option.name.str() + "'";
  double &target = optimizer.numbers[option.name.str()];
  target = option.initial;
  if (!expr)
    return;
  switch (option.kind) {
  case Kind::Flag:
    target = evaluator.evalBoolean(*expr, what).value_or(target);
    break;
  case Kind::Whole:
    target = readIntegerIn(evaluator, *expr, what,
                           {int64_t(option.least), int64_t(option.most)})
                 .value_or(target);
    break;
  case Kind::Choice:
    readChoice(evaluator, expr, option, target);
    break;
  default:
    readIn(evaluator, expr, option.name, target, option.least, option.most,
           option.isBelowMost);
  }
}

/// torch.optim's arguments, which it has after lr.
static std::vector<UpdateOption> optionsOf(const UpdateRule &rule) {
  std::vector<UpdateOption> options;
  for (ArrayRef<UpdateOption> part : {rule.options, commonUpdateOptions()})
    copy_if(part, std::back_inserter(options), [](const UpdateOption &option) {
      return option.kind != UpdateOption::Kind::Derived;
    });
  return options;
}

/// Reads the options of an optimizer; the arguments it was called with, or
/// nullopt after a report.
static std::optional<StringMap<const Expr *>>
readOptimizer(Evaluator &evaluator, const UpdateRule &rule, const Expr &expr,
              OptimizerConfig &optimizer) {
  optimizer.name = rule.name.str();
  optimizer.lr.base = rule.rate;
  std::vector<UpdateOption> options = optionsOf(rule);
  SmallVector<Formal> formals{{"lr", false}};
  for (const UpdateOption &option : options)
    formals.push_back({option.name, false});
  if (rule.scope != UpdateScope::All)
    formals.push_back({"others", false});
  auto bound = bindCall(evaluator, *cast<CallExpr>(&expr), formals);
  if (!bound)
    return std::nullopt;
  for (const UpdateOption &option : options)
    readOption(evaluator, bound->lookup(option.name), option, optimizer);
  return bound;
}

void readFollower(Evaluator &evaluator, const Expr &expr, StringRef what,
                  const OptimizerConfig &optimizer, OptimizerConfig &others) {
  const UpdateRule *rule = findOptimizer(evaluator, expr);
  if (!rule)
    return;
  auto bound = readOptimizer(evaluator, *rule, expr, others);
  double rate = optimizer.lr.base, own = rate;
  const Expr *lr = bound ? bound->lookup("lr") : nullptr;
  if (lr && isa<CallExpr>(lr))
    evaluator.error(lr->range, DiagId::BadValue,
                    "'lr' of " + what +
                        " must be a number; it follows the schedule of " +
                        optimizer.name);
  else
    readIn(evaluator, lr, "lr", own, 0, kLargestSetting);
  others.numbers["lr_scale"] = rate > 0 ? own / rate : 1;
  if (rule->scope != UpdateScope::All || rule->name == "NAdam")
    evaluator.error(expr.range, DiagId::BadValue,
                    what + " cannot be " + rule->name);
}

/// What an optimizer leaves to another one, AdamW if nothing else is said.
static void readOthers(Evaluator &evaluator, const Expr *expr,
                       const OptimizerConfig &optimizer,
                       OptimizerConfig &others) {
  if (expr)
    return readFollower(evaluator, *expr, "'others'", optimizer, others);
  const UpdateRule &rule = *findUpdateRule("AdamW");
  others.name = rule.name.str();
  for (const UpdateOption &option : optionsOf(rule))
    readOption(evaluator, nullptr, option, others);
}

void Analyzer::analyzeOptimizer(const Expr &expr) {
  OptimizerConfig &optimizer = program.train->optimizer;
  const UpdateRule *rule = findOptimizer(evaluator, expr);
  if (!rule)
    return;
  auto bound = readOptimizer(evaluator, *rule, expr, optimizer);
  if (!bound)
    return;
  if (const Expr *lr = bound->lookup("lr"))
    analyzeRate(*lr);
  if (rule->scope != UpdateScope::All)
    readOthers(evaluator, bound->lookup("others"), optimizer,
               program.train->others);
  auto number = [&](const char *name) { return optimizer.numbers[name]; };
  if (optimizer.name == "SGD" && number("nesterov") &&
      (number("momentum") == 0 || number("dampening") != 0))
    evaluator.error(bound->lookup("nesterov")->range, DiagId::BadValue,
                    "'nesterov' needs a momentum and no dampening");
}

} // namespace bmc
