//===- Csv.cpp - RFC 4180 tables --------------------------------*- C++ -*-===//
//
// A row is scanned where it lies in the buffer, and given out as views of it.
// Where the buffer ends before the row does, more is read behind it and the row
// scanned again, which happens once per buffer.
//
//===----------------------------------------------------------------------===//
#include "runtime/data/Csv.h"

#include "runtime/core/SixteenBytes.h"
#include "runtime/tokenizer/Utf8.h"

#include <algorithm>
#include <cstring>
#include <utility>

using namespace bmc;

static constexpr std::string_view kLoneReturn =
    "carriage return without a line feed, expected LF or CRLF line ends; "
    "convert them with \"tr '\\r' '\\n'\"";
static constexpr std::string_view kNulByte =
    "found a NUL byte, expected text in UTF-8";
static constexpr std::string_view kSeparators = ",;\t|";
static constexpr size_t kBufferBytes = size_t{1} << 18;

Status CsvReader::open(const std::string &path, char separator) {
  *this = CsvReader();
  BMRT_TRY(stream.open(path));
  BMRT_TRY(fill());
  BMRT_TRY(checkEncoding());
  chooseSeparator(separator);
  for (char byte : {separatorByte, '\n', '\r', '"', '\0'})
    isSpecial[static_cast<unsigned char>(byte)] = true;
  return {};
}

Status CsvReader::checkEncoding() {
  BMRT_TRY(refuseUtf16(path(), buffer));
  // The byte order mark is no part of the first name.
  if (buffer.starts_with(kByteOrderMark)) {
    cursor.at = kByteOrderMark.size();
    cursor.lineStart = kByteOrderMark.size();
  }
  return {};
}

/// A first line "sep=;", which Excel writes and reads, is no row.
void CsvReader::readSeparatorLine(char &separator) {
  constexpr std::string_view kBegin = "sep=";
  std::string_view text = std::string_view(buffer).substr(cursor.at);
  if (!text.starts_with(kBegin) || text.size() < kBegin.size() + 2)
    return;
  size_t end = kBegin.size() + 1 + (text[kBegin.size() + 1] == '\r');
  if (end == text.size() || text[end] != '\n' ||
      kSeparators.find(text[kBegin.size()]) == kSeparators.npos)
    return;
  separator = separator ? separator : text[kBegin.size()];
  cursor.at += end + 1;
  cursor.lineStart = cursor.at;
  ++cursor.line;
}

void CsvReader::chooseSeparator(char given) {
  readSeparatorLine(given);
  separatorByte = given ? given : ',';
  if (given)
    return;
  size_t counts[kSeparators.size()] = {};
  bool isQuoted = false;
  size_t start = buffer.find_first_not_of("\r\n", cursor.at);
  for (size_t i = std::min(start, buffer.size()); i < buffer.size(); ++i) {
    char byte = buffer[i];
    isQuoted ^= byte == '"';
    if (isQuoted)
      continue;
    if (byte == '\n' || byte == '\r')
      break;
    if (size_t which = kSeparators.find(byte); which != kSeparators.npos)
      ++counts[which];
  }
  separatorByte = kSeparators[static_cast<size_t>(
      std::ranges::max_element(counts) - counts)];
  isGuessed = separatorByte != ',';
}

std::string bmc::describeSeparator(char separator) {
  return separator == '\t' ? "a tab" : fmt::format("'{}'", separator);
}

std::vector<std::string> CsvReader::notes() const {
  if (!isGuessed)
    return {};
  return {fmt::format("{}: fields are taken to be separated by {}; 'separator' "
                      "of the data says so or otherwise",
                      path(), describeSeparator(separatorByte))};
}

Status CsvReader::error(const Place &place, std::string_view message) const {
  return badInput("{}:{}:{}: {}", path(), place.line, columnOf(place), message);
}

Status CsvReader::error(const CsvField &field, std::string_view message) const {
  return badInput("{}:{}:{}: {}", path(), field.line, field.column, message);
}

/// Moves what was not given out to the front of the buffer and reads more
/// behind it.
Status CsvReader::fill() {
  bufferStart += cursor.at;
  return stream.refill(buffer, std::exchange(cursor.at, 0), kBufferBytes,
                       isLast);
}

