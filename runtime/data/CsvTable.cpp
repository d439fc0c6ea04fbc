//===- CsvTable.cpp - The columns a model reads, in memory ------*- C++ -*-===//
#include "runtime/data/CsvTable.h"

#include "runtime/core/Crc32c.h"
#include "runtime/core/Memory.h"
#include "runtime/core/Suggest.h"
#include "runtime/data/CsvNumbers.h"
#include "runtime/data/Vocabulary.h"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <nlohmann/json.hpp>

using namespace bmc;

Status CsvTable::error(const CsvField &field,
                       const std::string &message) const {
  return badInput("{}:{}:{}: {}", path, field.line, field.column, message);
}

//===----------------------------------------------------------------------===//
// Configuration
//===----------------------------------------------------------------------===//

static Status readColumn(const Json &entry, CsvColumn &column) {
  std::string type;
  BMRT_TRY(getString(entry, "name", column.name));
  BMRT_TRY(getString(entry, "type", type));
  if (type == "f32" || type == "f64") {
    column.type = CsvColumn::Type::Float;
  } else if (type == "i32" || type == "i64") {
    column.type = CsvColumn::Type::Integer;
  } else if (type == "category") {
    column.type = CsvColumn::Type::Category;
    BMRT_TRY(getInt(entry, "size", column.size));
    if (column.size < 1 || column.size > INT32_MAX)
      return badInput("column '{}': found {} categories, expected at least 1",
                      column.name, column.size);
  } else if (type == "text") {
    column.type = CsvColumn::Type::Text;
    BMRT_TRY(getInt(entry, "size", column.size));
  } else if (type == "image") {
    column.type = CsvColumn::Type::Image;
    const Json *extents = findMember(entry, "extents");
    for (const Json &extent :
         extents && extents->is_array() ? *extents : Json::array())
      column.extents.push_back(
          extent.is_number_integer() ? extent.get<int64_t>() : 0);
    if (column.extents.size() != 3 || std::ranges::min(column.extents) < 1)
      return badInput("column '{}': expected channels, height and width",
                      column.name);
  } else {
    return badInput("column '{}': found type '{}', expected f32, i32, "
                    "category, text or image",
                    column.name, type);
  }
  return {};
}

Status CsvTable::readColumns(const DatasetSource &source,
                             std::vector<CsvColumn> &columns) const {
  const Json *list = findMember(source.data, "columns");
  if (!list || !list->is_array())
    return badInput("missing key 'data.columns', expected a list");
  for (const Json &entry : *list)
    BMRT_TRY(
        readColumn(entry, columns.emplace_back()).withContext("data.columns"));
  return {};
}

Status CsvTable::addSlot(const CsvColumn &column, const Slot &slot) {
  const BmrtTensor &input = *inputList[slot.input].input;
  if (column.type == CsvColumn::Type::Float && !isFloat(input.dtype))
    return badInput("column '{}' holds floating-point numbers, but input '{}' "
                    "expects {}",
                    column.name, input.name, dtypeName(input.dtype));
  auto [found, isNew] = sourceOf.emplace(column.name, sources.size());
  if (isNew)
    sources.emplace_back().column = column;
  sources[found->second].slots.push_back(slot);
  return {};
}

/// Columns of numbers that fill the last dim of an input.
Status CsvTable::bindValues(const Binding &binding, const ColumnIndex &byName) {
  int64_t width = 1;
  for (uint32_t axis = 1; axis < binding.input->rank; ++axis)
    width *= binding.input->extents[axis];
  if (binding.input->rank < 1 ||
      width != static_cast<int64_t>(binding.fields.size()))
    return badInput("input '{}' takes {} values per row, but {} columns are "
                    "bound to it",
                    binding.input->name, width, binding.fields.size());
  inputList.push_back({binding.input, binding.range, width, {}});
  for (int64_t i = 0; i < width; ++i) {
    const std::string &field = binding.fields[static_cast<size_t>(i)];
    auto column = byName.find(field);
    if (column == byName.end())
      return badInput("data.bindings: no column '{}' in data.columns", field);
    BMRT_TRY(addSlot(*column->second, {inputList.size() - 1, i}));
  }
  return {};
}

