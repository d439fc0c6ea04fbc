//===- SubwordTokenizer.cpp - Parts of words as tokens --------------------===//
#include "runtime/tokenizer/SubwordTokenizer.h"

#include "runtime/core/Parallel.h"
#include "runtime/core/ThreadPool.h"
#include "runtime/tokenizer/ByteLetters.h"
#include "runtime/tokenizer/Utf8.h"
#include "runtime/tokenizer/WordCache.h"

#include <algorithm>
#include <nlohmann/json.hpp>

using namespace bmc;

/// What a thread encodes at a time: no less, and a quarter of its share of a
/// long text, since each part begins with no word remembered.
static constexpr size_t kPartBytes = size_t{1} << 18;
static constexpr size_t kPartsPerThread = 4;

SubwordTokenizer::SubwordTokenizer(SubwordParts given)
    : parts(std::move(given)) {
  std::vector<AddedToken> raw, late;
  count = parts.model->table().size();
  for (size_t i = 0; i < parts.added.size(); ++i) {
    const AddedToken &token = parts.added[i];
    bool isLate = token.isNormalized && !parts.normalizer.empty();
    (isLate ? late : raw).push_back(token);
    if (isLate)
      late.back().content = parts.normalizer.apply(token.content);
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
  bool isByteLevel = parts.preTokenizer.kind == PreTokenizer::Kind::ByteLevel;
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
  bool isByteLevel = parts.preTokenizer.kind == PreTokenizer::Kind::ByteLevel;
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
  return parts.preTokenizer.kind == PreTokenizer::Kind::ByteLevel &&
         parts.normalizer.empty();
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

/// What lies in [begin, end) of a text in which no added token is: words that
/// begin there.
void SubwordTokenizer::encodeSection(std::string_view text, size_t begin,
                                     size_t end, bool isFirst,
                                     std::vector<int32_t> &ids,
                                     WordCache &cache) const {
  auto encodeWord = [this](std::string_view word, std::vector<int32_t> &to) {
    parts.model->encodeWord(word, to);
  };
  parts.preTokenizer.each(
      text, begin, end, isFirst,
      [&](std::string_view word) { cache.append(word, ids, encodeWord); });
}

void SubwordTokenizer::encodeNormalized(std::string_view text, bool isFirst,
                                        std::vector<int32_t> &ids,
                                        WordCache &cache) const {
  for (size_t at = 0; at < text.size();) {
    AddedMatch match = normalized.find(text, at);
    if (match.begin > at) {
      std::string_view section = text.substr(at, match.begin - at);
      encodeSection(section, 0, section.size(), isFirst && at == 0, ids, cache);
    }
    if (match.token)
      ids.push_back(match.token->id);
    at = match.end;
  }
}

/// Encodes what begins in [begin, end), which are ends of the text or borders
/// of words. What lies behind `end` counts where it says where a word ends.
void SubwordTokenizer::encodeRange(std::string_view text, size_t begin,
                                   size_t end, std::vector<int32_t> &ids,
                                   WordCache &cache) const {
  std::string_view range = text.substr(0, end);
  size_t context = end;
  if (end < text.size() && !literal.longestAt(text, end))
    if (decodeUtf8(text, context) < 0)
      ++context;
  for (size_t at = begin; at < end;) {
    AddedMatch match = literal.find(range, at);
    size_t behind = match.begin == end ? context : match.begin;
    if (!parts.normalizer.empty())
      encodeNormalized(
          parts.normalizer.apply(text.substr(at, match.begin - at)), at == 0,
          ids, cache);
    else if (match.begin > at)
      encodeSection(text.substr(at, behind - at), 0, match.begin - at, at == 0,
                    ids, cache);
    if (match.token)
      ids.push_back(match.token->id);
    at = match.end;
  }
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
  if (cache) {
    encodeRange(text, 0, text.size(), ids, *cache);
  } else {
    WordCache own;
    encodeRange(text, 0, text.size(), ids, own);
  }
  return {};
}

Status SubwordTokenizer::encodeLong(std::string_view text,
                                    std::vector<int32_t> &ids) const {
  const PreTokenizer &words = parts.preTokenizer;
  bool hasBorders =
      words.keepsLines() && literal.keepsLines() && normalized.keepsLines() &&
      (parts.normalizer.empty() || words.kind == PreTokenizer::Kind::Bert);
  if (!hasBorders)
    return encode(text, ids, nullptr);
  BMRT_TRY(checkText(text));
  size_t wanted = kPartsPerThread * static_cast<size_t>(threadCount());
  size_t bytes = std::max(kPartBytes, text.size() / wanted + 1);
  std::vector<size_t> borders{0};
  while (borders.back() < text.size())
    borders.push_back(
        findBorder(text, std::min(borders.back() + bytes, text.size())));
  std::vector<std::vector<int32_t>> results(borders.size() - 1);
  BMRT_TRY(parallelTry(static_cast<int64_t>(results.size()),
                       [&](int64_t part) -> Status {
                         auto index = static_cast<size_t>(part);
                         WordCache cache;
                         encodeRange(text, borders[index], borders[index + 1],
                                     results[index], cache);
                         return {};
                       }));
  size_t total = ids.size();
  for (const std::vector<int32_t> &result : results)
    total += result.size();
  ids.reserve(total);
  for (const std::vector<int32_t> &result : results)
    ids.insert(ids.end(), result.begin(), result.end());
  return {};
}
