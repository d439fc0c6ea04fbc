//===- Normalizer.cpp - Texts before they become words --------------------===//
#include "runtime/tokenizer/Normalizer.h"

#include "runtime/tokenizer/Utf8.h"

#include <cstdlib>
#include <new>
#include <utf8proc.h>

using namespace bmc;

using Kind = Normalizer::Kind;

namespace {

/// A form of Unicode.
std::string normalize(std::string_view text, int form) {
  utf8proc_uint8_t *result = nullptr;
  utf8proc_ssize_t length =
      utf8proc_map(reinterpret_cast<const utf8proc_uint8_t *>(text.data()),
                   static_cast<utf8proc_ssize_t>(text.size()), &result,
                   static_cast<utf8proc_option_t>(UTF8PROC_STABLE | form));
  // The text is UTF-8, so only memory can be missing.
  if (length < 0)
    throw std::bad_alloc();
  std::string normalized(reinterpret_cast<const char *>(result),
                         static_cast<size_t>(length));
  std::free(result);
  return normalized;
}

/// Calls use(codePoint, its bytes) for a text that is UTF-8.
template <typename Use>
void eachCharacter(std::string_view text, const Use &use) {
  for (size_t offset = 0; offset < text.size();) {
    size_t start = offset;
    int32_t codePoint = decodeUtf8(text, offset);
    offset += codePoint < 0;
    use(codePoint, text.substr(start, offset - start));
  }
}

/// Character by character, without regard to what stands around them.
std::string lower(std::string_view text) {
  std::string result;
  eachCharacter(text, [&](int32_t codePoint, std::string_view) {
    appendUtf8(result, codePoint == 0x130 ? 'i' : utf8proc_tolower(codePoint));
    if (codePoint == 0x130) // a dotted I
      appendUtf8(result, 0x307);
  });
  return result;
}

std::string withoutMarks(std::string_view text) {
  std::string result;
  eachCharacter(text, [&](int32_t codePoint, std::string_view bytes) {
    if (utf8proc_category(codePoint) != UTF8PROC_CATEGORY_MN)
      result += bytes;
  });
  return result;
}

bool isControl(int32_t codePoint) {
  if (codePoint == '\t' || codePoint == '\n' || codePoint == '\r')
    return false;
  return utf8proc_category(codePoint) >= UTF8PROC_CATEGORY_CC;
}

std::string clean(std::string_view text) {
  std::string result;
  eachCharacter(text, [&](int32_t codePoint, std::string_view bytes) {
    if (codePoint == 0 || codePoint == kReplacement || isControl(codePoint))
      return;
    result += isWhiteSpace(codePoint) ? " " : bytes;
  });
  return result;
}

bool isChinese(int32_t codePoint) {
  constexpr int32_t kRanges[][2] = {{0x4E00, 0x9FFF},   {0x3400, 0x4DBF},
                                    {0x20000, 0x2A6DF}, {0x2A700, 0x2B73F},
                                    {0x2B740, 0x2B81F}, {0x2B920, 0x2CEAF},
                                    {0xF900, 0xFAFF},   {0x2F800, 0x2FA1F}};
  for (auto [first, last] : kRanges)
    if (codePoint >= first && codePoint <= last)
      return true;
  return false;
}

std::string spaceChinese(std::string_view text) {
  std::string result;
  eachCharacter(text, [&](int32_t codePoint, std::string_view bytes) {
    bool isAlone = isChinese(codePoint);
    result += isAlone ? " " : "";
    result += bytes;
    result += isAlone ? " " : "";
  });
  return result;
}

std::string applyBert(std::string text, const Normalizer::Step &step) {
  if (step.cleansText)
    text = clean(text);
  if (step.spacesChinese)
    text = spaceChinese(text);
  if (step.stripsAccents)
    text = withoutMarks(normalize(text, UTF8PROC_DECOMPOSE));
  return step.lowers ? lower(text) : text;
}

/// A grapheme of few bytes is replaced whole by what its shortest beginning
/// says, else character by character: what Hugging Face makes of the rules.
void applyRules(std::string_view grapheme, const CharsMap &rules,
                std::string &result) {
  constexpr size_t kShort = 6;
  CharsMap::Rule whole;
  if (grapheme.size() < kShort)
    whole = rules.shortest(grapheme);
  if (whole.length) {
    result += whole.replacement;
    return;
  }
  eachCharacter(grapheme, [&](int32_t, std::string_view bytes) {
    CharsMap::Rule rule = rules.shortest(bytes);
    result += rule.length ? rule.replacement : bytes;
  });
}

std::string applyCharsMap(std::string_view text, const CharsMap &rules) {
  std::string result;
  size_t begin = 0;
  int32_t before = -1, state = 0;
  for (size_t offset = 0; offset < text.size();) {
    size_t start = offset;
    int32_t codePoint = decodeUtf8(text, offset);
    offset += codePoint < 0;
    if (before >= 0 &&
        utf8proc_grapheme_break_stateful(before, codePoint, &state)) {
      applyRules(text.substr(begin, start - begin), rules, result);
      begin = start;
    }
    before = codePoint;
  }
  applyRules(text.substr(begin), rules, result);
  return result;
}

std::string replaceAll(std::string_view text, std::string_view from,
                       std::string_view to) {
  std::string result;
  for (size_t at = 0;;) {
    size_t found = text.find(from, at);
    result += text.substr(at, found - at);
    if (found == text.npos)
      return result;
    result += to;
    at = found + from.size();
  }
}

/// Two and more spaces.
std::string replaceSpaces(std::string_view text, std::string_view to) {
  std::string result;
  for (size_t at = 0; at < text.size();) {
    size_t end = std::min(text.find_first_not_of(' ', at), text.size());
    if (end - at > 1)
      result += to;
    else
      result += text.substr(at, end - at);
    at = std::min(text.find(' ', end), text.size());
    result += text.substr(end, at - end);
  }
  return result;
}

std::string applyStep(std::string text, const Normalizer::Step &step) {
  switch (step.kind) {
  case Kind::Nfc:
    return normalize(text, UTF8PROC_COMPOSE);
  case Kind::Nfd:
    return normalize(text, UTF8PROC_DECOMPOSE);
  case Kind::Nfkc:
    return normalize(text, UTF8PROC_COMPOSE | UTF8PROC_COMPAT);
  case Kind::Nfkd:
    return normalize(text, UTF8PROC_DECOMPOSE | UTF8PROC_COMPAT);
  case Kind::Lowercase:
    return lower(text);
  case Kind::StripAccents:
    return withoutMarks(text);
  case Kind::Bert:
    return applyBert(std::move(text), step);
  case Kind::CharsMap:
    return applyCharsMap(text, step.rules);
  case Kind::Prepend:
    return text.empty() ? text : step.to + text;
  case Kind::Replace:
    return replaceAll(text, step.from, step.to);
  case Kind::ReplaceSpaces:
    return replaceSpaces(text, step.to);
  }
  return text;
}

} // namespace

std::string Normalizer::apply(std::string_view text) const {
  std::string result(text);
  for (const Step &step : steps)
    result = applyStep(std::move(result), step);
  return result;
}

Normalizer bmc::bertNormalizer(bool lowers) {
  Normalizer normalizer;
  normalizer.add({.kind = Kind::Bert,
                  .cleansText = true,
                  .spacesChinese = true,
                  .stripsAccents = lowers,
                  .lowers = lowers});
  return normalizer;
}
