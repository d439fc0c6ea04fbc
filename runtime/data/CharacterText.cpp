//===- CharacterText.cpp - A text file as characters ----------------------===//
//
// The text is read a part at a time, and kept as few bytes a character, as
// numbers that are known before all characters are: those of one byte are their
// own, so that most of a text is copied as it is, and the others follow in the
// order in which they are met. Which ids they stand for is looked up where a
// window is read.
//
//===----------------------------------------------------------------------===//
#include "runtime/core/ByteStream.h"
#include "runtime/core/Crc32c.h"
#include "runtime/core/Memory.h"
#include "runtime/core/SixteenBytes.h"
#include "runtime/data/TokenSource.h"
#include "runtime/tokenizer/Utf8.h"

#include <algorithm>
#include <array>
#include <cstring>
#include <span>
#include <vector>

using namespace bmc;

namespace {

constexpr int32_t kCodePoints = 0x110000;
constexpr int32_t kOneByte = 0x80; ///< before which those of one byte are
constexpr int64_t kMaxCharacters = 65536;
constexpr size_t kPartBytes = size_t{1} << 18;

class CharacterText : public TokenSource {
public:
  Status open(const std::string &path, const std::vector<std::string> &files,
              const TokenizerSettings &settings);

  int64_t size() const override { return static_cast<int64_t>(text.size()); }
  Status read(int64_t position, int64_t count, int32_t *tokens) override {
    text.copy(static_cast<size_t>(position), static_cast<size_t>(count),
              tokens);
    for (int32_t &token : std::span(tokens, static_cast<size_t>(count)))
      token = ids.data()[token];
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
  Status readFile(const std::string &path);
  size_t passMet(std::string_view part) const;
  Status passNext(const std::string &path, std::string_view part, size_t &at,
                  size_t end);
  Status encode(const std::string &path, std::string_view part, bool isLast,
                size_t &used);
  Status meet(const std::string &path, std::string_view part, size_t start,
              int32_t codePoint);
  Status finish(const std::string &path, int64_t limit);
  Status error(const std::string &path, std::string_view before,
               const std::string &message) const;

  Vocabulary characters;
  bool isKnown = false;     ///< the vocabulary was there before the text
  TokenIds text;            ///< numbers of characters
  std::vector<int32_t> ids; ///< by number; of those that were met
  uint32_t crc = 0;
  // While it is read:
  std::vector<int32_t> codePoints; ///< by number; negative: not met
  std::vector<int32_t> numbers;    ///< by code point; negative: not met
  std::vector<uint8_t> pairs; ///< by two bytes: whether they are two characters
                              ///< that were met
  std::vector<int32_t> others; ///< numbers that are not in the text yet
  Place place;
};

/// How often a byte is in a text, in sums that fit a byte.
int64_t countByte(std::string_view text, char byte) {
  constexpr size_t kMost = 255;
  int64_t count = 0;
  for (; !text.empty(); text.remove_prefix(std::min(text.size(), kMost))) {
    uint8_t sum = 0;
    for (char other : text.substr(0, kMost))
      sum += other == byte;
    count += sum;
  }
  return count;
}

void CharacterText::Place::pass(std::string_view text) {
  size_t lineStart = text.rfind('\n') + 1; // npos + 1 == 0
  if (lineStart > 0)
    column = 1;
  line += countByte(text, '\n');
  column += std::ranges::count_if(
      text.substr(lineStart), [](char byte) { return (byte & 0xC0) != 0x80; });
}

Status CharacterText::error(const std::string &path, std::string_view before,
                            const std::string &message) const {
  Place here = place;
  here.pass(before);
  return badInput("{}:{}:{}: {}", path, here.line, here.column, message);
}

/// A character that has no number yet.
Status CharacterText::meet(const std::string &path, std::string_view part,
                           size_t start, int32_t codePoint) {
  if (codePoint < 0)
    return error(path, part.substr(0, start),
                 invalidUtf8(part[start]) + " or tokenizer = byte");
  int32_t number = codePoint;
  if (codePoint >= kOneByte) {
    number = static_cast<int32_t>(codePoints.size());
    codePoints.push_back(-1);
  }
  codePoints[static_cast<size_t>(number)] = codePoint;
  numbers[static_cast<size_t>(codePoint)] = number;
  ids.resize(codePoints.size());
  if (!isKnown)
    return {};
  std::string character;
  appendUtf8(character, codePoint);
  std::vector<int32_t> one;
  if (!characters.encode(character, one).ok())
    return error(path, part.substr(0, start),
                 fmt::format("'{}' is not in the vocabulary of the checkpoint",
                             character));
  ids[static_cast<size_t>(number)] = one.front();
  return {};
}

/// The pairs of sixteen bytes.
std::array<uint16_t, 8> pairsOf(const char *bytes) {
  std::array<uint16_t, 8> pairs;
  std::memcpy(pairs.data(), bytes, sizeof pairs);
  return pairs;
}

/// How many bytes, sixteen at a time, are characters that were met.
size_t CharacterText::passMet(std::string_view part) const {
  size_t at = 0;
  for (; at + 16 <= part.size(); at += 16) {
    uint8_t areMet = 1;
    for (uint16_t pair : pairsOf(part.data() + at))
      areMet &= pairs.data()[pair];
    if (!areMet)
      break;
  }
  return at;
}

/// Appends characters of the next sixteen bytes to the others.
Status CharacterText::passNext(const std::string &path, std::string_view part,
                               size_t &at, size_t end) {
  const char *first = part.data() + at;
  bool isWhole = at + 16 <= end;
  for (size_t stop = std::min(at + 16, end); at < stop;) {
    size_t start = at;
    int32_t codePoint = decodeUtf8(part, at);
    if (codePoint < 0 || numbers[static_cast<size_t>(codePoint)] < 0)
      BMRT_TRY(meet(path, part, start, codePoint));
    others.push_back(numbers[static_cast<size_t>(codePoint)]);
  }
  if (isWhole && SixteenBytes(first).areAscii())
    for (uint16_t pair : pairsOf(first))
      pairs[pair] = 1;
  return {};
}

/// Appends the numbers of a part; what may be the beginning of a character at
/// its end is left for the next, unless it is the last.
Status CharacterText::encode(const std::string &path, std::string_view part,
                             bool isLast, size_t &used) {
  constexpr size_t kLongest = 4;
  size_t end = isLast ? part.size() : part.size() - kLongest + 1;
  auto appendOthers = [&] {
    text.append(std::span<const int32_t>(others));
    others.clear();
  };
  for (used = 0; used < end;) {
    std::string_view met = part.substr(used, end - used);
    met = met.substr(0, passMet(met));
    if (!met.empty()) {
      appendOthers();
      text.append(
          std::span(reinterpret_cast<const uint8_t *>(met.data()), met.size()));
      used += met.size();
    }
    BMRT_TRY(passNext(path, part, used, end));
  }
  appendOthers();
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
    std::string_view part = std::string_view(buffer).substr(done);
    size_t used = 0;
    BMRT_TRY(encode(path, part, isLast, used));
    place.pass(part.substr(0, used));
    done += used;
  }
  return {};
}

/// Characters that were met have ids in the order of their code points.
Status CharacterText::finish(const std::string &path, int64_t limit) {
  std::vector<int32_t> sorted = codePoints;
  std::erase_if(sorted, [](int32_t codePoint) { return codePoint < 0; });
  std::ranges::sort(sorted);
  auto distinct = static_cast<int64_t>(sorted.size());
  if (distinct > limit)
    return badInput("{}: found {} different characters, expected at most "
                    "vocab_size = {}",
                    path, distinct, limit);
  for (size_t i = 0; i < sorted.size(); ++i)
    ids[static_cast<size_t>(numbers[static_cast<size_t>(sorted[i])])] =
        static_cast<int32_t>(i);
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
  numbers.assign(static_cast<size_t>(kCodePoints), -1);
  codePoints.assign(kOneByte, -1);
  pairs.assign(size_t{1} << 16, 0);
  for (const std::string &file : files)
    BMRT_TRY(readFile(file));
  if (!isKnown)
    BMRT_TRY(finish(path, settings.vocabularySize));
  numbers = std::vector<int32_t>(); // {} would keep the memory
  codePoints = std::vector<int32_t>();
  pairs = std::vector<uint8_t>();
  others = std::vector<int32_t>();
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
