//===- PreTokenizer.h - From texts to words ---------------------*- C++ -*-===//
#ifndef BMC_RUNTIME_TOKENIZER_PRETOKENIZER_H
#define BMC_RUNTIME_TOKENIZER_PRETOKENIZER_H

#include "runtime/core/Json.h"
#include "runtime/tokenizer/Split.h"

#include <functional>
#include <string>

namespace bmc {

/// How a text becomes the words that the model splits into tokens.
struct PreTokenizer {
  enum class Kind {
    Whole,     ///< all of it is one word
    ByteLevel, ///< by `pattern`
    Bert,      ///< spaces are left out, punctuation stands alone
    Metaspace  ///< a space becomes U+2581, at which words begin
  };
  /// Where Metaspace puts a space in front of what has none.
  enum class Prefix { Never, First, Always };

  Kind kind = Kind::Whole;
  SplitPattern pattern = SplitPattern::None; ///< ByteLevel
  /// ByteLevel: a text that does not begin with a space gets one.
  bool addsSpace = false;
  Prefix prefix = Prefix::Always; ///< Metaspace
  bool splitsSpaces = false;      ///< Metaspace: of words without spaces
  bool splitsWords = true;        ///< Metaspace: else all is one word

  /// Whether the words of a text are those of its lines.
  bool keepsLines() const {
    return kind == Kind::Bert || (kind == Kind::ByteLevel && !addsSpace &&
                                  pattern != SplitPattern::None);
  }

  /// Calls use(word) for the words of a text that begin in [begin, end);
  /// `isFirst`: nothing comes before the text.
  template <typename Use>
  void each(std::string_view text, size_t begin, size_t end, bool isFirst,
            const Use &use) const {
    if (kind == Kind::ByteLevel && !addsSpace)
      return eachSplit(text, begin, end, use);
    eachOther(text.substr(begin, end - begin), isFirst, use);
  }

private:
  template <typename Use>
  void eachSplit(std::string_view text, size_t begin, size_t end,
                 const Use &use) const {
    std::string_view word;
    SplitReader reader(pattern, text, begin, end);
    while (reader.next(word))
      use(word);
  }
  using UseWord = std::function<void(std::string_view)>;
  void eachOther(std::string_view text, bool isFirst, const UseWord &use) const;
  void eachBert(std::string_view text, const UseWord &use) const;
  void eachMetaspace(std::string_view text, bool isFirst,
                     const UseWord &use) const;
};

/// `pre_tokenizer` of tokenizer.json; BadInput for what is not supported.
Status readPreTokenizer(const Json &value, PreTokenizer &out);
Json toJson(const PreTokenizer &preTokenizer);

} // namespace bmc

#endif // BMC_RUNTIME_TOKENIZER_PRETOKENIZER_H
