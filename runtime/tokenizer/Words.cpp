//===- Words.cpp - The words of a text ------------------------------------===//
#include "runtime/tokenizer/Words.h"

#include "runtime/tokenizer/Utf8.h"

#include <algorithm>

using namespace bmc;

int32_t bmc::specialToken(std::string_view name) {
  if (!name.starts_with('<'))
    return -1;
  for (int32_t token = 0; token < kSpecialTokens; ++token)
    if (lowerCase(name) == lowerCase(kSpecialNames[token]))
      return token;
  return -1;
}

static bool isWordByte(char byte) {
  return (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z') ||
         (byte >= '0' && byte <= '9') || byte == '\'' ||
         static_cast<unsigned char>(byte) >= 0x80;
}

static bool isSpace(char byte) {
  return byte == ' ' || byte == '\t' || byte == '\r' || byte == '\v' ||
         byte == '\f';
}

bool WordReader::next(std::string_view &word) {
  while (at < text.size() && isSpace(text[at]))
    ++at;
  if (at == text.size())
    return false;
  size_t length = 1;
  if (isWordByte(text[at])) {
    while (at + length < text.size() && isWordByte(text[at + length]))
      ++length;
  } else if (specialToken(text.substr(at, 5)) >= 0) {
    length = 5; // of every special name
  }
  word = text.substr(at, length);
  at += length;
  return true;
}

void WordCounts::addWord(std::string_view word) {
  if (word == "\n" || specialToken(word) >= 0)
    return;
  ++counts[lowercase ? lowerCase(word) : std::string(word)];
}

void WordCounts::add(std::string_view text) {
  std::string_view word;
  for (WordReader reader(text); reader.next(word);)
    addWord(word);
}

std::vector<std::string> WordCounts::mostFrequent(int64_t most) const {
  std::vector<std::pair<std::string, int64_t>> list(counts.begin(),
                                                    counts.end());
  std::ranges::sort(list, [](const auto &a, const auto &b) {
    return a.second != b.second ? a.second > b.second : a.first < b.first;
  });
  if (static_cast<int64_t>(list.size()) > most)
    list.resize(static_cast<size_t>(most));
  std::vector<std::string> words;
  for (auto &[word, count] : list)
    words.push_back(std::move(word));
  return words;
}
