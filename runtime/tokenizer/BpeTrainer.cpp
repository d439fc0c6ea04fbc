//===- BpeTrainer.cpp - Learning merges from texts ------------------------===//
#include "runtime/tokenizer/BpeTrainer.h"

#include "runtime/tokenizer/Bpe.h"
#include "runtime/tokenizer/ByteLetters.h"
#include "runtime/tokenizer/SubwordTokenizer.h"

#include <algorithm>
#include <numeric>
#include <queue>
#include <unordered_map>

using namespace bmc;

void BpeTrainer::add(std::string_view text) {
  std::string_view word;
  for (SplitReader reader(training.pattern, text); reader.next(word);) {
    auto id = static_cast<size_t>(words.add(word));
    if (id == counts.size())
      counts.push_back(0);
    ++counts[id];
  }
}

namespace {

uint64_t pairOf(int32_t left, int32_t right) {
  return static_cast<uint64_t>(left) << 32 | static_cast<uint32_t>(right);
}

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

/// The words of a text, as tokens that become fewer with each merge.
class Learner {
public:
  Learner(TokenTable &tokens, MergeTable &merges)
      : tokens(tokens), merges(merges) {}

  void addWord(std::vector<int32_t> word, int64_t count) {
    words.push_back(std::move(word));
    counts.push_back(count);
  }
  void run(int64_t vocabularySize, int64_t leastCount);

private:
  void countPairs();
  void change(uint64_t pair, int64_t by, uint32_t word);
  void mergeIn(uint32_t word, int32_t left, int32_t right, int32_t token);
  void queueChanges();

  TokenTable &tokens;
  MergeTable &merges;
  std::vector<std::vector<int32_t>> words;
  std::vector<int64_t> counts;
  std::unordered_map<uint64_t, int64_t> pairs; ///< how often each occurs
  /// Pairs that became more frequent by the last merge, and where.
  std::unordered_map<uint64_t, std::vector<uint32_t>> grown;
  std::priority_queue<Entry> queue;
};

void Learner::change(uint64_t pair, int64_t by, uint32_t word) {
  pairs[pair] += by;
  if (by <= 0)
    return;
  std::vector<uint32_t> &where = grown[pair];
  if (where.empty() || where.back() != word)
    where.push_back(word);
}

void Learner::queueChanges() {
  for (auto &[pair, where] : grown)
    if (int64_t count = pairs[pair]; count > 0)
      queue.push({count, pair, std::move(where)});
  grown.clear();
}

void Learner::countPairs() {
  for (uint32_t i = 0; i < words.size(); ++i)
    for (size_t at = 1; at < words[i].size(); ++at)
      change(pairOf(words[i][at - 1], words[i][at]), counts[i], i);
  queueChanges();
}

/// Merges in one word. What is counted follows Hugging Face's trainer exactly:
/// a neighbour on the left may itself be the result of this merge.
void Learner::mergeIn(uint32_t index, int32_t left, int32_t right,
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

void Learner::run(int64_t vocabularySize, int64_t leastCount) {
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
    both += tokens[right];
    int32_t token = tokens.add(both);
    merges.set(left, right, {rank, token});
    for (uint32_t word : entry.where)
      mergeIn(word, left, right, token);
    queueChanges();
  }
}

/// The bytes, in the order of the letters that stand for them.
std::vector<unsigned char> sortedBytes() {
  std::vector<unsigned char> bytes(256);
  std::iota(bytes.begin(), bytes.end(), 0);
  std::ranges::sort(bytes, {},
                    [](unsigned char byte) { return byteLetters()[byte]; });
  return bytes;
}

} // namespace

Status BpeTrainer::train(TokenizerPtr &out) const {
  SubwordParts parts;
  parts.preTokenizer = byteLevelPreTokenizer(training.pattern);
  TokenTable tokens;
  for (const std::string &content : training.special) {
    AddedToken token{.id = tokens.size(), .content = content};
    if (content.size() < 2 || !tokens.set(token.id, content))
      return badInput("special token '{}': expected distinct names of at least "
                      "two bytes",
                      content);
    parts.added.push_back(std::move(token));
  }
  if (training.vocabularySize < tokens.size() + 256)
    return badInput("found vocab_size = {}, expected at least {}: one for each "
                    "byte{}",
                    training.vocabularySize, tokens.size() + 256,
                    tokens.size() ? " and special token" : "");
  for (unsigned char byte : sortedBytes()) {
    auto one = static_cast<char>(byte);
    tokens.add({&one, 1});
  }
  MergeTable merges;
  Learner learner(tokens, merges);
  for (int32_t i = 0; i < words.size(); ++i) {
    std::vector<int32_t> word;
    for (const char &byte : words[i])
      word.push_back(tokens.find({&byte, 1}));
    learner.addWord(std::move(word), counts[static_cast<size_t>(i)]);
  }
  learner.run(training.vocabularySize, training.leastCount);
  parts.model =
      std::make_unique<Bpe>(std::move(tokens), std::move(merges), BpeOptions{});
  out = std::make_shared<SubwordTokenizer>(std::move(parts));
  return {};
}
