//===- MergeLearner.cpp - Learning merges ---------------------------------===//
#include "runtime/tokenizer/MergeLearner.h"

#include <algorithm>

using namespace bmc;

static uint64_t pairOf(int32_t left, int32_t right) {
  return static_cast<uint64_t>(left) << 32 | static_cast<uint32_t>(right);
}

void MergeLearner::change(uint64_t pair, int64_t by, uint32_t word) {
  pairs[pair] += by;
  if (by <= 0)
    return;
  std::vector<uint32_t> &where = grown[pair];
  if (where.empty() || where.back() != word)
    where.push_back(word);
}

void MergeLearner::queueChanges() {
  for (auto &[pair, where] : grown)
    if (int64_t count = pairs[pair]; count > 0)
      queue.push({count, pair, std::move(where)});
  grown.clear();
}

void MergeLearner::countPairs() {
  for (uint32_t i = 0; i < words.size(); ++i)
    for (size_t at = 1; at < words[i].size(); ++at)
      change(pairOf(words[i][at - 1], words[i][at]), counts[i], i);
  queueChanges();
}

/// Merges in one word. What is counted follows Hugging Face's trainer exactly:
/// a neighbour on the left may itself be the result of this merge.
void MergeLearner::mergeIn(uint32_t index, int32_t left, int32_t right,
                           int32_t token) {
  std::vector<int32_t> &word = words[index];
  int64_t count = counts[index];
  size_t to = 0;
  for (size_t at = 0; at < word.size(); ++at, ++to) {
    bool isPair =
        word[at] == left && at + 1 < word.size() && word[at + 1] == right;
    if (!isPair) {
      word[to] = word[at];
      continue;
    }
    if (to > 0) {
      change(pairOf(word[to - 1], left), -count, index);
      change(pairOf(word[to - 1], token), count, index);
    }
    if (at + 2 < word.size()) {
      change(pairOf(right, word[at + 2]), -count, index);
      change(pairOf(token, word[at + 2]), count, index);
    }
    word[to] = token;
    ++at;
  }
  word.resize(to);
}

void MergeLearner::run(int64_t vocabularySize, int64_t leastCount) {
  countPairs();
  for (int32_t rank = 0; tokens.size() < vocabularySize && !queue.empty();
       ++rank) {
    // The queue's top is moved out of, then removed.
    Entry entry = std::move(const_cast<Entry &>(queue.top()));
    queue.pop();
    // The count is that of when it was queued.
    if (int64_t now = pairs[entry.pair]; now != entry.count) {
      entry.count = now;
      queue.push(std::move(entry));
      continue;
    }
    if (entry.count < std::max<int64_t>(leastCount, 1))
      break;
    auto left = static_cast<int32_t>(entry.pair >> 32);
    auto right = static_cast<int32_t>(entry.pair & 0xFFFFFFFF);
    std::string both(tokens[left]);
    std::string_view second = tokens[right];
    if (!prefix.empty() && second.starts_with(prefix))
      second.remove_prefix(prefix.size());
    both += second;
    int32_t token = tokens.add(both);
    merges.set(left, right, {rank, token});
    for (uint32_t word : entry.where)
      mergeIn(word, left, right, token);
    queueChanges();
  }
}
