//===- Text.cpp - A text file as tokens -------------------------*- C++ -*-===//
#include "runtime/core/Crc32c.h"
#include "runtime/core/Files.h"
#include "runtime/core/Memory.h"
#include "runtime/data/TokenSource.h"

#include <algorithm>
#include <limits>
#include <vector>

using namespace bmc;

namespace {

constexpr int32_t kCodePoints = 0x110000;
/// Ids are kept in 16 bits: the whole text is in memory.
constexpr int64_t kMaxCharacters = 65536;
constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";

class CharacterText : public TokenSource {
public:
  CharacterText(Vocabulary vocabulary, std::vector<uint16_t> ids, uint32_t crc)
      : characters(std::move(vocabulary)), ids(std::move(ids)), crc(crc) {}

  int64_t size() const override { return static_cast<int64_t>(ids.size()); }
  Status read(int64_t position, int64_t count, int32_t *tokens) override {
    std::copy_n(ids.begin() + position, count, tokens);
    return {};
  }
  const Vocabulary &vocabulary() const override { return characters; }
  uint32_t fingerprint() const override { return crc; }

private:
  Vocabulary characters;
  std::vector<uint16_t> ids;
  uint32_t crc;
};

class ByteText : public TokenSource {
public:
  Status open(const std::string &path) {
    BMRT_TRY(file.open(path));
    std::vector<char> buffer(uint64_t{1} << 20);
    for (uint64_t at = 0; at < file.size(); at += buffer.size()) {
      uint64_t part = std::min<uint64_t>(buffer.size(), file.size() - at);
      BMRT_TRY(file.read(at, buffer.data(), part));
      crc = crc32c(crc, buffer.data(), part);
    }
    return {};
  }
  int64_t size() const override { return static_cast<int64_t>(file.size()); }
  Status read(int64_t position, int64_t count, int32_t *tokens) override {
    buffer.resize(static_cast<size_t>(count));
    BMRT_TRY(file.read(static_cast<uint64_t>(position), buffer.data(),
                       buffer.size()));
    std::ranges::copy(buffer, tokens);
    return {};
  }
  const Vocabulary &vocabulary() const override { return bytes; }
  uint32_t fingerprint() const override { return crc; }

private:
  FileReader file;
  std::vector<unsigned char> buffer;
  Vocabulary bytes = Vocabulary::bytes();
  uint32_t crc = 0;
};

/// "PATH:LINE:COLUMN" of a byte; the column counts characters.
std::string positionOf(const std::string &path, std::string_view text,
                       size_t offset) {
  std::string_view before = text.substr(0, offset);
  size_t lineStart = before.rfind('\n') + 1; // npos + 1 == 0
  auto column = std::ranges::count_if(before.substr(lineStart), [](char byte) {
    return (byte & 0xC0) != 0x80;
  });
  return fmt::format("{}:{}:{}", path, std::ranges::count(before, '\n') + 1,
                     column + 1);
}

/// Sorted distinct code points of the text.
Status collectCharacters(const std::string &path, std::string_view text,
                         int64_t limit, std::vector<int32_t> &codePoints) {
  std::vector<bool> present(kCodePoints);
  int64_t distinct = 0;
  for (size_t offset = 0; offset < text.size();) {
    size_t start = offset;
    int32_t codePoint = decodeUtf8(text, offset);
    if (codePoint < 0)
      return badInput("{}: invalid UTF-8 (byte 0x{:02X}), expected UTF-8 text "
                      "(convert Latin-1 with 'iconv -f LATIN1 -t UTF-8') or "
                      "tokenizer = byte",
                      positionOf(path, text, start),
                      static_cast<unsigned char>(text[start]));
    distinct += !present[static_cast<size_t>(codePoint)];
    present[static_cast<size_t>(codePoint)] = true;
  }
  if (distinct > limit)
    return badInput("{}: found {} different characters, expected at most "
                    "vocab_size = {}",
                    path, distinct, limit);
  for (int32_t codePoint = 0; codePoint < kCodePoints; ++codePoint)
    if (present[static_cast<size_t>(codePoint)])
      codePoints.push_back(codePoint);
  return {};
}

/// Ids of a text all of whose characters are in `vocabulary`, or the error
/// naming the first that is not.
Status encodeText(const std::string &path, std::string_view text,
                  const Vocabulary &vocabulary, std::vector<uint16_t> &ids) {
  // One table look-up per character; -1 is a character not met before.
  std::vector<int32_t> table(kCodePoints, -1);
  std::vector<int32_t> one;
  for (size_t offset = 0; offset < text.size();) {
    size_t start = offset;
    int32_t codePoint = decodeUtf8(text, offset);
    int32_t &id = table[static_cast<size_t>(std::max(codePoint, 0))];
    if (codePoint < 0 || id < 0) {
      one.clear();
      Status status = vocabulary.encode(
          text.substr(start, std::max(offset - start, size_t{1})), one);
      if (codePoint < 0)
        return badInput("{}: invalid UTF-8, expected UTF-8 text",
                        positionOf(path, text, start));
      if (!status.ok())
        return badInput("{}: '{}' is not in the vocabulary of the checkpoint",
                        positionOf(path, text, start),
                        text.substr(start, offset - start));
      id = one.front();
    }
    ids.push_back(static_cast<uint16_t>(id));
  }
  return {};
}

Status openCharacters(const std::string &path, int64_t vocabularySize,
                      const Vocabulary *saved,
                      std::unique_ptr<TokenSource> &out) {
  if (vocabularySize > kMaxCharacters)
    return badInput("found vocab_size = {}, expected at most {} with tokenizer "
                    "= char",
                    vocabularySize, kMaxCharacters);
  std::string contents;
  BMRT_TRY(readFile(path, contents));
  MemoryUse use("reading", path, contents.size());
  std::string_view text = contents;
  BMRT_TRY(refuseUtf16(path, text));
  if (text.starts_with(kByteOrderMark))
    text.remove_prefix(kByteOrderMark.size());
  Vocabulary vocabulary;
  if (saved) {
    vocabulary = *saved;
  } else {
    std::vector<int32_t> codePoints;
    BMRT_TRY(collectCharacters(path, text, vocabularySize, codePoints));
    vocabulary = Vocabulary::characters(std::move(codePoints));
  }
  std::vector<uint16_t> ids;
  ids.reserve(text.size());
  BMRT_TRY(encodeText(path, text, vocabulary, ids));
  ids.shrink_to_fit();
  out = std::make_unique<CharacterText>(
      std::move(vocabulary), std::move(ids),
      crc32c(0, contents.data(), contents.size()));
  return {};
}

} // namespace

Status bmc::openText(const std::string &path, Vocabulary::Kind kind,
                     int64_t vocabularySize, const Vocabulary *saved,
                     std::unique_ptr<TokenSource> &out) {
  if (saved && saved->kind() != kind)
    return badInput("{}: the checkpoint was trained with another tokenizer",
                    path);
  if (saved && saved->size() > vocabularySize)
    return badInput("the checkpoint has {} tokens, expected at most vocab_size "
                    "= {}",
                    saved->size(), vocabularySize);
  if (kind == Vocabulary::Kind::Char)
    return openCharacters(path, vocabularySize, saved, out);
  if (kind == Vocabulary::Kind::None)
    return badInput("text needs a tokenizer, found 'none', expected 'char' or "
                    "'byte'");
  if (vocabularySize < 256)
    return badInput("found vocab_size = {}, expected at least 256 with "
                    "tokenizer = byte",
                    vocabularySize);
  auto text = std::make_unique<ByteText>();
  BMRT_TRY(text->open(path));
  out = std::move(text);
  return {};
}
