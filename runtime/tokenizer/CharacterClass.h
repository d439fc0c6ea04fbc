//===- CharacterClass.h - What kind of character one is ---------*- C++ -*-===//
#ifndef BMC_RUNTIME_TOKENIZER_CHARACTERCLASS_H
#define BMC_RUNTIME_TOKENIZER_CHARACTERCLASS_H

#include "runtime/tokenizer/Utf8.h"

namespace bmc {

/// Unicode's punctuation, and the symbols of ASCII.
bool isPunctuation(int32_t codePoint);
/// Any of Unicode's numbers.
bool isNumeric(int32_t codePoint);
/// What \w is: letters, marks, digits, connectors, joiners.
bool isWordCharacter(int32_t codePoint);
/// Whether it is a mark, or one that takes no room of its own.
bool isMark(int32_t codePoint);
bool isNonSpacingMark(int32_t codePoint);

/// Calls use(codePoint, begin, end) for each character of a text; -1 for a byte
/// that is not UTF-8.
template <typename Use>
void eachCharacter(std::string_view text, const Use &use) {
  for (size_t offset = 0; offset < text.size();) {
    size_t begin = offset;
    int32_t codePoint = decodeUtf8(text, offset);
    offset += codePoint < 0;
    use(codePoint, begin, offset);
  }
}

} // namespace bmc

#endif // BMC_RUNTIME_TOKENIZER_CHARACTERCLASS_H