Status CsvTable::bind(const DatasetSource &source) {
  std::vector<CsvColumn> columns;
  BMRT_TRY(readColumns(source, columns));
  ColumnIndex byName;
  for (const CsvColumn &column : columns)
    byName.emplace(column.name, &column);
  std::vector<Binding> bindings;
  BMRT_TRY(readBindings(source.data, source.program, source.options, bindings));
  for (const Binding &binding : bindings) {
    auto first = byName.find(binding.fields.front());
    if (first != byName.end() && first->second->isMedia())
      BMRT_TRY(bindMedia(source, binding, *first->second));
    else
      BMRT_TRY(bindValues(binding, byName));
  }
  return useSavedCategories(source.options.identity);
}

Status CsvTable::useSavedCategories(const Json *identity) {
  const Json *saved = identity ? findMember(*identity, "categories") : nullptr;
  if (!saved || !saved->is_object())
    return {};
  for (Source &source : sources) {
    auto entry = saved->find(source.column.name);
    if (source.column.type != CsvColumn::Type::Category ||
        entry == saved->end())
      continue;
    source.fixed = true;
    source.categories.integers = !entry->is_array();
    if (source.categories.integers)
      continue;
    for (const Json &name : *entry) {
      if (!name.is_string())
        return badInput("checkpoint: categories of '{}' are not strings",
                        source.column.name);
      auto id = static_cast<int64_t>(source.categories.names.size());
      source.categories.names.push_back(name.get<std::string>());
      source.ids.emplace(source.categories.names.back(), id);
    }
    if (static_cast<int64_t>(source.categories.names.size()) >
        source.column.size)
      return badInput("checkpoint: column '{}' has {} categories, expected at "
                      "most {}",
                      source.column.name, source.categories.names.size(),
                      source.column.size);
  }
  return {};
}

//===----------------------------------------------------------------------===//
// Reading
//===----------------------------------------------------------------------===//

/// What the header says, shortened.
static std::string listNames(const std::vector<CsvField> &header) {
  std::string names;
  for (const CsvField &field : header) {
    if (names.size() >= 200)
      return names + ", ..";
    names += (names.empty() ? "" : ", ") + field.text;
  }
  return names;
}

/// Why a header may lack a column: another separator, or another spelling.
static std::string headerHint(std::string_view column,
                              const std::vector<CsvField> &header) {
  if (header.size() == 1)
    for (auto [separator, name] :
         {std::pair(';', "';'"), {'\t', "a tab"}, {'|', "'|'"}})
      if (header[0].text.find(separator) != std::string::npos)
        return fmt::format("; its fields seem to be separated by {}, expected "
                           "','",
                           name);
  std::vector<std::string_view> names;
  for (const CsvField &field : header) {
    if (lowerCase(field.text) == lowerCase(column))
      return fmt::format("; did you mean '{}'?", field.text);
    names.push_back(field.text);
  }
  return suggestion(column, names);
}

Status CsvTable::matchHeader(std::vector<CsvField> &header) {
  std::map<std::string, size_t> index;
  std::map<std::string, size_t> again;
  for (size_t i = 0; i < header.size(); ++i) {
    BMRT_TRY(checkUtf8(header[i]));
    header[i].text = trimField(header[i].text);
    if (!index.emplace(header[i].text, i).second)
      again.emplace(header[i].text, i);
  }
  for (Source &source : sources) {
    auto found = index.find(source.column.name);
    if (found == index.end())
      return badInput("{}:1:1: no column '{}', found {}{}", path,
                      source.column.name, listNames(header),
                      headerHint(source.column.name, header));
    if (auto twice = again.find(source.column.name); twice != again.end())
      return error(header[twice->second],
                   fmt::format("found column '{}' twice", source.column.name));
    source.index = found->second;
  }
  return {};
}

/// What a field holds: trimmed, not missing, UTF-8.
Status CsvTable::read(const Source &source, const CsvField &field,
                      std::string_view &text) const {
  text = trimField(field.text);
  if (text.empty())
    return error(field,
                 fmt::format("column '{}': missing value", source.column.name));
  return checkUtf8(field);
}

