//===- TokenSource.h - A long sequence of token ids -------------*- C++ -*-===//
#ifndef BMC_RUNTIME_DATA_TOKENSOURCE_H
#define BMC_RUNTIME_DATA_TOKENSOURCE_H

#include "runtime/core/Json.h"
#include "runtime/core/Status.h"
#include "runtime/data/Vocabulary.h"

#include <cstdint>
#include <memory>
#include <string>

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

/// Text.cpp: a UTF-8 text as code points or bytes. `saved` (may be nullptr) is
/// the vocabulary to use instead of the text's own.
Status openText(const std::string &path, Vocabulary::Kind kind,
                int64_t vocabularySize, const Vocabulary *saved,
                std::unique_ptr<TokenSource> &out);

/// TokenShards.cpp: llm.c .bin files; `pattern` may be a glob, shards follow
/// each other in name order.
Status openTokenShards(const std::string &pattern, int64_t vocabularySize,
                       std::unique_ptr<TokenSource> &out);

} // namespace bmc

#endif // BMC_RUNTIME_DATA_TOKENSOURCE_H
