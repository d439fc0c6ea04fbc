//===- Characters.cpp - Bytes and code points as tokens -------------------===//
#include "runtime/tokenizer/CharacterClass.h"
#include "runtime/tokenizer/Tokenizer.h"

#include <algorithm>
#include <nlohmann/json.hpp>

using namespace bmc;

namespace {

class ByteTokenizer : public Tokenizer {
public:
  TokenizerKind kind() const override { return TokenizerKind::Byte; }
  int64_t size() const override { return 256; }
  Status encode(std::string_view text, std::vector<int32_t> &ids,
                WordCache *) const override {
    for (char byte : text)
      ids.push_back(static_cast<unsigned char>(byte));
    return {};
  }
  Status encodePlaced(std::string_view text, std::vector<int32_t> &ids,
                      std::vector<TextSpan> &places) const override {
    for (size_t at = 0; at < text.size(); ++at)
      places.push_back({at, at + 1});
    return encode(text, ids, nullptr);
  }
  void decode(int32_t id, std::string &text) const override {
    if (id < 0 || id >= size())
      appendUtf8(text, kReplacement);
    else
      text.push_back(static_cast<char>(id));
  }
  int32_t lineEnd() const override { return '\n'; }
  bool takesAnyBytes() const override { return true; }
  Json toJson() const override { return Json{{"kind", "byte"}}; }
};

class CharTokenizer : public Tokenizer {
public:
  explicit CharTokenizer(std::vector<int32_t> codePoints)
      : codePoints(std::move(codePoints)) {}

  TokenizerKind kind() const override { return TokenizerKind::Char; }
  int64_t size() const override {
    return static_cast<int64_t>(codePoints.size());
  }
  Status encode(std::string_view text, std::vector<int32_t> &ids,
                WordCache *) const override;
  Status encodePlaced(std::string_view text, std::vector<int32_t> &ids,
                      std::vector<TextSpan> &places) const override {
    BMRT_TRY(encode(text, ids, nullptr));
    eachCharacter(text, [&](int32_t, size_t begin, size_t end) {
      places.push_back({begin, end});
    });
    return {};
  }
  void decode(int32_t id, std::string &text) const override {
    bool isKnown = id >= 0 && id < size();
    appendUtf8(text,
               isKnown ? codePoints[static_cast<size_t>(id)] : kReplacement);
  }
  int32_t lineEnd() const override { return find('\n'); }
  Json toJson() const override;

private:
  /// The id of a code point, or -1.
  int32_t find(int32_t codePoint) const {
    auto found = std::ranges::lower_bound(codePoints, codePoint);
    bool isKnown = found != codePoints.end() && *found == codePoint;
    return isKnown ? static_cast<int32_t>(found - codePoints.begin()) : -1;
  }

  std::vector<int32_t> codePoints;
};

Status CharTokenizer::encode(std::string_view text, std::vector<int32_t> &ids,
                             WordCache *) const {
  int64_t position = 0;
  for (size_t offset = 0; offset < text.size(); ++position) {
    size_t start = offset;
    int32_t codePoint = decodeUtf8(text, offset);
    if (codePoint < 0)
      return badInput("invalid UTF-8 at byte {}", start);
    int32_t id = find(codePoint);
    if (id < 0)
      return badInput("character {}: found '{}' (U+{:04X}), which the training "
                      "text does not contain",
                      position + 1, text.substr(start, offset - start),
                      codePoint);
    ids.push_back(id);
  }
  return {};
}

Json CharTokenizer::toJson() const {
  std::string text;
  for (int32_t codePoint : codePoints)
    appendUtf8(text, codePoint);
  return Json{{"kind", "char"}, {"characters", text}};
}

} // namespace

TokenizerPtr bmc::makeByteTokenizer() {
  return std::make_shared<ByteTokenizer>();
}

TokenizerPtr bmc::makeCharTokenizer(std::vector<int32_t> codePoints) {
  return std::make_shared<CharTokenizer>(std::move(codePoints));
}

Status bmc::readCharTokenizer(const Json &value, TokenizerPtr &out) {
  std::string text;
  BMRT_TRY(getString(value, "characters", text).withContext("vocabulary"));
  std::vector<int32_t> codePoints;
  for (size_t offset = 0; offset < text.size();) {
    int32_t codePoint = decodeUtf8(text, offset);
    if (codePoint < 0 ||
        (!codePoints.empty() && codePoint <= codePoints.back()))
      return badInput("vocabulary: character {} is out of order",
                      codePoints.size());
    codePoints.push_back(codePoint);
  }
  out = makeCharTokenizer(std::move(codePoints));
  return {};
}
