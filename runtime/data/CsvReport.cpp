//===- CsvReport.cpp - What a report says about a table -------------------===//
#include "runtime/data/CsvTable.h"

#include <algorithm>

using namespace bmc;

/// The file may be bad as a whole; the report has no use for more rows then.
static constexpr size_t kMostBadRows = 100'000;

/// Leaves a bad row out and remembers why.
Status CsvTable::addRowOrDrop(const std::vector<CsvField> &row, size_t width) {
  Status status = addRow(row, width);
  if (status.ok()) {
    places.push_back(placeOf(row.front()));
    for (Source &source : sources)
      source.absentKept = source.absent;
    return {};
  }
  badRowList.push_back(status.message());
  dropRow();
  return badRowList.size() < kMostBadRows ? Status() : status;
}

/// Forgets what was read of a row that is not complete.
void CsvTable::dropRow() {
  checksum.dropRow();
  auto kept = static_cast<size_t>(rowCount);
  for (Source &source : sources) {
    source.absent = source.absentKept;
    while (!source.missing.empty() && source.missing.back() == rowCount)
      source.missing.pop_back();
  }
  texts.truncate(kept);
  for (ImageColumn &column : imageColumns) {
    column.paths.resize(std::min(column.paths.size(), kept));
    column.places.resize(std::min(column.places.size(), kept));
  }
  for (std::optional<KeyColumn> *column : {&splitBy, &drawBy})
    if (*column)
      (*column)->truncate(kept);
}

const CsvTable::Source *CsvTable::sourceAt(size_t input,
                                           int64_t position) const {
  for (const Source &source : sources)
    for (const Slot &slot : source.slots)
      if (slot.input == input && slot.position == position &&
          slot.take == Take::Value)
        return &source;
  return nullptr;
}

std::string CsvTable::elementName(size_t input, int64_t position) const {
  const Source *source = sourceAt(input, position);
  return source && source->column.type != CsvColumn::Type::Date
             ? source->column.name
             : RowSource::elementName(input, position);
}

std::string CsvTable::valueName(size_t input, int64_t value) const {
  const Source *source = sourceAt(input, 0);
  auto index = static_cast<size_t>(value);
  return source && value >= 0 && index < source->categories.names.size()
             ? source->categories.names[index]
             : RowSource::valueName(input, value);
}

std::string CsvTable::placeOf(int64_t row) const {
  auto index = static_cast<size_t>(row);
  return index < places.size() ? fmt::format("{}:{}", files[places[index].file],
                                             places[index].line)
                               : RowSource::placeOf(row);
}

int64_t CsvTable::fullLength(int64_t row, size_t input) const {
  return isText(input)
             ? static_cast<int64_t>(
                   texts.row(inputList[input].mediaColumn, row).size())
             : rowLength(row, input);
}

void CsvTable::describe(std::vector<std::string> &lines) const {
  for (const Source &source : sources)
    if (source.absent > 0)
      lines.push_back(fmt::format("{:<12}'{}' lacks {} of {} values", "missing",
                                  source.column.name, source.absent, rowCount));
}
