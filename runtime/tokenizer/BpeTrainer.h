//===- BpeTrainer.h - Learning merges from texts ----------------*- C++ -*-===//
#ifndef BMC_RUNTIME_TOKENIZER_BPETRAINER_H
#define BMC_RUNTIME_TOKENIZER_BPETRAINER_H

#include "runtime/tokenizer/Split.h"
#include "runtime/tokenizer/TokenTable.h"
#include "runtime/tokenizer/Tokenizer.h"

#include <span>
#include <string>

namespace bmc {

/// What a byte-level BPE is learnt by.
struct BpeTraining {
  /// Tokens at most: special ones, 256 bytes, merges.
  int64_t vocabularySize = 0;
  SplitPattern pattern = SplitPattern::Gpt2;
  std::vector<std::string> special = {};
  /// A pair that occurs less often is not merged.
  int64_t leastCount = 0;
};

/// Learns the merges that Hugging Face's BpeTrainer learns from the same texts
/// with the initial alphabet of all bytes: again and again the pair of
/// neighbours that occurs most, of equally frequent ones that of the lowest
/// ids.
class BpeTrainer {
public:
  explicit BpeTrainer(const BpeTraining &training) : training(training) {}

  /// Counts the words of a text.
  void add(std::string_view text);
  /// BadInput where vocabularySize has no room for the bytes.
  Status train(TokenizerPtr &out) const;

private:
  BpeTraining training;
  TokenTable words;
  std::vector<int64_t> counts; ///< of each word
};

} // namespace bmc

#endif // BMC_RUNTIME_TOKENIZER_BPETRAINER_H
