//===- PreTokenizer.h - From texts to words ---------------------*- C++ -*-===//
#ifndef BMC_RUNTIME_TOKENIZER_PRETOKENIZER_H
#define BMC_RUNTIME_TOKENIZER_PRETOKENIZER_H

#include "runtime/core/Json.h"
#include "runtime/tokenizer/Split.h"

#include <string>

namespace bmc {

/// How a text becomes the words that the model splits into tokens.
struct PreTokenizer {
  enum class Kind {
    Whole,    ///< all of it is one word
    ByteLevel ///< by `pattern`
  };
  Kind kind = Kind::Whole;
  SplitPattern pattern = SplitPattern::None; ///< ByteLevel
  /// ByteLevel: a text that does not begin with a space gets one.
  bool addsSpace = false;

  /// Calls use(word) for the words of a text that begin in [begin, end). With
  /// addsSpace both are ends of the text.
  template <typename Use>
  void each(std::string_view text, size_t begin, size_t end,
            const Use &use) const {
    std::string longer;
    if (addsSpace && !text.starts_with(' ') && !text.empty()) {
      longer = " ";
      longer += text;
      text = longer;
      ++end;
    }
    std::string_view word;
    SplitReader reader(pattern, text, begin, end);
    while (reader.next(word))
      use(word);
  }
};

/// `pre_tokenizer` of tokenizer.json; BadInput for what is not supported.
Status readPreTokenizer(const Json &value, PreTokenizer &out);
Json toJson(const PreTokenizer &preTokenizer);

} // namespace bmc

#endif // BMC_RUNTIME_TOKENIZER_PRETOKENIZER_H
