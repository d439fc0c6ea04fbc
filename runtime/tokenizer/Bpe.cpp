//===- Bpe.cpp - Byte-pair encoding ---------------------------------------===//
#include "runtime/tokenizer/Bpe.h"

#include "runtime/tokenizer/Unigram.h"
#include "runtime/tokenizer/Utf8.h"

#include <algorithm>
#include <queue>
#include <span>

using namespace bmc;

/// Words above this many first tokens are merged with a queue.
static constexpr size_t kShort = 48;

Bpe::Bpe(TokenTable table, MergeTable merges, BpeOptions given)
    : SubwordModel(std::move(table)), merges(std::move(merges)),
      options(std::move(given)) {
  byteTokens.fill(-1);
  if (options.byteFallback)
    std::ranges::copy(findByteTokens(tokens), byteTokens.begin());
  for (int byte = 0; options.isByteLevel && byte < 256; ++byte) {
    auto one = static_cast<char>(byte);
    byteTokens[static_cast<size_t>(byte)] = tokens.find({&one, 1});
  }
}

/// False if there are no tokens for the bytes.
bool Bpe::appendBytes(std::string_view bytes, std::vector<int32_t> &ids) const {
  for (char byte : bytes)
    if (byteTokens[static_cast<unsigned char>(byte)] < 0)
      return false;
  for (char byte : bytes)
    ids.push_back(byteTokens[static_cast<unsigned char>(byte)]);
  return true;
}

/// The first token of a part of a word, with what marks where it stands.
int32_t Bpe::markedToken(std::string_view part, bool isFirst,
                         bool isLast) const {
  std::string written = isFirst ? "" : options.prefix;
  written += part;
  if (isLast)
    written += options.suffix;
  return tokens.find(written);
}

/// A part of a word: its token, or if that is none (-1) its bytes, or else the
/// unknown token, unless that stands for the part before, too. Whether the part
/// is unknown.
bool Bpe::addPart(int32_t id, std::string_view part, bool wasUnknown,
                  std::vector<int32_t> &ids) const {
  if (id >= 0) {
    ids.push_back(id);
    return false;
  }
  if (appendBytes(part, ids))
    return false;
  if (options.unknown >= 0 && !(options.fuseUnknown && wasUnknown))
    ids.push_back(options.unknown);
  return true;
}

/// The first tokens of a word, of bytes or characters that say where in the
/// word they stand.
void Bpe::splitMarked(std::string_view word, std::vector<int32_t> &ids) const {
  bool wasUnknown = false;
  for (size_t offset = 0; offset < word.size();) {
    size_t start = offset;
    if (options.isByteLevel)
      ++offset;
    else
      offset += decodeUtf8(word, offset) < 0;
    std::string_view part = word.substr(start, offset - start);
    int32_t id = markedToken(part, start == 0, offset == word.size());
    wasUnknown = addPart(id, part, wasUnknown, ids);
  }
}

/// The first tokens of a word of characters.
void Bpe::splitCharacters(std::string_view word,
                          std::vector<int32_t> &ids) const {
  bool wasUnknown = false;
  for (size_t offset = 0; offset < word.size();) {
    size_t start = offset;
    if (const AddedToken *whole = options.wholes.longestAt(word, offset)) {
      ids.push_back(whole->id);
      offset += whole->content.size();
      wasUnknown = false;
      continue;
    }
    offset += decodeUtf8(word, offset) < 0;
    std::string_view character = word.substr(start, offset - start);
    wasUnknown = addPart(tokens.find(character), character, wasUnknown, ids);
  }
}

void Bpe::decodeToken(int32_t id, std::string &text) const {
  std::string_view token = tokens[id];
  bool endsWord = !options.suffix.empty() && token.ends_with(options.suffix);
  if (endsWord)
    token.remove_suffix(options.suffix.size());
  if (!options.prefix.empty() && token.starts_with(options.prefix))
    token.remove_prefix(options.prefix.size());
  if (options.isByteLevel)
    text += token;
  else
    decodePiece(token, text, text.empty());
  if (endsWord)
    text += ' ';
}

/// Looks through all pairs for each merge: nothing is faster for few.
void Bpe::mergeShort(std::vector<int32_t> &ids, size_t first) const {
  size_t count = ids.size() - first;
  int32_t *word = ids.data() + first;
  Merge pairs[kShort];
  for (size_t i = 0; i + 1 < count; ++i)
    pairs[i] = merges.find(word[i], word[i + 1]);
  while (count > 1) {
    size_t best = count;
    for (size_t i = 0; i + 1 < count; ++i)
      if (pairs[i].rank >= 0 &&
          (best == count || pairs[i].rank < pairs[best].rank))
        best = i;
    if (best == count)
      break;
    word[best] = pairs[best].token;
    std::copy(word + best + 2, word + count, word + best + 1);
    std::copy(pairs + best + 1, pairs + count - 1, pairs + best);
    --count;
    if (best > 0)
      pairs[best - 1] = merges.find(word[best - 1], word[best]);
    if (best + 1 < count)
      pairs[best] = merges.find(word[best], word[best + 1]);
  }
  ids.resize(first + count);
}

