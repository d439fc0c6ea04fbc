//===- TableChecksum.h - Checksum of what was read of a table ---*- C++ -*-===//
#ifndef BMC_RUNTIME_DATA_TABLECHECKSUM_H
#define BMC_RUNTIME_DATA_TABLECHECKSUM_H

#include "runtime/data/RowReader.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <string>
#include <string_view>
#include <vector>

namespace bmc {

/// CRC-32C of fields, one after the other: of texts as they are, of numbers
/// the bytes of a double, whatever type their array has; all that are no
/// numbers are the same.
class TableChecksum {
public:
  /// Whether numbers are summed up as texts, as older checkpoints have them.
  bool ofTexts = false;

  void add(const CsvField &field) {
    if (field.number && !ofTexts)
      addNumber(*field.number);
    else
      addText(field);
  }
  /// Ends a field, so that AB and C are not A and BC.
  void endField() { append({"", 1}); }
  /// Ends a row, and with it what can be taken back.
  void endRow() {
    if (used >= kSummed)
      sumUp();
    rowStart = used;
  }
  /// Takes the row back that has begun.
  void dropRow() { used = rowStart; }
  /// Of all rows.
  uint32_t value() const;
  /// Whether the bytes of a number are in it.
  bool hasNumbers() const { return isOfNumbers; }

private:
  static constexpr size_t kSummed = size_t{1} << 14;

  void addNumber(double number) {
    if (std::isnan(number))
      number = std::numeric_limits<double>::quiet_NaN();
    append({reinterpret_cast<const char *>(&number), sizeof number});
    isOfNumbers = true;
  }
  void append(std::string_view more) {
    if (more.size() > bytes.size() - used)
      makeRoom(more.size());
    std::ranges::copy(more, bytes.begin() + static_cast<ptrdiff_t>(used));
    used += more.size();
  }
  void addText(const CsvField &field);
  void makeRoom(size_t count);
  void sumUp();

  std::vector<char> bytes; ///< `used` of them are not in the checksum yet
  size_t used = 0, rowStart = 0;
  uint32_t crc = 0;
  bool isOfNumbers = false;
  std::string written; ///< a number as text
};

} // namespace bmc

#endif // BMC_RUNTIME_DATA_TABLECHECKSUM_H
