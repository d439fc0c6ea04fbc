//===- CharacterText.cpp - A text file as characters ----------------------===//
//
// The text is read a part at a time, and kept as few bytes a character.
// Ids are in the order in which characters are met first, until all are known.
//
//===----------------------------------------------------------------------===//
#include "runtime/core/ByteStream.h"
#include "runtime/core/Crc32c.h"
#include "runtime/core/EightBytes.h"
#include "runtime/core/Memory.h"
#include "runtime/data/TokenSource.h"
#include "runtime/tokenizer/Utf8.h"

#include <algorithm>
#include <span>
#include <vector>

using namespace bmc;

namespace {

constexpr int32_t kCodePoints = 0x110000;
/// Two bytes number them: the whole text is in memory.
constexpr int64_t kMaxCharacters = 65536;
constexpr size_t kPartBytes = size_t{1} << 18;

class CharacterText : public TokenSource {
public:
  Status open(const std::string &path, const std::vector<std::string> &files,
              const TokenizerSettings &settings);

  int64_t size() const override { return static_cast<int64_t>(ids.size()); }
  Status read(int64_t position, int64_t count, int32_t *tokens) override {
    ids.copy(static_cast<size_t>(position), static_cast<size_t>(count), tokens);
    return {};
  }
  const Vocabulary &vocabulary() const override { return characters; }
  uint32_t fingerprint() const override { return crc; }

private:
  /// Where a part of a file begins.
  struct Place {
    int64_t line = 1, column = 1;
    void pass(std::string_view text);
  };
  /// The id of a code point in the text so far; negative: not met.
  int32_t &idOf(int32_t codePoint) {
    return table[static_cast<size_t>(codePoint)];
  }
  Status readFile(const std::string &path);
  Status encode(const std::string &path, std::string_view text, bool isLast,
                size_t &used);
  Status meet(const std::string &path, std::string_view text, size_t start,
              int32_t codePoint);
  Status finish(const std::string &path, int64_t limit);
  Status error(const std::string &path, std::string_view before,
               const std::string &message) const;

