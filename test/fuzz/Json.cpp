//===- Json.cpp - Fuzz target: rows of JSON objects -----------------------===//

#include "runtime/data/JsonRows.h"
#include "test/fuzz/Rows.h"
#include "test/fuzz/Table.h"
#include "test/fuzz/Target.h"

using namespace bmc;

static Status readRows(std::string_view text, Rows &rows) {
  MemoryFile file(text);
  JsonRows reader;
  BMRT_TRY(reader.open(file.path()));
  return readRows(reader, rows);
}

/// A string in which everything that could be is escaped.
static std::string escaped(const std::string &text) {
  std::string result = "\"";
  for (char byte : text) {
    auto code = static_cast<unsigned char>(byte);
    constexpr char digits[] = "0123456789abcdef";
    if (code < ' ' || byte == '"' || byte == '\\')
      result += std::string("\\u00") + digits[code / 16] + digits[code % 16];
    else
      result += byte;
  }
  return result + "\"";
}

extern "C" int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  std::string_view text(reinterpret_cast<const char *>(data), size);
  checkTable(MemoryFile(text).path());
  Rows rows, again;
  if (Status status = readRows(text, rows); !status.ok()) {
    require(!status.message().empty(), "errors have words");
    return 0;
  }
  std::string written;
  for (size_t i = 1; i < rows.size(); ++i) {
    require(rows[i].size() == rows[0].size(), "rows have all columns");
    written += "{";
    for (size_t column = 0; column < rows[0].size(); ++column)
      written += (column ? "," : "") + escaped(rows[0][column]) + ":" +
                 escaped(rows[i][column]);
    written += "}\n";
  }
  require(readRows(written, again).ok(), "what is written is read");
  require(rows == again, "rows that are written and read are the same");
  return 0;
}