Status CsvTable::checkUtf8(const CsvField &field) const {
  size_t invalid = findInvalidUtf8(field.text);
  if (invalid == std::string::npos)
    return {};
  return error(field,
               fmt::format("invalid UTF-8 (byte 0x{:02X}), expected "
                           "UTF-8; convert Latin-1 with 'iconv -f "
                           "LATIN1 -t UTF-8'",
                           static_cast<unsigned char>(field.text[invalid])));
}

Status CsvTable::parseInteger(const Source &source, const CsvField &field,
                              std::string_view text, double &value) const {
  int64_t integer = 0;
  if (!parseWhole(text, integer) || integer < INT32_MIN || integer > INT32_MAX)
    return error(field, fmt::format("column '{}': found '{}', expected a "
                                    "32-bit integer",
                                    source.column.name, text));
  for (const Slot &slot : source.slots)
    if (const IndexRange &range = inputList[slot.input].range;
        !range.contains(integer))
      return error(field,
                   fmt::format("column '{}': found {}, expected {}",
                               source.column.name, integer, range.describe()));
  value = static_cast<double>(integer);
  return {};
}

Status CsvTable::parseFloat(const Source &source, const CsvField &field,
                            std::string_view text, double &value) const {
  bool fits = parseReal(text, value) && std::isfinite(value);
  for (const Slot &slot : source.slots)
    if (inputList[slot.input].input->dtype == kBmrtF32)
      fits = fits && std::isfinite(static_cast<float>(value));
  if (!fits)
    return error(
        field, fmt::format("column '{}': found '{}', expected a finite number",
                           source.column.name, text));
  return {};
}

/// 3.0 and 3 are one name, as they are one id.
static std::string nameOf(std::string_view text) {
  int64_t whole = 0;
  return parseWhole(text, whole) ? std::to_string(whole) : std::string(text);
}

Status CsvTable::parseSavedId(const Source &source, const CsvField &field,
                              std::string_view text, double &value) const {
  int64_t id = 0;
  if (!parseWhole(text, id) || id < 0 || id >= source.column.size)
    return error(field,
                 fmt::format("column '{}': found '{}', expected an "
                             "integer in [0, {})",
                             source.column.name, text, source.column.size));
  value = static_cast<double>(id);
  return {};
}

