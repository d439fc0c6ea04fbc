//===- Split.cpp - The words of byte-level tokenizers ---------------------===//
#include "runtime/tokenizer/Split.h"

#include "runtime/tokenizer/Utf8.h"

#include <algorithm>
#include <array>
#include <utf8proc.h>

using namespace bmc;

namespace {

struct PatternInfo {
  SplitPattern pattern;
  const char *name;
  /// The first is the one that is written.
  std::array<std::string_view, 2> expressions;
};

constexpr PatternInfo kPatterns[] = {
    {SplitPattern::None, "none", {}},
    {SplitPattern::Gpt2,
     "gpt2",
     {R"('s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+)"
      R"(| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+)",
      R"('(?:[sdmt]|ll|ve|re)| ?\p{L}++| ?\p{N}++)"
      R"(| ?[^\s\p{L}\p{N}]++|\s++$|\s+(?!\S)|\s)"}},
    {SplitPattern::Cl100k,
     "cl100k",
     {R"((?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}{1,3})"
      R"(| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+)",
      R"('(?i:[sdmt]|ll|ve|re)|[^\r\n\p{L}\p{N}]?+\p{L}+|\p{N}{1,3})"
      R"(| ?[^\s\p{L}\p{N}]++[\r\n]*|\s*[\r\n]|\s+(?!\S)|\s+)"}},
    {SplitPattern::Tiktoken,
     "tiktoken",
     {R"('(?i:[sdmt]|ll|ve|re)|[^\r\n\p{L}\p{N}]?+\p{L}++|\p{N}{1,3}+)"
      R"(| ?[^\s\p{L}\p{N}]++[\r\n]*+|\s++$|\s*[\r\n]|\s+(?!\S)|\s)"}},
    {SplitPattern::Qwen2,
     "qwen2",
     {R"((?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N})"
      R"(| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+)"}},
    {SplitPattern::O200k,
     "o200k",
     {R"([^\r\n\p{L}\p{N}]?[\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}]*)"
      R"([\p{Ll}\p{Lm}\p{Lo}\p{M}]+(?i:'s|'t|'re|'ve|'m|'ll|'d)?)"
      R"(|[^\r\n\p{L}\p{N}]?[\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}]+)"
      R"([\p{Ll}\p{Lm}\p{Lo}\p{M}]*(?i:'s|'t|'re|'ve|'m|'ll|'d)?)"
      R"(|\p{N}{1,3}| ?[^\s\p{L}\p{N}]+[\r\n/]*|\s*[\r\n]+)"
      R"(|\s+(?!\S)|\s+)"}},
};

const PatternInfo &infoOf(SplitPattern pattern) {
  return kPatterns[static_cast<size_t>(pattern)];
}

} // namespace

Status bmc::parsePattern(std::string_view name, SplitPattern &pattern) {
  for (const PatternInfo &info : kPatterns) {
    if (name != info.name)
      continue;
    pattern = info.pattern;
    return {};
  }
  return badInput("found pattern '{}', expected 'gpt2', 'cl100k', "
                  "'tiktoken', 'qwen2', 'o200k' or 'none'",
                  name);
}

std::string_view bmc::expressionOf(SplitPattern pattern) {
  return infoOf(pattern).expressions.front();
}

SplitPattern bmc::patternOf(std::string_view expression) {
  for (const PatternInfo &info : kPatterns)
    for (std::string_view known : info.expressions)
      if (!known.empty() && known == expression && isWrittenOut(info.pattern))
        return info.pattern;
  return SplitPattern::None;
}

SplitReader::Class SplitReader::classAt(size_t offset, size_t &behind) const {
  static constexpr auto kAscii = [] {
    std::array<Class, 128> classes{};
    for (int c = 0; c < 128; ++c) {
      bool isLetter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
      classes[static_cast<size_t>(c)] =
          isLetter                        ? Class::Letter
          : c >= '0' && c <= '9'          ? Class::Number
          : c == '\n' || c == '\r'        ? Class::LineEnd
          : c == ' ' || (c > 8 && c < 14) ? Class::Space
                                          : Class::Other;
    }
    return classes;
  }();
  auto byte = static_cast<unsigned char>(text[offset]);
  behind = offset + 1;
  if (byte < 0x80)
    return kAscii[byte];
  size_t next = offset;
  int32_t codePoint = decodeUtf8(text, next);
  if (codePoint < 0)
    return Class::Other;
  behind = next;
  if (isWhiteSpace(codePoint))
    return Class::Space;
  utf8proc_category_t category = utf8proc_category(codePoint);
  if (category >= UTF8PROC_CATEGORY_LU && category <= UTF8PROC_CATEGORY_LO)
    return Class::Letter;
  bool isNumber =
      category >= UTF8PROC_CATEGORY_ND && category <= UTF8PROC_CATEGORY_NO;
  return isNumber ? Class::Number : Class::Other;
}

