//===- Csv.cpp - RFC 4180 tables --------------------------------*- C++ -*-===//
#include "runtime/data/Csv.h"

#include "runtime/data/Vocabulary.h"

#include <algorithm>

using namespace bmc;

static constexpr int kEnd = -1;
static constexpr std::string_view kLoneReturn =
    "carriage return without a line feed, expected LF or CRLF line ends; "
    "convert them with \"tr '\\r' '\\n'\"";
static constexpr std::string_view kNulByte =
    "found a NUL byte, expected text in UTF-8";
static constexpr uint64_t kBufferBytes = uint64_t{1} << 20;

Status CsvReader::open(const std::string &path) {
  *this = CsvReader();
  BMRT_TRY(file.open(path));
  return checkEncoding();
}

Status CsvReader::checkEncoding() {
  char start[3] = {};
  uint64_t bytes = std::min<uint64_t>(file.size(), sizeof start);
  BMRT_TRY(file.read(0, start, bytes));
  BMRT_TRY(refuseUtf16(path(), {start, bytes}));
  // The byte order mark is no part of the first name.
  if (std::string_view(start, bytes) == "\xEF\xBB\xBF")
    offset = bytes;
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
    int64_t atLine = line, atColumn = column;
    int byte = get();
    if (byte == kEnd)
      return error(field.line, field.column, "quoted field without its end");
    if (byte == 0)
      return error(atLine, atColumn, kNulByte);
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
    else if (byte == '\r' && !quoted)
      return error(atLine, atColumn, kLoneReturn);
    if (byte == 0)
      return error(atLine, atColumn, kNulByte);
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

/// Blank lines carry no row, except where a row is one field.
Status CsvReader::skipBlankLines() {
  int64_t blank = 0;
  while (peek() == '\n' || peek() == '\r') {
    int64_t atLine = line, atColumn = column;
    if (get() == '\r' && peek() != '\n' && peek() != kEnd)
      return error(atLine, atColumn, kLoneReturn);
    blank += line > atLine;
  }
  if (width == 1 && peek() != kEnd)
    blankRows = blank;
  return {};
}

Status CsvReader::next(std::vector<CsvField> &row, bool &end) {
  if (blankRows == 0)
    BMRT_TRY(skipBlankLines());
  if (blankRows > 0) {
    row.resize(1);
    row[0] = {"", line - blankRows--, 1};
    return {};
  }
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
  if (width == 0)
    width = count;
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
