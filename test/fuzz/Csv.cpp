//===- Csv.cpp - Fuzz target: tables --------------------------------------===//

#include "runtime/data/Csv.h"
#include "test/fuzz/Rows.h"
#include "test/fuzz/Table.h"
#include "test/fuzz/Target.h"

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

extern "C" int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  std::string_view text(reinterpret_cast<const char *>(data), size);
  Rows rows, again;
  char separator = 0;
  if (readRows(text, separator, rows).ok()) {
    require(readRows(writeRows(rows, separator), separator, again).ok(),
            "what is written is a table");
    require(rows == again, "a table that is written and read is the same");
  }
  checkTable(MemoryFile(text).path());
  return 0;
}
