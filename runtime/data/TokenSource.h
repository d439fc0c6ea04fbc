//===- TokenSource.h - A long sequence of token ids -------------*- C++ -*-===//
#ifndef BMC_RUNTIME_DATA_TOKENSOURCE_H
#define BMC_RUNTIME_DATA_TOKENSOURCE_H

#include "runtime/core/Json.h"
#include "runtime/core/Status.h"
#include "runtime/data/Vocabulary.h"

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

namespace bmc {

class TokenSource {
public:
  virtual ~TokenSource() = default;
  /// Number of tokens.
  virtual int64_t size() const = 0;
  /// Tokens position .. position + count - 1, each in [0, vocabulary size).
  /// The caller keeps the range inside [0, size()).
  virtual Status read(int64_t position, int64_t count, int32_t *tokens) = 0;
  virtual const Vocabulary &vocabulary() const = 0;
  /// Changes when the contents do: checksum of the text, or of sizes for files
  /// too long to read whole.
  virtual uint32_t fingerprint() const = 0;
};

/// How a text becomes tokens.
struct Tokenizer {
  Vocabulary::Kind kind = Vocabulary::Kind::None;
  int64_t vocabularySize = 0; ///< tokens at most
  bool lowercase = false;     ///< Words: in the vocabulary and looked up
  double trainShare = 1;      ///< Words: the first part, which words come from
  /// The vocabulary to use instead of the text's own; may be nullptr.
  const Vocabulary *saved = nullptr;
};

/// Reads `tokenizer`, `vocab_size` and `lowercase` of a data section, and the
/// vocabulary of an identity() into `saved`, if there is one.
Status readTokenizer(const Json &data, const Json *identity, Vocabulary &saved,
                     Tokenizer &out);

/// Text.cpp: a UTF-8 text as code points, words or bytes.
Status openText(const std::string &path, const Tokenizer &tokenizer,
                std::unique_ptr<TokenSource> &out);

/// WordText.cpp: the words of a text that was read from `path`; line ends are
/// tokens.
Status openWords(const std::string &path, std::string_view text,
                 uint32_t checksum, const Tokenizer &tokenizer,
                 std::unique_ptr<TokenSource> &out);

/// TokenShards.cpp: llm.c .bin files; `pattern` may be a glob, shards follow
/// each other in name order.
Status openTokenShards(const std::string &pattern, int64_t vocabularySize,
                       std::unique_ptr<TokenSource> &out);

} // namespace bmc

#endif // BMC_RUNTIME_DATA_TOKENSOURCE_H
