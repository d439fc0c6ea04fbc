//===- PreTokenizer.h - From texts to words ---------------------*- C++ -*-===//
#ifndef BMC_RUNTIME_TOKENIZER_PRETOKENIZER_H
#define BMC_RUNTIME_TOKENIZER_PRETOKENIZER_H

#include "runtime/core/Json.h"
#include "runtime/tokenizer/AlignedText.h"
#include "runtime/tokenizer/Expression.h"
#include "runtime/tokenizer/Split.h"

#include <string>

namespace bmc {

/// Bytes of a word at most, where a pattern says what is one and where a
/// tokenizer is learnt: memory and time of merges grow with words, and no real
/// one comes near.
constexpr size_t kMaxWordBytes = size_t{4} << 20;

/// A text as words: parts of it, in order.
struct Words {
  AlignedText text;
  std::vector<TextSpan> spans;
};

/// How a text becomes the words that the model splits into tokens, step by
/// step.
class PreTokenizer {
public:
  /// What a step splits words at.
  enum class Kind {
    Bert,            ///< spaces, which are left out, and punctuation
    Whitespace,      ///< what is neither of letters nor of other signs
    WhitespaceSplit, ///< spaces, which are left out
    Punctuation,
    Digits,
    Delimiter,      ///< a character, which is left out
    Metaspace,      ///< spaces, which become U+2581, at which words begin
    UnicodeScripts, ///< where the script changes, whatever spaces stand there
    Split,          ///< an expression or a text
    ByteLevel       ///< the end: words are bytes
  };
  /// What becomes of what a step finds.
  enum class Behavior {
    Removed,
    Isolated, ///< a word of its own
    MergedWithPrevious,
    MergedWithNext,
    Contiguous ///< several in a row are a word
  };
  /// Where Metaspace puts a space in front of what has none.
  enum class Prefix { Never, First, Always };

  struct Step {
    Kind kind;
    Behavior behavior = Behavior::Isolated; ///< Punctuation, Digits, Split
    bool inverts = false;                   ///< Split: finds the rest
    /// Split and ByteLevel: one that is known, or else what to look for.
    SplitPattern pattern = SplitPattern::None;
    Expression expression = {};
    std::string literal = {}; ///< Delimiter too
    /// ByteLevel: a text that does not begin with a space gets one.
    bool addsSpace = false;
    Prefix prefix = Prefix::Always; ///< Metaspace
    bool splitsWords = true;        ///< Metaspace: else all is one word
  };

  PreTokenizer() = default;
  explicit PreTokenizer(std::vector<Step> steps) : steps(std::move(steps)) {}

  /// Whether words are bytes, rather than characters.
  bool isByteLevel() const {
    return !steps.empty() && steps.back().kind == Kind::ByteLevel;
  }
  /// The pattern by which words can be read off a text with what stands around
  /// it; None where there are other steps.
  SplitPattern plainPattern() const;
  /// Whether the words of a text are those of its lines.
  bool keepsLines() const;
  /// The words of a text; `isFirst`: nothing comes before it. BadInput where an
  /// expression takes too long.
  Status split(AlignedText text, bool isFirst, Words &out) const;
  Json toJson() const;

private:
  std::vector<Step> steps;
};

/// Byte-level, by a pattern that is known.
PreTokenizer byteLevelPreTokenizer(SplitPattern pattern);
/// As BERT's.
PreTokenizer bertPreTokenizer();

/// `pre_tokenizer` of tokenizer.json; BadInput for what is not supported.
Status readPreTokenizer(const Json &value, PreTokenizer &out);

} // namespace bmc

#endif // BMC_RUNTIME_TOKENIZER_PRETOKENIZER_H
