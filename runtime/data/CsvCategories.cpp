//===- CsvCategories.cpp - Names of categories as numbers -----------------===//
#include "runtime/data/CsvNumbers.h"
#include "runtime/data/CsvTable.h"

#include <algorithm>
#include <bit>

using namespace bmc;

/// 3.0 and 3 are one name, as they are one id.
static std::string nameOf(std::string_view text) {
  int64_t whole = 0;
  return parseWhole(text, whole) ? std::to_string(whole) : std::string(text);
}

/// What the rules of a column name are values of it, wherever the data has
/// them. An id that stands for unknown ones says that the column holds ids.
void CsvTable::addConstants(Source &source) {
  const CsvColumn &column = source.column;
  int64_t id = 0;
  if (column.unknown && parseWhole(*column.unknown, id)) {
    source.fixed = source.categories.integers = true;
    return;
  }
  auto add = [&](const std::string &text) {
    auto next = static_cast<int64_t>(source.ids.size());
    if (source.ids.emplace(nameOf(text), next).second)
      source.firstSeen.push_back({nameOf(text), {}});
  };
  if (column.missing == CsvColumn::Missing::Constant)
    add(column.constant);
  if (column.unknown)
    add(*column.unknown);
}

Status CsvTable::parseSavedId(const Source &source, const CsvField &field,
                              std::string_view text, double &value) const {
  int64_t id = 0, size = source.column.size;
  auto isId = [&](std::string_view written) {
    return parseWhole(written, id) && id >= 0 && id < size;
  };
  const std::optional<std::string> &unknown = source.column.unknown;
  if (!isId(text) && !(unknown && isId(*unknown)))
    return error(field, fmt::format("column '{}': found '{}', expected an "
                                    "integer in [0, {})",
                                    source.column.name, text, size));
  value = static_cast<double>(id);
  return {};
}

Status CsvTable::parseCategory(Source &source, const CsvField &field,
                               std::string_view text, double &value) {
  const CsvColumn &column = source.column;
  if (source.fixed && source.categories.integers)
    return parseSavedId(source, field, text, value);
  // Most values were met before, written as they are kept.
  auto found = source.ids.find(text);
  if (found != source.ids.end()) {
    value = static_cast<double>(found->second);
    return {};
  }
  std::string name = nameOf(text);
  found = source.ids.find(name);
  if (found == source.ids.end() && source.fixed && column.unknown)
    found = source.ids.find(nameOf(*column.unknown));
  if (found == source.ids.end() && source.fixed)
    return error(field, fmt::format("column '{}': found '{}', which the "
                                    "training data does not contain",
                                    column.name, text));
  if (found == source.ids.end()) {
    auto id = static_cast<int64_t>(source.ids.size());
    source.firstSeen.push_back({name, placeOf(field)});
    if (id == column.size) {
      std::vector<int64_t> ids; // of integers at least one is out of range
      BMRT_TRY(readIds(source, ids));
      return error(field, fmt::format("column '{}': found '{}' as the {}th "
                                      "different value, expected at most {}",
                                      column.name, text, id + 1, column.size));
    }
    found = source.ids.emplace(name, id).first;
  }
  value = static_cast<double>(found->second);
  return {};
}

/// Keeps what a number became, for the next one like it. Those that stand for
/// `unknown` ones may be many.
void CsvTable::rememberId(Source &source, const CsvField &field, double id,
                          bool isMissing) {
  const CsvColumn &column = source.column;
  if (column.type == CsvColumn::Type::Category && field.number && !isMissing &&
      static_cast<int64_t>(source.numberIds.size()) < column.size)
    source.numberIds.emplace(std::bit_cast<uint64_t>(*field.number), id);
}

/// The ids that a category's values are, in order of first appearance; none if
/// one of them is a name. A word for a missing value is a name only among
/// names.
Status CsvTable::readIds(const Source &source,
                         std::vector<int64_t> &ids) const {
  const Value *missing = nullptr;
  for (const Value &value : source.firstSeen) {
    if (parseWhole(value.text, ids.emplace_back()))
      continue;
    ids.pop_back();
    bool isConstant = value.place.line == 0;
    if (isConstant || !saysMissing(value.text)) {
      ids.clear();
      return {};
    }
    missing = &value;
  }
  if (ids.empty())
    return {};
  if (missing)
    return error(missing->place,
                 fmt::format("column '{}': missing value ('{}' among "
                             "integers)",
                             source.column.name, missing->text));
  for (size_t i = 0; i < ids.size(); ++i)
    if (ids[i] < 0 || ids[i] >= source.column.size)
      return error(source.firstSeen[i].place,
                   fmt::format("column '{}': found {}, expected an integer in "
                               "[0, {})",
                               source.column.name, ids[i], source.column.size));
  return {};
}

/// Gives provisional ids, which follow the order of first appearance, their
/// final numbers.
Status CsvTable::resolveCategories(Source &source) {
  std::vector<int64_t> ids;
  BMRT_TRY(readIds(source, ids));
  source.categories.integers = !ids.empty();
  if (ids.empty() && !mayNumber) {
    auto first = std::ranges::find_if(source.firstSeen, [](const Value &value) {
      return value.place.line > 0; // of the file
    });
    const Value &value =
        first == source.firstSeen.end() ? source.firstSeen.front() : *first;
    return error(value.place,
                 fmt::format("column '{}': found the name '{}', but the "
                             "weights do not say which ids names have; write "
                             "ids, or take the weights of a checkpoint",
                             source.column.name, value.text));
  }
  if (ids.empty()) {
    ids.resize(source.firstSeen.size());
    int64_t rank = 0;
    for (const auto &[name, provisional] : source.ids) {
      ids[static_cast<size_t>(provisional)] = rank++;
      source.categories.names.push_back(name);
    }
  }
  renumber(source, ids);
  return {};
}

void CsvTable::renumber(const Source &source, const std::vector<int64_t> &ids) {
  for (const Slot &slot : source.slots)
    for (int64_t row = 0; row < rowCount && slot.take != Take::Missing; ++row)
      setElement(
          slot, row,
          static_cast<double>(ids[static_cast<size_t>(element(slot, row))]));
}
