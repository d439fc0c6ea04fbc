//===- MetricValue.cpp - What an evaluation measured ----------------------===//
#include "runtime/train/MetricValue.h"

#include "runtime/train/Format.h"

#include <algorithm>
#include <cmath>
#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace bmc {

static Json numberJson(double number) {
  return std::isfinite(number) ? Json(number) : Json();
}

Json toJson(const MetricValue &value) {
  if (value.isNumber())
    return numberJson(value.number());
  Json list = Json::array();
  size_t columns = static_cast<size_t>(value.shape[value.shape.rank() - 1]);
  for (size_t i = 0; i < value.numbers.size(); ++i) {
    if (value.shape.rank() == 2 && i % columns == 0)
      list.push_back(Json::array());
    Json &row = value.shape.rank() == 2 ? list.back() : list;
    row.push_back(numberJson(value.numbers[i]));
  }
  return list;
}

std::vector<std::string> describe(const std::vector<MetricValue> &values) {
  std::vector<std::string> texts;
  for (const MetricValue &value : values)
    if (value.isNumber())
      texts.push_back(value.name + " " + formatLoss(value.number()));
  return texts;
}

namespace {

/// Right-aligned columns below a name.
class NumberTable {
public:
  NumberTable(const MetricValue &value, const std::vector<std::string> &names)
      : value(value), names(names) {}

  std::string print() const {
    std::string text = value.name;
    if (columns() > 1) {
      text += fmt::format("  (row: target, column: prediction)\n  {:{}}", "",
                          margin());
      for (size_t column = 0; column < columns(); ++column)
        text += fmt::format("  {:>{}}", nameOf(column), width());
    }
    text += "\n";
    for (size_t row = 0; row < rows(); ++row) {
      text += fmt::format("  {:>{}}", nameOf(row), margin());
      for (size_t column = 0; column < columns(); ++column)
        text +=
            fmt::format("  {:>{}}", number(row * columns() + column), width());
      text += "\n";
    }
    return text;
  }

private:
  size_t columns() const {
    return value.shape.rank() == 2 ? static_cast<size_t>(value.shape[1]) : 1;
  }
  size_t rows() const { return value.numbers.size() / columns(); }
  std::string nameOf(size_t index) const {
    return index < names.size() ? names[index] : std::to_string(index);
  }
  std::string number(size_t index) const {
    return fmt::format("{:.6g}", value.numbers[index]);
  }
  size_t margin() const {
    size_t widest = 0;
    for (size_t row = 0; row < rows(); ++row)
      widest = std::max(widest, nameOf(row).size());
    return widest;
  }
  size_t width() const {
    size_t widest = columns() > 1 ? margin() : 0;
    for (size_t i = 0; i < value.numbers.size(); ++i)
      widest = std::max(widest, number(i).size());
    return widest;
  }

  const MetricValue &value;
  const std::vector<std::string> &names;
};

} // namespace

std::string
metricTable(const std::vector<std::pair<std::string, std::string>> &first,
            const std::vector<MetricValue> &values, const ClassNames &classes) {
  auto lines = first;
  for (const MetricValue &value : values)
    if (value.isNumber())
      lines.emplace_back(value.name, fmt::format("{:.9g}", value.number()));
  size_t width = 0;
  for (const auto &[name, number] : lines)
    width = std::max(width, name.size());
  std::string text;
  for (const auto &[name, number] : lines)
    text += fmt::format("{:{}} {}\n", name, width, number);
  for (const MetricValue &value : values) {
    if (value.isNumber())
      continue;
    auto names = classes.find(value.name);
    text +=
        NumberTable(value, names == classes.end() ? std::vector<std::string>()
                                                  : names->second)
            .print();
  }
  return text;
}

} // namespace bmc
