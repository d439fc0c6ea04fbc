//===- Unigram.h - The likeliest tokens of a word ---------------*- C++ -*-===//
#ifndef BMC_RUNTIME_TOKENIZER_UNIGRAM_H
#define BMC_RUNTIME_TOKENIZER_UNIGRAM_H

#include "runtime/tokenizer/Model.h"
#include "runtime/tokenizer/Trie.h"

namespace bmc {

struct UnigramOptions {
  int32_t unknown = 0;       ///< what a character without a token is
  bool byteFallback = false; ///< unless it becomes its bytes <0x00> .. <0xFF>
  /// Types of pieces count, which a tokenizer.json does not have: what is not
  /// normal or user-defined is not found in texts.
  bool isSentencePiece = false;
};

/// What a token is, by the numbers that SentencePiece gives.
enum class PieceType : uint8_t {
  Normal = 1,
  Unknown = 2,
  Control = 3, ///< never found in a text
  UserDefined = 4,
  Unused = 5,
  Byte = 6
};

/// A token of a model.
struct Piece {
  double score = 0; ///< the logarithm of its probability
  PieceType type = PieceType::Normal;
};

/// Takes the tokens whose scores have the largest sum, with Viterbi's
/// algorithm.
class Unigram : public SubwordModel {
public:
  /// A piece for each of `tokens`.
  Unigram(TokenTable tokens, std::vector<Piece> pieces,
          const UnigramOptions &options);

  TokenizerKind kind() const override { return TokenizerKind::Unigram; }
  void encodeWord(std::string_view word,
                  std::vector<int32_t> &ids) const override;
  void placeWord(std::string_view word, std::vector<int32_t> &ids,
                 std::vector<TextSpan> &places) const override;
  void decodeToken(int32_t id, std::string &text) const override;
  Json toJson() const override;

private:
  /// The best way to a place in a word.
  struct Place {
    double score = 0;
    int32_t token = -1;
    size_t begin = SIZE_MAX; ///< of the last token; SIZE_MAX: no way is known
  };
  void extend(std::string_view word, size_t at, size_t characterEnd,
              std::vector<Place> &places) const;
  void trace(std::string_view word, std::vector<int32_t> &ids,
             std::vector<TextSpan> *spans) const;
  double scoreOf(int32_t token, size_t bytes) const;
  bool appendBytes(std::string_view text, std::vector<int32_t> &ids) const;

  std::vector<Piece> pieces;
  UnigramOptions options;
  Trie trie;
  /// Of the scores; the largest counts as SentencePiece has it, 0 where all
  /// are negative.
  double least = 0, most = 0;
  double unknownScore = 0; ///< of a character without a token
  std::vector<int32_t> byteTokens;
};

/// Reads `model` of a tokenizer.json of type Unigram.
Status readUnigram(const Json &model, std::unique_ptr<SubwordModel> &out);

/// The byte that a token <0x0A> stands for; -1 if it is none.
int byteOfToken(std::string_view token);

/// Appends a token of a vocabulary in which U+2581 stands for a space, and
/// <0x0A> for a byte; without the space that it begins with if `dropsSpace`.
void decodePiece(std::string_view token, std::string &text, bool dropsSpace);

/// The ids of <0x00> .. <0xFF>, or -1.
std::vector<int32_t> findByteTokens(const TokenTable &tokens);

} // namespace bmc

#endif // BMC_RUNTIME_TOKENIZER_UNIGRAM_H
