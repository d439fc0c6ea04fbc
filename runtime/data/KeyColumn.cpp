//===- KeyColumn.cpp - Columns that rows are split or drawn by ------------===//
#include "runtime/data/KeyColumn.h"

#include "runtime/data/CsvNumbers.h"
#include "runtime/data/DateTime.h"
#include "runtime/data/RowReader.h"

#include <algorithm>
#include <bit>
#include <cmath>

namespace bmc {

Status KeyColumn::add(std::string_view text, char decimal) {
  if (text.empty())
    return badInput("column '{}': missing value, by which rows are {}", name,
                    kind == Kind::Weight ? "drawn" : "split or drawn");
  if (kind == Kind::Class) {
    auto next = static_cast<int64_t>(classes.size());
    keyList.push_back(classes.emplace(text, next).first->second);
    return {};
  }
  if (kind == Kind::Choice) {
    auto found = std::ranges::find(choices, text);
    keyList.push_back(found == choices.end() ? -1 : found - choices.begin());
    return {};
  }
  double number = 0;
  DateTime date;
  if (kind == Kind::Time && parseDateTime(text, date))
    number = date.part(DatePart::Days);
  else if (!parseReal(text, number, decimal ? decimal : '.') ||
           !std::isfinite(number) || (kind == Kind::Weight && number < 0))
    return badInput("column '{}': found '{}', expected {}", name, text,
                    kind == Kind::Weight ? "a weight that is not negative"
                                         : "a date or a number");
  numberList.push_back(number);
  return {};
}

Status KeyColumn::add(double number) {
  bool isKey = kind == Kind::Class || kind == Kind::Choice;
  if (!isKey && std::isfinite(number) && (kind == Kind::Time || number >= 0)) {
    numberList.push_back(number);
    return {};
  }
  auto bits = std::bit_cast<uint64_t>(number);
  if (auto found = met.find(bits); found != met.end()) {
    keyList.push_back(found->second);
    return {};
  }
  std::string text;
  BMRT_TRY(add(textOf({.text = {}, .number = number}, text), '.'));
  met.emplace(bits, keyList.back());
  return {};
}

void KeyColumn::truncate(size_t rows) {
  keyList.resize(std::min(keyList.size(), rows));
  numberList.resize(std::min(numberList.size(), rows));
}

void KeyColumn::finish() {
  if (kind != Kind::Time)
    return;
  std::vector<double> times = numberList;
  std::ranges::sort(times);
  times.erase(std::unique(times.begin(), times.end()), times.end());
  for (double time : numberList)
    keyList.push_back(std::ranges::lower_bound(times, time) - times.begin());
}

} // namespace bmc
