//===- TokenSource.h - A long sequence of token ids -------------*- C++ -*-===//
#ifndef BMC_RUNTIME_DATA_TOKENSOURCE_H
#define BMC_RUNTIME_DATA_TOKENSOURCE_H

#include "runtime/core/Json.h"
#include "runtime/core/Status.h"
#include "runtime/data/Vocabulary.h"
#include "runtime/tokenizer/Split.h"

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

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

/// How a text becomes tokens, as the data section of a configuration says.
struct TokenizerSettings {
  Vocabulary::Kind kind = Vocabulary::Kind::None;
  int64_t vocabularySize = 0; ///< tokens at most
  bool lowercase = false;     ///< Words, WordPiece: of all that is looked up
  SplitPattern pattern = SplitPattern::Gpt2; ///< Bpe that is learnt
  /// What is learnt comes from the first part of the text.
  double trainShare = 1;
  /// The vocabulary to use instead of the text's own; may be nullptr.
  const Vocabulary *saved = nullptr;
};

/// Reads `tokenizer`, `vocab_size`, `lowercase`, `pattern` and
/// `tokenizer_file` of a data section. The vocabulary of an identity(), or else
/// that of the file, comes into `saved`, if there is one.
Status readTokenizerSettings(const Json &data, const Json *identity,
                             Vocabulary &saved, TokenizerSettings &out);

/// Text.cpp: a text as code points, words, parts of words, or bytes.
Status openText(const std::string &path, const TokenizerSettings &settings,
                std::unique_ptr<TokenSource> &out);

/// CharacterText.cpp: the files that `path` names, one after the other, as code
/// points.
Status openCharacters(const std::string &path,
                      const std::vector<std::string> &files,
                      const TokenizerSettings &settings,
                      std::unique_ptr<TokenSource> &out);

/// LearntText.cpp: a text that was read from `path`, by what a tokenizer learns
/// of it.
Status openLearnt(const std::string &path, std::string_view text,
                  uint32_t checksum, const TokenizerSettings &settings,
                  std::unique_ptr<TokenSource> &out);

/// TokenShards.cpp: llm.c .bin files; `pattern` may be a glob, shards follow
/// each other in name order. `vocabulary` says what the ids mean, if anybody
/// knows.
Status openTokenShards(const std::string &pattern, int64_t vocabularySize,
                       Vocabulary vocabulary,
                       std::unique_ptr<TokenSource> &out);

} // namespace bmc

#endif // BMC_RUNTIME_DATA_TOKENSOURCE_H
