//===- Split.cpp - Which rows are for what --------------------------------===//
//
// split = {train: 0.8, val: 0.2}, with group, stratify or time: "column"
// split = {column: "part", train: "a", val: "b"}
// split = {val: "val.csv"}
// sample = {balance: "column"} or {weight: "column"}
//
//===----------------------------------------------------------------------===//

#include "frontend/sema/Analyzer.h"

#include "llvm/ADT/StringExtras.h"

#include <cmath>

using namespace llvm;
using namespace bmc::ast;

namespace bmc {

/// The entries of a dictionary by their names; nullopt after a report.
std::optional<StringMap<const Expr *>>
Analyzer::readEntries(const Expr &expr, StringRef what,
                      ArrayRef<StringRef> known, StringRef example) {
  auto *dictionary = dyn_cast<DictionaryExpr>(&expr);
  if (!dictionary) {
    evaluator.error(expr.range, DiagId::BadValue,
                    "'" + what + "' must be written " + example);
    return std::nullopt;
  }
  StringMap<const Expr *> entries;
  for (const Argument &entry : dictionary->entries) {
    bool isKnown = is_contained(known, entry.name.text);
    if (isKnown &&
        entries.try_emplace(entry.name.text, entry.value.get()).second)
      continue;
    evaluator
        .error(entry.name.range, DiagId::UnknownKey,
               (isKnown ? "repeated part '" : "unknown part '") +
                   entry.name.text + "' of " + what)
        .help("the parts are " + join(known.drop_back(), ", ") + " and " +
              known.back());
    return std::nullopt;
  }
  return entries;
}

void Analyzer::analyzeSplit(const Expr &expr) {
  static constexpr StringRef shares[] = {"train", "val"};
  static constexpr StringRef all[] = {"train",    "val",  "group",
                                      "stratify", "time", "column"};
  bool isTable = program.data->kind == "csv";
  auto entries =
      readEntries(expr, "split", isTable ? ArrayRef(all) : ArrayRef(shares),
                  "{train: 0.9, val: 0.1}");
  if (!entries)
    return;
  DataConfig &config = *program.data;
  auto text = [&](StringRef key, std::string &target) {
    target = evaluator
                 .evalString(*entries->lookup(key),
                             "part '" + key.str() + "' of split")
                 .value_or("");
  };
  for (StringRef key : {"group", "stratify", "time", "column"}) {
    if (!entries->contains(key))
      continue;
    if (!config.splitBy.empty()) {
      evaluator.error(entries->lookup(key)->range, DiagId::BadValue,
                      "rows are split by '" + config.splitBy + "' already");
      return;
    }
    config.splitBy = key.str();
    text(key, config.splitColumn);
  }
  if (config.splitBy == "column" || (isTable && isFileSplit(*entries)))
    return analyzeGivenSplit(expr, *entries);
  analyzeShares(expr, *entries);
}

/// {val: "val.csv"}
bool Analyzer::isFileSplit(const StringMap<const Expr *> &entries) {
  return entries.size() == 1 && entries.contains("val") &&
         isa<StringExpr>(entries.lookup("val"));
}

/// What a column holds for either part, or the file of validation.
void Analyzer::analyzeGivenSplit(const Expr &expr,
                                 const StringMap<const Expr *> &entries) {
  DataConfig &config = *program.data;
  bool isFile = config.splitBy.empty();
  config.splitBy = "given";
  auto read = [&](StringRef key, std::string &target) {
    if (const Expr *value = entries.lookup(key))
      target = evaluator.evalString(*value, "part '" + key.str() + "' of split")
                   .value_or("");
  };
  if (isFile)
    return read("val", config.valFile);
  config.trainValue = "train";
  config.valValue = "val";
  read("train", config.trainValue);
  read("val", config.valValue);
  if (config.trainValue == config.valValue && !config.trainValue.empty())
    evaluator.error(expr.range, DiagId::BadValue,
                    "'" + config.trainValue +
                        "' says both training and validation");
}

void Analyzer::analyzeShares(const Expr &expr,
                             const StringMap<const Expr *> &entries) {
  DataConfig &config = *program.data;
  bool hasShares = entries.contains("train") || entries.contains("val");
  if (!hasShares && !config.splitBy.empty())
    return; // the default
  double parts[2] = {0, 0};
  static constexpr StringRef kNames[] = {"train", "val"};
  for (auto [key, part] : zip_equal(kNames, parts)) {
    const Expr *value = entries.lookup(key);
    if (!value)
      continue;
    auto number =
        evaluator.evalNumber(*value, "part '" + key.str() + "' of split");
    if (!number)
      return;
    part = *number;
  }
  if (!(parts[0] > 0 && parts[1] >= 0) ||
      std::abs(parts[0] + parts[1] - 1) > 1e-9) {
    evaluator.error(expr.range, DiagId::BadValue,
                    "the parts of split must not be negative, train must be "
                    "above 0 and they must add up to 1");
    return;
  }
  config.train = parts[0];
  config.val = parts[1];
}

/// sample = {balance: "label"}
void Analyzer::analyzeSample(const Expr &expr) {
  static constexpr StringRef known[] = {"balance", "weight"};
  static constexpr StringRef example = "{balance: \"label\"} or {weight: "
                                       "\"w\"}";
  auto entries = readEntries(expr, "sample", known, example);
  if (!entries)
    return;
  if (entries->size() != 1) {
    evaluator.error(expr.range, DiagId::BadValue,
                    "'sample' must be written " + example);
    return;
  }
  auto &entry = *entries->begin();
  program.data->sampleColumn =
      evaluator
          .evalString(*entry.second,
                      "part '" + entry.first().str() + "' of sample")
          .value_or("");
  program.data->sample = entry.first().str();
}

} // namespace bmc
