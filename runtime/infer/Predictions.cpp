//===- Predictions.cpp - What predict writes ------------------------------===//
#include "runtime/infer/Predictions.h"

#include "runtime/data/Csv.h"
#include "runtime/data/Dataset.h"

#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>

namespace bmc {

using Kind = OutputInfo::Kind;

std::string OutputForm::className(int64_t number) const {
  auto index = static_cast<size_t>(number);
  return index < classes.size() ? classes[index] : std::to_string(number);
}

std::vector<OutputForm> outputForms(const Config &config, const Json *names,
                                    bool isRaw,
                                    const std::vector<HostTensor> &outputs) {
  std::vector<OutputForm> forms(outputs.size());
  for (size_t i = 0; i < outputs.size() && !isRaw; ++i)
    for (const OutputInfo &info : config.outputs)
      if (info.name == outputs[i].name)
        forms[i] = {info.kind, categoryNames(names, info.targets)};
  return forms;
}

//===----------------------------------------------------------------------===//
// Numbers
//===----------------------------------------------------------------------===//

namespace {

/// One output of one row.
struct Part {
  const HostTensor &output;
  const OutputForm &form;
  int64_t first, count; ///< its elements

  double element(int64_t i) const { return output.element(first + i); }
};

/// What a classifier says of a row.
struct Verdict {
  int64_t number = 0;
  std::vector<double>
      probabilities; ///< of all classes, or of the second of two
};

/// Probabilities that sum up to 1; the first of the largest wins.
Verdict judgeClasses(const Part &part) {
  Verdict verdict;
  double largest = -HUGE_VAL, sum = 0;
  for (int64_t i = 0; i < part.count; ++i)
    if (part.element(i) > largest) {
      largest = part.element(i);
      verdict.number = i;
    }
  for (int64_t i = 0; i < part.count; ++i) {
    verdict.probabilities.push_back(std::exp(part.element(i) - largest));
    sum += verdict.probabilities.back();
  }
  for (double &probability : verdict.probabilities)
    probability /= sum;
  return verdict;
}

Verdict judge(const Part &part) {
  if (part.form.kind == Kind::Classes)
    return judgeClasses(part);
  double score = part.element(0);
  if (part.form.kind == Kind::Probability)
    return {score > 0.5, {score}};
  return {score > 0, {1 / (1 + std::exp(-score))}};
}

/// The shortest text that reads back as the same number.
std::string numberText(const HostTensor &output, int64_t index) {
  if (std::isnan(output.element(index)))
    return "nan";
  if (output.dtype == kBmrtF32)
    return fmt::format("{}", output.as<float>()[index]);
  if (output.dtype == kBmrtF64)
    return fmt::format("{}", output.as<double>()[index]);
  return fmt::format("{}", static_cast<int64_t>(output.element(index)));
}

std::vector<Part> partsOf(const PredictedRow &row) {
  const auto &[outputs, forms, number, name] = row;
  std::vector<Part> parts;
  for (size_t i = 0; i < outputs.size(); ++i) {
    int64_t rows = outputs[i].shape[0];
    int64_t count = outputs[i].shape.elements() / rows;
    parts.push_back({outputs[i], forms[i], number * count, count});
  }
  return parts;
}

/// "class" and "probability", or with the name of one of several outputs.
std::string classColumn(const Part &part) {
  return part.output.name == "output" ? "class" : part.output.name;
}
std::string probabilityColumn(const Part &part) {
  return part.output.name == "output" ? "probability"
                                      : part.output.name + "_probability";
}

//===----------------------------------------------------------------------===//
// CSV
//===----------------------------------------------------------------------===//

/// Files are what has names.
constexpr const char *kNameColumn = "file";

using Cell = std::pair<std::string, std::string>; ///< column and content

/// Class and probabilities, or the values as they are.
void addCells(const Part &part, std::vector<Cell> &cells) {
  if (part.form.kind == Kind::Values) {
    for (int64_t i = 0; i < part.count; ++i)
      cells.emplace_back(part.output.name +
                             (part.count > 1 ? std::to_string(i) : ""),
                         numberText(part.output, part.first + i));
    return;
  }
  Verdict verdict = judge(part);
  cells.emplace_back(classColumn(part), part.form.className(verdict.number));
  std::string name = probabilityColumn(part);
  bool isAll = part.form.kind == Kind::Classes;
  for (size_t i = 0; i < verdict.probabilities.size(); ++i) {
    std::string which =
        isAll ? "_" + part.form.className(static_cast<int64_t>(i)) : "";
    cells.emplace_back(name + which,
                       fmt::format("{:.6g}", verdict.probabilities[i]));
  }
}

std::vector<Cell> cellsOf(const PredictedRow &row) {
  std::vector<Cell> cells;
  if (!row.name.empty())
    cells.emplace_back(kNameColumn, row.name);
  for (const Part &part : partsOf(row))
    addCells(part, cells);
  return cells;
}

class CsvPredictions : public PredictionFormat {
public:
  std::string header(const PredictedRow &row) const override {
    return lineOf(cellsOf(row), &Cell::first);
  }
  std::string row(const PredictedRow &row) const override {
    return lineOf(cellsOf(row), &Cell::second);
  }

private:
  static std::string lineOf(const std::vector<Cell> &cells,
                            std::string Cell::*member) {
    std::string line;
    for (const Cell &cell : cells)
      line += (&cell == cells.data() ? "" : ",") + csvQuote(cell.*member);
    return line + "\n";
  }
};

/// For a person who asks for one row.
class TextPredictions : public PredictionFormat {
public:
  std::string row(const PredictedRow &row) const override {
    std::vector<Cell> cells = cellsOf(row);
    size_t width = 0;
    for (const auto &[name, text] : cells)
      width = std::max(width, name.size());
    std::string lines;
    for (const auto &[name, text] : cells)
      lines += fmt::format("{:{}} {}\n", name, width, text);
    return lines;
  }
};

//===----------------------------------------------------------------------===//
// JSON
//===----------------------------------------------------------------------===//

/// Of an f32 the number that its shortest text stands for: 0.1, not
/// 0.10000000149.
Json numberJson(const HostTensor &output, int64_t index) {
  double value = output.element(index);
  if (!std::isfinite(value))
    return {};
  if (output.dtype == kBmrtF32)
    value = std::stod(numberText(output, index));
  return value;
}

void addMembers(const Part &part, Json &row) {
  if (part.form.kind == Kind::Values) {
    Json list = Json::array();
    for (int64_t i = 0; i < part.count; ++i)
      list.push_back(numberJson(part.output, part.first + i));
    row[part.output.name] = part.output.shape.rank() > 1 ? list : list[0];
    return;
  }
  Verdict verdict = judge(part);
  bool isNamed = !part.form.classes.empty();
  row[classColumn(part)] = isNamed ? Json(part.form.className(verdict.number))
                                   : Json(verdict.number);
  std::string name = probabilityColumn(part);
  if (part.form.kind != Kind::Classes) {
    row[name] = verdict.probabilities.front();
    return;
  }
  Json &all =
      row[part.output.name == "output" ? "probabilities"
                                       : part.output.name + "_probabilities"];
  for (size_t i = 0; i < verdict.probabilities.size(); ++i)
    all[part.form.className(static_cast<int64_t>(i))] =
        verdict.probabilities[i];
}

class JsonPredictions : public PredictionFormat {
public:
  std::string row(const PredictedRow &row) const override {
    Json json = Json::object();
    if (!row.name.empty())
      json[kNameColumn] = row.name;
    for (const Part &part : partsOf(row))
      addMembers(part, json);
    return dumpJson(json) + "\n";
  }
};

} // namespace

std::unique_ptr<PredictionFormat>
makePredictionFormat(const std::string &name) {
  if (name == "jsonl")
    return std::make_unique<JsonPredictions>();
  if (name == "text")
    return std::make_unique<TextPredictions>();
  return std::make_unique<CsvPredictions>();
}

} // namespace bmc
