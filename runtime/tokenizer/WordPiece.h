//===- WordPiece.h - The longest token a word begins with -------*- C++ -*-===//
#ifndef BMC_RUNTIME_TOKENIZER_WORDPIECE_H
#define BMC_RUNTIME_TOKENIZER_WORDPIECE_H

#include "runtime/tokenizer/Model.h"

namespace bmc {

struct WordPieceOptions {
  int32_t unknown = -1;         ///< what a word is that tokens do not make up
  std::string prefix = "##";    ///< of tokens inside a word
  int64_t mostCharacters = 100; ///< longer words are unknown
};

/// Takes the longest token that a word begins with, and again of what is left.
class WordPiece : public SubwordModel {
public:
  WordPiece(TokenTable tokens, WordPieceOptions options)
      : SubwordModel(std::move(tokens)), options(std::move(options)) {}

  TokenizerKind kind() const override { return TokenizerKind::WordPiece; }
  void encodeWord(std::string_view word,
                  std::vector<int32_t> &ids) const override;
  void placeWord(std::string_view word, std::vector<int32_t> &ids,
                 std::vector<TextSpan> &places) const override;
  void decodeToken(int32_t id, std::string &text) const override;
  Json toJson() const override;

private:
  int32_t longestAt(std::string_view word, size_t at, size_t &end) const;

  WordPieceOptions options;
};

/// Reads `model` of a tokenizer.json of type WordPiece.
Status readWordPiece(const Json &model, std::unique_ptr<SubwordModel> &out);

} // namespace bmc

#endif // BMC_RUNTIME_TOKENIZER_WORDPIECE_H
