//===- Csv.h - RFC 4180 tables ----------------------------------*- C++ -*-===//
#ifndef BMC_RUNTIME_DATA_CSV_H
#define BMC_RUNTIME_DATA_CSV_H

#include "runtime/core/ByteStream.h"
#include "runtime/core/Status.h"
#include "runtime/data/RowReader.h"

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace bmc {

/// Longest field, most fields per row and longest row a file may have. A row is
/// in memory as a whole.
constexpr size_t kMaxCsvField = 1 << 20;
constexpr size_t kMaxCsvFields = 1 << 20;
constexpr size_t kMaxCsvRow = size_t{32} << 20;

/// Streams rows. Accepts LF and CRLF, a UTF-8 byte order mark, quoted fields
/// with doubled quotes and line breaks, and a missing final line break. Blank
/// lines are skipped; where rows have one field they are rows whose field is
/// empty, unless nothing follows. Everything else is BadInput with
/// path:line:column, other encodings and line ends among it.
class CsvReader : public RowReader {
public:
  /// Fields end at `separator`; 0: at the one of `,`, `;`, tab and `|` that the
  /// first line has most of outside quotes, else at `,`.
  Status open(const std::string &path, char separator = 0);
  Status next(std::vector<CsvField> &row, bool &end) override;
  const std::string &path() const { return stream.path(); }
  uint64_t size() const override { return stream.fileSize(); }
  char separator() const override { return separatorByte; }
  std::vector<std::string> notes() const override;

private:
  /// What is behind a field.
  enum class Ending { Field, Row, Unknown };
  /// A position in the buffer, and what its place in the file follows from.
  struct Place {
    size_t at = 0;
    int64_t line = 1;
    uint64_t lineStart = 0; ///< in the stream
  };

  Status fill();
  Status need(size_t bytes);
  Status checkEncoding();
  void readSeparatorLine(char &separator);
  void chooseSeparator(char given);
  Status skipBlankLines();
  size_t findSpecial(size_t at) const;
  Status scanRow(std::vector<CsvField> &row, bool &isComplete);
  bool scanPlain(CsvField &field, Ending &ending);
  Status scanField(CsvField &field, Ending &ending);
  Status scanQuoted(CsvField &field, size_t &end);
  Status scanEnding(bool isQuoted, Ending &ending);
  void unquote(CsvField &field);
  int64_t columnOf(const Place &place) const {
    return static_cast<int64_t>(bufferStart + place.at - place.lineStart) + 1;
  }
  Status error(const Place &place, std::string_view message) const;
  Status error(const CsvField &field, std::string_view message) const;

  ByteStream stream;
  char separatorByte = ',';
  bool isGuessed = false; ///< the separator
  std::array<bool, 256> isSpecial = {};
  std::string buffer;
  uint64_t bufferStart = 0; ///< in the stream
  bool isLast = false;      ///< the buffer reaches the end of the stream
  Place cursor;             ///< what was given out ends here
  Place scan;               ///< how far the row was looked at
  size_t width = 0;         ///< fields of the first row
  /// Fields of the row that hold doubled quotes.
  std::vector<size_t> doubled;
  bool hasDoubled = false; ///< the field that was scanned
  /// Blank lines before the next row, of tables with one column.
  int64_t blankRows = 0;
};

/// `text` as a CSV field, quoted where it must be.
std::string csvQuote(std::string_view text);

/// "','", "a tab": a separator in a message.
std::string describeSeparator(char separator);

} // namespace bmc

#endif // BMC_RUNTIME_DATA_CSV_H
