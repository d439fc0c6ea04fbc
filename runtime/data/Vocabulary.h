//===- Vocabulary.h - What the ids of a data set mean -----------*- C++ -*-===//
#ifndef BMC_RUNTIME_DATA_VOCABULARY_H
#define BMC_RUNTIME_DATA_VOCABULARY_H

#include "runtime/tokenizer/Tokenizer.h"
#include "runtime/tokenizer/Utf8.h"

namespace bmc {

/// A tokenizer of any kind, or none: ids only. A value; copies share the
/// tokenizer.
class Vocabulary {
public:
  using Kind = TokenizerKind;

  Vocabulary() = default;
  Vocabulary(TokenizerPtr tokenizer) : tokenizer(std::move(tokenizer)) {}

  /// Reads what `toJson` wrote; BadInput where it is malformed.
  static Status fromJson(const Json &value, Vocabulary &out) {
    return tokenizerFromJson(value, out.tokenizer);
  }
  Json toJson() const;

  Kind kind() const { return tokenizer ? tokenizer->kind() : Kind::None; }
  /// nullptr for None.
  const Tokenizer *get() const { return tokenizer.get(); }
  /// Number of ids; 0 for None.
  int64_t size() const { return tokenizer ? tokenizer->size() : 0; }
  /// Appends the ids of `text`. BadInput naming what the vocabulary lacks, with
  /// its position.
  Status encode(std::string_view text, std::vector<int32_t> &ids,
                WordCache *cache = nullptr) const;
  /// As encode, on all threads.
  Status encodeLong(std::string_view text, TokenIds &ids) const;
  /// Appends the bytes of one token; ids outside the vocabulary become U+FFFD.
  void decode(int32_t id, std::string &text) const;
  /// The text of all tokens, and whether one depends on those around it.
  std::string decodeAll(std::span<const int32_t> ids) const {
    return tokenizer ? tokenizer->decodeAll(ids) : "";
  }
  bool decodesTogether() const {
    return tokenizer && tokenizer->decodesTogether();
  }
  /// The special token of this name; -1 if there is none.
  int32_t specialNamed(std::string_view name) const {
    return tokenizer ? tokenizer->specialNamed(name) : -1;
  }
  /// The token that ends a line; -1 if there is none.
  int32_t lineEnd() const { return tokenizer ? tokenizer->lineEnd() : -1; }
  /// Whether a token stands for something that is no text.
  bool isPlaceholder(int32_t id) const {
    return tokenizer && tokenizer->isPlaceholder(id);
  }
  bool takesAnyBytes() const { return tokenizer && tokenizer->takesAnyBytes(); }

private:
  TokenizerPtr tokenizer;
};

} // namespace bmc

#endif // BMC_RUNTIME_DATA_VOCABULARY_H
