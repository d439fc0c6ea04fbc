//===- TokenDecoder.h - From tokens to a text -------------------*- C++ -*-===//
#ifndef BMC_RUNTIME_TOKENIZER_TOKENDECODER_H
#define BMC_RUNTIME_TOKENIZER_TOKENDECODER_H

#include "runtime/core/Json.h"
#include "runtime/core/Status.h"
#include "runtime/tokenizer/Expression.h"

#include <string>
#include <vector>

namespace bmc {

/// What is done to the tokens of a text, step by step, so that one after the
/// other they are the text: `decoder` of tokenizer.json.
class TokenDecoder {
public:
  enum class Kind {
    ByteLevel,    ///< letters become the bytes that they stand for
    WordPiece,    ///< a space before each but those that go on with a word
    ByteFallback, ///< <0x41> becomes a byte
    Metaspace,    ///< U+2581 becomes a space, at the beginning nothing
    BpeSuffix,    ///< what ends words becomes a space
    Fuse,         ///< all tokens become one
    Strip,        ///< a character at the ends of each token
    Replace       ///< a text, or what an expression matches
  };
  struct Step {
    Kind kind;
    /// WordPiece: the prefix of what goes on; BpeSuffix, Replace: what is
    /// replaced; Strip: the character.
    std::string from = {};
    std::string to = {};         ///< Replace
    Expression expression = {};  ///< Replace
    bool cleansUp = false;       ///< WordPiece: no space before punctuation
    bool keepsFirst = false;     ///< Metaspace: a space at the beginning stays
    int64_t start = 0, stop = 0; ///< Strip: how many, at most
  };

  TokenDecoder() = default;
  explicit TokenDecoder(std::vector<Step> steps) : steps(std::move(steps)) {}

  bool empty() const { return steps.empty(); }
  /// Whether tokens are the bytes that a byte-level tokenizer makes of them.
  bool isByteLevel() const {
    return steps.size() == 1 && steps.front().kind == Kind::ByteLevel;
  }
  /// The text of tokens as vocabularies write them. What cannot be read stays
  /// as it is.
  std::string decode(std::vector<std::string> tokens) const;

private:
  std::vector<Step> steps;
};

/// `decoder` of BERT's tokenizers.
Json wordPieceDecoder();
/// `decoder` of tokenizer.json; BadInput for what is not supported.
Status readDecoder(const Json &value, TokenDecoder &out);

} // namespace bmc

#endif // BMC_RUNTIME_TOKENIZER_TOKENDECODER_H
