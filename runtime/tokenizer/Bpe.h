//===- Bpe.h - Byte-pair encoding -------------------------------*- C++ -*-===//
#ifndef BMC_RUNTIME_TOKENIZER_BPE_H
#define BMC_RUNTIME_TOKENIZER_BPE_H

#include "runtime/tokenizer/AddedTokens.h"
#include "runtime/tokenizer/Model.h"

#include <array>
#include <span>

namespace bmc {

/// How words become the first tokens that merges are of, and what else a file
/// says.
struct BpeOptions {
  /// Bytes; else characters.
  bool isByteLevel = true;
  /// A word that is a token is not merged together.
  bool ignoreMerges = false;
  /// Characters: those without a token become the tokens <0x00> .. <0xFF>.
  bool byteFallback = false;
  /// Characters: what stands for one without a token, and whether several in a
  /// row are one token; -1 leaves them out.
  int32_t unknown = -1;
  bool fuseUnknown = false;
  /// Characters: texts that are tokens from the start, and never merged.
  AddedTokens wholes = {};
  /// What the first tokens of a word begin with but the first of them, and what
  /// the last of them ends with.
  std::string prefix = {}, suffix = {};
};

/// Begins with the bytes, or characters, of a word and joins neighbours by
/// `merges`, of those that occur the one with the lowest rank first, the
/// leftmost if it occurs twice.
class Bpe : public SubwordModel {
public:
  /// `tokens` and what `merges` speak of are the same ids.
  Bpe(TokenTable tokens, MergeTable merges, BpeOptions options);

  TokenizerKind kind() const override { return TokenizerKind::Bpe; }
  void encodeWord(std::string_view word,
                  std::vector<int32_t> &ids) const override;
  void placeWord(std::string_view word, std::vector<int32_t> &ids,
                 std::vector<TextSpan> &places) const override;
  void decodeToken(int32_t id, std::string &text) const override;
  Json toJson() const override;
  const BpeOptions &settings() const { return options; }
  /// The token of a single byte, or -1; of a byte-level model, or with
  /// byteFallback.
  int32_t tokenOfByte(unsigned char byte) const { return byteTokens[byte]; }

private:
  bool isMarked() const {
    return !options.prefix.empty() || !options.suffix.empty();
  }
  int32_t markedToken(std::string_view part, bool isFirst, bool isLast) const;
  bool appendBytes(std::string_view bytes, std::vector<int32_t> &ids) const;
  bool addPart(int32_t id, std::string_view part, bool wasUnknown,
               std::vector<int32_t> &ids) const;
  void splitMarked(std::string_view word, std::vector<int32_t> &ids) const;
  void splitCharacters(std::string_view word, std::vector<int32_t> &ids) const;
  TextSpan placeOf(std::string_view word, size_t at, int32_t id,
                   bool isLast) const;
  bool isUnknownAt(std::string_view word, size_t at, size_t &end) const;
  void mergeShort(std::vector<int32_t> &ids, size_t first) const;
  void mergeLong(std::vector<int32_t> &ids, size_t first) const;

  MergeTable merges;
  BpeOptions options;
  std::array<int32_t, 256> byteTokens;
};

/// Reads `model` of a tokenizer.json of type BPE.
Status readBpe(const Json &model, bool isByteLevel,
               std::unique_ptr<SubwordModel> &out);

} // namespace bmc

#endif // BMC_RUNTIME_TOKENIZER_BPE_H
