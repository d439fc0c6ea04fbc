//===- Trie.cpp - Tokens that a text begins with --------------------------===//
#include "runtime/tokenizer/Trie.h"

#include <algorithm>

using namespace bmc;

Trie::Trie(std::vector<Entry> entries) : Trie() {
  std::ranges::sort(entries);
  /// A node whose children come: the entries below it.
  struct Work {
    uint32_t node;
    size_t depth, begin, end;
  };
  std::vector<Work> work{{kNone, 0, 0, entries.size()}};
  for (size_t next = 0; next < work.size(); ++next) {
    auto [parent, depth, begin, end] = work[next];
    if (parent != kNone) {
      nodes[parent].children = static_cast<uint32_t>(nodes.size());
      // The parent's own text comes before those that go on.
      if (begin < end && entries[begin].first.size() == depth)
        nodes[parent].id = entries[begin++].second;
    }
    while (begin < end) {
      auto label = static_cast<unsigned char>(entries[begin].first[depth]);
      size_t behind = begin;
      while (behind < end &&
             static_cast<unsigned char>(entries[behind].first[depth]) == label)
        ++behind;
      auto node = static_cast<uint32_t>(nodes.size());
      nodes.push_back({.label = label});
      if (parent == kNone)
        first[label] = node;
      else
        ++nodes[parent].count;
      work.push_back({node, depth + 1, begin, behind});
      begin = behind;
    }
  }
}
