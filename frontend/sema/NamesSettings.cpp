//===- NamesSettings.cpp - Names in data, train and generate --------------===//

#include "frontend/sema/DataFields.h"
#include "frontend/sema/Names.h"

#include <deque>

using namespace llvm;
using namespace bmc::ast;

namespace bmc {

/// Words that ColumnRules.cpp knows are no names.
void NameChecker::visitRules(const Expr &setting) {
  static constexpr StringRef words[] = {"mean",     "median", "error",
                                        "standard", "minmax", "log1p"};
  auto isWord = [&](const Expr &expr) {
    auto *name = dyn_cast<NameExpr>(&expr);
    return name && is_contained(words, name->name);
  };
  auto *dictionary = dyn_cast<DictionaryExpr>(&setting);
  if (!dictionary && !isWord(setting))
    return visit(&setting, globals);
  for (const Argument &entry :
       dictionary ? ArrayRef(dictionary->entries) : ArrayRef<Argument>())
    if (!isWord(*entry.value))
      visit(entry.value.get(), globals);
}

/// The parts of a date are no names.
void NameChecker::visitColumnType(const CallExpr &call) {
  auto *kind = dyn_cast<NameExpr>(call.callee.get());
  if (kind && kind->name == "date")
    return;
  for (const Argument &argument : call.arguments)
    visit(argument.value.get(), globals);
}

/// A metric may be named without being called.
void NameChecker::visitMetrics(const Expr &setting, Scope &scope) {
  auto visitOne = [&](const ExprPtr &metric) {
    if (auto *name = dyn_cast<NameExpr>(metric.get()))
      use(*name, scope, /*isCall=*/true);
    else
      visit(metric.get(), scope);
  };
  if (auto *list = dyn_cast<ListExpr>(&setting))
    for_each(list->elements, visitOne);
  else if (auto *dictionary = dyn_cast<DictionaryExpr>(&setting))
    for (const Argument &entry : dictionary->entries)
      visitOne(entry.value);
}

/// What is watched is known to EarlyStop.cpp.
void NameChecker::visitEarlyStop(const Expr &setting) {
  if (auto *dictionary = dyn_cast<DictionaryExpr>(&setting))
    for (const Argument &entry : dictionary->entries)
      if (entry.name.text != "monitor")
        visit(entry.value.get(), globals);
}

/// Optimizers and schedules are no functions: Optimizers.cpp knows them.
void NameChecker::visitOptimizer(const Expr &expr, Scope &scope) {
  auto *call = dyn_cast<CallExpr>(&expr);
  if (!call && !isa<NameExpr>(expr))
    visit(&expr, scope);
  for (const Argument &argument :
       call ? ArrayRef(call->arguments) : ArrayRef<Argument>())
    if (isa<CallExpr>(argument.value.get()))
      visitOptimizer(*argument.value, scope);
    else
      visit(argument.value.get(), scope);
}

/// A schedule is refused there by ParameterGroups.cpp, which knows better.
void NameChecker::visitGroups(const Expr &expr) {
  if (auto *list = dyn_cast<ListExpr>(&expr))
    for (const ExprPtr &group : list->elements)
      visitGroups(*group);
  else if (auto *dictionary = dyn_cast<DictionaryExpr>(&expr))
    for (const Argument &entry : dictionary->entries)
      visitOptimizer(*entry.value, globals);
  else
    visit(&expr, globals);
}

void NameChecker::checkTrain(const TrainDecl &train) {
  Scope fields;
  fields.parent = &globals;
  std::deque<std::string> derived;
  const DataDecl *data = nullptr;
  for (const DataDecl &candidate : file.data)
    if (candidate.name.text == train.data.text)
      data = &candidate;
  fields.names["output"] = {train.range, "data", true};
  if (data) {
    for (auto [name, range] : fieldsOf(*data, derived))
      fields.names[name] = {range, "data", true};
    globals.find(data->name.text)->used = true;
  }
  for (const Setting &setting : train.settings) {
    bool isMetrics = setting.name.text == "metrics";
    if (isMetrics || setting.name.text == "loss") {
      // Without its data the fields are unknown, which is reported once.
      if (data && isMetrics)
        visitMetrics(*setting.value, fields);
      else if (data)
        visit(setting.value.get(), fields);
      continue;
    }
    if (is_contained({"best", "early_stop"}, setting.name.text)) {
      visitEarlyStop(*setting.value);
      continue;
    }
    if (setting.name.text == "optimizer")
      visitOptimizer(*setting.value, globals);
    else if (setting.name.text == "groups")
      visitGroups(*setting.value);
    else
      visit(setting.value.get(), globals);
  }
  for (const EveryClause &clause : train.clauses) {
    visit(clause.period.get(), globals);
    visit(clause.keep.get(), globals);
    for (const Setting &setting : clause.settings)
      visit(setting.value.get(), globals);
  }
}

} // namespace bmc
