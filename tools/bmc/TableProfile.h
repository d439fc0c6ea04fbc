//===- TableProfile.h - What the columns of a table hold --------*- C++ -*-===//
#ifndef BMC_TOOLS_BMC_TABLEPROFILE_H
#define BMC_TOOLS_BMC_TABLEPROFILE_H

#include "runtime/core/Status.h"
#include "runtime/data/DateTime.h"

#include <array>
#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace bmc {

/// What a column holds, told by its values.
struct ColumnProfile {
  enum class Kind { Number, Category, Date, Text, None };

  std::string name;
  bool isAmbiguous = false; ///< other columns have its name
  int64_t missing = 0;
  int64_t firstMissing = 0; ///< the line
  bool isReal = true, isWhole = true, isDate = true;
  /// Of dates: whether they may begin with the day and with the month, and
  /// whether some say only so which is which.
  bool mayBeDayFirst = true, mayBeMonthFirst = true, lacksOrder = false;
  int64_t numbers = 0;
  double least = 0, most = 0, mean = 0; ///< of the numbers
  double squares = 0; ///< sum of the squares of what they differ by from it
  struct Part {
    const char *name; ///< of the language
    DatePart part;
    int least = 0, most = 0;
    bool varies() const { return least < most; }
  };
  /// Of the dates.
  std::array<Part, 6> dateParts{{{"year", DatePart::Year},
                                 {"month", DatePart::Month},
                                 {"day", DatePart::Day},
                                 {"weekday", DatePart::Weekday},
                                 {"hour", DatePart::Hour},
                                 {"minute", DatePart::Minute}}};
  int64_t words = 0;
  std::set<std::string> values; ///< different ones, up to kMostValues
  static constexpr size_t kMostValues = 10'000;

  Kind kind = Kind::None;
  std::string why; ///< Kind::None: why it is left out

  void add(std::string_view text, char decimal, int64_t line);
  /// Says what kind of feature a column of a table of `rows` rows is.
  void decide(int64_t rows);
  /// How much numbers differ from their mean: the root of the mean square.
  double deviation() const;
  void addNumber(double number);
  void addDate(std::string_view text);
  /// The parts of the dates that tell rows apart; minutes where days do not.
  std::vector<Part> tellingParts() const;
  /// Whether it is named as what tells rows apart, `id` or `user_id`.
  bool isNamedId() const;
  int64_t distinct() const { return static_cast<int64_t>(values.size()); }
};

/// A table as it was found.
struct TableProfile {
  int64_t rows = 0;
  std::vector<ColumnProfile> columns;
  /// Of dates such as 02/03/2024, if there are some; the month where the table
  /// leaves it open.
  std::optional<bool> dayFirst;

  /// Whether most names are numbers, as where the first line is a row.
  bool namesAreNumbers() const;
};

/// Reads a table of text or JSON. BadInput where it is none.
Status profileTable(const std::string &path, TableProfile &table);

} // namespace bmc

#endif // BMC_TOOLS_BMC_TABLEPROFILE_H
