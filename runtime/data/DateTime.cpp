//===- DateTime.cpp - Dates and times as numbers --------------------------===//
#include "runtime/data/DateTime.h"

#include "runtime/tokenizer/Utf8.h"

#include <charconv>
#include <chrono>
#include <string>

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
  /// A number of two digits, or of one.
  bool oneOrTwo(int &value) { return digits(2, value) || digits(1, value); }
};

bool isLetter(char byte) {
  return (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z');
}

} // namespace

/// The month whose English name, or its first three letters and maybe a point,
/// comes next.
static bool parseMonthName(Cursor &cursor, int &month) {
  static constexpr std::string_view names[] = {
      "january", "february", "march",     "april",   "may",      "june",
      "july",    "august",   "september", "october", "november", "december"};
  size_t count = 0;
  while (count < cursor.text.size() && isLetter(cursor.text[count]))
    ++count;
  std::string word = lowerCase(cursor.text.substr(0, count));
  for (size_t i = 0; i < std::size(names); ++i) {
    if (word != names[i] && word != names[i].substr(0, 3))
      continue;
    cursor.text.remove_prefix(count);
    cursor.take('.');
    month = static_cast<int>(i) + 1;
    return true;
  }
  return false;
}

/// Of four digits, or of two as POSIX's %y.
static bool parseYear(Cursor &cursor, int &year) {
  if (cursor.digits(4, year))
    return true;
  if (!cursor.digits(2, year))
    return false;
  year += year < 69 ? 2000 : 1900;
  return true;
}

/// 2024-02-29, 2024/2/29, 2024.2.29
static bool parseYearFirst(Cursor &cursor, DateTime &value) {
  if (!cursor.digits(4, value.year))
    return false;
  if (cursor.take('-'))
    return cursor.digits(2, value.month) && cursor.take('-') &&
           cursor.digits(2, value.day);
  char separator = cursor.text.starts_with('/') ? '/' : '.';
  return cursor.take(separator) && cursor.oneOrTwo(value.month) &&
         cursor.take(separator) && cursor.oneOrTwo(value.day);
}

/// 29.2.2024, 29 Feb 2024, 29-Feb-24 and, where it is known which comes first,
/// 29/2/2024.
static bool parseDayFirst(Cursor &cursor, DateTime &value, DateOrder order) {
  if (!cursor.oneOrTwo(value.day) || cursor.text.empty())
    return false;
  char separator = cursor.text[0];
  if (separator != '.' && separator != '/' && separator != '-' &&
      separator != ' ')
    return false;
  cursor.take(separator);
  if (parseMonthName(cursor, value.month))
    return cursor.take(separator) && parseYear(cursor, value.year);
  if (!cursor.oneOrTwo(value.month) || !cursor.take(separator) ||
      !parseYear(cursor, value.year))
    return false;
  if (separator == '.')
    return true;
  if (order == DateOrder::MonthFirst)
    std::swap(value.day, value.month);
  return order != DateOrder::Unknown && separator != ' ';
}

static bool parseDay(Cursor &cursor, DateTime &value, DateOrder order) {
  if (parseMonthName(cursor, value.month)) {
    bool hasDay = cursor.take(' ') && cursor.oneOrTwo(value.day);
    cursor.take(',');
    return hasDay && cursor.take(' ') && cursor.digits(4, value.year);
  }
  Cursor whole = cursor;
  if (int year = 0; whole.digits(4, year))
    return parseYearFirst(cursor, value);
  return parseDayFirst(cursor, value, order);
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

/// Turns an hour from 1 to 12 into that of the day, where AM or PM follows.
static bool parseHalf(Cursor &cursor, int &hour) {
  Cursor behind = cursor;
  behind.take(' ');
  if (behind.text.size() != 2)
    return true;
  std::string half = lowerCase(behind.text);
  if (half != "am" && half != "pm")
    return true;
  if (hour < 1 || hour > 12)
    return false;
  hour = hour % 12 + (half == "pm" ? 12 : 0);
  cursor.text = {};
  return true;
}

static bool parseTime(Cursor &cursor, DateTime &value) {
  if (!cursor.oneOrTwo(value.hour) || !cursor.take(':') ||
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
  return parseHalf(cursor, value.hour) && value.hour < 24 &&
         value.minute < 60 && value.second < 60;
}

bool parseDateTime(std::string_view text, DateTime &value, DateOrder order) {
  value = {};
  Cursor cursor{text};
  if (!parseDay(cursor, value, order))
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
  cursor.take(',');
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
