//===- Vocabulary.h - Text <-> token ids ------------------------*- C++ -*-===//
#ifndef BMC_RUNTIME_DATA_VOCABULARY_H
#define BMC_RUNTIME_DATA_VOCABULARY_H

#include "runtime/core/Json.h"
#include "runtime/core/Status.h"

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
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

/// `Byte`: id = byte. `Char`: id = rank of the code point among those of the
/// training text. `Words`: special tokens (data/Words.h), then the words that
/// the training text has most of. `None`: ids only.
class Vocabulary {
public:
  enum class Kind { None, Byte, Char, Words };

  /// "char", "byte", "words" or "none"; anything else is BadInput.
  static Status parseKind(std::string_view name, Kind &kind);
  static Vocabulary bytes();
  /// Code points sorted and distinct.
  static Vocabulary characters(std::vector<int32_t> codePoints);
  /// Distinct words, as WordReader finds them; those looked up become lower
  /// case if `lowercase`.
  static Vocabulary words(std::vector<std::string> words, bool lowercase);
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
  /// Between words there is a space where English has one.
  void decode(int32_t id, std::string &text) const;
  /// The token of a word, kUnknownToken if there is none.
  int32_t tokenOf(std::string_view word) const;
  /// The token that ends a line; -1 if there is none.
  int32_t lineEnd() const;
  /// Whether a token stands for something that is no text.
  bool isPlaceholder(int32_t id) const;

private:
  static Status readWords(const Json &value, Vocabulary &out);
  Status encodeCharacters(std::string_view text,
                          std::vector<int32_t> &ids) const;

  Kind vocabularyKind = Kind::None;
  std::vector<int32_t> codePoints;
  std::vector<std::string> wordList; ///< without special tokens
  std::unordered_map<std::string, int32_t> wordIds;
  bool isLowercase = false;
};

} // namespace bmc

#endif // BMC_RUNTIME_DATA_VOCABULARY_H
