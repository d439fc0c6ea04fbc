//===- CharsMap.h - The rules of SentencePiece's normaliser -----*- C++ -*-===//
#ifndef BMC_RUNTIME_TOKENIZER_CHARSMAP_H
#define BMC_RUNTIME_TOKENIZER_CHARSMAP_H

#include "runtime/core/Status.h"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace bmc {

/// What replaces texts of a few characters: a double-array trie (Darts) whose
/// values are offsets of texts that end in zero, as models carry it in
/// `precompiled_charsmap`. It need not be well formed: what leads nowhere is no
/// rule.
class CharsMap {
public:
  /// What a text begins with, and what takes its place.
  struct Rule {
    size_t length = 0; ///< 0: there is none
    std::string_view replacement = {};
  };

  /// Empty `blob`: no rules.
  static Status parse(std::string_view blob, CharsMap &out);

  bool empty() const { return units.empty(); }
  /// The rule of the longest, or the shortest, text that `text` begins with.
  Rule longest(std::string_view text) const { return find(text, false); }
  Rule shortest(std::string_view text) const { return find(text, true); }
  /// What was parsed.
  std::string toBlob() const;

private:
  Rule find(std::string_view text, bool isFirst) const;

  std::vector<uint32_t> units;
  std::string replacements;
};

/// Base64 without line breaks; `bytes` is empty where it is not.
bool decodeBase64(std::string_view text, std::string &bytes);
std::string encodeBase64(std::string_view bytes);

} // namespace bmc

#endif // BMC_RUNTIME_TOKENIZER_CHARSMAP_H
