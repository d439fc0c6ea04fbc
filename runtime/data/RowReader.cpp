//===- RowReader.cpp - Rows of a table, whatever holds them ---------------===//
#include "runtime/data/RowReader.h"

#include "runtime/data/Csv.h"
#include "runtime/data/JsonRows.h"

#include <algorithm>

namespace bmc {

/// Files of columns, by how they begin, and what writes them as a table.
static Status refuseColumns(const std::string &path, std::string_view start) {
  static constexpr std::pair<std::string_view, std::string_view> kinds[] = {
      {"PAR1", "parquet"}, {"ARROW1", "feather"}, {"FEA1", "feather"}};
  for (auto [magic, reader] : kinds)
    if (start.starts_with(magic))
      return badInput("{}: found a file of {}, expected CSV or JSON objects; "
                      "convert it with \"python3 -c 'import pandas; "
                      "pandas.read_{}(\\\"{}\\\").to_csv(\\\"table.csv\\\", "
                      "index=False)'\"",
                      path, reader == "parquet" ? "Parquet" : "Arrow", reader,
                      path);
  return {};
}

/// The first byte of a file that is no space; 0 if there is none nearby.
static Status firstByte(const std::string &path, char &byte) {
  ByteStream file;
  BMRT_TRY(file.open(path));
  char start[4096];
  uint64_t bytes = 0;
  BMRT_TRY(file.read(start, sizeof start, bytes));
  std::string_view text(start, bytes);
  BMRT_TRY(refuseColumns(path, text));
  if (text.starts_with("\xEF\xBB\xBF"))
    text.remove_prefix(3);
  size_t at = text.find_first_not_of(" \t\r\n");
  byte = at == text.npos ? '\0' : text[at];
  return {};
}

Status holdsJson(const std::string &path, bool &isJson) {
  char byte = 0;
  BMRT_TRY(firstByte(path, byte));
  isJson = byte == '{';
  return {};
}

Status openRows(const std::string &path, char separator,
                std::unique_ptr<RowReader> &out) {
  bool isJson = false;
  BMRT_TRY(holdsJson(path, isJson));
  if (isJson) {
    auto rows = std::make_unique<JsonRows>();
    BMRT_TRY(rows->open(path));
    out = std::move(rows);
    return {};
  }
  auto rows = std::make_unique<CsvReader>();
  BMRT_TRY(rows->open(path, separator));
  out = std::move(rows);
  return {};
}

namespace {

class Record : public RowReader {
public:
  Status parse(const std::string &path, const std::string &record);
  Status next(std::vector<CsvField> &row, bool &end) override {
    end = given == 2;
    row = end ? std::vector<CsvField>() : given++ == 0 ? names : values;
    return {};
  }
  uint64_t size() const override { return 0; }

private:
  std::string text;
  std::vector<CsvField> names, values; ///< of `text`
  int given = 0;
};

Status Record::parse(const std::string &path, const std::string &record) {
  text = record;
  std::string_view all = text;
  for (size_t begin = 0; begin <= all.size();) {
    size_t end = std::min(all.find(',', begin), all.size());
    size_t equals = all.find('=', begin);
    if (equals >= end)
      return usageError("{} expects 'name=value,name=value', got '{}'", path,
                        text);
    auto column = static_cast<int64_t>(begin) + 1;
    names.push_back({all.substr(begin, equals - begin), 1, column});
    values.push_back({all.substr(equals + 1, end - equals - 1), 1,
                      static_cast<int64_t>(equals) + 2});
    begin = end + 1;
  }
  return {};
}

} // namespace

Status openRecord(const std::string &path, const std::string &text,
                  std::unique_ptr<RowReader> &out) {
  auto record = std::make_unique<Record>();
  BMRT_TRY(record->parse(path, text));
  out = std::move(record);
  return {};
}

} // namespace bmc
