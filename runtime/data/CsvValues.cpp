//===- CsvValues.cpp - What the fields of a table say ---------------------===//
#include "runtime/data/Csv.h"
#include "runtime/data/CsvNumbers.h"
#include "runtime/data/CsvTable.h"
#include "runtime/tokenizer/Utf8.h"

#include <algorithm>
#include <bit>
#include <charconv>
#include <cmath>

using namespace bmc;

/// A range of an input of the column that an integer is not in, or null.
const IndexRange *CsvTable::rangeBeside(const Source &source,
                                        int64_t integer) const {
  for (const Slot &slot : source.slots)
    if (const IndexRange &range = inputList[slot.input].range;
        !range.contains(integer))
      return &range;
  return nullptr;
}

/// Takes a number of a source that holds numbers, as it is; false where its
/// text has to say what becomes of it, or what is wrong.
bool CsvTable::readNumber(const Source &source, double number,
                          double &value) const {
  const CsvColumn &column = source.column;
  if (column.type == CsvColumn::Type::Float) {
    value = number;
    return source.bounds.contain(number);
  }
  if (column.type == CsvColumn::Type::Integer) {
    bool isInteger = number >= INT32_MIN && number <= INT32_MAX &&
                     number == std::floor(number);
    auto integer = isInteger ? static_cast<int32_t>(number) : 0;
    value = integer; // -0 is 0
    return isInteger && !rangeBeside(source, integer);
  }
  auto found = source.numberIds.find(std::bit_cast<uint64_t>(number));
  value = found == source.numberIds.end() ? 0 : found->second;
  return found != source.numberIds.end();
}

/// Reads what most fields are: numbers as programs write them, and categories
/// that were met. False for all others, about which nothing is said.
bool CsvTable::readPlain(const Source &source, std::string_view text,
                         double &value) const {
  const CsvColumn &column = source.column;
  const char *begin = text.data(), *end = begin + text.size();
  if (column.type == CsvColumn::Type::Float) {
    if (decimal != '.')
      return false;
    auto [last, failure] = std::from_chars(begin, end, value);
    return failure == std::errc() && last == end &&
           source.bounds.contain(value);
  }
  if (column.type == CsvColumn::Type::Integer) {
    int32_t integer = 0;
    auto [last, failure] = std::from_chars(begin, end, integer);
    value = integer;
    return failure == std::errc() && last == end &&
           !rangeBeside(source, integer);
  }
  if (column.type != CsvColumn::Type::Category || text.empty() ||
      column.missing != CsvColumn::Missing::Error || source.categories.integers)
    return false;
  auto found = source.ids.find(text);
  value = found == source.ids.end() ? 0 : static_cast<double>(found->second);
  return found != source.ids.end();
}

/// What a field holds: trimmed, UTF-8, and what stands for it if it is missing
/// (nothing where the training rows say what). What is read as a number or date
/// is ASCII or a sign of those that are known, and what is not is looked at by
/// `error`.
Status CsvTable::read(const Source &source, const CsvField &field,
                      std::string_view &text, bool &isMissing) const {
  const CsvColumn &column = source.column;
  text = trimField(field.text);
  bool hasRule = column.missing != CsvColumn::Missing::Error;
  isMissing =
      text.empty() ||
      (hasRule && column.type != CsvColumn::Type::Text && saysMissing(text));
  if (!isMissing)
    return column.isNumber() ? Status() : checkUtf8(field);
  if (!hasRule)
    return error(field, fmt::format("column '{}': missing value", column.name));
  text = column.constant;
  return {};
}

Status CsvTable::error(const CsvField &field,
                       const std::string &message) const {
  BMRT_TRY(checkUtf8(field));
  return error(placeOf(field), message);
}

Status CsvTable::checkUtf8(const CsvField &field) const {
  size_t invalid = findInvalidUtf8(field.text);
  if (invalid == std::string::npos)
    return {};
  return error(placeOf(field), invalidUtf8(field.text[invalid]));
}

