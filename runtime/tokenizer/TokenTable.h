//===- TokenTable.h - Token texts and their ids -----------------*- C++ -*-===//
#ifndef BMC_RUNTIME_TOKENIZER_TOKENTABLE_H
#define BMC_RUNTIME_TOKENIZER_TOKENTABLE_H

#include <cstdint>
#include <cstring>
#include <string>
#include <string_view>
#include <vector>

namespace bmc {

/// A hash of bytes; the same in every run.
inline uint64_t hashBytes(std::string_view text) {
  constexpr uint64_t kFactor = 0x9E3779B97F4A7C15;
  uint64_t hash = text.size() * kFactor;
  auto mix = [&](uint64_t word) {
    __uint128_t product = static_cast<__uint128_t>(hash ^ word) * kFactor;
    hash = static_cast<uint64_t>(product) ^
           static_cast<uint64_t>(product >> 64) ^ (word >> 32);
  };
  for (; text.size() >= 8; text.remove_prefix(8)) {
    uint64_t word = 0;
    std::memcpy(&word, text.data(), 8);
    mix(word);
  }
  uint64_t rest = 0;
  for (size_t i = 0; i < text.size(); ++i)
    rest |= static_cast<uint64_t>(static_cast<unsigned char>(text[i])) << 8 * i;
  mix(rest);
  mix(hash >> 29);
  return hash;
}

/// Texts numbered in the order in which they come, or as a file numbers them.
/// An id without a text has the empty one.
class TokenTable {
public:
  int32_t size() const { return static_cast<int32_t>(places.size()); }
  std::string_view operator[](int32_t id) const {
    const Place &place = places[static_cast<size_t>(id)];
    return std::string_view(bytes).substr(place.begin, place.length);
  }
  /// The id of a text, or -1.
  int32_t find(std::string_view text) const;
  /// The id of a text, which is a new one if there is none yet.
  int32_t add(std::string_view text);
  /// Gives a text the number `id`; false if text or id is taken.
  bool set(int32_t id, std::string_view text);
  /// Bytes of the longest text.
  size_t longest() const { return longestText; }

private:
  struct Place {
    uint64_t begin = 0;
    uint32_t length = 0;
  };

  /// The slot that holds a text, or the one it would take.
  size_t slotOf(std::string_view text) const;
  void grow();

  std::string bytes;
  std::vector<Place> places;
  std::vector<int32_t> slots; ///< id + 1, or 0; a power of two of them
  size_t used = 0;
  size_t longestText = 0;
};

/// What two neighbouring tokens become.
struct Merge {
  int32_t rank = -1; ///< the lowest is done first; -1 for none
  int32_t token = -1;
};

/// Merges by their pair of tokens.
class MergeTable {
public:
  Merge find(int32_t left, int32_t right) const {
    if (slots.empty())
      return {};
    uint64_t key = keyOf(left, right);
    size_t mask = slots.size() - 1;
    for (size_t at = hashOf(key) & mask;; at = (at + 1) & mask) {
      if (slots[at].key == key)
        return slots[at].merge;
      if (slots[at].key == kEmpty)
        return {};
    }
  }
  /// Takes the place of a merge that the pair has.
  void set(int32_t left, int32_t right, Merge merge);
  size_t size() const { return used; }
  /// Calls use(left, right, merge) of each, in no order.
  template <typename Use> void each(const Use &use) const {
    for (const Slot &slot : slots)
      if (slot.key != kEmpty)
        use(static_cast<int32_t>(slot.key >> 32),
            static_cast<int32_t>(slot.key & 0xFFFFFFFF), slot.merge);
  }

private:
  static constexpr uint64_t kEmpty = UINT64_MAX;
  struct Slot {
    uint64_t key = kEmpty;
    Merge merge;
  };

  static uint64_t keyOf(int32_t left, int32_t right) {
    return static_cast<uint64_t>(left) << 32 | static_cast<uint32_t>(right);
  }
  static size_t hashOf(uint64_t key) {
    key *= 0x9E3779B97F4A7C15;
    return key ^ key >> 29;
  }

  std::vector<Slot> slots; ///< a power of two of them
  size_t used = 0;
};

} // namespace bmc

#endif // BMC_RUNTIME_TOKENIZER_TOKENTABLE_H
