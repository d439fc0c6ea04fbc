//===- Model.h - From words to tokens ---------------------------*- C++ -*-===//
#ifndef BMC_RUNTIME_TOKENIZER_MODEL_H
#define BMC_RUNTIME_TOKENIZER_MODEL_H

#include "runtime/tokenizer/AlignedText.h"
#include "runtime/tokenizer/TokenTable.h"
#include "runtime/tokenizer/Tokenizer.h"

namespace bmc {

/// The part of a subword tokenizer that splits one word into tokens. Tokens are
/// kept as the bytes they stand for.
class SubwordModel {
public:
  explicit SubwordModel(TokenTable tokens) : tokens(std::move(tokens)) {}
  SubwordModel(const SubwordModel &) = delete;
  SubwordModel &operator=(const SubwordModel &) = delete;
  virtual ~SubwordModel() = default;

  virtual TokenizerKind kind() const = 0;
  /// Appends the tokens of a word.
  virtual void encodeWord(std::string_view word,
                          std::vector<int32_t> &ids) const = 0;
  /// The same with the part of the word that each token stands for.
  virtual void placeWord(std::string_view word, std::vector<int32_t> &ids,
                         std::vector<TextSpan> &places) const = 0;
  /// Appends what a token stands for to the text of those before it.
  virtual void decodeToken(int32_t id, std::string &text) const {
    text += tokens[id];
  }
  /// `model` of tokenizer.json.
  virtual Json toJson() const = 0;
  const TokenTable &table() const { return tokens; }

protected:
  TokenTable tokens;
};

} // namespace bmc

#endif // BMC_RUNTIME_TOKENIZER_MODEL_H