/// Reads on until the buffer has so many bytes behind the cursor, or all.
Status CsvReader::need(size_t bytes) {
  while (buffer.size() - cursor.at < bytes && !isLast)
    BMRT_TRY(fill());
  return {};
}

//===----------------------------------------------------------------------===//
// Fields
//===----------------------------------------------------------------------===//

/// From behind the first quote to behind the last one; `end` is the place of
/// that, or npos if the buffer ends before.
Status CsvReader::scanQuoted(CsvField &field, size_t &end) {
  size_t begin = ++scan.at;
  end = std::string::npos;
  auto ordinary = [](SixteenBytes bytes) {
    return (bytes.equal('"') | bytes.equal('\n') | bytes.equal('\0')).first();
  };
  for (; scan.at < buffer.size(); ++scan.at) {
    for (size_t count = 16; count == 16 && scan.at + 16 < buffer.size();) {
      count = ordinary(SixteenBytes(buffer.data() + scan.at));
      scan.at += count;
    }
    char byte = buffer[scan.at];
    if (byte == '\n') {
      ++scan.line;
      scan.lineStart = bufferStart + scan.at + 1;
    } else if (byte == '\0') {
      return error(scan, kNulByte);
    } else if (byte == '"') {
      if (scan.at + 1 == buffer.size() && !isLast)
        break;
      if (scan.at + 1 == buffer.size() || buffer[scan.at + 1] != '"') {
        end = scan.at++;
        break;
      }
      ++scan.at;
      hasDoubled = true;
    }
  }
  size_t length = std::min(end, scan.at) - begin;
  if (length > kMaxCsvField)
    return error(field, "field longer than 1 MiB");
  if (end == std::string::npos && isLast)
    return error(field, "quoted field without its end");
  field.text = std::string_view(buffer).substr(begin, length);
  return {};
}

/// The first byte from `at` on that may end a field, or the end of the buffer.
size_t CsvReader::findSpecial(size_t at) const {
  auto ordinary = [&](SixteenBytes bytes) {
    return (bytes.equal(separatorByte) | bytes.equal('\n') | bytes.equal('\r') |
            bytes.equal('"') | bytes.equal('\0'))
        .first();
  };
  while (at + 16 <= buffer.size()) {
    size_t count = ordinary(SixteenBytes(buffer.data() + at));
    at += count;
    if (count < 16)
      return at;
  }
  while (at < buffer.size() &&
         !isSpecial[static_cast<unsigned char>(buffer[at])])
    ++at;
  return at;
}

/// The separator, line break or end of the file at the place of the scan.
Status CsvReader::scanEnding(bool isQuoted, Ending &ending) {
  size_t at = scan.at, length = 1;
  ending = Ending::Unknown;
  if (at == buffer.size()) {
    ending = isLast ? Ending::Row : Ending::Unknown;
    return {};
  }
  char byte = buffer[at];
  if (byte == '\r') {
    if (at + 1 == buffer.size() && !isLast)
      return {};
    length = std::min<size_t>(2, buffer.size() - at);
    if (length == 1 || buffer[at + 1] == '\n')
      byte = '\n';
    else if (!isQuoted)
      return error(scan, kLoneReturn);
  }
  if (byte == separatorByte || byte == '\n') {
    ending = byte == '\n' ? Ending::Row : Ending::Field;
    scan.at += length;
    if (byte == '\n') {
      ++scan.line;
      scan.lineStart = bufferStart + scan.at;
    }
    return {};
  }
  if (byte == '\0')
    return error(scan, kNulByte);
  if (isQuoted)
    return error(scan, fmt::format("text after a quoted field, expected {} or "
                                   "a line break",
                                   describeSeparator(separatorByte)));
  return error(scan, "quote inside an unquoted field, expected the whole field "
                     "in quotes with inner quotes doubled");
}

