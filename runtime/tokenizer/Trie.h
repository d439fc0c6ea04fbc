//===- Trie.h - Tokens that a text begins with ------------------*- C++ -*-===//
#ifndef BMC_RUNTIME_TOKENIZER_TRIE_H
#define BMC_RUNTIME_TOKENIZER_TRIE_H

#include <array>
#include <cstdint>
#include <string_view>
#include <utility>
#include <vector>

namespace bmc {

/// Texts and their ids, as a tree of bytes.
class Trie {
public:
  using Entry = std::pair<std::string_view, int32_t>;

  Trie() { first.fill(kNone); }
  /// Distinct texts, none empty.
  explicit Trie(std::vector<Entry> entries);

  /// Calls use(id, length) for each entry that `text` begins with, the shortest
  /// first.
  template <typename Use>
  void each(std::string_view text, const Use &use) const {
    uint32_t node =
        text.empty() ? kNone : first[static_cast<unsigned char>(text[0])];
    for (size_t length = 1; node != kNone; ++length) {
      if (nodes[node].id >= 0)
        use(nodes[node].id, length);
      node = length < text.size()
                 ? child(node, static_cast<unsigned char>(text[length]))
                 : kNone;
    }
  }

private:
  static constexpr uint32_t kNone = UINT32_MAX;
  struct Node {
    uint32_t children = 0; ///< the first
    uint16_t count = 0;
    unsigned char label = 0;
    int32_t id = -1;
  };

  uint32_t child(uint32_t node, unsigned char label) const {
    uint32_t at = nodes[node].children, end = at + nodes[node].count;
    while (at < end && nodes[at].label != label)
      ++at;
    return at < end ? at : kNone;
  }

  std::array<uint32_t, 256> first; ///< children of the root
  std::vector<Node> nodes;
};

} // namespace bmc

#endif // BMC_RUNTIME_TOKENIZER_TRIE_H
