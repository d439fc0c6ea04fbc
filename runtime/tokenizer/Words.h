//===- Words.h - The words of a text ----------------------------*- C++ -*-===//
#ifndef BMC_RUNTIME_TOKENIZER_WORDS_H
#define BMC_RUNTIME_TOKENIZER_WORDS_H

#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace bmc {

/// The tokens that are no words; what a word vocabulary begins with. Their
/// names stand for them in texts, in capitals or not.
enum SpecialToken : int32_t {
  kPadToken,     ///< "<PAD>": fills a row up
  kUnknownToken, ///< "<UNK>": a word that is not in the vocabulary
  kEndToken,     ///< "<EOS>": the end of a line
  kSpecialTokens
};
constexpr std::string_view kSpecialNames[] = {"<PAD>", "<UNK>", "<EOS>"};

/// The special token of this name, or -1.
int32_t specialToken(std::string_view name);

/// Walks over the words of a text: runs of letters, digits, apostrophes and
/// bytes above 127; each other character that is no space; the end of a line,
/// as "\n"; and the names of special tokens.
class WordReader {
public:
  explicit WordReader(std::string_view text) : text(text) {}

  /// False at the end of the text.
  bool next(std::string_view &word);

private:
  std::string_view text;
  size_t at = 0;
};

/// How often each word occurs.
class WordCounts {
public:
  explicit WordCounts(bool lowercase) : lowercase(lowercase) {}

  /// Counts the words of a text: no special tokens.
  void add(std::string_view text);
  void addWord(std::string_view word);
  /// The `most` most frequent words, of equally frequent ones those that come
  /// first by their bytes.
  std::vector<std::string> mostFrequent(int64_t most) const;

private:
  bool lowercase;
  std::unordered_map<std::string, int64_t> counts;
};

} // namespace bmc

#endif // BMC_RUNTIME_TOKENIZER_WORDS_H
