//===- Examples.cpp - Texts as a model is given them ----------------------===//
#include "runtime/tokenizer/Examples.h"

#include "runtime/tokenizer/Tokenizer.h"
#include "runtime/tokenizer/Utf8.h"

#include <algorithm>

using namespace bmc;

namespace {

using Tokens = std::vector<ExampleToken>;

/// Parts of a text that are examples of their own; the first is the main one.
using Windows = std::vector<Tokens>;

/// Examples that a pair may become.
constexpr size_t kMostWindows = 65536;

Status encodeText(const Tokenizer &tokenizer, std::string_view text,
                  int sequence, Tokens &out) {
  std::vector<int32_t> ids;
  std::vector<TextSpan> places;
  BMRT_TRY(tokenizer.encodePlaced(text, ids, places));
  for (size_t i = 0; i < ids.size(); ++i)
    out.push_back({.id = ids[i], .sequence = sequence, .place = places[i]});
  return {};
}

/// The windows of at most so many tokens, each with some of the one before it.
Status cut(Tokens tokens, int64_t most, const Truncation &how, Windows &out) {
  auto size = static_cast<int64_t>(tokens.size());
  if (size <= most) {
    out.push_back(std::move(tokens));
    return {};
  }
  if (most == 0) {
    out = {{}, std::move(tokens)};
    return {};
  }
  if (how.stride >= most)
    return badInput("found a stride of {} tokens, expected less than the {} "
                    "that a text has room for",
                    how.stride, most);
  auto add = [&](int64_t begin, int64_t end) {
    out.emplace_back(tokens.begin() + begin, tokens.begin() + end);
  };
  if (how.side == Side::Right) {
    for (int64_t begin = 0, end = 0; end < size; begin += most - how.stride) {
      end = std::min(begin + most, size);
      add(begin, end);
    }
    return {};
  }
  for (int64_t begin = size, end = size; begin > 0; end -= most - how.stride) {
    begin = std::max<int64_t>(end - most, 0);
    add(begin, end);
  }
  return {};
}

/// Tokens that each text of a pair may keep, where the longest lose first.
std::pair<int64_t, int64_t> shares(int64_t first, int64_t second,
                                   int64_t most) {
  int64_t low = std::min(first, second);
  int64_t high = low > most ? low : std::max(low, most - low);
  if (low + high > most) {
    low = most / 2;
    high = low + most % 2;
  }
  return first > second ? std::pair(high, low) : std::pair(low, high);
}

/// Cuts the texts to what is left of `most` beside special tokens.
Status truncate(const Truncation &how, int64_t special, Tokens (&texts)[2],
                bool isPair, Windows (&windows)[2]) {
  using Strategy = Truncation::Strategy;
  int64_t most = how.most - special;
  if (most < 0)
    return badInput("found a length of {} tokens, expected at least the {} "
                    "special ones",
                    how.most, special);
  auto first = static_cast<int64_t>(texts[0].size());
  auto second = static_cast<int64_t>(texts[1].size());
  int64_t surplus = first + second - most;
  std::pair<int64_t, int64_t> kept(first, second);
  if (surplus > 0 && how.strategy == Strategy::LongestFirst) {
    kept = isPair ? shares(first, second, most) : std::pair(most, int64_t{0});
  } else if (surplus > 0) {
    bool isFirst = how.strategy == Strategy::OnlyFirst;
    int64_t &one = isFirst ? kept.first : kept.second;
    one -= surplus;
    if (one <= 0)
      return badInput("found a {} text of {} tokens, which is to lose {}",
                      isFirst ? "first" : "second", one + surplus, surplus);
  }
  BMRT_TRY(cut(std::move(texts[0]), kept.first, how, windows[0]));
  return cut(std::move(texts[1]), kept.second, how, windows[1]);
}

/// Spaces that a token begins or ends with, as vocabularies write them.
size_t countSpaces(std::string_view name, bool isFront) {
  constexpr int32_t kSpaceLetter = 0x120;
  size_t spaces = 0, run = 0;
  bool isOver = false;
  for (size_t at = 0; at < name.size();) {
    int32_t codePoint = decodeUtf8(name, at);
    at += codePoint < 0;
    bool isSpace = codePoint == kSpaceLetter || isWhiteSpace(codePoint);
    run = isSpace ? run + 1 : 0;
    isOver = isOver || !isSpace;
    spaces += isSpace && !isOver;
  }
  return isFront ? spaces : run;
}

bool isInside(std::string_view text, size_t at) {
  return at < text.size() && (text[at] & 0xC0) == 0x80;
}

/// A character less for each space that a token begins or ends with.
void trimPlaces(const Tokenizer &tokenizer, bool addsSpace,
                std::string_view text, Tokens &tokens) {
  for (size_t i = 0; i < tokens.size(); ++i) {
    TextSpan &place = tokens[i].place;
    std::string name = tokenizer.nameOf(tokens[i].id);
    size_t front = countSpaces(name, true), back = countSpaces(name, false);
    // More than one was there before.
    if (front == 1 && addsSpace && (i == 0 || place.begin == 0))
      front = 0;
    for (; front > 0 && place.size() > 0; --front)
      do
        ++place.begin;
      while (isInside(text, place.begin) && place.size() > 0);
    for (; back > 0 && place.size() > 0; --back)
      do
        --place.end;
      while (isInside(text, place.end) && place.size() > 0);
  }
}

Tokens arrange(const std::vector<TemplatePiece> &pieces, const Tokens &first,
               const Tokens &second) {
  Tokens tokens;
  for (const TemplatePiece &piece : pieces) {
    for (int32_t id : piece.ids)
      tokens.push_back({.id = id, .type = piece.type, .isSpecial = true});
    if (piece.sequence < 0)
      continue;
    for (ExampleToken token : piece.sequence ? second : first) {
      token.type = piece.type;
      tokens.push_back(token);
    }
  }
  return tokens;
}

void padOne(const Padding &padding, size_t length, Example &example) {
  for (Example &other : example.overflow)
    padOne(padding, length, other);
  Tokens &tokens = example.tokens;
  if (tokens.size() >= length)
    return;
  ExampleToken filling{.id = padding.id,
                       .type = padding.type,
                       .isSpecial = true,
                       .isPadding = true};
  tokens.insert(padding.side == Side::Left ? tokens.begin() : tokens.end(),
                length - tokens.size(), filling);
}

} // namespace

