//===- RowReader.cpp - Rows of a table, whatever holds them ---------------===//
#include "runtime/data/RowReader.h"

#include "runtime/data/ArrayRows.h"
#include "runtime/data/Csv.h"
#include "runtime/data/JsonRows.h"
#include "runtime/tokenizer/Utf8.h"

#include <algorithm>
#include <cctype>
#include <deque>

namespace bmc {

std::string_view textOf(const CsvField &field, std::string &buffer) {
  if (!field.number)
    return field.text;
  bool isMissing = *field.number != *field.number;
  return buffer = isMissing ? "" : fmt::format("{}", *field.number);
}

/// A path as a shell has it, to be pasted; a name in its place if it could say
/// more to a shell.
static std::string pastedPath(const std::string &path) {
  bool isPlain = std::ranges::all_of(path, [](unsigned char byte) {
    return std::isalnum(byte) || byte == '.' || byte == '_' || byte == '/' ||
           byte == '-';
  });
  return isPlain && !path.starts_with('-') ? path : "FILE";
}

/// Files of columns, by how they begin, and what writes them as a table.
static Status refuseColumns(const std::string &path, std::string_view start) {
  static constexpr std::pair<std::string_view, std::string_view> kinds[] = {
      {"PAR1", "parquet"}, {"ARROW1", "feather"}, {"FEA1", "feather"}};
  for (auto [magic, reader] : kinds)
    if (start.starts_with(magic))
      return badInput("{}: found a file of {}, expected CSV, JSON objects, "
                      ".npz or .safetensors; convert it with: python3 -c "
                      "'import pandas, sys; pandas.read_{}(sys.argv[1])"
                      ".to_csv(\"table.csv\", index=False)' {}",
                      path, reader == "parquet" ? "Parquet" : "Arrow", reader,
                      pastedPath(path));
  return {};
}

/// The first bytes of a file.
static Status readStart(const std::string &path, std::string &start) {
  ByteStream file;
  BMRT_TRY(file.open(path));
  start.resize(4096);
  uint64_t bytes = 0;
  BMRT_TRY(file.read(start.data(), start.size(), bytes));
  start.resize(bytes);
  return {};
}

/// Whether the first character that is no space begins an object.
static bool beginsObject(std::string_view start) {
  if (start.starts_with(kByteOrderMark))
    start.remove_prefix(kByteOrderMark.size());
  size_t at = start.find_first_not_of(" \t\r\n");
  return at != start.npos && start[at] == '{';
}

Status holdsJson(const std::string &path, bool &isJson) {
  std::string start;
  BMRT_TRY(readStart(path, start));
  isJson = beginsObject(start);
  return {};
}

/// Makes a reader and opens it.
template <class Reader, class... Args>
static Status openAs(std::unique_ptr<RowReader> &out, const Args &...args) {
  auto reader = std::make_unique<Reader>();
  BMRT_TRY(reader->open(args...));
  out = std::move(reader);
  return {};
}

Status openRows(const std::string &path, char separator,
                std::unique_ptr<RowReader> &out) {
  std::string start;
  BMRT_TRY(readStart(path, start));
  BMRT_TRY(refuseColumns(path, start));
  if (ArrayRows::isArrayFile(path, start))
    return openAs<ArrayRows>(out, path);
  if (beginsObject(start))
    return openAs<JsonRows>(out, path);
  return openAs<CsvReader>(out, path, separator);
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
  /// A quoted value behind the quote at `at`, up to its end; false if it has
  /// none, or if something else than a comma is behind it.
  bool readQuoted(size_t &at, std::string_view &value);

  std::string text;
  std::deque<std::string> quoted;      ///< values without their quotes
  std::vector<CsvField> names, values; ///< of `text` and `quoted`
  int given = 0;
};

bool Record::readQuoted(size_t &at, std::string_view &value) {
  std::string &plain = quoted.emplace_back();
  for (++at; at < text.size(); ++at) {
    if (text[at] == '"' && text.compare(at, 2, "\"\"") != 0)
      break;
    at += text[at] == '"';
    plain += text[at];
  }
  value = plain;
  return at < text.size() && (++at == text.size() || text[at] == ',');
}

Status Record::parse(const std::string &path, const std::string &record) {
  text = record;
  std::string_view all = text;
  for (size_t begin = 0; begin <= all.size();) {
    size_t end = std::min(all.find(',', begin), all.size());
    size_t equals = all.find('=', begin);
    bool isGood = equals < end;
    std::string_view value;
    if (isGood && all.substr(equals + 1).starts_with('"'))
      isGood = readQuoted(end = equals + 1, value);
    else if (isGood)
      value = all.substr(equals + 1, end - equals - 1);
    if (!isGood)
      return usageError("{} expects 'name=value,name=\"value, quoted\"', got "
                        "'{}'",
                        path, text);
    names.push_back({all.substr(begin, equals - begin), 1,
                     static_cast<int64_t>(begin) + 1});
    values.push_back({value, 1, static_cast<int64_t>(equals) + 2});
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
