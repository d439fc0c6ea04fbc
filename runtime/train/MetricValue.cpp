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

std::string describe(const std::vector<MetricValue> &values) {
  std::string text;
  for (const MetricValue &value : values)
    if (value.isNumber())
      text += ", " + value.name + " " + formatLoss(value.number());
  return text;
}

/// Rows of right-aligned numbers; a vector is one column.
static std::string numberRows(const MetricValue &value) {
  size_t columns =
      value.shape.rank() == 2 ? static_cast<size_t>(value.shape[1]) : size_t{1};
  size_t rows = value.numbers.size() / columns;
  std::vector<std::string> texts;
  size_t width = std::to_string(columns).size();
  for (double number : value.numbers) {
    texts.push_back(fmt::format("{:.6g}", number));
    width = std::max(width, texts.back().size());
  }
  size_t margin = std::to_string(rows).size();
  std::string text;
  if (columns > 1) {
    text += fmt::format("  {:{}}", "", margin);
    for (size_t column = 0; column < columns; ++column)
      text += fmt::format("  {:>{}}", column, width);
    text += "   (rows: targets, columns: predictions)\n";
  }
  for (size_t row = 0; row < rows; ++row) {
    text += fmt::format("  {:>{}}", row, margin);
    for (size_t column = 0; column < columns; ++column)
      text += fmt::format("  {:>{}}", texts[row * columns + column], width);
    text += "\n";
  }
  return text;
}

std::string
metricTable(const std::vector<std::pair<std::string, std::string>> &first,
            const std::vector<MetricValue> &values) {
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
  for (const MetricValue &value : values)
    if (!value.isNumber())
      text += value.name + "\n" + numberRows(value);
  return text;
}

} // namespace bmc
