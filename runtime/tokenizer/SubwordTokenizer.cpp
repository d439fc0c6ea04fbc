//===- SubwordTokenizer.cpp - Parts of words as tokens --------------------===//
#include "runtime/tokenizer/SubwordTokenizer.h"

#include "runtime/core/Memory.h"
#include "runtime/core/Parallel.h"
#include "runtime/core/ThreadPool.h"
#include "runtime/tokenizer/ByteLetters.h"
#include "runtime/tokenizer/Utf8.h"
#include "runtime/tokenizer/WordCache.h"

#include <algorithm>
#include <nlohmann/json.hpp>

using namespace bmc;

/// What a thread encodes at a time: no less, and a quarter of its share of what
/// all do at once, since each part begins with no word remembered.
static constexpr size_t kPartBytes = size_t{1} << 18;
static constexpr size_t kPartsPerThread = 4;
/// What all threads do at once, at least, before their tokens are put together.
static constexpr size_t kRoundBytes = size_t{16} << 20;

SubwordTokenizer::SubwordTokenizer(SubwordParts given)
    : parts(std::move(given)) {
  std::vector<AddedToken> raw, late;
  count = parts.model->table().size();
  plain = parts.preTokenizer.plainPattern();
  bool isByteLevel = parts.preTokenizer.isByteLevel();
  hasDecoder =
      !parts.decoder.empty() && !(isByteLevel && parts.decoder.isByteLevel());
  for (size_t i = 0; i < parts.added.size(); ++i) {
    const AddedToken &token = parts.added[i];
    bool isLate = token.isNormalized && !parts.normalizer.empty();
    (isLate ? late : raw).push_back(token);
    if (isLate) {
      AlignedText content(token.content);
      if (parts.normalizer.apply(content).ok())
        late.back().content = content.view();
    }
    addedIds.emplace(token.id, i);
    count = std::max<int64_t>(count, token.id + 1);
  }
  std::erase_if(late,
                [](const AddedToken &token) { return token.content.empty(); });
  literal = AddedTokens(std::move(raw));
  normalized = AddedTokens(std::move(late));
  lineEndToken = findLineEnd();
}

const AddedToken *SubwordTokenizer::addedOf(int32_t id) const {
  auto found = addedIds.find(id);
  return found == addedIds.end() ? nullptr : &parts.added[found->second];
}

/// The token of a line break, where there is one, else that of an end.
int32_t SubwordTokenizer::findLineEnd() const {
  std::vector<int32_t> ids;
  bool isByteLevel = parts.preTokenizer.isByteLevel();
  if (isByteLevel && encode("\n", ids, nullptr).ok() && ids.size() == 1)
    return ids.front();
  for (const char *name : {"</s>", "[SEP]", "<eos>", "<|endoftext|>"})
    if (int32_t id = specialNamed(name); id >= 0)
      return id;
  return -1;
}

int32_t SubwordTokenizer::specialNamed(std::string_view name) const {
  auto found = std::ranges::find(parts.added, name, &AddedToken::content);
  return found == parts.added.end() ? -1 : found->id;
}

std::string SubwordTokenizer::nameOf(int32_t id) const {
  if (const AddedToken *added = addedOf(id))
    return added->content;
  const TokenTable &table = parts.model->table();
  if (id < 0 || id >= table.size())
    return "";
  bool isByteLevel = parts.preTokenizer.isByteLevel();
  return isByteLevel ? toByteLetters(table[id]) : std::string(table[id]);
}

bool SubwordTokenizer::isPlaceholder(int32_t id) const {
  std::string name = nameOf(id);
  constexpr std::string_view kNames[] = {"",      "[PAD]",  "[UNK]",
                                         "[CLS]", "[MASK]", "<pad>",
                                         "<unk>", "<mask>", "<s>"};
  return std::ranges::find(kNames, name) != std::end(kNames);
}

bool SubwordTokenizer::takesAnyBytes() const {
  return parts.preTokenizer.isByteLevel() && parts.normalizer.empty();
}

