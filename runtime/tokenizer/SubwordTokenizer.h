//===- SubwordTokenizer.h - Parts of words as tokens ------------*- C++ -*-===//
#ifndef BMC_RUNTIME_TOKENIZER_SUBWORDTOKENIZER_H
#define BMC_RUNTIME_TOKENIZER_SUBWORDTOKENIZER_H

#include "runtime/tokenizer/AddedTokens.h"
#include "runtime/tokenizer/Model.h"
#include "runtime/tokenizer/Normalizer.h"
#include "runtime/tokenizer/PreTokenizer.h"

#include <unordered_map>

namespace bmc {

/// What a tokenizer.json consists of.
struct SubwordParts {
  std::unique_ptr<SubwordModel> model;
  std::vector<AddedToken> added;
  Normalizer normalizer;
  PreTokenizer preTokenizer;
  /// `post_processor` and `decoder` as they were read: kept, not used. Without
  /// a decoder that of byte-level tokenizers is written.
  std::string postProcessor = "null", decoder = {};
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
  Status encodeLong(std::string_view text,
                    std::vector<int32_t> &ids) const override;
  void decode(int32_t id, std::string &text) const override;
  std::string nameOf(int32_t id) const override;
  int32_t specialNamed(std::string_view name) const override;
  int32_t lineEnd() const override { return lineEndToken; }
  bool isPlaceholder(int32_t id) const override;
  bool takesAnyBytes() const override;
  Json toJson() const override;
  /// A whole tokenizer.json.
  Json toDocument() const;

private:
  Status checkText(std::string_view text) const;
  const AddedToken *addedOf(int32_t id) const;
  int32_t findLineEnd() const;
  void encodeRange(std::string_view text, size_t begin, size_t end,
                   std::vector<int32_t> &ids, WordCache &cache) const;
  void encodeSection(std::string_view text, size_t begin, size_t end,
                     bool isFirst, std::vector<int32_t> &ids,
                     WordCache &cache) const;
  void encodeNormalized(std::string_view text, bool isFirst,
                        std::vector<int32_t> &ids, WordCache &cache) const;

  SubwordParts parts;
  AddedTokens literal;    ///< looked for in the text as it is
  AddedTokens normalized; ///< looked for in the normalised text
  std::unordered_map<int32_t, size_t> addedIds;
  int64_t count = 0;
  int32_t lineEndToken = -1;
};

} // namespace bmc

#endif // BMC_RUNTIME_TOKENIZER_SUBWORDTOKENIZER_H
