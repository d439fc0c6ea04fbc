//===- CsvNumbers.cpp - What a field of a table says ----------------------===//
#include "runtime/data/CsvNumbers.h"

#include <algorithm>
#include <charconv>
#include <cmath>

namespace bmc {

/// The text without a leading '+', which from_chars does not take.
static std::string_view withoutPlus(std::string_view text) {
  if (text.starts_with('+') && text.size() > 1 && text[1] != '-')
    text.remove_prefix(1);
  return text;
}

/// A decimal number with a point.
static bool parsePointed(std::string_view text, double &value) {
  text = withoutPlus(text);
  const char *end = text.data() + text.size();
  auto [last, failure] = std::from_chars(text.data(), end, value);
  if (last != end || failure == std::errc::invalid_argument)
    return false;
  // from_chars does not say on which side a number is out of range.
  if (failure == std::errc::result_out_of_range)
    value = std::strtod(std::string(text).c_str(), nullptr);
  return true;
}

bool parseReal(std::string_view text, double &value, char mark) {
  if (mark == '.')
    return parsePointed(text, value);
  if (text.find('.') != std::string_view::npos)
    return false;
  std::string pointed(text);
  std::ranges::replace(pointed, mark, '.');
  return parsePointed(pointed, value);
}

/// Removes what stands at the front or at the end of a text, if it does.
static bool takeFront(std::string_view &text, std::string_view part) {
  bool isThere = text.starts_with(part);
  text.remove_prefix(isThere ? part.size() : 0);
  return isThere;
}
static bool takeBack(std::string_view &text, std::string_view part) {
  bool isThere = text.ends_with(part);
  text.remove_suffix(isThere ? part.size() : 0);
  return isThere;
}

static constexpr std::string_view kSigns[] = {"$", "\u20AC", "\u00A3",
                                              "\u00A5"};
/// An ordinary one, and those that do not break a line.
static constexpr std::string_view kSpaces[] = {" ", "\u00A0", "\u202F"};

/// Digits in groups of three, the first of one to three, with the same mark
/// between all. Appends them to `plain`.
static bool joinGroups(std::string_view text, std::string_view mark,
                       std::string &plain) {
  for (bool isFirst = true;; isFirst = false) {
    size_t end = text.find(mark);
    std::string_view group = text.substr(0, end);
    bool fits =
        isFirst ? !group.empty() && group.size() <= 3 : group.size() == 3;
    if (!fits || group.find_first_not_of("0123456789") != group.npos)
      return false;
    plain += group;
    if (end == text.npos)
      return true;
    text.remove_prefix(end + mark.size());
  }
}

/// Removes a sign of a currency or, behind a number, of hundredths.
static void takeSigns(std::string_view &text, std::string &plain) {
  auto takeMinus = [&] {
    if (plain.empty() && takeFront(text, "-"))
      plain = "-";
  };
  takeMinus();
  bool isBefore = std::ranges::any_of(
      kSigns, [&](auto sign) { return takeFront(text, sign); });
  bool isBehind = !isBefore && (takeBack(text, "%") ||
                                std::ranges::any_of(kSigns, [&](auto sign) {
                                  return takeBack(text, sign);
                                }));
  for (std::string_view space : kSpaces)
    if ((isBefore && takeFront(text, space)) ||
        (isBehind && takeBack(text, space)))
      break;
  takeMinus();
}

bool parseNumber(std::string_view text, double &value, char mark) {
  if (parseReal(text, value, mark))
    return true;
  std::string plain;
  takeSigns(text, plain);
  size_t point = text.find(mark);
  std::string_view whole = text.substr(0, point);
  const size_t before = plain.size();
  bool isJoined = whole.find_first_not_of("0123456789") == whole.npos;
  if (isJoined) {
    plain += whole;
  } else {
    std::string_view thousands[] = {mark == '.' ? "," : ".",
                                    "'",
                                    "\u2019",
                                    kSpaces[0],
                                    kSpaces[1],
                                    kSpaces[2]};
    isJoined = std::ranges::any_of(thousands, [&](std::string_view between) {
      plain.resize(before);
      return joinGroups(whole, between, plain);
    });
  }
  std::string_view fraction =
      point == text.npos ? std::string_view() : text.substr(point + 1);
  if (!isJoined || fraction.find_first_not_of("0123456789") != fraction.npos)
    return false;
  plain += '.';
  plain += fraction;
  return parseReal(plain, value);
}

bool parseTruth(std::string_view text, double &value) {
  std::string lower = lowerCase(text);
  value = lower == "yes" || lower == "true";
  return value == 1 || lower == "no" || lower == "false";
}

char shownDecimal(std::string_view text, char separator) {
  size_t point = text.rfind('.'), comma = text.rfind(',');
  const bool hasPoint = point != text.npos, hasComma = comma != text.npos;
  char mark = 0;
  if (hasPoint && hasComma)
    mark = point > comma ? '.' : ',';
  else if (hasPoint)
    mark = text.find('.') == point ? '.' : ',';
  else if (hasComma && text.find(',') != comma)
    mark = '.';
  else if (hasComma && separator != ',' && separator != 0)
    mark = ',';
  double value = 0;
  return mark != 0 && parseNumber(text, value, mark) ? mark : '\0';
}

bool parseWhole(std::string_view text, int64_t &value) {
  text = withoutPlus(text);
  const char *end = text.data() + text.size();
  auto [last, failure] = std::from_chars(text.data(), end, value);
  std::string_view rest(last, static_cast<size_t>(end - last));
  bool isFraction = rest.size() > 1 && rest[0] == '.' &&
                    rest.find_first_not_of('0', 1) == rest.npos;
  return failure == std::errc() && (rest.empty() || isFraction);
}

bool saysMissing(std::string_view text) {
  constexpr std::string_view words[] = {
      "na", "n/a",  "nan",     "nil",   "null",    "none",  "?",
      "-",  "#n/a", "#div/0!", "#num!", "#value!", "#ref!", "#name?"};
  return std::ranges::find(words, lowerCase(text)) != std::end(words);
}

} // namespace bmc
