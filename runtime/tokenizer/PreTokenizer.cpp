//===- PreTokenizer.cpp - From texts to words -----------------------------===//
#include "runtime/tokenizer/PreTokenizer.h"

#include "runtime/tokenizer/CharacterClass.h"
#include "runtime/tokenizer/UnicodeScript.h"

#include <algorithm>

using namespace bmc;

using Step = PreTokenizer::Step;
using Kind = PreTokenizer::Kind;
using Behavior = PreTokenizer::Behavior;

namespace {

constexpr std::string_view kSpace = "\u2581";

/// A part of a word that a step found, or one between two of those.
struct Part {
  TextSpan span;
  bool isFound;
};

/// The words that parts become, in the order of the text.
void mergeParts(const std::vector<Part> &parts, Behavior behavior,
                std::vector<TextSpan> &out) {
  bool wasFound = false;
  size_t first = out.size();
  for (size_t i = 0; i < parts.size(); ++i) {
    auto [span, isFound] = parts[i];
    bool isPart = false; // of the word before
    if (behavior == Behavior::Contiguous)
      isPart = i > 0 && isFound == wasFound;
    else if (behavior == Behavior::MergedWithPrevious)
      isPart = i > 0 && isFound && !wasFound;
    else if (behavior == Behavior::MergedWithNext)
      isPart = i > 0 && wasFound && !isFound;
    wasFound = isFound;
    if (behavior == Behavior::Removed && isFound)
      continue;
    if (isPart && out.size() > first)
      out.back().end = span.end;
    else if (span.size() > 0)
      out.push_back(span);
  }
}

/// Splits words, one after the other, by what a step says.
class Splitter {
public:
  explicit Splitter(const Step &step) : step(step) {
    if (!step.expression.empty())
      matcher = std::make_unique<ExpressionMatcher>(step.expression);
  }

  Status split(std::string_view text, TextSpan span,
               std::vector<TextSpan> &out) {
    word = text.substr(span.begin, span.size());
    base = span.begin;
    parts.clear();
    switch (step.kind) {
    case Kind::Bert:
      splitBert(out);
      return {};
    case Kind::Whitespace:
      splitWhitespace(out);
      return {};
    case Kind::WhitespaceSplit:
      findCharacters(isWhiteSpace);
      mergeParts(parts, Behavior::Removed, out);
      return {};
    case Kind::Punctuation:
      findCharacters(isPunctuation);
      break;
    case Kind::Digits:
      findCharacters(isNumeric);
      break;
    case Kind::Delimiter:
      findText(step.literal);
      mergeParts(parts, Behavior::Removed, out);
      return {};
    case Kind::Metaspace:
      findText(kSpace);
      mergeParts(parts, Behavior::MergedWithNext, out);
      return {};
    case Kind::UnicodeScripts:
      splitScripts(out);
      return {};
    case Kind::Split:
    case Kind::ByteLevel:
      BMRT_TRY(findPattern());
      break;
    }
    for (Part &part : parts)
      part.isFound = part.isFound != step.inverts;
    mergeParts(parts, step.behavior, out);
    return {};
  }

private:
  /// What was found up to `end`, behind something else.
  void addFound(size_t begin, size_t end) {
    size_t before = parts.empty() ? base : parts.back().span.end;
    if (before < base + begin)
      parts.push_back({{before, base + begin}, false});
    if (begin < end)
      parts.push_back({{base + begin, base + end}, true});
  }

  template <typename Finds> void findCharacters(const Finds &finds) {
    eachCharacter(word, [&](int32_t codePoint, size_t begin, size_t end) {
      if (finds(codePoint))
        addFound(begin, end);
    });
    addFound(word.size(), word.size());
  }

  void findText(std::string_view text) {
    for (size_t at = word.find(text); at != word.npos;
         at = word.find(text, at + text.size()))
      addFound(at, at + text.size());
    addFound(word.size(), word.size());
  }

  Status findPattern() {
    if (!step.literal.empty()) {
      findText(step.literal);
      return {};
    }
    if (matcher) {
      matcher->setText(word);
      for (TextSpan match; match.end < word.size();) {
        BMRT_TRY(matcher->next(match.end, match));
        addFound(match.begin, match.end);
      }
      return {};
    }
    std::string_view found;
    for (SplitReader reader(step.pattern, word); reader.next(found);) {
      auto begin = static_cast<size_t>(found.data() - word.data());
      addFound(begin, begin + found.size());
    }
    return {};
  }

  void splitBert(std::vector<TextSpan> &out) const {
    size_t begin = 0;
    auto endWord = [&](size_t end) {
      if (begin < end)
        out.push_back({base + begin, base + end});
    };
    eachCharacter(word, [&](int32_t codePoint, size_t start, size_t end) {
      bool isSpace = isWhiteSpace(codePoint);
      if (!isSpace && !isPunctuation(codePoint))
        return;
      endWord(start);
      if (!isSpace)
        out.push_back({base + start, base + end});
      begin = end;
    });
    endWord(word.size());
  }

  /// Runs of letters, digits and the like, and runs of other signs.
  void splitWhitespace(std::vector<TextSpan> &out) const {
    enum class Class { Space, Word, Other } before = Class::Space;
    eachCharacter(word, [&](int32_t codePoint, size_t begin, size_t end) {
      Class now = isWordCharacter(codePoint) ? Class::Word
                  : isWhiteSpace(codePoint)  ? Class::Space
                                             : Class::Other;
      if (now != Class::Space && now == before)
        out.back().end = base + end;
      else if (now != Class::Space)
        out.push_back({base + begin, base + end});
      before = now;
    });
  }

