//===- CsvColumn.h - Columns as a model declares them -----------*- C++ -*-===//
#ifndef BMC_RUNTIME_DATA_CSVCOLUMN_H
#define BMC_RUNTIME_DATA_CSVCOLUMN_H

#include "runtime/core/Json.h"
#include "runtime/core/Status.h"
#include "runtime/data/DateTime.h"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace bmc {

/// A column as data.columns declares it.
struct CsvColumn {
  enum class Type { Float, Integer, Category, Text, Image, Date };
  /// What stands for a missing value: an error, what the training rows have, or
  /// a value that is written as one of the column.
  enum class Missing { Error, Mean, Median, Constant };
  /// What becomes of numbers: (x - mean) / std or (x - min) / (max - min) of
  /// the training rows, or log(1 + x).
  enum class Normalize { None, Standard, MinMax, Log1p };

  std::string name;
  Type type = Type::Float;
  int64_t size = 0; ///< number of categories, or tokens of a text at most
  std::vector<int64_t> extents; ///< of an image
  std::vector<DatePart> parts;  ///< of a date
  Missing missing = Missing::Error;
  std::string constant; ///< Missing::Constant
  Normalize normalize = Normalize::None;
  /// What a category becomes that the training data does not contain; an error
  /// if nothing.
  std::optional<std::string> unknown;

  /// Whether one column fills an input that is no column of numbers.
  bool isMedia() const { return type == Type::Text || type == Type::Image; }
  bool isNumber() const {
    return type == Type::Float || type == Type::Integer || type == Type::Date;
  }
  bool isFilled() const {
    return missing == Missing::Mean || missing == Missing::Median;
  }
  /// Whether something about it is learnt from the training rows.
  bool isFitted() const {
    return isFilled() || normalize == Normalize::Standard ||
           normalize == Normalize::MinMax;
  }
};

/// Reads data.columns. `data` is config["data"].
Status readCsvColumns(const Json &data, std::vector<CsvColumn> &columns);

} // namespace bmc

#endif // BMC_RUNTIME_DATA_CSVCOLUMN_H
