//===- Table.h - What a model finds in a table ------------------*- C++ -*-===//
#ifndef BMC_TEST_FUZZ_TABLE_H
#define BMC_TEST_FUZZ_TABLE_H

#include "runtime/data/Dataset.h"
#include "test/fuzz/Target.h"
#include "test/unit/runtime/DataProgram.h"

#include <algorithm>
#include <cmath>

namespace bmc {

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
inline Json tableConfig(bool hasRules, bool hasMedia) {
  Json data = DataProgram::tableData();
  data.update({{"split", {{"train", 0.5}, {"val", 0.5}}},
               {"tokenizer", "words"},
               {"vocab_size", 9},
               {"mean", {0}},
               {"std", {1}}});
  data["bindings"][1].update({{"min", 0}, {"below", 3}});
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
inline Status openTable(const std::string &path, bool hasRules, bool hasMedia) {
  TableProgram inputs;
  DataProgram::describe(inputs, inputs.all, 8);
  DataOptions options;
  options.path = path;
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

/// Reads a table of any format, with rules and without.
inline void checkTable(const std::string &path) {
  for (int rules = 0; rules < 4; ++rules)
    if (Status status = openTable(path, rules & 1, rules & 2); !status.ok())
      require(!status.message().empty(), "errors have words");
}

} // namespace bmc

#endif // BMC_TEST_FUZZ_TABLE_H