  /// Spaces belong to the word before them; those at the beginning to none.
  void splitScripts(std::vector<TextSpan> &out) const {
    int before = 0;
    eachCharacter(word, [&](int32_t codePoint, size_t begin, size_t end) {
      int script = scriptOf(codePoint);
      if (script > 0 && script != before)
        out.push_back({base + begin, base + end});
      else if (before > 0)
        out.back().end = base + end;
      before = script > 0 ? script : before;
    });
  }

  const Step &step;
  std::unique_ptr<ExpressionMatcher> matcher;
  std::string_view word;
  size_t base = 0; ///< where the word begins
  std::vector<Part> parts;
};

/// Spaces as U+2581, and one in front where it is wanted; all words stay.
void markSpaces(const Step &step, bool isFirst, Words &words) {
  Rewrite result(words.text);
  std::vector<TextSpan> spans;
  std::string_view text = words.text.view();
  for (TextSpan span : words.spans) {
    size_t begin = result.size();
    std::string_view word = text.substr(span.begin, span.size());
    bool isPrefixed = step.prefix == PreTokenizer::Prefix::Always ||
                      (step.prefix == PreTokenizer::Prefix::First && isFirst &&
                       span.begin == 0);
    if (isPrefixed && !word.starts_with(' ') && !word.starts_with(kSpace))
      result.append(kSpace, span.begin);
    for (size_t at = span.begin; at < span.end;) {
      size_t space = std::min(text.find(' ', at), span.end);
      result.keep(at, space);
      if (space < span.end)
        result.append(kSpace, space);
      at = std::min(space + 1, span.end);
    }
    spans.push_back({begin, result.size()});
  }
  words = {result.finish(), std::move(spans)};
}

/// A space in front of words that do not begin with one.
void addSpaces(Words &words) {
  Rewrite result(words.text);
  std::vector<TextSpan> spans;
  for (TextSpan span : words.spans) {
    size_t begin = result.size();
    if (words.text.view()[span.begin] != ' ')
      result.append(" ", span.begin);
    result.keep(span.begin, span.end);
    spans.push_back({begin, result.size()});
  }
  words = {result.finish(), std::move(spans)};
}

Status applyStep(const Step &step, bool isFirst, Words &words) {
  if (step.kind == Kind::Metaspace) {
    markSpaces(step, isFirst, words);
    if (!step.splitsWords)
      return {};
  }
  if (step.addsSpace)
    addSpaces(words);
  if (step.kind == Kind::ByteLevel && step.pattern == SplitPattern::None)
    return {};
  Splitter splitter(step);
  std::vector<TextSpan> spans;
  for (TextSpan span : words.spans)
    BMRT_TRY(splitter.split(words.text.view(), span, spans));
  words.spans = std::move(spans);
  return {};
}

} // namespace

SplitPattern PreTokenizer::plainPattern() const {
  if (!isByteLevel() || steps.back().addsSpace || steps.size() > 2)
    return SplitPattern::None;
  const Step &first = steps.front();
  if (steps.size() == 1)
    return first.pattern;
  // All of a text is matched, so nothing is removed where the rest is.
  bool isIsolated = first.inverts ? first.behavior == Behavior::Removed
                                  : first.behavior == Behavior::Isolated;
  bool isPlain = steps.back().pattern == SplitPattern::None &&
                 first.kind == Kind::Split && isIsolated;
  return isPlain ? first.pattern : SplitPattern::None;
}

bool PreTokenizer::keepsLines() const {
  if (plainPattern() != SplitPattern::None)
    return true;
  if (steps.empty())
    return false;
  // What is put at the beginning of the text would be put at other places.
  bool isSame = std::ranges::none_of(steps, [](const Step &step) {
    return step.kind == Kind::Metaspace && step.prefix == Prefix::First;
  });
  const Step &first = steps.front();
  return isSame &&
         (first.kind == Kind::Bert || first.kind == Kind::Whitespace ||
          first.kind == Kind::WhitespaceSplit ||
          (first.literal == "\n" && first.behavior == Behavior::Isolated));
}

Status PreTokenizer::split(AlignedText text, bool isFirst, Words &out) const {
  out.text = std::move(text);
  out.spans.clear();
  if (!out.text.view().empty())
    out.spans.push_back({0, out.text.view().size()});
  for (const Step &step : steps)
    BMRT_TRY(applyStep(step, isFirst, out));
  return {};
}

PreTokenizer bmc::byteLevelPreTokenizer(SplitPattern pattern) {
  std::vector<Step> steps;
  if (pattern != SplitPattern::None && pattern != SplitPattern::Gpt2) {
    Step split{.kind = Kind::Split};
    // Those that are known compile.
    if (isWrittenOut(pattern))
      split.pattern = pattern;
    else
      (void)Expression::compile(expressionOf(pattern), split.expression);
    steps.push_back(std::move(split));
  }
  steps.push_back({.kind = Kind::ByteLevel,
                   .pattern = pattern == SplitPattern::Gpt2
                                  ? pattern
                                  : SplitPattern::None});
  return PreTokenizer(std::move(steps));
}

PreTokenizer bmc::bertPreTokenizer() {
  return PreTokenizer({{.kind = Kind::Bert}});
}
