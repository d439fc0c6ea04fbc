//===- Normalizer.h - Texts before they become words ------------*- C++ -*-===//
#ifndef BMC_RUNTIME_TOKENIZER_NORMALIZER_H
#define BMC_RUNTIME_TOKENIZER_NORMALIZER_H

#include "runtime/core/Json.h"
#include "runtime/core/Status.h"
#include "runtime/tokenizer/AlignedText.h"
#include "runtime/tokenizer/CharsMap.h"
#include "runtime/tokenizer/Expression.h"

#include <string>
#include <string_view>
#include <vector>

namespace bmc {

/// What is done to a text, step by step.
class Normalizer {
public:
  enum class Kind {
    Nfc,
    Nfd,
    Nfkc,
    Nfkd,
    Lowercase,
    StripAccents, ///< of a text in a decomposed form
    Bert,
    CharsMap, ///< the rules of a SentencePiece model
    Prepend,
    Replace,  ///< a text, or what an expression matches
    Strip,    ///< the spaces at the ends
    ByteLevel ///< bytes become the letters that stand for them
  };
  struct Step {
    Kind kind;
    // Bert
    bool cleansText = false, spacesChinese = false, stripsAccents = false,
         lowers = false;
    // CharsMap
    CharsMap rules = {};
    // Prepend, Replace
    std::string from = {}, to = {};
    Expression expression = {};
    // Strip
    bool stripsLeft = false, stripsRight = false;
  };

  bool empty() const { return steps.empty(); }
  void add(Step step) { steps.push_back(std::move(step)); }
  /// Of a text that is UTF-8. BadInput where an expression takes too long.
  Status apply(AlignedText &text) const;
  /// Whether a line becomes the same whatever stands around it.
  bool keepsLines() const;
  Json toJson() const;

private:
  std::vector<Step> steps;
};

/// `normalizer` of tokenizer.json; BadInput for what is not supported.
Status readNormalizer(const Json &value, Normalizer &out);

/// A form of Unicode, or lower case.
Normalizer plainNormalizer(Normalizer::Kind kind);

/// Lower case, strip accents, and so on, as BERT's uncased models do.
Normalizer bertNormalizer(bool lowers);

} // namespace bmc

#endif // BMC_RUNTIME_TOKENIZER_NORMALIZER_H
