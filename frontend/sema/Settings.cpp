//===- Settings.cpp - Reading `key = value` blocks ------------------------===//

#include "frontend/sema/Settings.h"
#include "runtime/abi/TrainingRules.h"

#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/Format.h"
#include "llvm/Support/raw_ostream.h"

using namespace llvm;
using namespace bmc::ast;

namespace bmc {

Settings::Settings(Evaluator &evaluator, ArrayRef<Setting> settings,
                   const std::vector<std::string> &keys,
                   const std::string &what)
    : evaluator(evaluator), settings(settings) {
  StringMap<SourceRange> seen;
  for (const Setting &setting : settings) {
    StringRef key = setting.name.text;
    if (!is_contained(keys, key)) {
      std::string hint = didYouMean(key, keys);
      evaluator
          .error(setting.name.range, DiagId::UnknownKey,
                 "unknown key '" + key + "' in " + what)
          .help(hint.empty() ? "known are " + join(keys, ", ") : hint);
      continue;
    }
    auto [it, isNew] = seen.try_emplace(key, setting.name.range);
    if (!isNew)
      evaluator
          .error(setting.name.range, DiagId::DuplicateName,
                 "key '" + key + "' is set twice")
          .note(it->second, "the first is here");
  }
}

const Expr *Settings::find(StringRef key) const {
  for (const Setting &setting : settings)
    if (setting.name.text == key)
      return setting.value.get();
  return nullptr;
}

std::optional<int64_t> readIntegerIn(Evaluator &evaluator, const Expr &expr,
                                     const std::string &what,
                                     IntegerRange range) {
  std::optional<int64_t> value = evaluator.evalInteger(expr, what);
  if (!value || range.contains(*value))
    return value;
  evaluator.error(
      expr.range, DiagId::BadValue,
      what + " must be " +
          (range.most == INT64_MAX
               ? "at least " + Twine(range.least)
               : "from " + Twine(range.least) + " to " + Twine(range.most)) +
          ", got " + Twine(*value));
  return std::nullopt;
}

void Settings::readInteger(StringRef key, int64_t &target, IntegerRange range) {
  if (const Expr *expr = find(key))
    target = readIntegerIn(evaluator, *expr, "'" + key.str() + "'", range)
                 .value_or(target);
}

void Settings::readNumber(StringRef key, double &target, double minimum,
                          double maximum) {
  const Expr *expr = find(key);
  if (!expr)
    return;
  std::optional<double> value = evaluator.evalNumber(*expr, "'" + key + "'");
  if (!value)
    return;
  if (*value >= minimum && *value <= maximum) {
    target = *value;
    return;
  }
  evaluator.error(expr->range, DiagId::BadValue,
                  "'" + key + "' must be from " + formatConstant(minimum) +
                      " to " + formatConstant(maximum) + ", got " +
                      formatConstant(*value));
}

void Settings::readString(StringRef key, std::string &target) {
  if (const Expr *expr = find(key))
    target = evaluator.evalString(*expr, "'" + key + "'").value_or(target);
}

void Settings::readStrings(StringRef key, std::vector<std::string> &target) {
  const Expr *expr = find(key);
  if (!expr)
    return;
  std::vector<std::string> strings;
  auto add = [&](const Expr &element) {
    if (auto text = evaluator.evalString(element, "'" + key.str() + "'"))
      strings.push_back(*text);
  };
  if (const auto *list = dyn_cast<ListExpr>(expr))
    for (const auto &element : list->elements)
      add(*element);
  else
    add(*expr);
  target = std::move(strings);
}

std::optional<StringMap<const Expr *>>
bindCall(Evaluator &evaluator, const CallExpr &call, ArrayRef<Formal> formals) {
  std::vector<Name> names;
  std::vector<SourceRange> ranges;
  for (const Argument &argument : call.arguments) {
    names.push_back(argument.name);
    ranges.push_back(argument.value->range);
  }
  auto binding = evaluator.bindArguments(
      formals, names, ranges, call.callee->source().str(), call.range, {});
  if (!binding)
    return std::nullopt;
  StringMap<const Expr *> bound;
  for (auto [argument, index] : zip(call.arguments, *binding))
    bound[formals[index].name] = argument.value.get();
  return bound;
}

void readIn(Evaluator &evaluator, const Expr *expr, StringRef name,
            double &target, double minimum, double maximum, bool open) {
  if (!expr)
    return;
  std::optional<double> value = evaluator.evalNumber(*expr, "'" + name + "'");
  if (!value)
    return;
  if (*value >= minimum && (open ? *value < maximum : *value <= maximum)) {
    target = *value;
    return;
  }
  evaluator.error(expr->range, DiagId::BadValue,
                  "'" + name + "' must be " +
                      (maximum == kLargestSetting
                           ? (*value < minimum ? "at least 0" : "at most 1e30")
                       : open ? "at least 0 and below 1"
                              : "from 0 to 1"));
}

} // namespace bmc
