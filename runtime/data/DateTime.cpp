//===- DateTime.cpp - Dates and times as numbers --------------------------===//
#include "runtime/data/DateTime.h"

#include <charconv>
#include <chrono>

namespace bmc {

bool parseDatePart(std::string_view name, DatePart &part) {
  static constexpr std::string_view names[] = {
      "year", "month",  "day",    "day_of_year", "weekday",
      "hour", "minute", "second", "days"};
  for (size_t i = 0; i < std::size(names); ++i)
    if (names[i] == name) {
      part = static_cast<DatePart>(i);
      return true;
    }
  return false;
}

namespace {

/// What is left of a text.
struct Cursor {
  std::string_view text;

  bool take(char byte) {
    bool isThere = text.starts_with(byte);
    text.remove_prefix(isThere);
    return isThere;
  }
  /// A number of so many digits.
  bool digits(size_t count, int &value) {
    if (text.size() < count)
      return false;
    value = 0;
    for (char byte : text.substr(0, count)) {
      if (byte < '0' || byte > '9')
        return false;
      value = 10 * value + (byte - '0');
    }
    text.remove_prefix(count);
    return true;
  }
};

} // namespace

static bool parseDay(Cursor &cursor, DateTime &value) {
  if (cursor.text.size() >= 3 && cursor.text[2] == '.')
    return cursor.digits(2, value.day) && cursor.take('.') &&
           cursor.digits(2, value.month) && cursor.take('.') &&
           cursor.digits(4, value.year);
  if (!cursor.digits(4, value.year))
    return false;
  char separator = cursor.text.starts_with('/') ? '/' : '-';
  return cursor.take(separator) && cursor.digits(2, value.month) &&
         cursor.take(separator) && cursor.digits(2, value.day);
}

static bool parseOffset(Cursor &cursor, DateTime &value) {
  if (cursor.text.empty() || cursor.take('Z'))
    return cursor.text.empty();
  bool isBehind = cursor.take('-');
  int hours = 0, minutes = 0;
  if ((!isBehind && !cursor.take('+')) || !cursor.digits(2, hours))
    return false;
  bool hasColon = cursor.take(':');
  if ((hasColon || !cursor.text.empty()) && !cursor.digits(2, minutes))
    return false;
  value.offset = (isBehind ? -1 : 1) * (60 * hours + minutes);
  return cursor.text.empty() && hours < 24 && minutes < 60;
}

static bool parseTime(Cursor &cursor, DateTime &value) {
  if (!cursor.digits(2, value.hour) || !cursor.take(':') ||
      !cursor.digits(2, value.minute))
    return false;
  if (cursor.take(':')) {
    int seconds = 0;
    if (!cursor.digits(2, seconds))
      return false;
    value.second = seconds;
    if (cursor.text.starts_with('.')) {
      double fraction = 0;
      const char *begin = cursor.text.data();
      auto [end, failure] = std::from_chars(begin, begin + cursor.text.size(),
                                            fraction, std::chars_format::fixed);
      if (failure != std::errc())
        return false;
      cursor.text.remove_prefix(static_cast<size_t>(end - begin));
      value.second += fraction;
    }
  }
  return value.hour < 24 && value.minute < 60 && value.second < 60;
}

bool parseDateTime(std::string_view text, DateTime &value) {
  value = {};
  Cursor cursor{text};
  if (!parseDay(cursor, value))
    return false;
  std::chrono::year_month_day date{
      std::chrono::year(value.year),
      std::chrono::month(static_cast<unsigned>(value.month)),
      std::chrono::day(static_cast<unsigned>(value.day))};
  if (!date.ok())
    return false;
  value.days = std::chrono::sys_days(date).time_since_epoch().count();
  if (cursor.text.empty())
    return true;
  if (!cursor.take('T') && !cursor.take(' '))
    return false;
  return parseTime(cursor, value) && parseOffset(cursor, value);
}

double DateTime::part(DatePart part) const {
  switch (part) {
  case DatePart::Year:
    return year;
  case DatePart::Month:
    return month;
  case DatePart::Day:
    return day;
  case DatePart::DayOfYear: {
    std::chrono::sys_days first(std::chrono::year(year) / std::chrono::January /
                                1);
    return static_cast<double>(days - first.time_since_epoch().count() + 1);
  }
  case DatePart::Weekday:
    // 1970-01-01 was a Thursday.
    return static_cast<double>(((days + 3) % 7 + 7) % 7);
  case DatePart::Hour:
    return hour;
  case DatePart::Minute:
    return minute;
  case DatePart::Second:
    return second;
  case DatePart::Days:
    break;
  }
  return static_cast<double>(days) +
         (60.0 * (60 * hour + minute - offset) + second) / 86400;
}

} // namespace bmc
