//===- CharacterClass.cpp - What kind of character one is -----------------===//
#include "runtime/tokenizer/CharacterClass.h"

#include <utf8proc.h>

using namespace bmc;

static bool isBetween(int32_t value, int32_t first, int32_t last) {
  return value >= first && value <= last;
}

bool bmc::isPunctuation(int32_t codePoint) {
  utf8proc_category_t category = utf8proc_category(codePoint);
  bool isSymbol =
      isBetween(category, UTF8PROC_CATEGORY_SM, UTF8PROC_CATEGORY_SO);
  return isBetween(category, UTF8PROC_CATEGORY_PC, UTF8PROC_CATEGORY_PO) ||
         (isSymbol && codePoint < 0x80);
}

bool bmc::isNumeric(int32_t codePoint) {
  return isBetween(utf8proc_category(codePoint), UTF8PROC_CATEGORY_ND,
                   UTF8PROC_CATEGORY_NO);
}

bool bmc::isMark(int32_t codePoint) {
  return isBetween(utf8proc_category(codePoint), UTF8PROC_CATEGORY_MN,
                   UTF8PROC_CATEGORY_ME);
}

bool bmc::isNonSpacingMark(int32_t codePoint) {
  return utf8proc_category(codePoint) == UTF8PROC_CATEGORY_MN;
}

bool bmc::isWordCharacter(int32_t codePoint) {
  // Letters in circles and squares are symbols that count as alphabetic.
  constexpr int32_t kAlphabetic[][2] = {{0x200C, 0x200D},
                                        {0x24B6, 0x24E9},
                                        {0x1F130, 0x1F149},
                                        {0x1F150, 0x1F169},
                                        {0x1F170, 0x1F189}};
  utf8proc_category_t category = utf8proc_category(codePoint);
  if (isBetween(category, UTF8PROC_CATEGORY_LU, UTF8PROC_CATEGORY_NL) ||
      category == UTF8PROC_CATEGORY_PC)
    return true;
  for (auto [first, last] : kAlphabetic)
    if (isBetween(codePoint, first, last))
      return true;
  return false;
}
