//===- Vocabulary.cpp - Text <-> token ids ----------------------*- C++ -*-===//
#include "runtime/data/Vocabulary.h"

#include <algorithm>
#include <nlohmann/json.hpp>

using namespace bmc;

static constexpr int32_t kReplacement = 0xFFFD;

int32_t bmc::decodeUtf8(std::string_view text, size_t &offset) {
  auto byteAt = [&](size_t i) {
    return i < text.size() ? static_cast<unsigned char>(text[i]) : 0;
  };
  unsigned lead = byteAt(offset);
  if (offset >= text.size())
    return -1;
  if (lead < 0x80) {
    ++offset;
    return static_cast<int32_t>(lead);
  }
  int length = lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : 2;
  if (lead < 0xC2 || lead > 0xF4)
    return -1;
  int32_t value = static_cast<int32_t>(lead & (0xFF >> (length + 1)));
  for (int i = 1; i < length; ++i) {
    unsigned next = byteAt(offset + static_cast<size_t>(i));
    if ((next & 0xC0) != 0x80)
      return -1;
    value = value << 6 | static_cast<int32_t>(next & 0x3F);
  }
  // Overlong forms, surrogates and values above Unicode's end.
  constexpr int32_t smallest[] = {0, 0, 0x80, 0x800, 0x10000};
  if (value < smallest[length] || value > 0x10FFFF ||
      (value >= 0xD800 && value <= 0xDFFF))
    return -1;
  offset += static_cast<size_t>(length);
  return value;
}

size_t bmc::findInvalidUtf8(std::string_view text) {
  for (size_t offset = 0; offset < text.size();)
    if (decodeUtf8(text, offset) < 0)
      return offset;
  return std::string_view::npos;
}

Status bmc::refuseUtf16(const std::string &path, std::string_view start) {
  if (!start.starts_with("\xFF\xFE") && !start.starts_with("\xFE\xFF"))
    return {};
  return badInput("{}: found UTF-16, expected UTF-8; convert it with 'iconv "
                  "-f UTF-16 -t UTF-8'",
                  path);
}

void bmc::appendUtf8(std::string &text, int32_t codePoint) {
  auto put = [&](int32_t byte) { text.push_back(static_cast<char>(byte)); };
  if (codePoint < 0x80)
    return put(codePoint);
  if (codePoint < 0x800) {
    put(0xC0 | codePoint >> 6);
  } else {
    if (codePoint < 0x10000) {
      put(0xE0 | codePoint >> 12);
    } else {
      put(0xF0 | codePoint >> 18);
      put(0x80 | (codePoint >> 12 & 0x3F));
    }
    put(0x80 | (codePoint >> 6 & 0x3F));
  }
  put(0x80 | (codePoint & 0x3F));
}

Status Vocabulary::parseKind(std::string_view name, Kind &kind) {
  if (name == "none")
    kind = Kind::None;
  else if (name == "byte")
    kind = Kind::Byte;
  else if (name == "char")
    kind = Kind::Char;
  else
    return badInput("found tokenizer '{}', expected 'char', 'byte' or 'none'",
                    name);
  return {};
}

Vocabulary Vocabulary::bytes() {
  Vocabulary result;
  result.vocabularyKind = Kind::Byte;
  return result;
}

Vocabulary Vocabulary::characters(std::vector<int32_t> codePoints) {
  Vocabulary result;
  result.vocabularyKind = Kind::Char;
  result.codePoints = std::move(codePoints);
  return result;
}

Status Vocabulary::fromJson(const Json &value, Vocabulary &out) {
  std::string kindName;
  BMRT_TRY(getString(value, "kind", kindName).withContext("vocabulary"));
  out = {};
  BMRT_TRY(parseKind(kindName, out.vocabularyKind));
  if (out.vocabularyKind != Kind::Char)
    return {};
  std::string text;
  BMRT_TRY(getString(value, "characters", text).withContext("vocabulary"));
  for (size_t offset = 0; offset < text.size();) {
    int32_t codePoint = decodeUtf8(text, offset);
    if (codePoint < 0 ||
        (!out.codePoints.empty() && codePoint <= out.codePoints.back()))
      return badInput("vocabulary: character {} is out of order",
                      out.codePoints.size());
    out.codePoints.push_back(codePoint);
  }
  return {};
}

Json Vocabulary::toJson() const {
  switch (vocabularyKind) {
  case Kind::None:
    return Json{{"kind", "none"}};
  case Kind::Byte:
    return Json{{"kind", "byte"}};
  case Kind::Char:
    break;
  }
  std::string text;
  for (int32_t codePoint : codePoints)
    appendUtf8(text, codePoint);
  return Json{{"kind", "char"}, {"characters", text}};
}

int64_t Vocabulary::size() const {
  if (vocabularyKind == Kind::Byte)
    return 256;
  return static_cast<int64_t>(codePoints.size());
}

Status Vocabulary::encode(std::string_view text,
                          std::vector<int32_t> &ids) const {
  if (vocabularyKind == Kind::None)
    return badInput("this model has no tokenizer, expected token ids");
  if (vocabularyKind == Kind::Byte) {
    for (char byte : text)
      ids.push_back(static_cast<unsigned char>(byte));
    return {};
  }
  int64_t position = 0;
  for (size_t offset = 0; offset < text.size(); ++position) {
    size_t start = offset;
    int32_t codePoint = decodeUtf8(text, offset);
    if (codePoint < 0)
      return badInput("invalid UTF-8 at byte {}", start);
    auto found = std::ranges::lower_bound(codePoints, codePoint);
    if (found == codePoints.end() || *found != codePoint)
      return badInput("character {}: found '{}' (U+{:04X}), which the training "
                      "text does not contain",
                      position + 1, text.substr(start, offset - start),
                      codePoint);
    ids.push_back(static_cast<int32_t>(found - codePoints.begin()));
  }
  return {};
}

void Vocabulary::decode(int32_t id, std::string &text) const {
  if (vocabularyKind == Kind::Byte && id >= 0 && id < 256)
    text.push_back(static_cast<char>(id));
  else if (vocabularyKind == Kind::Char && id >= 0 && id < size())
    appendUtf8(text, codePoints[static_cast<size_t>(id)]);
  else
    appendUtf8(text, kReplacement);
}
