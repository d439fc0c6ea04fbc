//===- AlignedText.cpp - A text and where its bytes come from -------------===//
#include "runtime/tokenizer/AlignedText.h"

#include "runtime/tokenizer/CharacterClass.h"

#include <algorithm>

using namespace bmc;

AlignedText::AlignedText(std::string_view text, bool tracks, size_t offset)
    : bytes(text), tracks(tracks) {
  for (size_t at = 0; tracks && at < text.size();) {
    size_t begin = at;
    at += decodeUtf8(text, at) < 0;
    origins.insert(origins.end(), at - begin, {offset + begin, offset + at});
  }
}

TextSpan AlignedText::originOf(TextSpan span) const {
  if (!origins.empty() && span.size() > 0)
    return {origins[span.begin].begin, origins[span.end - 1].end};
  size_t at = origins.empty()               ? 0
              : span.begin < origins.size() ? origins[span.begin].begin
                                            : origins.back().end;
  return {at, at};
}

AlignedText AlignedText::part(TextSpan span) const {
  Rewrite rewrite(*this);
  rewrite.keep(span.begin, span.end);
  return rewrite.finish();
}

TextSpan Rewrite::originAt(size_t at) const {
  return from.origins.empty()
             ? TextSpan{}
             : from.origins[std::min(at, from.origins.size() - 1)];
}

void Rewrite::append(int32_t codePoint, size_t at) {
  std::string character;
  appendUtf8(character, codePoint);
  append(character, at);
}

CharacterPlaces::CharacterPlaces(std::string_view text) {
  size_t count = 0;
  eachCharacter(text, [&](int32_t, size_t begin, size_t end) {
    before.insert(before.end(), end - begin, count);
    ++count;
  });
  before.push_back(count);
}

TextSpan CharacterPlaces::of(TextSpan bytes) const {
  bool isInside = bytes.size() > 0 && bytes.end + 1 < before.size() &&
                  before[bytes.end] == before[bytes.end - 1];
  return {before[bytes.begin], before[bytes.end] + isInside};
}
