//===- CsvTable.cpp - The columns a model reads, in memory ------*- C++ -*-===//
#include "runtime/data/CsvTable.h"

#include "runtime/core/Crc32c.h"

#include <algorithm>
#include <cfloat>
#include <charconv>
#include <cmath>
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
  } else {
    return badInput("column '{}': found type '{}', expected f32, i32 or "
                    "category",
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
  auto found = std::ranges::find_if(sources, [&](const Source &source) {
    return source.column.name == column.name;
  });
  if (found == sources.end()) {
    sources.emplace_back().column = column;
    found = sources.end() - 1;
  }
  found->slots.push_back(slot);
  return {};
}

Status CsvTable::bind(const DatasetSource &source) {
  std::vector<CsvColumn> columns;
  BMRT_TRY(readColumns(source, columns));
  std::vector<Binding> bindings;
  BMRT_TRY(readBindings(source.data, source.program, source.options, bindings));
  for (const Binding &binding : bindings) {
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
      auto column = std::ranges::find(columns, field, &CsvColumn::name);
      if (column == columns.end())
        return badInput("data.bindings: no column '{}' in data.columns", field);
      BMRT_TRY(addSlot(*column, {inputList.size() - 1, i}));
    }
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

Status CsvTable::matchHeader(const std::vector<CsvField> &header) {
  std::string names;
  std::map<std::string, size_t> index;
  for (size_t i = 0; i < header.size(); ++i) {
    if (!index.emplace(header[i].text, i).second)
      return error(header[i],
                   fmt::format("found column '{}' twice", header[i].text));
    if (names.size() < 200)
      names += (i ? ", " : "") + header[i].text;
  }
  for (Source &source : sources) {
    auto found = index.find(source.column.name);
    if (found == index.end())
      return badInput("{}:1:1: no column '{}', found {}", path,
                      source.column.name, names);
    source.index = found->second;
  }
  return {};
}

/// The field without spaces and tabs around it.
static std::string_view trim(std::string_view text) {
  size_t first = text.find_first_not_of(" \t");
  if (first == std::string_view::npos)
    return {};
  return text.substr(first, text.find_last_not_of(" \t") - first + 1);
}

template <typename T> static bool parseWhole(std::string_view text, T &value) {
  if (text.starts_with('+') && text.size() > 1 && text[1] != '-')
    text.remove_prefix(1);
  auto [end, failure] =
      std::from_chars(text.data(), text.data() + text.size(), value);
  return failure == std::errc() && end == text.data() + text.size();
}

Status CsvTable::parseNumber(const Source &source, const CsvField &field,
                             double &value) const {
  std::string_view text = trim(field.text);
  if (source.column.type == CsvColumn::Type::Integer) {
    int32_t integer = 0;
    if (!parseWhole(text, integer))
      return error(field, fmt::format("column '{}': found '{}', expected a "
                                      "32-bit integer",
                                      source.column.name, text));
    for (const Slot &slot : source.slots)
      if (const IndexRange &range = inputList[slot.input].range;
          !range.contains(integer))
        return error(field, fmt::format("column '{}': found {}, expected {}",
                                        source.column.name, integer,
                                        range.describe()));
    value = integer;
    return {};
  }
  bool fits = parseWhole(text, value) && std::isfinite(value);
  for (const Slot &slot : source.slots)
    if (inputList[slot.input].input->dtype == kBmrtF32)
      fits = fits && std::abs(value) <= FLT_MAX;
  if (!fits)
    return error(
        field, fmt::format("column '{}': found '{}', expected a finite number",
                           source.column.name, text));
  return {};
}

/// An id as other programs write it: 3, or 3.0 where a column had gaps.
static bool parseId(std::string_view text, int64_t &id) {
  text = trim(text);
  size_t point = text.find('.');
  if (point != std::string_view::npos && point + 1 < text.size() &&
      text.find_first_not_of('0', point + 1) == std::string_view::npos)
    text = text.substr(0, point);
  return parseWhole(text, id);
}

Status CsvTable::parseCategory(Source &source, const CsvField &field,
                               double &value) {
  const CsvColumn &column = source.column;
  if (source.fixed && source.categories.integers) {
    int64_t id = 0;
    if (!parseId(field.text, id) || id < 0 || id >= column.size)
      return error(field, fmt::format("column '{}': found '{}', expected an "
                                      "integer in [0, {})",
                                      column.name, field.text, column.size));
    value = static_cast<double>(id);
    return {};
  }
  auto found = source.ids.find(field.text);
  if (found == source.ids.end() && source.fixed)
    return error(field, fmt::format("column '{}': found '{}', which the "
                                    "training data does not contain",
                                    column.name, field.text));
  if (found == source.ids.end()) {
    auto id = static_cast<int64_t>(source.ids.size());
    source.firstSeen.push_back(field);
    if (id == column.size) {
      std::vector<int64_t> ids; // of integers at least one is out of range
      BMRT_TRY(readIds(source, ids));
      return error(field,
                   fmt::format("column '{}': found '{}' as the {}th "
                               "different value, expected at most {}",
                               column.name, field.text, id + 1, column.size));
    }
    found = source.ids.emplace(field.text, id).first;
  }
  value = static_cast<double>(found->second);
  return {};
}

Status CsvTable::parse(Source &source, const CsvField &field, double &value) {
  if (source.column.type == CsvColumn::Type::Category)
    return parseCategory(source, field, value);
  return parseNumber(source, field, value);
}

static void storeElement(BmrtDType dtype, char *data, int64_t index,
                         double value) {
  switch (dtype) {
  case kBmrtF32:
    reinterpret_cast<float *>(data)[index] = static_cast<float>(value);
    break;
  case kBmrtF64:
    reinterpret_cast<double *>(data)[index] = value;
    break;
  case kBmrtI32:
    reinterpret_cast<int32_t *>(data)[index] = static_cast<int32_t>(value);
    break;
  case kBmrtI64:
    reinterpret_cast<int64_t *>(data)[index] = static_cast<int64_t>(value);
    break;
  }
}

Status CsvTable::addRow(const std::vector<CsvField> &row, size_t width) {
  if (row.size() != width)
    return error(row.back(), fmt::format("found {} fields, expected {} as in "
                                         "the header",
                                         row.size(), width));
  for (CsvInput &input : inputList)
    input.values.resize(input.values.size() + input.rowBytes());
  for (Source &source : sources) {
    const CsvField &field = row[source.index];
    double value = 0;
    BMRT_TRY(parse(source, field, value));
    crc = crc32c(crc, field.text.c_str(), field.text.size() + 1);
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
  BMRT_TRY(bind(source));
  CsvReader reader;
  BMRT_TRY(reader.open(path));
  std::vector<CsvField> row;
  bool end = false;
  BMRT_TRY(reader.next(row, end));
  if (end)
    return badInput("{}: found an empty file, expected a header row", path);
  BMRT_TRY(matchHeader(row));
  size_t width = row.size();
  while (true) {
    BMRT_TRY(reader.next(row, end));
    if (end)
      break;
    BMRT_TRY(addRow(row, width));
  }
  if (rowCount == 0)
    return badInput("{}: found a header row only, expected data rows", path);
  for (Source &column : sources)
    if (column.column.type == CsvColumn::Type::Category && !column.fixed)
      BMRT_TRY(resolveCategories(column));
  return {};
}

//===----------------------------------------------------------------------===//
// Categories
//===----------------------------------------------------------------------===//

/// The ids that a category's values are, in order of first appearance; none if
/// one of them is a word.
Status CsvTable::readIds(const Source &source,
                         std::vector<int64_t> &ids) const {
  for (const CsvField &field : source.firstSeen)
    if (!parseId(field.text, ids.emplace_back())) {
      ids.clear();
      return {};
    }
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