Status CsvTable::parseCategory(Source &source, const CsvField &field,
                               std::string_view text, double &value) {
  const CsvColumn &column = source.column;
  if (source.fixed && source.categories.integers)
    return parseSavedId(source, field, text, value);
  std::string name = nameOf(text);
  auto found = source.ids.find(name);
  if (found == source.ids.end() && source.fixed)
    return error(field, fmt::format("column '{}': found '{}', which the "
                                    "training data does not contain",
                                    column.name, text));
  if (found == source.ids.end()) {
    auto id = static_cast<int64_t>(source.ids.size());
    source.firstSeen.push_back({name, field.line, field.column});
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

Status CsvTable::parse(Source &source, const CsvField &field, double &value) {
  std::string_view text;
  BMRT_TRY(read(source, field, text));
  switch (source.column.type) {
  case CsvColumn::Type::Float:
    return parseFloat(source, field, text, value);
  case CsvColumn::Type::Integer:
    return parseInteger(source, field, text, value);
  case CsvColumn::Type::Category:
  case CsvColumn::Type::Text:
  case CsvColumn::Type::Image:
    break;
  }
  return parseCategory(source, field, text, value);
}

Status CsvTable::addRow(const std::vector<CsvField> &row, size_t width) {
  if (row.size() != width)
    return error(row.back(), fmt::format("found {} fields, expected {} as in "
                                         "the header",
                                         row.size(), width));
  for (CsvInput &input : inputList)
    if (input.media == CsvColumn::Type::Float)
      input.values.resize(input.values.size() + input.rowBytes());
  for (Source &source : sources) {
    const CsvField &field = row[source.index];
    crc = crc32c(crc, field.text.c_str(), field.text.size() + 1);
    if (source.column.isMedia()) {
      BMRT_TRY(addMediaRow(source, field));
      continue;
    }
    double value = 0;
    BMRT_TRY(parse(source, field, value));
    for (const Slot &slot : source.slots) {
      CsvInput &input = inputList[slot.input];
      storeElement(input.input->dtype, input.values.data(),
                   rowCount * input.width + slot.position, value);
    }
  }
  ++rowCount;
  return {};
}

Status CsvTable::load(const DatasetSource &source) {
  path = source.path;
  mayNumber = source.options.mayNumber;
  isRecord = !source.options.record.empty();
  BMRT_TRY(bind(source));
  std::unique_ptr<RowReader> reader;
  const std::string &record = source.options.record;
  BMRT_TRY(record.empty() ? openRows(path, reader)
                          : openRecord(path, record, reader));
  MemoryUse use("reading", path, reader->size());
  std::vector<CsvField> row;
  bool end = false;
  BMRT_TRY(reader->next(row, end));
  if (end)
    return badInput("{}: found an empty file, expected a header row", path);
  BMRT_TRY(matchHeader(row));
  size_t width = row.size();
  while (true) {
    BMRT_TRY(reader->next(row, end));
    if (end)
      break;
    BMRT_TRY(addRow(row, width));
  }
  if (rowCount == 0)
    return badInput("{}: found a header row only, expected data rows", path);
  for (Source &column : sources)
    if (column.column.type == CsvColumn::Type::Category && !column.fixed)
      BMRT_TRY(resolveCategories(column));
  return readImages();
}

//===----------------------------------------------------------------------===//
// Categories
//===----------------------------------------------------------------------===//

/// The ids that a category's values are, in order of first appearance; none if
/// one of them is a name. A word for a missing value is a name only among
/// names.
Status CsvTable::readIds(const Source &source,
                         std::vector<int64_t> &ids) const {
  const CsvField *missing = nullptr;
  for (const CsvField &field : source.firstSeen) {
    if (parseWhole(field.text, ids.emplace_back()))
      continue;
    ids.pop_back();
    if (!saysMissing(field.text)) {
      ids.clear();
      return {};
    }
    missing = &field;
  }
  if (ids.empty())
    return {};
  if (missing)
    return error(*missing, fmt::format("column '{}': missing value ('{}' among "
                                       "integers)",
                                       source.column.name, missing->text));
  for (size_t i = 0; i < ids.size(); ++i)
    if (ids[i] < 0 || ids[i] >= source.column.size)
      return error(source.firstSeen[i],
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
  if (ids.empty() && !mayNumber)
    return error(source.firstSeen.front(),
                 fmt::format("column '{}': found the name '{}', but the "
                             "weights do not say which ids names have; write "
                             "ids, or take the weights of a checkpoint",
                             source.column.name,
                             source.firstSeen.front().text));
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
  for (const Slot &slot : source.slots) {
    CsvInput &input = inputList[slot.input];
    BmrtDType dtype = input.input->dtype;
    for (int64_t row = 0; row < rowCount; ++row) {
      int64_t at = row * input.width + slot.position;
      auto old =
          static_cast<size_t>(loadElement(dtype, input.values.data(), at));
      storeElement(dtype, input.values.data(), at,
                   static_cast<double>(ids[old]));
    }
  }
}

Json CsvTable::categoriesJson() const {
  Json result = Json::object();
  for (const Source &source : sources) {
    if (source.column.type != CsvColumn::Type::Category)
      continue;
    Json &entry = result[source.column.name];
    entry = "integers";
    if (!source.categories.integers)
      entry = source.categories.names;
  }
  return result;
}

std::vector<const BmrtTensor *> CsvTable::inputs() const {
  std::vector<const BmrtTensor *> result;
  for (const CsvInput &input : inputList)
    result.push_back(input.input);
  return result;
}

Status bmc::openCsvDataset(const DatasetSource &source,
                           std::unique_ptr<Dataset> &out) {
  auto table = std::make_unique<CsvTable>();
  BMRT_TRY(table->load(source));
  return makeRowDataset(source, std::move(table), out);
}
