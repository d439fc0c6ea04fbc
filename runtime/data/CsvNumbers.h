//===- CsvNumbers.h - What a field of a table says --------------*- C++ -*-===//
//
// One rule for all columns: spaces and tabs around a value do not count, and an
// empty field is a missing value.
//
//===----------------------------------------------------------------------===//
#ifndef BMC_RUNTIME_DATA_CSVNUMBERS_H
#define BMC_RUNTIME_DATA_CSVNUMBERS_H

#include "runtime/tokenizer/Utf8.h"

#include <cstdint>
#include <string>
#include <string_view>

namespace bmc {

/// The text without spaces and tabs around it.
inline std::string_view trimField(std::string_view text) {
  auto isSpace = [](char byte) { return byte == ' ' || byte == '\t'; };
  while (!text.empty() && isSpace(text.front()))
    text.remove_prefix(1);
  while (!text.empty() && isSpace(text.back()))
    text.remove_suffix(1);
  return text;
}

/// A decimal number, with an exponent or without; what is too small becomes 0,
/// what is too large infinite. `mark` is before the fraction. False if `text`
/// is anything else.
bool parseReal(std::string_view text, double &value, char mark = '.');

/// A number as people write it: parseReal's, or with a currency sign ($, €, £,
/// ¥) before or behind it, a % behind it, which changes nothing (12 % is 12),
/// and, between groups of three digits, one mark of thousands: the comma (the
/// point where a comma is before fractions), an apostrophe or a space.
bool parseNumber(std::string_view text, double &value, char mark = '.');

/// yes and true are 1, no and false 0, in any case of letters.
bool parseTruth(std::string_view text, double &value);

/// What stands before the fraction of a number, as far as it shows: of a point
/// and a comma the later one, a point alone, a comma where it does not end
/// fields, and not what stands there several times. 0 if the text is no such
/// number.
char shownDecimal(std::string_view text, char separator);

/// A whole number: 3, +3, and 3.0 as programs write it whose columns had gaps.
/// False if `text` is anything else or does not fit.
bool parseWhole(std::string_view text, int64_t &value);

/// A word that people and other programs write where a number is missing: NA,
/// NaN, null, -, #DIV/0!.
bool saysMissing(std::string_view text);

} // namespace bmc

#endif // BMC_RUNTIME_DATA_CSVNUMBERS_H
