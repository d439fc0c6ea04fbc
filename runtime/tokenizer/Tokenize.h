//===- Tokenize.h - What tokens a text has ----------------------*- C++ -*-===//
#ifndef BMC_RUNTIME_TOKENIZER_TOKENIZE_H
#define BMC_RUNTIME_TOKENIZER_TOKENIZE_H

#include "runtime/tokenizer/Tokenizer.h"

#include <optional>
#include <span>

namespace bmc {

/// What is asked for beside, or in the place of, what the tokenizer says of
/// examples.
struct ExampleRequest {
  bool isAsked = false;            ///< --examples
  std::optional<std::string> pair; ///< the second text
  bool hasPairs = false;           ///< lines are two texts with a tab between
  std::optional<int64_t> most, stride, multiple;
  std::string strategy, truncationSide, padding, paddingSide, paddingToken;

  bool any() const;
};

/// What `tokenize` is asked for: the tokens of a text, a file as token shards,
/// or, without an output, what its tokens are like.
struct TokenizeRequest {
  std::optional<std::string> text;
  std::string input;
  std::string output;
  int64_t shardTokens = 0;      ///< of a shard; 0: all in one file
  bool showsIds = false;        ///< of the text: only the ids, on one line
  bool showsPlaces = false;     ///< of the text: where each token stands
  bool asJson = false;          ///< of the text: as an object
  bool showsStatistics = false; ///< also where there is an output
  bool quiet = false;           ///< no notes on standard error
  ExampleRequest example;
};

/// Encodes on all threads of the pool and prints to standard output.
Status tokenize(const Tokenizer &tokenizer, const TokenizeRequest &request);

/// Writes ids as llm.c does, for `data tokens(..)`: in 16 bits where
/// `vocabularySize` fits, else in 32. Several shards are named PATH_000000.bin,
/// without the ending of `path`, and so on.
Status writeTokenShards(const std::string &path, const TokenIds &ids,
                        int64_t vocabularySize, int64_t shardTokens);

/// What is printed of a text's tokens: a line for each, or ids, or an object.
Status showTokens(const Tokenizer &tokenizer, const TokenizeRequest &request);

/// Prints examples: that of the text, or of each line of a file, as objects on
/// a line of their own.
Status showExamples(const Tokenizer &tokenizer, const TokenizeRequest &request,
                    std::string_view contents);

/// Prints what the tokens of a text are like.
Status showStatistics(const Tokenizer &tokenizer, std::string_view text,
                      const TokenIds &ids);

/// Writes to standard output.
Status printResult(std::string_view text);

/// Tokens that a shard has at most.
constexpr int64_t kMaxShardTokens = INT32_MAX;

} // namespace bmc

#endif // BMC_RUNTIME_TOKENIZER_TOKENIZE_H
