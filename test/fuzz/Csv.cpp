//===- Csv.cpp - Fuzz target: tables --------------------------------------===//

#include "runtime/data/Csv.h"
#include "runtime/data/Dataset.h"
#include "test/fuzz/Rows.h"
#include "test/fuzz/Target.h"
#include "test/unit/runtime/DataProgram.h"

#include <cmath>

using namespace bmc;

static Status readRows(std::string_view text, char &separator, Rows &rows) {
  MemoryFile file(text);
  CsvReader reader;
  BMRT_TRY(reader.open(file.path(), separator));
  separator = reader.separator();
  return readRows(reader, rows);
}

/// A field in quotes.
static std::string quoted(const std::string &field) {
  std::string text = "\"";
  for (char byte : field)
    text += std::string(byte == '"' ? 2 : 1, byte);
  return text + "\"";
}

/// A table that says the same, with the byte order mark that is no field's.
static std::string writeRows(const Rows &rows, char separator) {
  std::string text = "\xEF\xBB\xBF";
  for (const auto &row : rows) {
    for (size_t i = 0; i < row.size(); ++i)
      text += std::string(i ? 1 : 0, separator) + quoted(row[i]);
    text += '\n';
  }
  return text;
}

/// Inputs of every kind that a table fills.
struct TableProgram : DataProgram {
  BmrtTensor all[8] = {input("x", kBmrtF32, {-1, 2}),
                       input("label", kBmrtI32, {-1}),
                       input("y", kBmrtF64, {-1}),
                       input("gap", kBmrtF32, {-1, 2}),
                       input("words", kBmrtI32, {-1, -2}),
                       input("words_length", kBmrtI32, {-1}),
                       input("when", kBmrtF32, {-1, 3}),
                       input("photo", kBmrtF32, {-1, 1, 2, 2})};
};

/// Columns of every type; with rules for what is missing or not.
static Json tableConfig(bool hasRules, bool hasMedia) {
  Json data = {
      {"kind", "csv"},
      {"split", {{"train", 0.5}, {"val", 0.5}}},
      {"tokenizer", "words"},
      {"vocab_size", 9},
      {"mean", {0}},
      {"std", {1}},
      {"columns",
       {{{"name", "x0"}, {"type", "f32"}},
        {{"name", "x1"}, {"type", "f32"}},
        {{"name", "kind"}, {"type", "category"}, {"size", 3}},
        {{"name", "n"}, {"type", "i32"}}}},
      {"bindings",
       {{{"field", {"x0", "x1"}}, {"input", "x"}},
        {{"field", "kind"}, {"input", "label"}, {"min", 0}, {"below", 3}},
        {{"field", "n"}, {"input", "y"}}}}};
  Json &columns = data["columns"];
  if (hasMedia) {
    columns.push_back({{"name", "words"}, {"type", "text"}, {"size", 4}});
    columns.push_back({{"name", "when"},
                       {"type", "date"},
                       {"parts", {"days", "weekday", "second"}}});
    for (const char *field : {"words", "when"})
      data["bindings"].push_back({{"field", field}, {"input", field}});
    data["bindings"].push_back(
        {{"field", "words"}, {"input", "words_length"}, {"length", true}});
    columns.push_back(
        {{"name", "photo"}, {"type", "image"}, {"extents", {1, 2, 2}}});
    data["bindings"].push_back({{"field", "photo"}, {"input", "photo"}});
  }
  if (hasRules) {
    columns[0].update({{"missing", "mean"}, {"normalize", "standard"}});
    columns[1].update({{"missing", "median"}, {"normalize", "minmax"}});
    columns[2].update(
        {{"missing", "constant"}, {"constant", "none"}, {"unknown", "other"}});
    columns[3].update({{"missing", "median"}});
    data["bindings"].push_back(
        {{"field", {"x0", "x1"}}, {"input", "gap"}, {"missing", true}});
  }
  Json config;
  config["data"] = std::move(data);
  return config;
}

/// Opens the table as data with columns of every type.
static Status openTable(std::string_view text, bool hasRules, bool hasMedia) {
  TableProgram inputs;
  DataProgram::describe(inputs, inputs.all, 8);
  MemoryFile file(text);
  DataOptions options;
  options.path = file.path();
  std::unique_ptr<Dataset> data;
  BMRT_TRY(openDataset(tableConfig(hasRules, hasMedia), inputs.program, options,
                       data));
  int64_t rows = data->rows(Split::All);
  require(rows > 0, "a table that opens has rows");
  Batch batch;
  BMRT_TRY(
      data->evalBatch(Split::All, 0, 0, std::min<int64_t>(rows, 8), batch));
  for (const HostTensor &tensor : batch.tensors)
    for (int64_t i = 0; i < tensor.shape.elements(); ++i) {
      require(std::isfinite(tensor.element(i)), "what is read is finite");
      require(tensor.name != "label" ||
                  (tensor.element(i) >= 0 && tensor.element(i) < 3),
              "categories are within their number");
    }
  return {};
}

extern "C" int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  std::string_view text(reinterpret_cast<const char *>(data), size);
  Rows rows, again;
  char separator = 0;
  if (readRows(text, separator, rows).ok()) {
    require(readRows(writeRows(rows, separator), separator, again).ok(),
            "what is written is a table");
    require(rows == again, "a table that is written and read is the same");
  }
  for (int rules = 0; rules < 4; ++rules)
    if (Status status = openTable(text, rules & 1, rules & 2); !status.ok())
      require(!status.message().empty(), "errors have words");
  return 0;
}