  Vocabulary characters;
  bool isKnown = false; ///< the vocabulary was there before the text
  TokenIds ids;
  uint32_t crc = 0;
  // While it is read:
  std::vector<int32_t> table;   ///< code point -> id
  std::vector<int32_t> inOrder; ///< of the ids; not if they are known
  std::vector<int32_t> part;
  Place place;
};

void CharacterText::Place::pass(std::string_view text) {
  size_t lineStart = text.rfind('\n') + 1; // npos + 1 == 0
  if (lineStart > 0)
    column = 1;
  line += std::ranges::count(text, '\n');
  column += std::ranges::count_if(
      text.substr(lineStart), [](char byte) { return (byte & 0xC0) != 0x80; });
}

Status CharacterText::error(const std::string &path, std::string_view before,
                            const std::string &message) const {
  Place here = place;
  here.pass(before);
  return badInput("{}:{}:{}: {}", path, here.line, here.column, message);
}

/// A character that has no id yet.
Status CharacterText::meet(const std::string &path, std::string_view text,
                           size_t start, int32_t codePoint) {
  if (codePoint < 0)
    return error(path, text.substr(0, start),
                 invalidUtf8(text[start]) + " or tokenizer = byte");
  if (!isKnown) {
    idOf(codePoint) = static_cast<int32_t>(inOrder.size());
    inOrder.push_back(codePoint);
    return {};
  }
  std::string character;
  appendUtf8(character, codePoint);
  std::vector<int32_t> one;
  if (!characters.encode(character, one).ok())
    return error(path, text.substr(0, start),
                 fmt::format("'{}' is not in the vocabulary of the checkpoint",
                             character));
  idOf(codePoint) = one.front();
  return {};
}

/// Ids of eight characters of one byte each; false if they are not, or one of
/// them has none.
bool encodeEight(const char *text, const int32_t *table, int32_t *to) {
  if (!EightBytes(text).areAscii())
    return false;
  int32_t all = 0;
  for (size_t i = 0; i < 8; ++i) {
    int32_t id = table[static_cast<unsigned char>(text[i])];
    to[i] = id;
    all |= id;
  }
  return all >= 0;
}

/// Appends the ids of a part; what may be the beginning of a character at its
/// end is left for the next, unless it is the last.
Status CharacterText::encode(const std::string &path, std::string_view text,
                             bool isLast, size_t &used) {
  constexpr size_t kLongest = 4;
  size_t end = isLast ? text.size() : text.size() - kLongest + 1;
  part.resize(text.size());
  size_t at = 0, count = 0;
  while (at < end) {
    if (at + 8 <= end && encodeEight(&text[at], table.data(), &part[count])) {
      at += 8;
      count += 8;
      continue;
    }
    // Where it fails, one of these eight is the reason.
    for (size_t stop = std::min(at + 8, end); at < stop;) {
      size_t start = at;
      int32_t codePoint = decodeUtf8(text, at);
      if (codePoint < 0 || idOf(codePoint) < 0)
        BMRT_TRY(meet(path, text, start, codePoint));
      part[count++] = idOf(codePoint);
    }
  }
  used = at;
  ids.append(std::span(part).first(count));
  return {};
}

Status CharacterText::readFile(const std::string &path) {
  ByteStream stream;
  BMRT_TRY(stream.open(path));
  MemoryUse use("reading", path, stream.fileSize());
  place = {};
  std::string buffer;
  size_t done = 0;
  for (bool isFirst = true, isLast = false; !isLast; isFirst = false) {
    size_t kept = buffer.size() - done;
    BMRT_TRY(stream.refill(buffer, done, kPartBytes, isLast));
    crc = crc32c(crc, buffer.data() + kept, buffer.size() - kept);
    if (isFirst)
      BMRT_TRY(refuseUtf16(path, buffer));
    bool isMarked = isFirst && buffer.starts_with(kByteOrderMark);
    done = isMarked ? kByteOrderMark.size() : 0;
    std::string_view text = std::string_view(buffer).substr(done);
    size_t used = 0;
    BMRT_TRY(encode(path, text, isLast, used));
    place.pass(text.substr(0, used));
    done += used;
  }
  return {};
}

/// Numbers the characters that were met in the order of their code points.
Status CharacterText::finish(const std::string &path, int64_t limit) {
  auto distinct = static_cast<int64_t>(inOrder.size());
  if (distinct > limit)
    return badInput("{}: found {} different characters, expected at most "
                    "vocab_size = {}",
                    path, distinct, limit);
  std::vector<int32_t> sorted = inOrder;
  std::ranges::sort(sorted);
  std::vector<int32_t> ranks;
  for (int32_t codePoint : inOrder)
    ranks.push_back(static_cast<int32_t>(
        std::ranges::lower_bound(sorted, codePoint) - sorted.begin()));
  ids.renumber(ranks);
  characters = makeCharTokenizer(std::move(sorted));
  return {};
}

Status CharacterText::open(const std::string &path,
                           const std::vector<std::string> &files,
                           const TokenizerSettings &settings) {
  if (settings.vocabularySize > kMaxCharacters)
    return badInput("found vocab_size = {}, expected at most {} with tokenizer "
                    "= char",
                    settings.vocabularySize, kMaxCharacters);
  isKnown = settings.saved != nullptr;
  if (isKnown)
    characters = *settings.saved;
  table.assign(static_cast<size_t>(kCodePoints), -1);
  for (const std::string &file : files)
    BMRT_TRY(readFile(file));
  if (!isKnown)
    BMRT_TRY(finish(path, settings.vocabularySize));
  table = std::vector<int32_t>(); // {} would keep the memory
  inOrder = std::vector<int32_t>();
  part = std::vector<int32_t>();
  return {};
}

} // namespace

Status bmc::openCharacters(const std::string &path,
                           const std::vector<std::string> &files,
                           const TokenizerSettings &settings,
                           std::unique_ptr<TokenSource> &out) {
  auto text = std::make_unique<CharacterText>();
  BMRT_TRY(text->open(path, files, settings));
  out = std::move(text);
  return {};
}
