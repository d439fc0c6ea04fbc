//===- MergeLearner.h - Learning merges -------------------------*- C++ -*-===//
#ifndef BMC_RUNTIME_TOKENIZER_MERGELEARNER_H
#define BMC_RUNTIME_TOKENIZER_MERGELEARNER_H

#include "runtime/tokenizer/TokenTable.h"

#include <queue>
#include <unordered_map>

namespace bmc {

/// The words of a text, as tokens that become fewer with each merge of those
/// two neighbours that occur most.
class MergeLearner {
public:
  /// A token that begins with `prefix` loses it as the right of a merge.
  MergeLearner(TokenTable &tokens, MergeTable &merges, std::string prefix = "")
      : tokens(tokens), merges(merges), prefix(std::move(prefix)) {}

  void addWord(std::vector<int32_t> word, int64_t count) {
    words.push_back(std::move(word));
    counts.push_back(count);
  }
  /// Merges until there are so many tokens, or no pair occurs so often.
  void run(int64_t vocabularySize, int64_t leastCount);

private:
  /// A pair, how often it occurs, and words that it may be in.
  struct Entry {
    int64_t count;
    uint64_t pair;
    std::vector<uint32_t> where;
    /// Of a queue that gives the largest first.
    bool operator<(const Entry &other) const {
      return count != other.count ? count < other.count : pair > other.pair;
    }
  };

  void countPairs();
  void change(uint64_t pair, int64_t by, uint32_t word);
  void mergeIn(uint32_t word, int32_t left, int32_t right, int32_t token);
  void queueChanges();

  TokenTable &tokens;
  MergeTable &merges;
  std::string prefix;
  std::vector<std::vector<int32_t>> words;
  std::vector<int64_t> counts;
  std::unordered_map<uint64_t, int64_t> pairs; ///< how often each occurs
  /// Pairs that became more frequent by the last merge, and where.
  std::unordered_map<uint64_t, std::vector<uint32_t>> grown;
  std::priority_queue<Entry> queue;
};

} // namespace bmc

#endif // BMC_RUNTIME_TOKENIZER_MERGELEARNER_H
