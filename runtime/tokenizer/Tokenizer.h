//===- Tokenizer.h - Text <-> token ids -------------------------*- C++ -*-===//
#ifndef BMC_RUNTIME_TOKENIZER_TOKENIZER_H
#define BMC_RUNTIME_TOKENIZER_TOKENIZER_H

#include "runtime/core/Json.h"
#include "runtime/core/Status.h"
#include "runtime/tokenizer/AlignedText.h"
#include "runtime/tokenizer/TokenIds.h"

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace bmc {

class WordCache;
struct ExampleRules;

enum class TokenizerKind { None, Byte, Char, Words, Bpe, WordPiece, Unigram };

/// Tokens a tokenizer may have.
constexpr int64_t kMaxTokens = int64_t{1} << 24;

/// What every way to number the parts of a text can do. Immutable: threads may
/// share it.
class Tokenizer {
public:
  Tokenizer() = default;
  Tokenizer(const Tokenizer &) = delete;
  Tokenizer &operator=(const Tokenizer &) = delete;
  virtual ~Tokenizer() = default;

  virtual TokenizerKind kind() const = 0;
  /// Number of ids.
  virtual int64_t size() const = 0;
  /// Appends the ids of `text`; BadInput with a position in it for what cannot
  /// be encoded. `cache` makes many calls by one thread faster; may be nullptr.
  virtual Status encode(std::string_view text, std::vector<int32_t> &ids,
                        WordCache *cache) const = 0;
  /// As encode, on all threads of the pool where that pays, and a part at a
  /// time where the text has borders.
  virtual Status encodeLong(std::string_view text, TokenIds &ids) const;
  /// As encode, with the bytes of the text that each token stands for.
  virtual Status encodePlaced(std::string_view text, std::vector<int32_t> &ids,
                              std::vector<TextSpan> &places) const;
  /// Appends the bytes of one token to those of the tokens before it; ids that
  /// are no tokens become U+FFFD.
  virtual void decode(int32_t id, std::string &text) const = 0;
  /// The text of all tokens. Where `decodesTogether`, one depends on those
  /// around it, and decode gives what it is by itself.
  virtual std::string decodeAll(std::span<const int32_t> ids) const;
  virtual bool decodesTogether() const { return false; }
  /// The token that is written so in vocabularies; may be empty.
  virtual std::string nameOf(int32_t id) const;
  /// The special token of this name; -1 if there is none.
  virtual int32_t specialNamed(std::string_view name) const;
  /// How examples are made of texts; as they are, unless a file says more.
  virtual const ExampleRules &examples() const;
  /// The token that ends a line, and before which one begins; -1 if there is
  /// none.
  virtual int32_t lineEnd() const = 0;
  /// Whether a token stands for something that is no text.
  virtual bool isPlaceholder(int32_t id) const;
  /// Whether any bytes can be encoded, rather than UTF-8 only.
  virtual bool takesAnyBytes() const { return false; }
  /// What tokenizerFromJson makes the same tokenizer of.
  virtual Json toJson() const = 0;
};

using TokenizerPtr = std::shared_ptr<const Tokenizer>;

/// "none", "char", "byte", "words", "bpe", "wordpiece" or "unigram".
const char *kindName(TokenizerKind kind);
/// Anything else is BadInput.
Status parseTokenizerKind(std::string_view name, TokenizerKind &kind);

/// Reads what toJson wrote: an object with `kind`. BadInput where it is
/// malformed; kind "none" gives nullptr.
Status tokenizerFromJson(const Json &value, TokenizerPtr &out);

/// id = byte.
TokenizerPtr makeByteTokenizer();
/// id = rank among the code points, which are sorted and distinct.
TokenizerPtr makeCharTokenizer(std::vector<int32_t> codePoints);
/// Special tokens (Words.h), then distinct words as WordReader finds them;
/// those looked up become lower case if `lowercase`.
TokenizerPtr makeWordTokenizer(std::vector<std::string> words, bool lowercase);

// For tokenizerFromJson: what the kinds read of its value.
Status readCharTokenizer(const Json &value, TokenizerPtr &out);
Status readWordTokenizer(const Json &value, TokenizerPtr &out);

} // namespace bmc

#endif // BMC_RUNTIME_TOKENIZER_TOKENIZER_H
