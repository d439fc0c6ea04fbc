//===- Tokenize.h - What tokens a text has ----------------------*- C++ -*-===//
#ifndef BMC_RUNTIME_TOKENIZER_TOKENIZE_H
#define BMC_RUNTIME_TOKENIZER_TOKENIZE_H

#include "runtime/tokenizer/Tokenizer.h"

#include <optional>
#include <span>

namespace bmc {

/// What `tokenize` is asked for: the tokens of a text, a file as token shards,
/// or, without an output, what its tokens are like.
struct TokenizeRequest {
  std::optional<std::string> text;
  std::string input;
  std::string output;
  int64_t shardTokens = 0; ///< of a shard; 0: all in one file
  bool showsIds = false;   ///< of the text: only the ids, on one line
  bool quiet = false;      ///< no notes on standard error
};

/// Encodes on all threads of the pool and prints to standard output.
Status tokenize(const Tokenizer &tokenizer, const TokenizeRequest &request);

/// Writes ids as llm.c does, for `data tokens(..)`: in 16 bits where
/// `vocabularySize` fits, else in 32. Several shards are named PATH_000000.bin,
/// without the ending of `path`, and so on.
Status writeTokenShards(const std::string &path, std::span<const int32_t> ids,
                        int64_t vocabularySize, int64_t shardTokens);

/// Tokens that a shard has at most.
constexpr int64_t kMaxShardTokens = INT32_MAX;

} // namespace bmc

#endif // BMC_RUNTIME_TOKENIZER_TOKENIZE_H
