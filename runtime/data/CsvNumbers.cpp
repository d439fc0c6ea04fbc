//===- CsvNumbers.cpp - What a field of a table says ----------------------===//
#include "runtime/data/CsvNumbers.h"

#include <algorithm>
#include <charconv>
#include <cmath>

namespace bmc {

std::string_view trimField(std::string_view text) {
  size_t first = text.find_first_not_of(" \t");
  if (first == std::string_view::npos)
    return {};
  return text.substr(first, text.find_last_not_of(" \t") - first + 1);
}

/// The text without a leading '+', which from_chars does not take.
static std::string_view withoutPlus(std::string_view text) {
  if (text.starts_with('+') && text.size() > 1 && text[1] != '-')
    text.remove_prefix(1);
  return text;
}

bool parseReal(std::string_view text, double &value, char mark) {
  std::string pointed;
  if (mark != '.') {
    if (text.find('.') != std::string_view::npos)
      return false;
    pointed = text;
    std::ranges::replace(pointed, mark, '.');
    text = pointed;
  }
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

bool parseWhole(std::string_view text, int64_t &value) {
  size_t point = text.find('.');
  if (point != std::string_view::npos && point + 1 < text.size() &&
      text.find_first_not_of('0', point + 1) == std::string_view::npos)
    text = text.substr(0, point);
  text = withoutPlus(text);
  const char *end = text.data() + text.size();
  auto [last, failure] = std::from_chars(text.data(), end, value);
  return failure == std::errc() && last == end;
}

bool saysMissing(std::string_view text) {
  constexpr std::string_view words[] = {"na",  "n/a",  "#n/a", "nan",
                                        "nil", "null", "none", "?"};
  return std::ranges::find(words, lowerCase(text)) != std::end(words);
}

} // namespace bmc