/// Whether a character of this class begins at `offset`.
bool SplitReader::isAt(size_t offset, Class wanted, size_t &behind) const {
  return offset < text.size() && classAt(offset, behind) == wanted;
}

/// Behind the characters of a class.
size_t SplitReader::skip(size_t offset, Class wanted) const {
  for (size_t behind = 0; isAt(offset, wanted, behind);)
    offset = behind;
  return offset;
}

size_t SplitReader::skipDigits(size_t offset, size_t most) const {
  size_t behind = 0;
  for (size_t i = 0; i < most && isAt(offset, Class::Number, behind); ++i)
    offset = behind;
  return offset;
}

/// A run of spaces and line ends from `at` on. The last of several goes with
/// what follows.
size_t SplitReader::spaces() const {
  size_t last = at, offset = at, behind = 0;
  while (offset < text.size()) {
    Class found = classAt(offset, behind);
    if (found != Class::Space && found != Class::LineEnd)
      return last > at ? last : offset;
    last = offset;
    offset = behind;
  }
  return offset;
}

/// Behind 's, 't, 're, 've, 'm, 'll or 'd, all but GPT-2 in capitals too; `at`
/// if there is none.
size_t SplitReader::contraction() const {
  bool isGpt2 = pattern == SplitPattern::Gpt2;
  auto letter = [&](size_t i) {
    char c = at + i < text.size() ? text[at + i] : '\0';
    return !isGpt2 && c >= 'A' && c <= 'Z' ? static_cast<char>(c | 0x20) : c;
  };
  if (text[at] != '\'')
    return at;
  char first = letter(1), second = letter(2);
  if (first == 's' || first == 't' || first == 'm' || first == 'd')
    return at + 2;
  if ((first == 'r' && second == 'e') || (first == 'v' && second == 'e') ||
      (first == 'l' && second == 'l'))
    return at + 3;
  // The long s is an s in another case.
  return !isGpt2 && text.substr(at + 1).starts_with("\xC5\xBF") ? at + 3 : at;
}

size_t SplitReader::endGpt2() const {
  if (size_t behind = contraction(); behind > at)
    return behind;
  size_t start = at + (text[at] == ' '), behind = 0;
  if (start == text.size())
    return start;
  Class first = classAt(start, behind);
  if (first == Class::Space || first == Class::LineEnd)
    return spaces();
  return skip(behind, first);
}

size_t SplitReader::endCl100k() const {
  if (size_t behind = contraction(); behind > at)
    return behind;
  size_t behind = 0, second = 0;
  Class first = classAt(at, behind);
  if (first == Class::Letter)
    return skip(behind, Class::Letter);
  if (first == Class::Number)
    return skipDigits(at, pattern == SplitPattern::Qwen2 ? 1 : 3);
  if (first != Class::LineEnd && isAt(behind, Class::Letter, second))
    return skip(second, Class::Letter);
  size_t start = at + (text[at] == ' ');
  if (isAt(start, Class::Other, second))
    return skip(skip(second, Class::Other), Class::LineEnd);
  // Spaces up to the last line end among them.
  size_t lineEnd = 0, offset = at;
  for (; offset < text.size(); offset = behind) {
    first = classAt(offset, behind);
    if (first == Class::LineEnd)
      lineEnd = behind;
    else if (first != Class::Space)
      break;
  }
  if (pattern == SplitPattern::Tiktoken && offset == text.size())
    return offset;
  return lineEnd ? lineEnd : spaces();
}

bool SplitReader::next(std::string_view &word) {
  if (at >= end)
    return false;
  size_t behind = pattern == SplitPattern::None   ? end
                  : pattern == SplitPattern::Gpt2 ? endGpt2()
                                                  : endCl100k();
  word = text.substr(at, behind - at);
  at = behind;
  return true;
}

size_t bmc::findBorder(std::string_view text, size_t offset) {
  for (size_t at = offset; at < text.size(); ++at) {
    at = text.find('\n', at);
    if (at == text.npos || at + 1 == text.size())
      break;
    size_t behind = at + 1;
    int32_t codePoint = decodeUtf8(text, behind);
    if (!isWhiteSpace(codePoint))
      return at + 1;
  }
  return text.size();
}
