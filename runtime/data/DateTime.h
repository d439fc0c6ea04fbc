//===- DateTime.h - Dates and times as numbers ------------------*- C++ -*-===//
#ifndef BMC_RUNTIME_DATA_DATETIME_H
#define BMC_RUNTIME_DATA_DATETIME_H

#include <cstdint>
#include <string_view>

namespace bmc {

/// A number that a date says.
enum class DatePart {
  Year,
  Month,     ///< 1 to 12
  Day,       ///< 1 to 31
  DayOfYear, ///< 1 to 366
  Weekday,   ///< 0 for Monday, to 6
  Hour,
  Minute,
  Second, ///< with its fraction
  Days,   ///< since 1970-01-01, with the part of the day
};

/// The part of a name: "year", "month", "day", "day_of_year", "weekday",
/// "hour", "minute", "second", "days". False for any other.
bool parseDatePart(std::string_view name, DatePart &part);

/// A day of the Gregorian calendar and a time of it, as written.
struct DateTime {
  int64_t days = 0; ///< since 1970-01-01
  int year = 1970, month = 1, day = 1;
  int hour = 0, minute = 0;
  double second = 0;
  int offset = 0; ///< minutes that the clock is ahead of UTC

  /// Days count in UTC where the text has an offset; all else is the clock's.
  double part(DatePart part) const;
};

/// What comes first in 02/03/2024.
enum class DateOrder { Unknown, DayFirst, MonthFirst };

/// Reads 2024-02-29, 2024/2/29, 29.02.2024, 29 Feb 2024, 29-Feb-24 or February
/// 29, 2024 (names of months are English) and, if `order` is known, 29/02/2024
/// or 29-02-2024, or with the month first; behind it, after a space, a comma
/// and a space, or a T, 23:59, 23:59:59, 23:59:59.5 or 11:59 PM, and Z, +01:00
/// or +0100. Years of two digits are 1969 to 2068. False if `text` is anything
/// else or no such day or time is.
bool parseDateTime(std::string_view text, DateTime &value,
                   DateOrder order = DateOrder::Unknown);

} // namespace bmc

#endif // BMC_RUNTIME_DATA_DATETIME_H
