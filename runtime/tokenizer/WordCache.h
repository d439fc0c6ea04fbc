//===- WordCache.h - Words and their tokens, remembered ---------*- C++ -*-===//
#ifndef BMC_RUNTIME_TOKENIZER_WORDCACHE_H
#define BMC_RUNTIME_TOKENIZER_WORDCACHE_H

#include "runtime/tokenizer/TokenTable.h"

#include <algorithm>
#include <memory>

namespace bmc {

/// The tokens of short words that were met lately: a table of fixed size, in
/// which a word takes the place of another. For one thread and one tokenizer.
class WordCache {
public:
  WordCache() : slots(std::make_unique<Slot[]>(kSlots)) {}

  /// Appends the tokens of `word`; `encode(word, ids)` appends those of one
  /// that is not remembered.
  template <typename Encode>
  void append(std::string_view word, std::vector<int32_t> &ids,
              const Encode &encode) {
    if (word.size() > kBytes)
      return encode(word, ids);
    Slot &slot = slots[hashBytes(word) % kSlots];
    if (slot.length == word.size() &&
        std::memcmp(slot.word, word.data(), word.size()) == 0) {
      ids.insert(ids.end(), slot.tokens, slot.tokens + slot.count);
      return;
    }
    size_t before = ids.size();
    encode(word, ids);
    size_t count = ids.size() - before;
    if (count > kTokens)
      return;
    slot.length = static_cast<uint8_t>(word.size());
    slot.count = static_cast<uint8_t>(count);
    std::memcpy(slot.word, word.data(), word.size());
    std::copy(ids.begin() + static_cast<ptrdiff_t>(before), ids.end(),
              slot.tokens);
  }

private:
  static constexpr size_t kSlots = 1 << 14, kBytes = 30, kTokens = 8;
  struct Slot {
    uint8_t length = 0; ///< no word has none
    uint8_t count = 0;
    char word[kBytes];
    int32_t tokens[kTokens];
  };

  std::unique_ptr<Slot[]> slots;
};

} // namespace bmc

#endif // BMC_RUNTIME_TOKENIZER_WORDCACHE_H