void SubwordTokenizer::decode(int32_t id, std::string &text) const {
  const TokenTable &table = parts.model->table();
  if (const AddedToken *added = addedOf(id))
    text += added->content;
  else if (id < 0 || id >= table.size() || table[id].empty())
    appendUtf8(text, kReplacement);
  else
    parts.model->decodeToken(id, text);
}

std::string SubwordTokenizer::decodeAll(std::span<const int32_t> ids) const {
  if (parts.decoder.empty())
    return Tokenizer::decodeAll(ids);
  std::vector<std::string> names;
  for (int32_t id : ids)
    if (std::string name = nameOf(id);
        !name.empty()) // what is none is left out
      names.push_back(std::move(name));
  return parts.decoder.decode(std::move(names));
}

/// Where tokens go, and how words become some.
struct SubwordTokenizer::Sink {
  const SubwordModel &model;
  std::vector<int32_t> &ids;
  WordCache *cache = nullptr; ///< of words without their places
  /// Where each token stands in the text that was given, if that is asked for.
  std::vector<TextSpan> *places = nullptr;

  void addWord(std::string_view word) {
    cache->append(word, ids,
                  [this](std::string_view part, std::vector<int32_t> &to) {
                    model.encodeWord(part, to);
                  });
  }
  void addWord(const AlignedText &text, TextSpan span) {
    std::string_view word = text.view().substr(span.begin, span.size());
    if (!places)
      return addWord(word);
    size_t first = places->size();
    model.placeWord(word, ids, *places);
    for (size_t i = first; i < places->size(); ++i) {
      TextSpan &place = (*places)[i];
      place = text.originOf({span.begin + place.begin, span.begin + place.end});
    }
  }
  void addToken(const AddedToken &token, TextSpan place) {
    ids.push_back(token.id);
    if (places)
      places->push_back(place);
  }
};

/// Merging takes memory for each byte of a word. A pattern finds no long ones
/// in a text, other ways to split may leave it whole.
Status SubwordTokenizer::checkWord(std::string_view text,
                                   std::string_view word) const {
  constexpr uint64_t kPerByte = 48;
  if (word.size() <= kMaxWordBytes)
    return {};
  if (plain == SplitPattern::None)
    return checkMemory(kPerByte * word.size(), "the parts of a long word");
  return badInput("a word of {} bytes at byte {}, expected at most {}",
                  word.size(), word.data() - text.data(), kMaxWordBytes);
}

/// Words that begin in [begin, end), read off the text. What lies behind
/// counts.
Status SubwordTokenizer::encodePlain(std::string_view text, size_t begin,
                                     size_t end, Sink &sink) const {
  std::string_view word;
  for (SplitReader reader(plain, text, begin, end); reader.next(word);) {
    BMRT_TRY(checkWord(text, word));
    sink.addWord(word);
  }
  return {};
}

/// A text that is normalised, between two added tokens.
Status SubwordTokenizer::encodeSection(AlignedText text, bool isFirst,
                                       Sink &sink) const {
  if (plain != SplitPattern::None && !sink.places)
    return encodePlain(text.view(), 0, text.view().size(), sink);
  Words words;
  BMRT_TRY(parts.preTokenizer.split(std::move(text), isFirst, words));
  for (TextSpan span : words.spans) {
    BMRT_TRY(checkWord(words.text.view(),
                       words.text.view().substr(span.begin, span.size())));
    sink.addWord(words.text, span);
  }
  return {};
}

Status SubwordTokenizer::encodeNormalized(const AlignedText &text, bool isFirst,
                                          Sink &sink) const {
  if (normalized.empty())
    return encodeSection(text, isFirst, sink);
  for (size_t at = 0; at < text.view().size();) {
    AddedMatch match = normalized.find(text.view(), at);
    if (match.begin > at)
      BMRT_TRY(encodeSection(text.part({at, match.begin}), isFirst && at == 0,
                             sink));
    if (match.token)
      sink.addToken(*match.token, text.originOf({match.begin, match.end}));
    at = match.end;
  }
  return {};
}

