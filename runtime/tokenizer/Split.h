//===- Split.h - The words of byte-level tokenizers -------------*- C++ -*-===//
//
// The regular expressions that split texts in front of byte-level BPE. Those
// that are met most are written out as code, which is several times as fast as
// a matcher of expressions.
//
//===----------------------------------------------------------------------===//
#ifndef BMC_RUNTIME_TOKENIZER_SPLIT_H
#define BMC_RUNTIME_TOKENIZER_SPLIT_H

#include "runtime/core/Status.h"

#include <cstdint>
#include <string_view>

namespace bmc {

enum class SplitPattern {
  None,     ///< all is one word
  Gpt2,     ///< GPT-2 and RoBERTa
  Cl100k,   ///< Llama 3: at most three digits are a word
  Tiktoken, ///< GPT-4: as Cl100k, spaces at the end of the text are one word
  Qwen2,    ///< as Cl100k, digits one by one
  O200k     ///< GPT-4o: capitals begin words; no code, but an expression
};

/// "none", "gpt2", "cl100k", "tiktoken", "qwen2" or "o200k"; anything else is
/// BadInput.
Status parsePattern(std::string_view name, SplitPattern &pattern);
/// The expression, as tokenizer.json has it.
std::string_view expressionOf(SplitPattern pattern);
/// Whether SplitReader walks over its words.
inline bool isWrittenOut(SplitPattern pattern) {
  return pattern != SplitPattern::O200k;
}
/// The pattern that is written out of an expression, in one of the ways in
/// which it is written; None if it is another.
SplitPattern patternOf(std::string_view expression);

/// Walks over the words of a text. Bytes that are not UTF-8 are as punctuation.
class SplitReader {
public:
  /// Words of `text` that begin in [begin, end): what lies around them counts,
  /// so that parts of a text that begin at the border of two words have the
  /// words of the whole.
  SplitReader(SplitPattern pattern, std::string_view text, size_t begin,
              size_t end)
      : pattern(pattern), text(text), at(begin), end(end) {}
  SplitReader(SplitPattern pattern, std::string_view text)
      : SplitReader(pattern, text, 0, text.size()) {}

  /// False at the end.
  bool next(std::string_view &word);

private:
  enum class Class : uint8_t { Other, Letter, Number, Space, LineEnd };

  Class classAt(size_t offset, size_t &behind) const;
  bool isAt(size_t offset, Class wanted, size_t &behind) const;
  size_t skip(size_t offset, Class wanted) const;
  size_t skipDigits(size_t offset, size_t most) const;
  size_t contraction() const;
  size_t spaces() const;
  size_t endGpt2() const;
  size_t endCl100k() const;

  SplitPattern pattern;
  std::string_view text;
  size_t at, end;
};

/// A place at or behind `offset` where every pattern has a border between two
/// words: behind a line end, in front of what is no space. The end of the text
/// if there is none.
size_t findBorder(std::string_view text, size_t offset);

} // namespace bmc

#endif // BMC_RUNTIME_TOKENIZER_SPLIT_H