/// A field as most are, without quotes and in front of the separator or a line
/// feed; false for any other.
bool CsvReader::scanPlain(CsvField &field, Ending &ending) {
  size_t end = findSpecial(scan.at), length = end - scan.at;
  if (end == buffer.size() || length > kMaxCsvField)
    return false;
  char byte = buffer[end];
  if (byte == '"' || (byte != separatorByte && byte != '\n'))
    return false;
  field = {{buffer.data() + scan.at, length}, scan.line, columnOf(scan)};
  scan.at = end + 1;
  ending = Ending::Field;
  if (byte == '\n') {
    ending = Ending::Row;
    ++scan.line;
    scan.lineStart = bufferStart + scan.at;
  }
  return true;
}

/// Scans any field and what ends it.
Status CsvReader::scanField(CsvField &field, Ending &ending) {
  field.line = scan.line;
  field.column = columnOf(scan);
  hasDoubled = false;
  bool isQuoted = scan.at < buffer.size() && buffer[scan.at] == '"';
  if (isQuoted) {
    size_t end = 0;
    BMRT_TRY(scanQuoted(field, end));
    if (end == std::string::npos) {
      ending = Ending::Unknown;
      return {};
    }
    return scanEnding(isQuoted, ending);
  }
  size_t length = findSpecial(scan.at) - scan.at;
  if (length > kMaxCsvField)
    return error(field, "field longer than 1 MiB");
  field.text = {buffer.data() + scan.at, length};
  scan.at += length;
  return scanEnding(isQuoted, ending);
}

/// Makes one quote of two.
void CsvReader::unquote(CsvField &field) {
  char *begin = buffer.data() + (field.text.data() - buffer.data());
  char *to = begin;
  for (size_t i = 0; i < field.text.size(); ++i) {
    *to++ = field.text[i];
    i += field.text[i] == '"';
  }
  field.text = {begin, static_cast<size_t>(to - begin)};
}

//===----------------------------------------------------------------------===//
// Rows
//===----------------------------------------------------------------------===//

/// Blank lines carry no row, except where a row is one field.
Status CsvReader::skipBlankLines() {
  int64_t blank = 0;
  while (true) {
    BMRT_TRY(need(2));
    if (cursor.at == buffer.size())
      return {};
    char byte = buffer[cursor.at];
    bool isPair = byte == '\r' && cursor.at + 1 < buffer.size();
    if (byte != '\n' && byte != '\r')
      break;
    if (isPair && buffer[cursor.at + 1] != '\n')
      return error(cursor, kLoneReturn);
    bool isLine = byte == '\n' || isPair;
    cursor.at += isPair ? 2 : 1;
    if (isLine) {
      ++cursor.line;
      cursor.lineStart = bufferStart + cursor.at;
      ++blank;
    }
  }
  if (width == 1)
    blankRows = blank;
  return {};
}

Status CsvReader::scanRow(std::vector<CsvField> &row, bool &isComplete) {
  scan = cursor;
  doubled.clear();
  size_t count = 0;
  Ending ending = Ending::Field;
  while (ending == Ending::Field) {
    if (count == kMaxCsvFields)
      return error(scan, "more than 1048576 fields in one row");
    if (count == row.size())
      row.emplace_back();
    if (!scanPlain(row[count], ending)) {
      BMRT_TRY(scanField(row[count], ending));
      if (hasDoubled)
        doubled.push_back(count);
    }
    ++count;
    if (scan.at - cursor.at > kMaxCsvRow)
      return error(cursor, "row longer than 32 MiB");
  }
  isComplete = ending == Ending::Row;
  if (isComplete)
    row.resize(count);
  return {};
}

Status CsvReader::next(std::vector<CsvField> &row, bool &end) {
  if (blankRows == 0)
    BMRT_TRY(skipBlankLines());
  end = false;
  if (blankRows > 0) {
    row.assign(1, {"", cursor.line - blankRows--, 1});
    return {};
  }
  end = cursor.at == buffer.size() && isLast;
  if (end) {
    row.clear();
    return {};
  }
  for (bool isComplete = false; !isComplete;) {
    BMRT_TRY(scanRow(row, isComplete));
    if (!isComplete)
      BMRT_TRY(fill());
  }
  for (size_t index : doubled)
    unquote(row[index]);
  cursor = scan;
  if (width == 0)
    width = row.size();
  return {};
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
