//===- TableProfile.cpp - What the columns of a table hold ----------------===//
#include "tools/bmc/TableProfile.h"

#include "runtime/data/CsvNumbers.h"
#include "runtime/data/RowReader.h"
#include "runtime/tokenizer/Utf8.h"

#include <algorithm>
#include <cmath>
#include <map>

namespace bmc {

/// A step of Welford's mean and sum of squares.
void ColumnProfile::addNumber(double number) {
  least = numbers == 0 ? number : std::min(least, number);
  most = numbers == 0 ? number : std::max(most, number);
  double before = number - mean;
  mean += before / static_cast<double>(++numbers);
  squares += before * (number - mean);
}

void ColumnProfile::addDate(std::string_view text) {
  DateTime date;
  if (!parseDateTime(text, date)) {
    lacksOrder = true;
    mayBeDayFirst =
        mayBeDayFirst && parseDateTime(text, date, DateOrder::DayFirst);
    mayBeMonthFirst =
        mayBeMonthFirst && parseDateTime(text, date, DateOrder::MonthFirst);
    isDate = mayBeDayFirst || mayBeMonthFirst;
  }
  bool isFirst = values.empty();
  for (Part &part : dateParts) {
    auto value = static_cast<int>(date.part(part.part));
    part.least = isFirst ? value : std::min(part.least, value);
    part.most = isFirst ? value : std::max(part.most, value);
  }
}

std::vector<ColumnProfile::Part> ColumnProfile::tellingParts() const {
  std::vector<Part> telling;
  bool hasDays = lacksOrder;
  for (const Part &part : dateParts) {
    bool isOfDay = part.part == DatePart::Hour || part.part == DatePart::Minute;
    // Which of two is the month is not known before all dates are.
    bool isOpen = lacksOrder && !isOfDay && part.part != DatePart::Year;
    bool isFine = part.part == DatePart::Minute;
    if ((part.varies() || isOpen) && !(isFine && hasDays))
      telling.push_back(part);
    hasDays |= part.varies() && !isOfDay;
  }
  return telling;
}

bool TableProfile::namesAreNumbers() const {
  auto isNumber = [](const ColumnProfile &column) {
    double number = 0;
    return parseReal(column.name, number);
  };
  return 2 * std::ranges::count_if(columns, isNumber) >
         static_cast<int64_t>(columns.size());
}

bool ColumnProfile::isNamedId() const {
  // userId, but not Paid
  const size_t end = name.size();
  if (end > 2 && (name.ends_with("Id") || name.ends_with("ID")) &&
      name[end - 3] >= 'a' && name[end - 3] <= 'z')
    return true;
  std::string lower = lowerCase(name);
  for (std::string_view word : {"id", "nr", "no", "number", "key"}) {
    if (!lower.ends_with(word))
      continue;
    std::string_view before(lower.data(), lower.size() - word.size());
    if (before.empty() || before.ends_with('_') || before.ends_with('-') ||
        before.ends_with(' ') || before.ends_with('.'))
      return true;
  }
  return false;
}

double ColumnProfile::deviation() const {
  return std::sqrt(squares / static_cast<double>(numbers));
}

void ColumnProfile::add(std::string_view text, char decimal, int64_t line) {
  if (text.empty() || saysMissing(text)) {
    if (missing++ == 0)
      firstMissing = line;
    return;
  }
  double number = 0;
  int64_t whole = 0;
  isReal = isReal && parseNumber(text, number, decimal);
  isWhole = isWhole && parseWhole(text, whole);
  if (isDate)
    addDate(text);
  if (isReal)
    addNumber(number);
  words += 1 + std::ranges::count(text, ' ');
  if (values.size() < kMostValues)
    values.emplace(text);
}

void ColumnProfile::decide(int64_t rows) {
  int64_t present = rows - missing;
  auto none = [&](const char *reason) {
    kind = Kind::None;
    why = reason;
  };
  bool isManyRows = present > 20;
  bool isDifferent = distinct() == present;
  if (name.empty())
    return none("it has no name");
  if (isAmbiguous)
    return none("another column has this name");
  if (present == 0)
    return none("it is empty");
  if (distinct() == 1)
    return none("it is the same in each row");
  if (isReal && isWhole && isDifferent && isManyRows &&
      most - least + 1 == static_cast<double>(present))
    return none("it numbers the rows");
  // What is numbered is no quantity. Rows may stand in a table twice.
  const bool isId = isReal && isWhole && isNamedId();
  if (isId && 10 * distinct() >= 9 * present)
    return none("it names the rows");
  if (isReal && !isId)
    kind = Kind::Number;
  else if (isDate && !tellingParts().empty())
    kind = Kind::Date;
  else if (words >= 4 * present)
    kind = Kind::Text;
  else if (distinct() <= std::max<int64_t>(20, present / 10) &&
           values.size() < kMostValues)
    kind = Kind::Category;
  else
    none("it is a name of many values");
}

/// All dates of a table are written in one order; those that are not are no
/// dates.
static void decideOrder(TableProfile &table) {
  auto isOpen = [](const ColumnProfile &column) {
    return column.isDate && column.lacksOrder;
  };
  bool isDayFirst = false;
  for (const ColumnProfile &column : table.columns)
    isDayFirst |= isOpen(column) && !column.mayBeMonthFirst;
  for (ColumnProfile &column : table.columns)
    if (isOpen(column)) {
      column.isDate =
          isDayFirst ? column.mayBeDayFirst : column.mayBeMonthFirst;
      table.dayFirst = isDayFirst;
    }
}

/// A name that several columns have names none of them.
static void markNamesakes(TableProfile &table) {
  std::map<std::string_view, int> counts;
  for (const ColumnProfile &column : table.columns)
    ++counts[column.name];
  for (ColumnProfile &column : table.columns)
    column.isAmbiguous = counts[column.name] > 1;
}

Status profileTable(const std::string &path, TableProfile &table) {
  std::unique_ptr<RowReader> reader;
  BMRT_TRY(openRows(path, 0, reader));
  std::vector<CsvField> row;
  bool end = false;
  BMRT_TRY(reader->next(row, end));
  if (end)
    return badInput("{}: found an empty file, expected a header row", path);
  for (const CsvField &field : row) {
    if (size_t at = findInvalidUtf8(field.text); at != field.text.npos)
      return badInput("{}:{}:{}: {}", path, field.line, field.column,
                      invalidUtf8(field.text[at]));
    table.columns.emplace_back().name = trimField(field.text);
  }
  markNamesakes(table);
  char decimal = reader->decimal();
  std::string number;
  while (true) {
    BMRT_TRY(reader->next(row, end));
    if (end)
      break;
    if (row.size() != table.columns.size())
      return badInput("{}:{}:{}: found {} fields, expected {} as in the header",
                      path, row.back().line, row.back().column, row.size(),
                      table.columns.size());
    for (size_t i = 0; i < row.size(); ++i) {
      std::string_view text = trimField(textOf(row[i], number));
      if (decimal == 0)
        decimal = shownDecimal(text, reader->separator());
      table.columns[i].add(text, decimal ? decimal : '.', row[i].line);
    }
    ++table.rows;
  }
  if (table.rows == 0)
    return badInput("{}: found a header row only, expected data rows", path);
  decideOrder(table);
  for (ColumnProfile &column : table.columns)
    column.decide(table.rows);
  return {};
}

} // namespace bmc
