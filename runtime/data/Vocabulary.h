//===- Vocabulary.h - Text <-> token ids ------------------------*- C++ -*-===//
#ifndef BMC_RUNTIME_DATA_VOCABULARY_H
#define BMC_RUNTIME_DATA_VOCABULARY_H

#include "runtime/core/Json.h"
#include "runtime/core/Status.h"

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace bmc {

/// Decodes the UTF-8 code point at `offset` and moves `offset` behind it; -1
/// (offset unchanged) where the bytes are not valid UTF-8.
int32_t decodeUtf8(std::string_view text, size_t &offset);
void appendUtf8(std::string &text, int32_t codePoint);
/// Offset of the first byte that is not valid UTF-8; npos if there is none.
size_t findInvalidUtf8(std::string_view text);
/// BadInput if the file `path`, which starts so, is UTF-16 by its byte order
/// mark.
Status refuseUtf16(const std::string &path, std::string_view start);

/// The tokenizers that need no training. `Byte`: id = byte. `Char`: id = rank
/// of the code point among those of the training text. `None`: ids only.
class Vocabulary {
public:
  enum class Kind { None, Byte, Char };

  /// "char", "byte" or "none"; anything else is BadInput.
  static Status parseKind(std::string_view name, Kind &kind);
  static Vocabulary bytes();
  /// Code points sorted and distinct.
  static Vocabulary characters(std::vector<int32_t> codePoints);
  /// Reads what `toJson` wrote; BadInput where it is malformed.
  static Status fromJson(const Json &value, Vocabulary &out);
  Json toJson() const;

  Kind kind() const { return vocabularyKind; }
  /// Number of ids; 0 for None.
  int64_t size() const;
  /// Appends the ids of `text`. BadInput naming the first character that the
  /// vocabulary lacks, with its position.
  Status encode(std::string_view text, std::vector<int32_t> &ids) const;
  /// Appends the bytes of one token; ids outside the vocabulary become U+FFFD.
  void decode(int32_t id, std::string &text) const;

private:
  Kind vocabularyKind = Kind::None;
  std::vector<int32_t> codePoints;
};

} // namespace bmc

#endif // BMC_RUNTIME_DATA_VOCABULARY_H
