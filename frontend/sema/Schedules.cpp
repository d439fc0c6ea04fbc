//===- Schedules.cpp - The learning rate of an optimizer ------------------===//

#include "runtime/abi/Schedules.h"
#include "frontend/sema/Analyzer.h"

#include "llvm/ADT/StringExtras.h"

using namespace llvm;
using namespace bmc::ast;

namespace bmc {

/// The schedule of this name; null after a report.
static const ScheduleForm *findSchedule(Evaluator &evaluator,
                                        const NameExpr &name) {
  std::vector<std::string> names;
  for (const ScheduleForm &form : kScheduleForms) {
    if (form.name == std::string_view(name.name))
      return &form;
    names.emplace_back(form.name);
  }
  std::string hint = foreignHint(name.name).str();
  if (hint.empty())
    hint = didYouMean(name.name, names);
  evaluator
      .error(name.range, DiagId::UnknownKey,
             "unknown schedule '" + name.name + "'")
      .help(hint.empty() ? "known are " + join(names, ", ") : hint);
  return nullptr;
}

/// A number of a schedule in the range of its form.
static void readScheduleNumber(Evaluator &evaluator, const Expr *expr,
                               const ScheduleNumber &number, RateSchedule &lr) {
  if (!expr)
    return;
  std::string what = "'" + std::string(number.name) + "'";
  std::optional<double> value;
  if (!number.isWhole)
    value = evaluator.evalNumber(*expr, what);
  else if (auto whole = evaluator.evalInteger(*expr, what))
    value = double(*whole);
  if (!value)
    return;
  if (*value >= number.least && *value <= number.most) {
    lr.numbers.emplace_back(number.name, *value);
    return;
  }
  evaluator.error(expr->range, DiagId::BadValue,
                  what + " must be " +
                      (number.most == 1
                           ? Twine("from 0 to 1")
                           : "at least " + formatConstant(number.least)));
}

/// milestones = [1000, 2000]: increasing steps.
static void readMilestones(Evaluator &evaluator, const Expr *expr,
                           RateSchedule &lr) {
  if (!expr)
    return;
  Value list = evaluator.eval(*expr);
  if (list.isError())
    return;
  bool ok = list.isSequence() && !list.elements().empty();
  for (size_t i = 0; ok && i < list.elements().size(); ++i) {
    const Value &step = list.elements()[i];
    ok = step.isInteger() &&
         step.integer > (lr.milestones.empty() ? 0 : lr.milestones.back());
    if (ok)
      lr.milestones.push_back(step.integer);
  }
  if (!ok)
    evaluator.error(expr->range, DiagId::BadValue,
                    "'milestones' must be a list of increasing steps, such as "
                    "[1000, 2000]");
}

SmallVector<ScheduleArgument> scheduleArguments(const ScheduleForm &form) {
  SmallVector<ScheduleArgument> arguments{{"base", true}};
  if (form.hasMilestones)
    arguments.push_back({"milestones", true});
  for (const ScheduleNumber &number : form.numbers)
    if (number.isRequired)
      arguments.push_back({number.name, true});
  if (form.hasWarmup)
    arguments.push_back({"warmup"});
  if (form.hasMin)
    arguments.push_back({"min"});
  for (const ScheduleNumber &number : form.numbers)
    if (!number.name.empty() && !number.isRequired)
      arguments.push_back({number.name, false, number.fallback});
  return arguments;
}

static SmallVector<Formal> formalsOf(const ScheduleForm &form) {
  SmallVector<Formal> formals;
  for (const ScheduleArgument &argument : scheduleArguments(form))
    formals.push_back({argument.name, argument.isRequired});
  return formals;
}

/// lr = 1e-3 or cosine(1e-3, warmup = 100, min = 1e-4)
void Analyzer::analyzeRate(const Expr &expr) {
  RateSchedule &lr = program.train->optimizer.lr;
  auto *call = dyn_cast<CallExpr>(&expr);
  auto *name = call ? dyn_cast<NameExpr>(call->callee.get()) : nullptr;
  if (!name) {
    readIn(evaluator, &expr, "lr", lr.base, 0, kLargestSetting);
    return;
  }
  const ScheduleForm *form = findSchedule(evaluator, *name);
  if (!form)
    return;
  lr.kind = form->name;
  auto bound = bindCall(evaluator, *call, formalsOf(*form));
  if (!bound)
    return;
  readIn(evaluator, bound->lookup("base"), "base", lr.base, 0, kLargestSetting);
  readIn(evaluator, bound->lookup("min"), "min", lr.min, 0, kLargestSetting);
  for (const ScheduleNumber &number : form->numbers)
    readScheduleNumber(evaluator, bound->lookup(number.name), number, lr);
  readMilestones(evaluator, bound->lookup("milestones"), lr);
  if (const Expr *warmup = bound->lookup("warmup"))
    lr.warmup =
        readIntegerIn(evaluator, *warmup, "'warmup'", kWarmupRange).value_or(0);
  if (checkSchedule(form->hasMin, lr.base, lr.min, lr.warmup, 0) ==
      ScheduleFault::MinAboveBase)
    evaluator.error(bound->lookup("min")->range, DiagId::BadValue,
                    "'min' is above the base learning rate");
}

} // namespace bmc
