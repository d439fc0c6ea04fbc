//===- CsvColumn.cpp - Columns as a model declares them -------------------===//
#include "runtime/data/CsvColumn.h"

#include <algorithm>
#include <nlohmann/json.hpp>

namespace bmc {

static Status readExtents(const Json &entry, CsvColumn &column) {
  const Json *extents = findMember(entry, "extents");
  for (const Json &extent :
       extents && extents->is_array() ? *extents : Json::array())
    column.extents.push_back(extent.is_number_integer() ? extent.get<int64_t>()
                                                        : 0);
  if (column.extents.size() != 3 || std::ranges::min(column.extents) < 1)
    return badInput("column '{}': expected channels, height and width",
                    column.name);
  return {};
}

static Status readParts(const Json &entry, CsvColumn &column) {
  const Json *parts = findMember(entry, "parts");
  for (const Json &part : parts && parts->is_array() ? *parts : Json::array()) {
    std::string name = part.is_string() ? part.get<std::string>() : "";
    if (!parseDatePart(name, column.parts.emplace_back()))
      return badInput("column '{}': found the part '{}' of a date", column.name,
                      name);
  }
  return column.parts.empty()
             ? badInput("column '{}': expected parts of a date", column.name)
             : Status();
}

static Status readType(const Json &entry, CsvColumn &column) {
  std::string type;
  BMRT_TRY(getString(entry, "type", type));
  if (type == "f32" || type == "f64") {
    column.type = CsvColumn::Type::Float;
    return {};
  }
  if (type == "i32" || type == "i64") {
    column.type = CsvColumn::Type::Integer;
    return {};
  }
  if (type == "category") {
    column.type = CsvColumn::Type::Category;
    BMRT_TRY(getInt(entry, "size", column.size));
    if (column.size < 1 || column.size > INT32_MAX)
      return badInput("column '{}': found {} categories, expected at least 1",
                      column.name, column.size);
    return {};
  }
  if (type == "text") {
    column.type = CsvColumn::Type::Text;
    return getInt(entry, "size", column.size);
  }
  if (type == "image") {
    column.type = CsvColumn::Type::Image;
    return readExtents(entry, column);
  }
  if (type == "date") {
    column.type = CsvColumn::Type::Date;
    return readParts(entry, column);
  }
  return badInput("column '{}': found type '{}', expected f32, i32, category, "
                  "text, image or date",
                  column.name, type);
}

/// What becomes of values, and of those that are missing or not known.
static Status readRules(const Json &entry, CsvColumn &column) {
  using Missing = CsvColumn::Missing;
  std::string missing = "error";
  if (findMember(entry, "missing"))
    BMRT_TRY(getString(entry, "missing", missing));
  column.missing = missing == "mean"       ? Missing::Mean
                   : missing == "median"   ? Missing::Median
                   : missing == "constant" ? Missing::Constant
                                           : Missing::Error;
  if (column.missing == Missing::Constant)
    BMRT_TRY(getString(entry, "constant", column.constant));
  bool isNumber = column.type == CsvColumn::Type::Float ||
                  (column.type == CsvColumn::Type::Integer &&
                   column.missing == Missing::Median);
  if (column.isFilled() && !isNumber)
    return badInput("column '{}' has no {}", column.name, missing);
  std::string normalize;
  if (findMember(entry, "normalize"))
    BMRT_TRY(getString(entry, "normalize", normalize));
  column.normalize = normalize == "standard" ? CsvColumn::Normalize::Standard
                     : normalize == "minmax" ? CsvColumn::Normalize::MinMax
                     : normalize == "log1p"  ? CsvColumn::Normalize::Log1p
                                             : CsvColumn::Normalize::None;
  if (findMember(entry, "unknown"))
    BMRT_TRY(getString(entry, "unknown", column.unknown.emplace()));
  return {};
}

Status readCsvColumns(const Json &data, std::vector<CsvColumn> &columns) {
  const Json *list = findMember(data, "columns");
  if (!list || !list->is_array())
    return badInput("missing key 'data.columns', expected a list");
  for (const Json &entry : *list) {
    CsvColumn &column = columns.emplace_back();
    BMRT_TRY(getString(entry, "name", column.name).withContext("data.columns"));
    BMRT_TRY(readType(entry, column).withContext("data.columns"));
    BMRT_TRY(readRules(entry, column).withContext("data.columns"));
  }
  return {};
}

} // namespace bmc
