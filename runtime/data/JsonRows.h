//===- JsonRows.h - Rows written as JSON objects ----------------*- C++ -*-===//
#ifndef BMC_RUNTIME_DATA_JSONROWS_H
#define BMC_RUNTIME_DATA_JSONROWS_H

#include "runtime/core/ByteStream.h"
#include "runtime/data/RowReader.h"

#include <deque>
#include <string>
#include <string_view>
#include <unordered_map>

namespace bmc {

/// Streams objects that follow each other, on lines of their own or not. Their
/// members are numbers, strings, true and false (1 and 0), null (a missing
/// value), lists of these, whose elements are columns x0, x1, .., and objects,
/// whose members are columns x.a, x.b, .. (in lists x0.a, x1.a, ..). Columns
/// are those of the first object, then others of the first thousand in 1 MiB;
/// the values of an object that lacks one are missing.
class JsonRows : public RowReader {
public:
  Status open(const std::string &path);
  Status next(std::vector<CsvField> &row, bool &end) override;
  uint64_t size() const override { return stream.fileSize(); }
  bool mayLack() const override { return true; }

private:
  /// The object that is read.
  struct Cursor {
    char *at = nullptr;
    char *end = nullptr;
  };
  struct Place {
    int64_t line, column;
  };
  /// A value of an object: what stands between it and the value before, and
  /// its column, or kNowhere.
  struct Value {
    std::string before;
    size_t column;
  };

  void lookAhead(const JsonRows &rows);
  size_t addName(std::string_view column);
  Status fill();
  Status skipSpace(bool &end);
  Status findObject(size_t &end);
  bool findLine(size_t &end) const;
  Status readNext(std::vector<CsvField> &row);
  void clear(std::vector<CsvField> &row) const;
  bool readAlike(size_t end, std::vector<CsvField> &row);
  Status readRow(size_t end, std::vector<CsvField> &row);
  Place placeOf(const char *at) const;
  Status readObject(Cursor &cursor, int depth, std::vector<CsvField> &row);
  Status readMember(Cursor &cursor, int depth, std::vector<CsvField> &row);
  Status readList(Cursor &cursor, int depth, size_t &count,
                  std::vector<CsvField> &row);
  Status readColumn(Cursor &cursor, std::vector<CsvField> &row);
  Status readValue(Cursor &cursor, std::string_view &value);
  Status readString(Cursor &cursor, std::string_view &text);
  Status readNumber(Cursor &cursor, std::string_view &text);
  Status addValue(std::string_view value, const char *at,
                  std::vector<CsvField> &row);
  std::string textTo(const char *end);
  Status expected(const char *what) const;
  Status error(const std::string &message) const;

  ByteStream stream;
  std::string buffer;
  size_t cursor = 0;
  bool isLast = false; ///< the buffer reaches the end of the file
  int64_t line = 1;    ///< of the cursor
  int64_t column = 1;  ///< of the cursor, in bytes
  Cursor here;         ///< none where no object is read
  /// Where lines end inside of the object that is read.
  std::vector<size_t> lineEnds;
  /// Of columns, in the order in which the first objects have them.
  std::deque<std::string> names;
  std::unordered_map<std::string_view, size_t> indexOf; ///< of `names`
  bool isFirst = true; ///< no row was given out
  std::vector<CsvField> firstRow;
  std::string name; ///< of the member that is read, with those it is in
  /// What most objects have next: they are written alike.
  size_t likely = 0;
  std::vector<Value> shape; ///< of the object that was read last
  std::string behind; ///< its last value; empty where the shape is not known
  const char *known = nullptr; ///< where what is not in the shape begins
  std::vector<int64_t> seenIn; ///< by column: the object that had it last
  int64_t objects = 0;
};

} // namespace bmc

#endif // BMC_RUNTIME_DATA_JSONROWS_H
