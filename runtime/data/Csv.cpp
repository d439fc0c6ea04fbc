//===- Csv.cpp - RFC 4180 tables --------------------------------*- C++ -*-===//
#include "runtime/data/Csv.h"

#include <algorithm>

using namespace bmc;

static constexpr int kEnd = -1;
static constexpr uint64_t kBufferBytes = uint64_t{1} << 20;

Status CsvReader::open(const std::string &path) {
  *this = CsvReader();
  BMRT_TRY(file.open(path));
  // The byte order mark is no part of the first name.
  char mark[3];
  if (file.size() >= sizeof mark) {
    BMRT_TRY(file.read(0, mark, sizeof mark));
    if (std::string_view(mark, sizeof mark) == "\xEF\xBB\xBF")
      offset = sizeof mark;
  }
  return {};
}

Status CsvReader::error(int64_t line, int64_t column,
                        std::string_view message) const {
  return badInput("{}:{}:{}: {}", path(), line, column, message);
}

Status CsvReader::fill() {
  buffer.resize(std::min(kBufferBytes, file.size() - offset));
  BMRT_TRY(file.read(offset, buffer.data(), buffer.size()));
  offset += buffer.size();
  cursor = 0;
  return {};
}

/// The next byte or kEnd; a failed read ends the file and sets readError.
int CsvReader::peek() {
  if (cursor == buffer.size()) {
    if (offset == file.size() || !readError.ok())
      return kEnd;
    readError = fill();
    if (!readError.ok() || buffer.empty())
      return kEnd;
  }
  return static_cast<unsigned char>(buffer[cursor]);
}

int CsvReader::get() {
  int byte = peek();
  if (byte == kEnd)
    return kEnd;
  ++cursor;
  ++column;
  if (byte == '\n') {
    ++line;
    column = 1;
  }
  return byte;
}

Status CsvReader::readQuoted(CsvField &field) {
  get();
  while (true) {
    int byte = get();
    if (byte == kEnd)
      return error(field.line, field.column, "quoted field without its end");
    if (byte == '"' && peek() != '"')
      return {};
    if (byte == '"')
      get();
    if (field.text.size() == kMaxCsvField)
      return error(field.line, field.column, "field longer than 1 MiB");
    field.text.push_back(static_cast<char>(byte));
  }
}

/// Reads up to and including the comma or line break behind the field.
Status CsvReader::readField(CsvField &field, bool &rowEnds) {
  field.text.clear();
  field.line = line;
  field.column = column;
  bool quoted = peek() == '"';
  if (quoted)
    BMRT_TRY(readQuoted(field));
  while (true) {
    int64_t atLine = line, atColumn = column;
    int byte = get();
    if (byte == '\r' && (peek() == '\n' || peek() == kEnd))
      byte = get();
    rowEnds = byte == '\n' || byte == kEnd;
    if (rowEnds || byte == ',')
      return readError;
    if (quoted)
      return error(atLine, atColumn,
                   "text after a quoted field, expected ',' or a line break");
    if (byte == '"')
      return error(atLine, atColumn,
                   "quote inside an unquoted field, expected the whole field "
                   "in quotes with inner quotes doubled");
    if (field.text.size() == kMaxCsvField)
      return error(field.line, field.column, "field longer than 1 MiB");
    field.text.push_back(static_cast<char>(byte));
  }
}

Status CsvReader::next(std::vector<CsvField> &row, bool &end) {
  // Blank lines carry no row.
  while (peek() == '\n' || peek() == '\r')
    get();
  end = peek() == kEnd;
  size_t count = 0;
  for (bool rowEnds = end; !rowEnds; ++count) {
    if (count == kMaxCsvFields)
      return error(line, column, "more than 1048576 fields in one row");
    // Fields are reused: their strings keep their memory from row to row.
    if (count == row.size())
      row.emplace_back();
    BMRT_TRY(readField(row[count], rowEnds));
  }
  row.resize(count);
  return readError;
}

std::string bmc::csvQuote(std::string_view text) {
  if (text.find_first_of(",\"\r\n") == std::string_view::npos)
    return std::string(text);
  std::string quoted = "\"";
  for (char byte : text) {
    if (byte == '"')
      quoted.push_back('"');
    quoted.push_back(byte);
  }
  return quoted + "\"";
}