/// Encodes what begins in [begin, end), which are ends of the text or borders
/// of words. What lies behind `end` counts where it says where a word ends.
Status SubwordTokenizer::encodeRange(std::string_view text, size_t begin,
                                     size_t end, Sink &sink) const {
  std::string_view range = text.substr(0, end);
  size_t context = end;
  if (end < text.size() && !literal.longestAt(text, end))
    if (decodeUtf8(text, context) < 0)
      ++context;
  bool isPlain =
      parts.normalizer.empty() && !sink.places && plain != SplitPattern::None;
  for (size_t at = begin; at < end;) {
    AddedMatch match = literal.find(range, at);
    size_t behind = match.begin == end ? context : match.begin;
    if (isPlain && match.begin > at) {
      BMRT_TRY(encodePlain(text.substr(0, behind), at, match.begin, sink));
    } else if (match.begin > at) {
      AlignedText section(text.substr(at, match.begin - at), sink.places, at);
      BMRT_TRY(parts.normalizer.apply(section));
      BMRT_TRY(encodeNormalized(section, at == 0, sink));
    }
    if (match.token)
      sink.addToken(*match.token, {match.begin, match.end});
    at = match.end;
  }
  return {};
}

Status SubwordTokenizer::checkText(std::string_view text) const {
  size_t invalid = takesAnyBytes() ? text.npos : findInvalidUtf8(text);
  return invalid == text.npos ? Status()
                              : badInput("invalid UTF-8 at byte {}", invalid);
}

Status SubwordTokenizer::encode(std::string_view text,
                                std::vector<int32_t> &ids,
                                WordCache *cache) const {
  BMRT_TRY(checkText(text));
  WordCache own;
  Sink sink{*parts.model, ids, cache ? cache : &own};
  return encodeRange(text, 0, text.size(), sink);
}

Status SubwordTokenizer::encodePlaced(std::string_view text,
                                      std::vector<int32_t> &ids,
                                      std::vector<TextSpan> &places) const {
  BMRT_TRY(checkText(text));
  Sink sink{*parts.model, ids, nullptr, &places};
  return encodeRange(text, 0, text.size(), sink);
}

/// Encodes what follows `begin`, in parts for all threads, and moves it there.
Status SubwordTokenizer::encodeParts(std::string_view text, size_t &begin,
                                     Results &results) const {
  size_t wanted = kPartsPerThread * static_cast<size_t>(threadCount());
  size_t bytes = std::max(
      kPartBytes, std::min(kRoundBytes, text.size() - begin) / wanted + 1);
  std::vector<size_t> borders{begin};
  while (borders.size() <= wanted && borders.back() < text.size())
    borders.push_back(
        findBorder(text, std::min(borders.back() + bytes, text.size())));
  results.resize(borders.size() - 1);
  begin = borders.back();
  return parallelTry(
      static_cast<int64_t>(results.size()), [&](int64_t part) -> Status {
        auto index = static_cast<size_t>(part);
        results[index].clear();
        WordCache cache;
        Sink sink{*parts.model, results[index], &cache};
        return encodeRange(text, borders[index], borders[index + 1], sink);
      });
}

Status SubwordTokenizer::encodeLong(std::string_view text,
                                    TokenIds &ids) const {
  bool hasBorders = parts.preTokenizer.keepsLines() && literal.keepsLines() &&
                    normalized.keepsLines() && parts.normalizer.keepsLines();
  if (!hasBorders)
    return Tokenizer::encodeLong(text, ids);
  BMRT_TRY(checkText(text));
  Results results;
  for (size_t at = 0; at < text.size();) {
    BMRT_TRY(encodeParts(text, at, results));
    for (const std::vector<int32_t> &result : results)
      ids.append(result);
  }
  return {};
}
