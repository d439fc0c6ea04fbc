//===- AlignedText.h - A text and where its bytes come from -----*- C++ -*-===//
#ifndef BMC_RUNTIME_TOKENIZER_ALIGNEDTEXT_H
#define BMC_RUNTIME_TOKENIZER_ALIGNEDTEXT_H

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace bmc {

/// Bytes [begin, end) of a text.
struct TextSpan {
  size_t begin = 0, end = 0;
  size_t size() const { return end - begin; }
  friend bool operator==(TextSpan, TextSpan) = default;
};

/// A text on its way from what was given to words, and, if it tracks them, the
/// character of what was given that each of its bytes comes from.
class AlignedText {
public:
  AlignedText() = default;
  /// What was given, where it begins at `offset`.
  explicit AlignedText(std::string_view text, bool tracks = false,
                       size_t offset = 0);

  std::string_view view() const { return bytes; }
  bool isTracked() const { return tracks; }
  /// What the bytes of a span come from; of no bytes, an empty one.
  TextSpan originOf(TextSpan span) const;
  /// A part, with its origins.
  AlignedText part(TextSpan span) const;

private:
  friend class Rewrite;
  std::string bytes;
  bool tracks = false;
  std::vector<TextSpan> origins; ///< of each byte, if it tracks them
};

/// Makes a text of another one.
class Rewrite {
public:
  explicit Rewrite(const AlignedText &from) : from(from) {
    to.tracks = from.tracks;
  }

  /// Appends what comes from where byte `at` of the other text does.
  void append(std::string_view bytes, size_t at) {
    to.bytes += bytes;
    if (to.tracks)
      to.origins.insert(to.origins.end(), bytes.size(), originAt(at));
  }
  void append(int32_t codePoint, size_t at);
  /// Appends a part of the other text.
  void keep(size_t begin, size_t end) {
    to.bytes.append(from.bytes, begin, end - begin);
    if (to.tracks)
      to.origins.insert(to.origins.end(),
                        from.origins.begin() + static_cast<ptrdiff_t>(begin),
                        from.origins.begin() + static_cast<ptrdiff_t>(end));
  }
  size_t size() const { return to.bytes.size(); }
  AlignedText finish() { return std::move(to); }

private:
  TextSpan originAt(size_t at) const;

  const AlignedText &from;
  AlignedText to;
};

/// Tells in characters what spans of a text's bytes are. A character counts
/// where a part of it does.
class CharacterPlaces {
public:
  explicit CharacterPlaces(std::string_view text);
  TextSpan of(TextSpan bytes) const;

private:
  std::vector<size_t> before; ///< characters that begin before that of a byte
};

} // namespace bmc

#endif // BMC_RUNTIME_TOKENIZER_ALIGNEDTEXT_H
