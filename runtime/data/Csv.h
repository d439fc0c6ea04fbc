//===- Csv.h - RFC 4180 tables ----------------------------------*- C++ -*-===//
#ifndef BMC_RUNTIME_DATA_CSV_H
#define BMC_RUNTIME_DATA_CSV_H

#include "runtime/core/Files.h"
#include "runtime/core/Status.h"
#include "runtime/data/RowReader.h"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace bmc {

/// Longest field and most fields per row a file may have.
constexpr size_t kMaxCsvField = 1 << 20;
constexpr size_t kMaxCsvFields = 1 << 20;

/// Streams rows. Accepts LF and CRLF, a UTF-8 byte order mark, quoted fields
/// with doubled quotes and line breaks, and a missing final line break. Blank
/// lines are skipped; where rows have one field they are rows whose field is
/// empty, unless nothing follows. Everything else is BadInput with
/// path:line:column, other encodings and line ends among it.
class CsvReader : public RowReader {
public:
  Status open(const std::string &path);
  Status next(std::vector<CsvField> &row, bool &end) override;
  const std::string &path() const { return file.path(); }
  uint64_t size() const override { return file.size(); }

private:
  int get();
  int peek();
  Status fill();
  Status checkEncoding();
  Status skipBlankLines();
  Status readField(CsvField &field, bool &rowEnds);
  Status readQuoted(CsvField &field);
  Status error(int64_t line, int64_t column, std::string_view message) const;

  FileReader file;
  std::string buffer;
  size_t cursor = 0;
  uint64_t offset = 0;
  int64_t line = 1;
  int64_t column = 1;
  size_t width = 0; ///< fields of the first row
  /// Blank lines before the next row, of tables with one column.
  int64_t blankRows = 0;
  Status readError;
};

/// `text` as a CSV field, quoted where it must be.
std::string csvQuote(std::string_view text);

} // namespace bmc

#endif // BMC_RUNTIME_DATA_CSV_H