Status CsvTable::parseInteger(const Source &source, const CsvField &field,
                              std::string_view text, double &value) {
  int64_t integer = 0;
  bool fits = parseWhole(text, integer);
  if (!fits) {
    fits = parseWritten(source, text, value) && value == std::floor(value) &&
           std::abs(value) <= INT32_MAX;
    integer = fits ? static_cast<int64_t>(value) : 0;
  }
  if (!fits || integer < INT32_MIN || integer > INT32_MAX)
    return error(field, fmt::format("column '{}': found '{}', expected a "
                                    "32-bit integer",
                                    source.column.name, text));
  if (const IndexRange *range = rangeBeside(source, integer))
    return error(field,
                 fmt::format("column '{}': found {}, expected {}",
                             source.column.name, integer, range->describe()));
  value = static_cast<double>(integer);
  return {};
}

Status CsvTable::parseFloat(const Source &source, const CsvField &field,
                            std::string_view text, double &value) {
  // A constant of the model is written with a point.
  bool isConstant = text.data() == source.column.constant.data();
  if (!decimal && !isConstant)
    guessDecimal(source, text);
  char mark = decimal && !isConstant ? decimal : '.';
  bool isNumber =
      parseReal(text, value, mark) || parseWritten(source, text, value);
  if (isNumber && source.bounds.contain(value))
    return {};
  bool lacksLog =
      isNumber && value <= source.bounds.above && value > -source.bounds.below;
  return error(
      field,
      lacksLog
          ? fmt::format("column '{}': found {}, expected a number above "
                        "-1, which log1p takes",
                        source.column.name, text)
          : fmt::format("column '{}': found '{}', expected a finite "
                        "number{}",
                        source.column.name, text,
                        mark == '.' ? "" : " with ',' before its fraction"));
}

/// The first number that shows it says what is before all fractions.
void CsvTable::guessDecimal(const Source &source, std::string_view text) {
  decimal = shownDecimal(text, separator);
  if (decimal == ',' && text.find(',') != std::string_view::npos)
    noteList.push_back(fmt::format(
        "{}: the comma of '{}' in column '{}' is taken to be before a "
        "fraction; 'decimal' of the data says so or otherwise",
        files.back(), text, source.column.name));
}

/// A number with signs and marks of thousands, or a word for 1 or 0; a note
/// says how the first one of a column is read.
bool CsvTable::parseWritten(const Source &source, std::string_view text,
                            double &value) {
  if (!parseNumber(text, value, decimal ? decimal : '.') &&
      !parseTruth(text, value))
    return false;
  if (noted.insert(source.column.name).second)
    noteList.push_back(fmt::format("{}: '{}' in column '{}' is read as {}",
                                   files.back(), text, source.column.name,
                                   value));
  return true;
}

Status CsvTable::parseDate(const Source &source, const CsvField &field,
                           std::string_view text) {
  if (parseDateTime(text, date, dateOrder))
    return {};
  bool lacksOrder = parseDateTime(text, date, DateOrder::DayFirst) ||
                    parseDateTime(text, date, DateOrder::MonthFirst);
  return error(
      field,
      fmt::format("column '{}': found '{}', expected a date written "
                  "2024-12-31 or 31.12.2024, and a time 23:59:59{}",
                  source.column.name, text,
                  lacksOrder ? "; 'day_first' of the data says whether the day "
                               "or the month comes first"
                             : ""));
}

Status CsvTable::parse(Source &source, const CsvField &field,
                       std::string_view text, double &value) {
  switch (source.column.type) {
  case CsvColumn::Type::Float:
    return parseFloat(source, field, text, value);
  case CsvColumn::Type::Integer:
    return parseInteger(source, field, text, value);
  case CsvColumn::Type::Date:
    return parseDate(source, field, text);
  case CsvColumn::Type::Category:
  case CsvColumn::Type::Text:
  case CsvColumn::Type::Image:
    break;
  }
  return parseCategory(source, field, text, value);
}
