//===- UnicodeForm.cpp - Normal forms of Unicode --------------------------===//
//
// utf8proc makes the text. Where origins are wanted, which it does not tell,
// the same is done character by character, with what it knows of each.
//
//===----------------------------------------------------------------------===//
#include "runtime/tokenizer/UnicodeForm.h"

#include "runtime/tokenizer/CharacterClass.h"

#include <algorithm>
#include <cstdlib>
#include <new>
#include <tuple>
#include <utf8proc.h>

using namespace bmc;

static bool isCompatible(UnicodeForm form) {
  return form == UnicodeForm::Nfkc || form == UnicodeForm::Nfkd;
}

static bool isComposed(UnicodeForm form) {
  return form == UnicodeForm::Nfc || form == UnicodeForm::Nfkc;
}

static AlignedText map(std::string_view text, UnicodeForm form) {
  int options = UTF8PROC_STABLE |
                (isComposed(form) ? UTF8PROC_COMPOSE : UTF8PROC_DECOMPOSE) |
                (isCompatible(form) ? UTF8PROC_COMPAT : 0);
  utf8proc_uint8_t *result = nullptr;
  utf8proc_ssize_t length =
      utf8proc_map(reinterpret_cast<const utf8proc_uint8_t *>(text.data()),
                   static_cast<utf8proc_ssize_t>(text.size()), &result,
                   static_cast<utf8proc_option_t>(options));
  // The text is UTF-8, so only memory can be missing.
  if (length < 0)
    throw std::bad_alloc();
  AlignedText normalized(std::string_view(
      reinterpret_cast<const char *>(result), static_cast<size_t>(length)));
  std::free(result);
  return normalized;
}

static int classOf(int32_t codePoint) {
  return utf8proc_get_property(codePoint)->combining_class;
}

/// Sorts runs of marks by their classes; those of one class keep their order.
static void sortMarks(std::vector<CharacterChange> &parts) {
  struct Mark {
    int combining;
    size_t place;
    CharacterChange change;
  };
  std::vector<Mark> marks;
  for (size_t at = 0; at < parts.size(); ++at) {
    marks.clear();
    for (size_t i = at; i < parts.size() && classOf(parts[i].codePoint); ++i)
      marks.push_back({classOf(parts[i].codePoint), i, parts[i]});
    std::ranges::sort(marks, [](const Mark &a, const Mark &b) {
      return std::tie(a.combining, a.place) < std::tie(b.combining, b.place);
    });
    for (const Mark &mark : marks)
      parts[at++] = mark.change;
  }
}

static std::vector<CharacterChange> decompose(std::string_view text,
                                              bool isCompatible) {
  std::vector<CharacterChange> result;
  auto options =
      static_cast<utf8proc_option_t>(UTF8PROC_STABLE | UTF8PROC_DECOMPOSE |
                                     (isCompatible ? UTF8PROC_COMPAT : 0));
  eachCharacter(text, [&](int32_t codePoint, size_t, size_t) {
    constexpr size_t kMost = 32; // the longest has 18
    utf8proc_int32_t parts[kMost];
    int unused = 0;
    auto count = std::clamp<utf8proc_ssize_t>(
        utf8proc_decompose_char(codePoint, parts, kMost, options, &unused), 0,
        kMost);
    for (utf8proc_ssize_t i = 0; i < count; ++i)
      result.push_back({parts[i], i ? 1 : 0});
  });
  sortMarks(result);
  return result;
}

/// What two characters compose to, or -1.
static int32_t composite(int32_t first, int32_t second) {
  utf8proc_int32_t pair[] = {first, second};
  utf8proc_ssize_t length = utf8proc_normalize_utf32(
      pair, 2,
      static_cast<utf8proc_option_t>(UTF8PROC_STABLE | UTF8PROC_COMPOSE));
  return length == 1 ? pair[0] : -1;
}

static std::vector<CharacterChange>
compose(const std::vector<CharacterChange> &parts) {
  std::vector<CharacterChange> result;
  size_t starter = SIZE_MAX; // where it stands in the result
  int last = -1;             // class of what stands behind it
  for (const CharacterChange &part : parts) {
    int combining = classOf(part.codePoint);
    bool isBlocked = last >= combining && last >= 0;
    int32_t both = starter == SIZE_MAX || isBlocked
                       ? -1
                       : composite(result[starter].codePoint, part.codePoint);
    if (both >= 0) {
      result[starter] = {both, result[starter].change + part.change - 1};
      continue;
    }
    last = combining;
    if (combining == 0) {
      starter = result.size();
      last = -1;
    }
    result.push_back(part);
  }
  return result;
}

AlignedText bmc::applyChanges(const AlignedText &text,
                              const std::vector<CharacterChange> &changes) {
  Rewrite rewrite(text);
  size_t at = 0;
  auto skip = [&](int count) {
    for (; count > 0 && at < text.view().size(); --count)
      at += decodeUtf8(text.view(), at) < 0;
  };
  for (const CharacterChange &one : changes) {
    bool isNew = one.change > 0;
    rewrite.append(one.codePoint, isNew && at > 0 ? at - 1 : at);
    skip(isNew ? 0 : 1 - one.change);
  }
  return rewrite.finish();
}

AlignedText bmc::toUnicodeForm(const AlignedText &text, UnicodeForm form) {
  if (!text.isTracked())
    return map(text.view(), form);
  std::vector<CharacterChange> parts =
      decompose(text.view(), isCompatible(form));
  return applyChanges(text, isComposed(form) ? compose(parts) : parts);
}
