//===- RowReader.h - Rows of a table, whatever holds them -------*- C++ -*-===//
#ifndef BMC_RUNTIME_DATA_ROWREADER_H
#define BMC_RUNTIME_DATA_ROWREADER_H

#include "runtime/core/Status.h"

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace bmc {

/// One field and where it starts (both from 1; column counts bytes). The text
/// belongs to the reader and lasts until the next row is read.
struct CsvField {
  std::string_view text; ///< none where there is a number
  int64_t line = 0;
  int64_t column = 0;
  /// What a field of a source that holds numbers is; NaN if it is missing.
  std::optional<double> number = std::nullopt;
};

/// What a field says: its text, or its number in the shortest text that reads
/// back as the same one, nothing for NaN. `buffer` holds what is written.
std::string_view textOf(const CsvField &field, std::string &buffer);

/// Streams rows of one length, of which the first has the names.
class RowReader {
public:
  virtual ~RowReader() = default;
  /// Reads the next row; `end` is set, and the row left empty, at the end.
  virtual Status next(std::vector<CsvField> &row, bool &end) = 0;
  /// Bytes of the file.
  virtual uint64_t size() const = 0;
  /// Rows of the file without the first, where that is known; else 0.
  virtual int64_t rows() const { return 0; }
  /// What stands between fields; 0 where nothing does.
  virtual char separator() const { return 0; }
  /// What stands before the fractions of numbers; 0 where the texts show it.
  virtual char decimal() const { return 0; }
  /// Whether rows need not have all columns: one that none has is missing.
  virtual bool mayLack() const { return false; }
  /// What was guessed, for the user to know.
  virtual std::vector<std::string> notes() const { return {}; }
};

/// Opens a table: arrays (ArrayRows.h), JSON objects if the first character is
/// '{', else CSV. Objects
/// may be one per line or not; the first one says which names there are, and a
/// list under a name x is x0, x1, .. `separator` as of CsvReader::open.
Status openRows(const std::string &path, char separator,
                std::unique_ptr<RowReader> &out);

/// Whether a file holds JSON objects.
Status holdsJson(const std::string &path, bool &isJson);

/// One row, written "x0=1,x1=2"; values that begin with a quote are quoted as
/// in CSV. Its path is `path`. Usage error where a part has no '=' or a quote
/// does not end.
Status openRecord(const std::string &path, const std::string &text,
                  std::unique_ptr<RowReader> &out);

} // namespace bmc

#endif // BMC_RUNTIME_DATA_ROWREADER_H
