//===- SubwordTokenizer.h - Parts of words as tokens ------------*- C++ -*-===//
#ifndef BMC_RUNTIME_TOKENIZER_SUBWORDTOKENIZER_H
#define BMC_RUNTIME_TOKENIZER_SUBWORDTOKENIZER_H

#include "runtime/tokenizer/AddedTokens.h"
#include "runtime/tokenizer/Examples.h"
#include "runtime/tokenizer/Model.h"
#include "runtime/tokenizer/Normalizer.h"
#include "runtime/tokenizer/PreTokenizer.h"
#include "runtime/tokenizer/TokenDecoder.h"

#include <unordered_map>

namespace bmc {

/// What a tokenizer.json consists of.
struct SubwordParts {
  std::unique_ptr<SubwordModel> model;
  std::vector<AddedToken> added;
  Normalizer normalizer;
  PreTokenizer preTokenizer;
  ExampleRules examples = {};
  TokenDecoder decoder = {};
  /// `post_processor`, which `examples` were read from, and `decoder`, as they
  /// are written. Without a decoder that of byte-level tokenizers is.
  std::string postProcessor = "null", writtenDecoder = {};

  /// Sets both forms of the decoder. BadInput for what is not supported.
  Status decodeBy(const Json &written);
};

/// Added tokens are cut out of a text; what lies between them is normalised,
/// split into words, and these into tokens by the model.
class SubwordTokenizer : public Tokenizer {
public:
  explicit SubwordTokenizer(SubwordParts parts);

  TokenizerKind kind() const override { return parts.model->kind(); }
  int64_t size() const override { return count; }
  Status encode(std::string_view text, std::vector<int32_t> &ids,
                WordCache *cache) const override;
  Status encodeLong(std::string_view text, TokenIds &ids) const override;
  Status encodePlaced(std::string_view text, std::vector<int32_t> &ids,
                      std::vector<TextSpan> &places) const override;
  void decode(int32_t id, std::string &text) const override;
  std::string decodeAll(std::span<const int32_t> ids) const override;
  bool decodesTogether() const override { return hasDecoder; }
  std::string nameOf(int32_t id) const override;
  int32_t specialNamed(std::string_view name) const override;
  const ExampleRules &examples() const override { return parts.examples; }
  int32_t lineEnd() const override { return lineEndToken; }
  bool isPlaceholder(int32_t id) const override;
  bool takesAnyBytes() const override;
  Json toJson() const override;
  /// A whole tokenizer.json.
  Json toDocument() const;

private:
  using Results = std::vector<std::vector<int32_t>>;
  Status checkWord(std::string_view text, std::string_view word) const;
  Status encodeParts(std::string_view text, size_t &begin,
                     Results &results) const;
  Status checkText(std::string_view text) const;
  const AddedToken *addedOf(int32_t id) const;
  int32_t findLineEnd() const;
  struct Sink;
  Status encodeRange(std::string_view text, size_t begin, size_t end,
                     Sink &sink) const;
  Status encodePlain(std::string_view text, size_t begin, size_t end,
                     Sink &sink) const;
  Status encodeSection(AlignedText text, bool isFirst, Sink &sink) const;
  Status encodeNormalized(const AlignedText &text, bool isFirst,
                          Sink &sink) const;

  SubwordParts parts;
  AddedTokens literal;    ///< looked for in the text as it is
  AddedTokens normalized; ///< looked for in the normalised text
  std::unordered_map<int32_t, size_t> addedIds;
  /// The pattern where words can be read off a text; else None.
  SplitPattern plain = SplitPattern::None;
  /// Whether the decoder does more than the model would.
  bool hasDecoder = false;
  int64_t count = 0;
  int32_t lineEndToken = -1;
};

} // namespace bmc

#endif // BMC_RUNTIME_TOKENIZER_SUBWORDTOKENIZER_H
