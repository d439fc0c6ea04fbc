//===- AddedTokens.h - Tokens beside those of the model ---------*- C++ -*-===//
#ifndef BMC_RUNTIME_TOKENIZER_ADDEDTOKENS_H
#define BMC_RUNTIME_TOKENIZER_ADDEDTOKENS_H

#include "runtime/core/Json.h"
#include "runtime/core/Status.h"
#include "runtime/tokenizer/AlignedText.h"

#include <bitset>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace bmc {

/// A text that is one token wherever it stands.
struct AddedToken {
  int32_t id = 0;
  std::string content;
  /// Whether it swallows the spaces before, or behind, it.
  bool stripsLeft = false, stripsRight = false;
  /// Whether it is none where a letter or digit stands beside it.
  bool isWord = false;
  /// Whether it is looked for in the normalised text.
  bool isNormalized = false;
  bool isSpecial = true;
};

/// Where an added token stands.
struct AddedMatch {
  size_t begin = 0, end = 0;
  const AddedToken *token = nullptr; ///< nullptr: there is none
};

/// Finds some of the added tokens in texts: the leftmost, of several that begin
/// there the longest.
class AddedTokens {
public:
  AddedTokens() = default;
  explicit AddedTokens(std::vector<AddedToken> tokens);

  bool empty() const { return list.empty(); }
  /// The next match at or behind `from`, with the spaces it swallows.
  AddedMatch find(std::string_view text, size_t from) const;
  /// The longest token at a place, or nullptr.
  const AddedToken *longestAt(std::string_view text, size_t offset) const;
  /// Whether no token has a line end, swallows spaces, or depends on what
  /// stands around it.
  bool keepsLines() const;

private:
  bool standsAlone(std::string_view text, TextSpan place) const;

  std::vector<AddedToken> list; ///< sorted by content
  std::bitset<256> firstBytes;
};

/// `added_tokens` of tokenizer.json.
Status readAddedTokens(const Json &document, std::vector<AddedToken> &tokens);
Json toJson(const std::vector<AddedToken> &tokens);

} // namespace bmc

#endif // BMC_RUNTIME_TOKENIZER_ADDEDTOKENS_H
