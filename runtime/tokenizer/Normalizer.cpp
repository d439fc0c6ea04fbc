//===- Normalizer.cpp - Texts before they become words --------------------===//
#include "runtime/tokenizer/Normalizer.h"

#include "runtime/tokenizer/ByteLetters.h"
#include "runtime/tokenizer/CharacterClass.h"
#include "runtime/tokenizer/UnicodeForm.h"

#include <algorithm>
#include <utf8proc.h>

using namespace bmc;

using Kind = Normalizer::Kind;

/// Bytes that one may become.
static constexpr size_t kMostGrowth = 256;

namespace {

/// Character by character, without regard to what stands around them.
AlignedText lower(const AlignedText &text) {
  constexpr int32_t kDottedI = 0x130, kDot = 0x307;
  Rewrite result(text);
  eachCharacter(text.view(), [&](int32_t codePoint, size_t begin, size_t) {
    bool isDotted = codePoint == kDottedI;
    result.append(isDotted ? 'i' : utf8proc_tolower(codePoint), begin);
    if (isDotted)
      result.append(kDot, begin);
  });
  return result.finish();
}

/// The text without what `drops(codePoint)`.
template <typename Drops>
AlignedText filter(const AlignedText &text, const Drops &drops) {
  Rewrite result(text);
  eachCharacter(text.view(), [&](int32_t codePoint, size_t begin, size_t end) {
    if (!drops(codePoint))
      result.keep(begin, end);
  });
  return result.finish();
}

bool isControl(int32_t codePoint) {
  if (codePoint == '\t' || codePoint == '\n' || codePoint == '\r')
    return false;
  return utf8proc_category(codePoint) >= UTF8PROC_CATEGORY_CC;
}

AlignedText clean(const AlignedText &text) {
  Rewrite result(text);
  eachCharacter(text.view(), [&](int32_t codePoint, size_t begin, size_t end) {
    if (codePoint == 0 || codePoint == kReplacement || isControl(codePoint))
      return;
    if (isWhiteSpace(codePoint))
      result.append(" ", begin);
    else
      result.keep(begin, end);
  });
  return result.finish();
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

AlignedText spaceChinese(const AlignedText &text) {
  Rewrite result(text);
  eachCharacter(text.view(), [&](int32_t codePoint, size_t begin, size_t end) {
    bool isAlone = isChinese(codePoint);
    result.append(isAlone ? " " : "", begin);
    result.keep(begin, end);
    result.append(isAlone ? " " : "", begin);
  });
  return result.finish();
}

AlignedText applyBert(AlignedText text, const Normalizer::Step &step) {
  if (step.cleansText)
    text = clean(text);
  if (step.spacesChinese)
    text = spaceChinese(text);
  if (step.stripsAccents)
    text = filter(toUnicodeForm(text, UnicodeForm::Nfd), isNonSpacingMark);
  return step.lowers ? lower(text) : text;
}

/// What a part of a text becomes, in the way of Hugging Face's library: where
/// characters are missing, they are part of the one before.
void addPart(std::string_view part, std::string_view replacement,
             std::vector<CharacterChange> &changes) {
  int difference = 0;
  eachCharacter(part, [&](int32_t, size_t, size_t) { --difference; });
  eachCharacter(replacement, [&](int32_t codePoint, size_t, size_t) {
    changes.push_back({std::max(codePoint, 0), 0});
    ++difference;
  });
  for (int i = 0; i < difference; ++i)
    changes[changes.size() - 1 - static_cast<size_t>(i)].change = 1;
  if (difference < 0 && !changes.empty())
    changes.back().change += difference;
}

/// A grapheme of few bytes is replaced whole by what its shortest beginning
/// says, else character by character: what Hugging Face makes of the rules.
template <typename Use>
void applyRules(std::string_view grapheme, const CharsMap &rules,
                const Use &use) {
  constexpr size_t kShort = 6;
  CharsMap::Rule whole;
  if (grapheme.size() < kShort)
    whole = rules.shortest(grapheme);
  if (whole.length)
    return use(grapheme, whole.replacement);
  eachCharacter(grapheme, [&](int32_t, size_t begin, size_t end) {
    std::string_view part = grapheme.substr(begin, end - begin);
    CharsMap::Rule rule = rules.shortest(part);
    use(part, rule.length ? rule.replacement : part);
  });
}

template <typename Use>
void eachGrapheme(std::string_view text, const Use &use) {
  size_t begin = 0;
  int32_t before = -1, state = 0;
  eachCharacter(text, [&](int32_t codePoint, size_t start, size_t) {
    if (before >= 0 &&
        utf8proc_grapheme_break_stateful(before, codePoint, &state)) {
      use(text.substr(begin, start - begin));
      begin = start;
    }
    before = codePoint;
  });
  use(text.substr(begin));
}

AlignedText applyCharsMap(const AlignedText &text, const CharsMap &rules) {
  if (text.isTracked()) {
    std::vector<CharacterChange> changes;
    eachGrapheme(text.view(), [&](std::string_view grapheme) {
      applyRules(grapheme, rules,
                 [&](std::string_view part, std::string_view replacement) {
                   addPart(part, replacement, changes);
                 });
    });
    return applyChanges(text, changes);
  }
  Rewrite result(text);
  eachGrapheme(text.view(), [&](std::string_view grapheme) {
    applyRules(grapheme, rules,
               [&](std::string_view, std::string_view replacement) {
                 result.append(replacement, 0);
               });
  });
  return result.finish();
}

/// What takes the place of a match comes from the match's last byte.
Status replaceAll(const Normalizer::Step &step, AlignedText &text) {
  Rewrite result(text);
  std::unique_ptr<ExpressionMatcher> matcher;
  if (!step.expression.empty()) {
    matcher = std::make_unique<ExpressionMatcher>(step.expression);
    matcher->setText(text.view());
  }
  for (size_t at = 0; at < text.view().size();) {
    TextSpan match;
    if (matcher) {
      BMRT_TRY(matcher->next(at, match));
    } else {
      match.begin =
          std::min(text.view().find(step.from, at), text.view().size());
      match.end = std::min(match.begin + step.from.size(), text.view().size());
    }
    result.keep(at, match.begin);
    if (match.size() > 0)
      result.append(step.to, match.end - 1);
    at = match.end;
  }
  text = result.finish();
  return {};
}

AlignedText prepend(const AlignedText &text, std::string_view front) {
  Rewrite result(text);
  if (!text.view().empty())
    result.append(front, 0);
  result.keep(0, text.view().size());
  return result.finish();
}

/// Each byte as the letter that stands for it.
AlignedText writeBytes(const AlignedText &text) {
  Rewrite result(text);
  for (size_t at = 0; at < text.view().size(); ++at)
    result.append(byteLetters()[static_cast<unsigned char>(text.view()[at])],
                  at);
  return result.finish();
}

AlignedText strip(const AlignedText &text, const Normalizer::Step &step) {
  TextSpan kept{0, text.view().size()};
  bool isInside = false;
  eachCharacter(text.view(), [&](int32_t codePoint, size_t begin, size_t end) {
    if (isWhiteSpace(codePoint))
      return;
    if (!isInside && step.stripsLeft)
      kept.begin = begin;
    isInside = true;
    if (step.stripsRight)
      kept.end = end;
  });
  if (!isInside && (step.stripsLeft || step.stripsRight))
    kept = {0, 0};
  return text.part(kept);
}

Status applyStep(const Normalizer::Step &step, AlignedText &text) {
  switch (step.kind) {
  case Kind::Nfc:
    text = toUnicodeForm(text, UnicodeForm::Nfc);
    break;
  case Kind::Nfd:
    text = toUnicodeForm(text, UnicodeForm::Nfd);
    break;
  case Kind::Nfkc:
    text = toUnicodeForm(text, UnicodeForm::Nfkc);
    break;
  case Kind::Nfkd:
    text = toUnicodeForm(text, UnicodeForm::Nfkd);
    break;
  case Kind::Lowercase:
    text = lower(text);
    break;
  case Kind::StripAccents:
    text = filter(text, isMark);
    break;
  case Kind::Bert:
    text = applyBert(std::move(text), step);
    break;
  case Kind::CharsMap:
    text = applyCharsMap(text, step.rules);
    break;
  case Kind::Prepend:
    text = prepend(text, step.to);
    break;
  case Kind::Replace:
    return replaceAll(step, text);
  case Kind::Strip:
    text = strip(text, step);
    break;
  case Kind::ByteLevel:
    text = writeBytes(text);
    break;
  }
  return {};
}

} // namespace

Status Normalizer::apply(AlignedText &text) const {
  // Steps may make more of what others made more of.
  size_t most = kMostGrowth * (text.view().size() + 1);
  for (const Step &step : steps) {
    BMRT_TRY(applyStep(step, text));
    if (text.view().size() > most)
      return badInput("the normalizer makes more than {} bytes of one",
                      kMostGrowth);
  }
  return {};
}

bool Normalizer::keepsLines() const {
  return std::ranges::all_of(
      steps, [](const Step &step) { return step.kind <= Kind::Bert; });
}

Normalizer bmc::plainNormalizer(Normalizer::Kind kind) {
  Normalizer normalizer;
  normalizer.add({.kind = kind});
  return normalizer;
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
