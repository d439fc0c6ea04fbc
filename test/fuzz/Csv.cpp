//===- Csv.cpp - Fuzz target: tables --------------------------------------===//

#include "runtime/data/Csv.h"
#include "runtime/data/Dataset.h"
#include "test/fuzz/Target.h"
#include "test/unit/runtime/DataProgram.h"

using namespace bmc;

using Rows = std::vector<std::vector<std::string>>;

static Status readRows(std::string_view text, Rows &rows) {
  MemoryFile file(text);
  CsvReader reader;
  BMRT_TRY(reader.open(file.path()));
  std::vector<CsvField> row;
  for (bool end = false;;) {
    BMRT_TRY(reader.next(row, end));
    if (end)
      return {};
    for (rows.emplace_back(); CsvField &field : row)
      rows.back().push_back(std::move(field.text));
  }
}

/// A table that says the same, with the byte order mark that is no field's.
static std::string writeRows(const Rows &rows) {
  std::string text = "\xEF\xBB\xBF";
  for (const auto &row : rows) {
    for (size_t i = 0; i < row.size(); ++i)
      text += (i ? "," : "") + (row[i].empty() ? "\"\"" : csvQuote(row[i]));
    text += '\n';
  }
  return text;
}

/// Opens the table as data with columns of every type.
static Status openTable(std::string_view text) {
  DataProgram inputs;
  DataProgram::describe(inputs, inputs.table, 3);
  Json config;
  config["data"] = {
      {"kind", "csv"},
      {"split", {{"train", 0.5}, {"val", 0.5}}},
      {"columns",
       {{{"name", "x0"}, {"type", "f32"}},
        {{"name", "x1"}, {"type", "f32"}},
        {{"name", "kind"}, {"type", "category"}, {"size", 3}},
        {{"name", "n"}, {"type", "i32"}}}},
      {"bindings",
       {{{"field", {"x0", "x1"}}, {"input", "x"}},
        {{"field", "kind"}, {"input", "label"}, {"min", 0}, {"below", 3}},
        {{"field", "n"}, {"input", "y"}}}}};
  MemoryFile file(text);
  DataOptions options;
  options.path = file.path();
  std::unique_ptr<Dataset> data;
  BMRT_TRY(openDataset(config, inputs.program, options, data));
  int64_t rows = data->rows(Split::All);
  require(rows > 0, "a table that opens has rows");
  Batch batch;
  BMRT_TRY(
      data->evalBatch(Split::All, 0, 0, std::min<int64_t>(rows, 8), batch));
  for (const HostTensor &tensor : batch.tensors)
    for (int64_t i = 0; tensor.name == "label" && i < tensor.shape.elements();
         ++i)
      require(tensor.element(i) >= 0 && tensor.element(i) < 3,
              "categories are within their number");
  return {};
}

extern "C" int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  std::string_view text(reinterpret_cast<const char *>(data), size);
  Rows rows, again;
  if (readRows(text, rows).ok()) {
    require(readRows(writeRows(rows), again).ok(),
            "what is written is a table");
    require(rows == again, "a table that is written and read is the same");
  }
  if (Status status = openTable(text); !status.ok())
    require(!status.message().empty(), "errors have words");
  return 0;
}