Status bmc::encodeExample(const Tokenizer &tokenizer, const ExampleRules &rules,
                          std::string_view text,
                          const std::optional<std::string_view> &pair,
                          Example &out) {
  Tokens texts[2];
  Windows windows[2];
  BMRT_TRY(encodeText(tokenizer, text, 0, texts[0]));
  if (pair)
    BMRT_TRY(encodeText(tokenizer, *pair, 1, texts[1]));
  const auto &pieces = pair ? rules.pair : rules.single;
  size_t special = 0;
  for (const TemplatePiece &piece : pieces)
    special += piece.ids.size();
  if (rules.truncation) {
    BMRT_TRY(truncate(*rules.truncation, static_cast<int64_t>(special), texts,
                      pair.has_value(), windows));
  } else {
    windows[0].push_back(std::move(texts[0]));
    windows[1].push_back(std::move(texts[1]));
  }
  if (windows[0].size() > kMostWindows / windows[1].size())
    return badInput("the texts become more than {} examples", kMostWindows);
  for (Tokens &tokens : windows[0])
    if (rules.trimsPlaces)
      trimPlaces(tokenizer, rules.addsSpace, text, tokens);
  for (Tokens &tokens : windows[1])
    if (rules.trimsPlaces)
      trimPlaces(tokenizer, rules.addsSpace, pair.value_or(""), tokens);
  out = {arrange(pieces, windows[0][0], windows[1][0]), {}};
  auto add = [&](size_t first, size_t second) {
    out.overflow.push_back(
        {arrange(pieces, windows[0][first], windows[1][second]), {}});
  };
  for (size_t i = 1; i < windows[0].size(); ++i)
    for (size_t j = 0; j < windows[1].size(); ++j)
      add(i, j);
  for (size_t j = 1; j < windows[1].size(); ++j)
    add(0, j);
  return {};
}

void bmc::padExamples(const ExampleRules &rules, std::span<Example> batch) {
  if (!rules.padding)
    return;
  auto length = static_cast<size_t>(rules.padding->length);
  if (length == 0)
    for (const Example &example : batch)
      length = std::max(length, example.tokens.size());
  if (auto multiple = static_cast<size_t>(rules.padding->multiple))
    length = (length + multiple - 1) / multiple * multiple;
  for (Example &example : batch)
    padOne(*rules.padding, length, example);
}
