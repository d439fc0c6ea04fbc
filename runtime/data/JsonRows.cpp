//===- JsonRows.cpp - Rows written as JSON objects ------------------------===//
//
// An object is read where it lies: values are views of it, and what is escaped
// is written back shorter. One that has no line of its own is first found in
// the buffer, by its braces. Most are written as the one before but for their
// values: what stands between these is compared, and not read again.
//
//===----------------------------------------------------------------------===//
#include "runtime/data/JsonRows.h"

#include "runtime/core/SixteenBytes.h"
#include "runtime/tokenizer/Utf8.h"

#include <algorithm>
#include <array>
#include <cstring>
#include <optional>
#include <utility>

namespace bmc {

static constexpr size_t kBufferBytes = size_t{1} << 20;
static constexpr size_t kMaxObject = size_t{32} << 20;
static constexpr size_t kMaxColumns = size_t{1} << 20;
static constexpr int kMaxDepth = 32;
static constexpr size_t kNowhere = SIZE_MAX;

/// Bytes that end a run of ordinary ones: in a string, and outside.
static constexpr auto kEndsInString = [] {
  std::array<bool, 256> table{};
  for (unsigned char byte = 0; byte < ' '; ++byte)
    table[byte] = true;
  table['"'] = table['\\'] = true;
  return table;
}();
static constexpr auto kEndsOutside = [] {
  std::array<bool, 256> table{};
  for (unsigned char byte : {'"', '{', '}', '[', ']'})
    table[byte] = true;
  return table;
}();

static bool isIn(const std::array<bool, 256> &table, char byte) {
  return table[static_cast<unsigned char>(byte)];
}

static bool isSpace(char byte) {
  return byte == ' ' || byte == '\n' || byte == '\r' || byte == '\t';
}

Status JsonRows::open(const std::string &path) {
  *this = JsonRows();
  BMRT_TRY(stream.open(path));
  BMRT_TRY(fill());
  BMRT_TRY(refuseUtf16(path, buffer));
  if (buffer.starts_with(kByteOrderMark))
    cursor = kByteOrderMark.size();
  JsonRows ahead;
  ahead.lookAhead(*this);
  for (const std::string &found : ahead.names)
    addName(found);
  return {};
}

/// Finds the members of the objects that `rows` begins with: an event has those
/// of its kind. What is wrong is said where it is read.
void JsonRows::lookAhead(const JsonRows &rows) {
  constexpr int kObjects = 1000;
  buffer = rows.buffer;
  cursor = rows.cursor;
  isLast = true;
  std::vector<CsvField> row;
  bool end = false;
  for (int i = 0; i < kObjects; ++i) {
    if (!skipSpace(end).ok() || end || buffer[cursor] != '{')
      return;
    here = {};
    if (!readNext(row).ok())
      return;
    cursor = static_cast<size_t>(here.at - buffer.data());
  }
}

size_t JsonRows::addName(std::string_view column) {
  size_t index = names.size();
  indexOf.emplace(names.emplace_back(column), index);
  seenIn.push_back(0);
  return index;
}

/// Where a byte is of the object at the cursor.
JsonRows::Place JsonRows::placeOf(const char *at) const {
  auto offset = static_cast<size_t>(at - buffer.data());
  auto next = std::ranges::lower_bound(lineEnds, offset);
  if (next == lineEnds.begin())
    return {line, column + static_cast<int64_t>(offset - cursor)};
  return {line + (next - lineEnds.begin()),
          static_cast<int64_t>(offset - *(next - 1))};
}

Status JsonRows::error(const std::string &message) const {
  Place place = here.at ? placeOf(here.at) : Place{line, column};
  return badInput("{}:{}:{}: {}", stream.path(), place.line, place.column,
                  message);
}

Status JsonRows::expected(const char *what) const {
  return error(fmt::format("not a JSON object: expected {}{}", what,
                           name.empty() ? "" : " in '" + name + "'"));
}

Status JsonRows::fill() {
  return stream.refill(buffer, std::exchange(cursor, 0), kBufferBytes, isLast);
}

Status JsonRows::skipSpace(bool &end) {
  while (true) {
    for (; cursor < buffer.size() && isSpace(buffer[cursor]); ++cursor) {
      bool isEnd = buffer[cursor] == '\n';
      line += isEnd;
      column = isEnd ? 1 : column + 1;
    }
    end = cursor == buffer.size() && isLast;
    if (end || cursor < buffer.size())
      return {};
    BMRT_TRY(fill());
  }
}

/// `end` is behind the object at the cursor.
Status JsonRows::findObject(size_t &end) {
  int depth = 0;
  bool inString = false;
  for (size_t i = cursor;;) {
    const std::string &bytes = buffer;
    for (; i < bytes.size(); ++i) {
      const auto &ends = inString ? kEndsInString : kEndsOutside;
      while (i < bytes.size() && !isIn(ends, bytes[i]))
        ++i;
      if (i == bytes.size())
        break;
      char byte = bytes[i];
      if (inString) {
        i += byte == '\\';
        inString = byte != '"';
        continue;
      }
      inString = byte == '"';
      depth += (byte == '{' || byte == '[') - (byte == '}' || byte == ']');
      if (depth == 0) {
        end = i + 1;
        return {};
      }
    }
    if (isLast)
      return error("the object has no end");
    if (i - cursor > kMaxObject)
      return error("object longer than 32 MiB");
    // A backslash may have been the last byte.
    i -= cursor;
    BMRT_TRY(fill());
  }
}

//===----------------------------------------------------------------------===//
// Values
//===----------------------------------------------------------------------===//

static void skip(char *&at, const char *end) {
  while (at < end && isSpace(*at))
    ++at;
}

static bool take(char *&at, const char *end, char byte) {
  skip(at, end);
  bool isThere = at < end && *at == byte;
  at += isThere;
  return isThere;
}

/// The four digits of \uXXXX; negative if they are none.
static int32_t readHex(const char *at, const char *end) {
  if (end - at < 4)
    return -1;
  int32_t value = 0;
  for (int i = 0; i < 4; ++i) {
    char byte = static_cast<char>(at[i] | 0x20);
    int digit = at[i] >= '0' && at[i] <= '9' ? at[i] - '0'
                : byte >= 'a' && byte <= 'f' ? byte - 'a' + 10
                                             : -1;
    if (digit < 0)
      return -1;
    value = 16 * value + digit;
  }
  return value;
}

static char *writeUtf8(char *to, int32_t point) {
  auto put = [&](int32_t byte) { *to++ = static_cast<char>(byte); };
  if (point < 0x80) {
    put(point);
  } else if (point < 0x800) {
    put(0xC0 | point >> 6);
    put(0x80 | (point & 0x3F));
  } else {
    if (point < 0x10000) {
      put(0xE0 | point >> 12);
    } else {
      put(0xF0 | point >> 18);
      put(0x80 | (point >> 12 & 0x3F));
    }
    put(0x80 | (point >> 6 & 0x3F));
    put(0x80 | (point & 0x3F));
  }
  return to;
}

/// Writes what stands behind a backslash at `at`; false if it is nothing known.
static bool unescape(char *&at, const char *end, char *&to) {
  static constexpr std::string_view letters = "\"\\/bfnrt";
  static constexpr char meanings[] = "\"\\/\b\f\n\r\t";
  if (at == end)
    return false;
  char letter = *at++;
  if (size_t which = letters.find(letter); which != letters.npos) {
    *to++ = meanings[which];
    return true;
  }
  int32_t point = letter == 'u' ? readHex(at, end) : -1;
  if (point < 0 || (point >= 0xDC00 && point < 0xE000))
    return false;
  at += 4;
  if (point >= 0xD800 && point < 0xDC00) {
    int32_t low = end - at >= 6 && at[0] == '\\' && at[1] == 'u'
                      ? readHex(at + 2, end)
                      : -1;
    if (low < 0xDC00 || low >= 0xE000)
      return false;
    at += 6;
    point = 0x10000 + ((point - 0xD800) << 10) + (low - 0xDC00);
  }
  to = writeUtf8(to, point);
  return true;
}

/// A string behind its first quote.
Status JsonRows::readString(Cursor &cursor, std::string_view &text) {
  char *begin = cursor.at, *to = nullptr;
  auto ordinary = [](SixteenBytes bytes) {
    return (bytes.equal('"') | bytes.equal('\\') | bytes.below(' ')).first();
  };
  for (size_t count = 16; count == 16 && cursor.end - cursor.at >= 16;) {
    count = ordinary(SixteenBytes(cursor.at));
    cursor.at += count;
  }
  while (cursor.at < cursor.end) {
    char byte = *cursor.at;
    if (!to && !isIn(kEndsInString, byte)) {
      ++cursor.at;
      continue;
    }
    if (byte == '"') {
      char *last = to ? to : cursor.at;
      text = {begin, static_cast<size_t>(last - begin)};
      ++cursor.at;
      return {};
    }
    if (static_cast<unsigned char>(byte) < ' ')
      return expected("no control characters");
    ++cursor.at;
    if (byte == '\\') {
      if (!to)
        to = cursor.at - 1;
      if (!unescape(cursor.at, cursor.end, to))
        return expected("a known escape");
    } else if (to) {
      *to++ = byte;
    }
  }
  return expected("the end of a string");
}

Status JsonRows::readNumber(Cursor &cursor, std::string_view &text) {
  const char *begin = cursor.at;
  auto digits = [&] {
    const char *first = cursor.at;
    while (cursor.at < cursor.end && *cursor.at >= '0' && *cursor.at <= '9')
      ++cursor.at;
    return cursor.at > first;
  };
  auto optional = [&](std::string_view bytes) {
    bool isThere =
        cursor.at < cursor.end && bytes.find(*cursor.at) != bytes.npos;
    cursor.at += isThere;
    return isThere;
  };
  optional("-");
  const char *first = cursor.at;
  bool isFine = digits() && (*first != '0' || cursor.at == first + 1);
  if (isFine && optional("."))
    isFine = digits();
  if (isFine && optional("eE")) {
    optional("+-");
    isFine = digits();
  }
  text = {begin, static_cast<size_t>(cursor.at - begin)};
  return isFine ? Status() : expected("a value");
}

/// A string, number or word; the cursor is at its first byte.
Status JsonRows::readValue(Cursor &cursor, std::string_view &value) {
  if (take(cursor.at, cursor.end, '"'))
    return readString(cursor, value);
  if (cursor.at < cursor.end && *cursor.at < 'A')
    return readNumber(cursor, value);
  static constexpr std::pair<std::string_view, std::string_view> words[] = {
      {"true", "1"}, {"false", "0"}, {"null", ""}};
  std::string_view rest(cursor.at, static_cast<size_t>(cursor.end - cursor.at));
  for (auto [word, meaning] : words)
    if (rest.starts_with(word)) {
      cursor.at += word.size();
      value = meaning;
      return {};
    }
  return readNumber(cursor, value);
}

//===----------------------------------------------------------------------===//
// Objects
//===----------------------------------------------------------------------===//

/// What follows the last value that is in the shape.
std::string JsonRows::textTo(const char *end) {
  return {std::exchange(known, here.at), end};
}

/// Files the value of the member `name`, at whose end the cursor is; those that
/// the first objects lack are no columns.
Status JsonRows::addValue(std::string_view value, const char *at,
                          std::vector<CsvField> &row) {
  Value &added = shape.emplace_back(textTo(at), kNowhere);
  size_t index = likely;
  if (index >= names.size() || names[index] != name) {
    auto found = indexOf.find(name);
    if (found == indexOf.end() && !isFirst)
      return {};
    if (found == indexOf.end()) {
      if (names.size() == kMaxColumns)
        return error("more than 1048576 members in one object");
      index = addName(name);
      row.emplace_back();
    } else {
      index = found->second;
    }
  }
  if (seenIn[index] == objects)
    return error(fmt::format("found column '{}' twice", name));
  seenIn[index] = objects;
  added.column = index;
  Place place = placeOf(at);
  row[index] = {value, place.line, place.column};
  likely = index + 1;
  return {};
}

/// A value of the member `name`.
Status JsonRows::readColumn(Cursor &cursor, std::vector<CsvField> &row) {
  std::string_view value;
  skip(cursor.at, cursor.end);
  const char *at = cursor.at;
  BMRT_TRY(readValue(cursor, value));
  return addValue(value, at, row);
}

/// Values, objects, or lists that are all as long; `count` goes on through all
/// of them.
Status JsonRows::readList(Cursor &cursor, int depth, size_t &count,
                          std::vector<CsvField> &row) {
  constexpr size_t kValue = SIZE_MAX;
  size_t length = name.size();
  if (depth > kMaxDepth)
    return error("lists stand inside each other more than 32 times");
  if (take(cursor.at, cursor.end, ']'))
    return {};
  for (std::optional<size_t> first;;) {
    size_t begin = count, size = kValue;
    if (take(cursor.at, cursor.end, '[')) {
      BMRT_TRY(readList(cursor, depth + 1, count, row));
      size = count - begin;
    } else {
      name += std::to_string(count++);
      BMRT_TRY(take(cursor.at, cursor.end, '{')
                   ? readObject(cursor, depth + 1, row)
                   : readColumn(cursor, row));
      name.resize(length);
    }
    if (size != first.value_or(size))
      return error(fmt::format("the lists in '{}' are not equally long", name));
    first = size;
    if (take(cursor.at, cursor.end, ','))
      continue;
    return take(cursor.at, cursor.end, ']') ? Status() : expected("',' or ']'");
  }
}

/// A name and its value.
Status JsonRows::readMember(Cursor &cursor, int depth,
                            std::vector<CsvField> &row) {
  std::string_view key;
  if (!take(cursor.at, cursor.end, '"'))
    return expected("the name of a member");
  BMRT_TRY(readString(cursor, key));
  size_t length = name.size();
  if (length > 0)
    name += '.';
  name += key;
  if (!take(cursor.at, cursor.end, ':'))
    return expected("':'");
  if (take(cursor.at, cursor.end, '{')) {
    BMRT_TRY(readObject(cursor, depth + 1, row));
  } else if (take(cursor.at, cursor.end, '[')) {
    size_t count = 0;
    BMRT_TRY(readList(cursor, depth, count, row));
  } else {
    BMRT_TRY(readColumn(cursor, row));
  }
  name.resize(length);
  return {};
}

/// An object behind its first brace.
Status JsonRows::readObject(Cursor &cursor, int depth,
                            std::vector<CsvField> &row) {
  if (depth > kMaxDepth)
    return error("objects stand inside each other more than 32 times");
  if (take(cursor.at, cursor.end, '}'))
    return {};
  do
    BMRT_TRY(readMember(cursor, depth, row));
  while (take(cursor.at, cursor.end, ','));
  return take(cursor.at, cursor.end, '}') ? Status() : expected("',' or '}'");
}

/// Makes all values missing.
void JsonRows::clear(std::vector<CsvField> &row) const {
  row.resize(names.size());
  for (CsvField &field : row)
    field = {"", line, column};
}

/// Reads the object at the cursor, which ends at `end` or before, if it is
/// written as the last one was.
bool JsonRows::readAlike(size_t end, std::vector<CsvField> &row) {
  here = {buffer.data() + cursor, buffer.data() + end};
  auto takeText = [&](const std::string &text) {
    bool isThere =
        std::string_view(here.at, here.end).starts_with(std::string_view(text));
    here.at += isThere ? text.size() : 0;
    return isThere;
  };
  if (behind.empty())
    return false;
  clear(row);
  for (const Value &value : shape) {
    if (!takeText(value.before))
      return false;
    skip(here.at, here.end);
    Place place = placeOf(here.at);
    std::string_view text;
    if (!readValue(here, text).ok())
      return false;
    if (value.column != kNowhere)
      row[value.column] = {text, place.line, place.column};
  }
  return takeText(behind);
}

/// Reads the object at the cursor, which ends at `end` or before.
Status JsonRows::readRow(size_t end, std::vector<CsvField> &row) {
  clear(row);
  ++objects;
  likely = 0;
  name.clear();
  shape.clear();
  behind.clear();
  known = buffer.data() + cursor;
  here = {buffer.data() + cursor + 1, buffer.data() + end};
  BMRT_TRY(readObject(here, 1, row));
  behind = textTo(here.at);
  return {};
}

/// Whether an object may end on the line it begins on, and can be read twice.
bool JsonRows::findLine(size_t &end) const {
  std::string_view rest = std::string_view(buffer).substr(cursor);
  size_t lineEnd = rest.find('\n');
  if (lineEnd == rest.npos && !isLast)
    return false;
  rest = rest.substr(0, lineEnd);
  end = cursor + rest.size();
  return rest.find('\\') == rest.npos;
}

/// Most objects have a line of their own; the end of others is found first.
Status JsonRows::readNext(std::vector<CsvField> &row) {
  lineEnds.clear();
  size_t end = 0;
  if (findLine(end) && (readAlike(end, row) || readRow(end, row).ok()))
    return {};
  here = {};
  BMRT_TRY(findObject(end));
  for (size_t i = cursor; (i = buffer.find('\n', i)) < end; ++i)
    lineEnds.push_back(i);
  return readRow(end, row);
}

Status JsonRows::next(std::vector<CsvField> &row, bool &end) {
  end = false;
  if (!firstRow.empty()) { // it was read with the names
    row = std::move(firstRow);
    firstRow.clear();
    return {};
  }
  BMRT_TRY(skipSpace(end));
  if (end) {
    row.clear();
    return {};
  }
  here = {};
  if (buffer[cursor] != '{')
    return error("expected a JSON object");
  BMRT_TRY(readNext(row));
  Place first{line, column}, behind = placeOf(here.at);
  cursor = static_cast<size_t>(here.at - buffer.data());
  line = behind.line;
  column = behind.column;
  if (!isFirst)
    return {};
  if (names.empty())
    return error("the object has no members");
  isFirst = false;
  firstRow = std::move(row);
  row.clear();
  for (const std::string &member : names)
    row.push_back({member, first.line, first.column});
  return {};
}

} // namespace bmc