namespace {

/// A merge that may be done.
struct Candidate {
  int32_t rank;
  uint32_t at;
  int32_t token;
  /// Of a queue that gives the largest first.
  bool operator<(const Candidate &other) const {
    return rank != other.rank ? rank > other.rank : at > other.at;
  }
};

constexpr uint32_t kNone = UINT32_MAX;

/// A word of any length, on the way from its first tokens to its last.
class LongWord {
public:
  LongWord(const MergeTable &merges, std::span<const int32_t> ids)
      : merges(merges) {
    auto count = static_cast<uint32_t>(ids.size());
    for (uint32_t i = 0; i < count; ++i)
      parts.push_back(
          {ids[i], i ? i - 1 : kNone, i + 1 < count ? i + 1 : kNone});
    for (uint32_t i = 0; i < count; ++i)
      offer(i);
  }

  void mergeAll() {
    while (!queue.empty()) {
      Candidate next = queue.top();
      queue.pop();
      // It may be about what is there no more.
      Part &part = parts[next.at];
      if (part.token < 0 || part.next == kNone ||
          merges.find(part.token, parts[part.next].token).token != next.token)
        continue;
      Part &gone = parts[part.next];
      part.token = next.token;
      part.next = gone.next;
      gone.token = -1;
      if (part.next != kNone)
        parts[part.next].before = next.at;
      offer(next.at);
      if (part.before != kNone)
        offer(part.before);
    }
  }

  void write(std::vector<int32_t> &ids) const {
    for (const Part &part : parts)
      if (part.token >= 0)
        ids.push_back(part.token);
  }

private:
  struct Part {
    int32_t token; ///< -1: it has become part of the one before
    uint32_t before, next;
  };

  void offer(uint32_t at) {
    uint32_t next = parts[at].next;
    if (next == kNone)
      return;
    Merge merge = merges.find(parts[at].token, parts[next].token);
    if (merge.rank >= 0)
      queue.push({merge.rank, at, merge.token});
  }

  const MergeTable &merges;
  std::vector<Part> parts;
  std::priority_queue<Candidate> queue;
};

} // namespace

void Bpe::mergeLong(std::vector<int32_t> &ids, size_t first) const {
  LongWord word(merges, std::span(ids).subspan(first));
  word.mergeAll();
  ids.resize(first);
  word.write(ids);
}

void Bpe::encodeWord(std::string_view word, std::vector<int32_t> &ids) const {
  if (options.ignoreMerges) {
    if (int32_t id = tokens.find(word); id >= 0)
      return ids.push_back(id);
  }
  size_t first = ids.size();
  if (isMarked())
    splitMarked(word, ids);
  else if (options.isByteLevel)
    appendBytes(word, ids);
  else
    splitCharacters(word, ids);
  if (ids.size() - first <= kShort)
    mergeShort(ids, first);
  else
    mergeLong(ids, first);
}

/// Whether there is no token for the character at `at`, which ends at `end`.
bool Bpe::isUnknownAt(std::string_view word, size_t at, size_t &end) const {
  end = at;
  end += decodeUtf8(word, end) < 0;
  std::string_view character = word.substr(at, end - at);
  bool isKnown =
      isMarked()
          ? markedToken(character, at == 0, end == word.size()) >= 0
          : options.wholes.longestAt(word, at) || tokens.find(character) >= 0;
  return !isKnown && std::ranges::any_of(character, [&](char byte) {
    return byteTokens[static_cast<unsigned char>(byte)] < 0;
  });
}

/// The part of a word that a token stands for, which begins at `at` or behind
/// what has none. It is as long as the token without its marks.
TextSpan Bpe::placeOf(std::string_view word, size_t at, int32_t id,
                      bool isLast) const {
  size_t end = at;
  while (!options.isByteLevel && at < word.size() &&
         isUnknownAt(word, at, end)) {
    if (id == options.unknown) {
      for (size_t next = end; options.fuseUnknown && next < word.size() &&
                              isUnknownAt(word, end, next);)
        end = next;
      return {at, end};
    }
    at = end;
  }
  std::string_view token = tokens[id];
  if (at > 0 && token.starts_with(options.prefix))
    token.remove_prefix(options.prefix.size());
  if (isLast && token.ends_with(options.suffix))
    token.remove_suffix(options.suffix.size());
  if (word.substr(at).starts_with(token))
    return {at, at + token.size()};
  return {at, std::min(at + 1, word.size())}; // a byte
}

void Bpe::placeWord(std::string_view word, std::vector<int32_t> &ids,
                    std::vector<TextSpan> &places) const {
  size_t first = ids.size(), at = 0;
  encodeWord(word, ids);
  for (size_t i = first; i < ids.size(); ++i) {
    places.push_back(placeOf(word, at, ids[i], i + 1 == ids.size()));
    at = places.back().end;
  }
}
