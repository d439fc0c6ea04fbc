//===- Vocabulary.cpp - Text <-> token ids ----------------------*- C++ -*-===//
#include "runtime/data/Vocabulary.h"

#include "runtime/data/CsvNumbers.h"
#include "runtime/data/Words.h"

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
  else if (name == "words")
    kind = Kind::Words;
  else
    return badInput("found tokenizer '{}', expected 'char', 'byte', 'words' or "
                    "'none'",
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

Vocabulary Vocabulary::words(std::vector<std::string> words, bool lowercase) {
  Vocabulary result;
  result.vocabularyKind = Kind::Words;
  result.isLowercase = lowercase;
  for (size_t i = 0; i < words.size(); ++i)
    result.wordIds.emplace(words[i], kSpecialTokens + static_cast<int32_t>(i));
  result.wordList = std::move(words);
  return result;
}

static Status readCharacters(const Json &value, std::vector<int32_t> &out) {
  std::string text;
  BMRT_TRY(getString(value, "characters", text).withContext("vocabulary"));
  for (size_t offset = 0; offset < text.size();) {
    int32_t codePoint = decodeUtf8(text, offset);
    if (codePoint < 0 || (!out.empty() && codePoint <= out.back()))
      return badInput("vocabulary: character {} is out of order", out.size());
    out.push_back(codePoint);
  }
  return {};
}

Status Vocabulary::readWords(const Json &value, Vocabulary &out) {
  const Json *list = findMember(value, "words");
  const Json *lowercase = findMember(value, "lowercase");
  if (!list || !list->is_array() || !lowercase || !lowercase->is_boolean())
    return badInput("vocabulary: expected 'words' and 'lowercase'");
  std::vector<std::string> words;
  for (const Json &entry : *list) {
    words.push_back(entry.is_string() ? entry.get<std::string>() : "");
    const std::string &word = words.back();
    std::string_view first;
    bool isWord = WordReader(word).next(first) && first == word &&
                  word != "\n" && specialToken(word) < 0 &&
                  (*lowercase == false || lowerCase(word) == word);
    if (!isWord)
      return badInput("vocabulary: entry {} is no word", words.size() - 1);
  }
  out = Vocabulary::words(std::move(words), lowercase->get<bool>());
  if (out.wordIds.size() != out.wordList.size())
    return badInput("vocabulary: a word occurs twice");
  return {};
}

Status Vocabulary::fromJson(const Json &value, Vocabulary &out) {
  std::string kindName;
  BMRT_TRY(getString(value, "kind", kindName).withContext("vocabulary"));
  out = {};
  BMRT_TRY(parseKind(kindName, out.vocabularyKind));
  if (out.vocabularyKind == Kind::Words)
    return readWords(value, out);
  return out.vocabularyKind == Kind::Char
             ? readCharacters(value, out.codePoints)
             : Status();
}

Json Vocabulary::toJson() const {
  switch (vocabularyKind) {
  case Kind::None:
    return Json{{"kind", "none"}};
  case Kind::Byte:
    return Json{{"kind", "byte"}};
  case Kind::Words:
    return Json{
        {"kind", "words"}, {"words", wordList}, {"lowercase", isLowercase}};
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
  if (vocabularyKind == Kind::Words)
    return kSpecialTokens + static_cast<int64_t>(wordList.size());
  return static_cast<int64_t>(codePoints.size());
}

int32_t Vocabulary::tokenOf(std::string_view word) const {
  if (word == "\n")
    return kEndToken;
  if (int32_t special = specialToken(word); special >= 0)
    return special;
  auto found = wordIds.find(isLowercase ? lowerCase(word) : std::string(word));
  return found == wordIds.end() ? kUnknownToken : found->second;
}

int32_t Vocabulary::lineEnd() const {
  if (vocabularyKind == Kind::Words)
    return kEndToken;
  std::vector<int32_t> ids;
  bool isKnown = vocabularyKind != Kind::None && encode("\n", ids).ok();
  return isKnown ? ids.front() : -1;
}

bool Vocabulary::isPlaceholder(int32_t id) const {
  return vocabularyKind == Kind::Words &&
         (id == kPadToken || id == kUnknownToken);
}

Status Vocabulary::encode(std::string_view text,
                          std::vector<int32_t> &ids) const {
  std::string_view word;
  switch (vocabularyKind) {
  case Kind::None:
    return badInput("this model has no tokenizer, expected token ids");
  case Kind::Byte:
    for (char byte : text)
      ids.push_back(static_cast<unsigned char>(byte));
    return {};
  case Kind::Words:
    for (WordReader reader(text); reader.next(word);)
      ids.push_back(tokenOf(word));
    return {};
  case Kind::Char:
    break;
  }
  return encodeCharacters(text, ids);
}

Status Vocabulary::encodeCharacters(std::string_view text,
                                    std::vector<int32_t> &ids) const {
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

/// A word behind others, with a space between where English has one.
static void appendWord(std::string_view word, std::string &text) {
  constexpr std::string_view opening = "([{\n", closing = ".,;:!?)]}%";
  bool isClose =
      text.empty() || opening.find(text.back()) != opening.npos ||
      (word.size() == 1 && closing.find(word.front()) != closing.npos);
  if (!isClose)
    text += ' ';
  text += word;
}

void Vocabulary::decode(int32_t id, std::string &text) const {
  if (id < 0 || id >= size())
    appendUtf8(text, kReplacement);
  else if (vocabularyKind == Kind::Byte)
    text.push_back(static_cast<char>(id));
  else if (vocabularyKind == Kind::Char)
    appendUtf8(text, codePoints[static_cast<size_t>(id)]);
  else if (id == kEndToken)
    text += '\n';
  else
    appendWord(id < kSpecialTokens
                   ? kSpecialNames[id]
                   : std::string_view(
                         wordList[static_cast<size_t>(id - kSpecialTokens)]),
               text);
}
