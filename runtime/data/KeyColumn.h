//===- KeyColumn.h - Columns that rows are split or drawn by ----*- C++ -*-===//
#ifndef BMC_RUNTIME_DATA_KEYCOLUMN_H
#define BMC_RUNTIME_DATA_KEYCOLUMN_H

#include "runtime/core/Status.h"

#include <cstdint>
#include <limits>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace bmc {

/// A column of a table of which each row has a key. No model need read it.
class KeyColumn {
public:
  enum class Kind {
    Class,  ///< equal values are equal keys, from 0 on
    Time,   ///< dates or numbers; keys are in their order
    Weight, ///< numbers that are not negative
    Choice, ///< which of the `choices` it is, -1 for any other
  };
  static constexpr size_t kNowhere = std::numeric_limits<size_t>::max();

  KeyColumn(Kind kind, std::string name, std::vector<std::string> choices = {})
      : name(std::move(name)), kind(kind), choices(std::move(choices)) {}

  /// The value of the next row, without spaces around it; `decimal` is before
  /// its fraction. The error has no place yet.
  Status add(std::string_view text, char decimal);
  /// The same of a source that holds numbers; NaN is a missing value.
  Status add(double number);
  /// Forgets what is behind the first `rows`.
  void truncate(size_t rows);
  /// After all rows: makes keys of times.
  void finish();

  const std::vector<int64_t> &keys() const { return keyList; }
  const std::vector<double> &numbers() const { return numberList; }

  std::string name;
  size_t index = kNowhere; ///< in the rows of the file

private:
  Kind kind;
  std::vector<std::string> choices;
  std::unordered_map<std::string, int64_t> classes;
  std::unordered_map<uint64_t, int64_t> met; ///< keys of numbers, by their bits
  std::vector<int64_t> keyList;
  std::vector<double> numberList; ///< of times and weights
};

} // namespace bmc

#endif // BMC_RUNTIME_DATA_KEYCOLUMN_H
