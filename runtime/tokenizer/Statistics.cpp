//===- Statistics.cpp - What the tokens of a text are like ----------------===//
#include "runtime/tokenizer/Tokenize.h"

#include <algorithm>
#include <nlohmann/json.hpp>

using namespace bmc;

namespace {

/// How often each token occurs.
std::vector<int64_t> countTokens(const Tokenizer &tokenizer,
                                 const TokenIds &ids) {
  std::vector<int64_t> counts(static_cast<size_t>(tokenizer.size()));
  ids.forEach(0, ids.size(), [&](std::span<const int32_t> part) {
    for (int32_t id : part)
      ++counts[static_cast<size_t>(id)];
    return true;
  });
  return counts;
}

/// The ids of the first `most` tokens that occur, by what `rank` says of each.
template <typename Rank>
std::vector<int32_t> firstTokens(const std::vector<int64_t> &counts,
                                 size_t most, const Rank &rank) {
  std::vector<std::pair<decltype(rank(0)), int32_t>> ranked;
  for (size_t id = 0; id < counts.size(); ++id)
    if (counts[id])
      ranked.emplace_back(rank(static_cast<int32_t>(id)),
                          static_cast<int32_t>(id));
  most = std::min(most, ranked.size());
  std::ranges::partial_sort(ranked,
                            ranked.begin() + static_cast<ptrdiff_t>(most));
  std::vector<int32_t> ids;
  for (size_t i = 0; i < most; ++i)
    ids.push_back(ranked[i].second);
  return ids;
}

double ratio(size_t part, size_t whole) {
  return static_cast<double>(part) /
         static_cast<double>(std::max<size_t>(whole, 1));
}

/// Characters, and words: what spaces divide.
struct TextSize {
  size_t characters = 0, words = 0, lines = 0;
};

TextSize measure(std::string_view text) {
  TextSize size;
  bool wasSpace = true;
  for (char byte : text) {
    bool isSpace = byte == ' ' || (byte >= '\t' && byte <= '\r');
    size.characters += (byte & 0xC0) != 0x80;
    size.words += wasSpace && !isSpace;
    size.lines += byte == '\n';
    wasSpace = isSpace;
  }
  return size;
}

/// Tokens with how often each occurs.
std::string listTokens(const Tokenizer &tokenizer,
                       const std::vector<int32_t> &ids,
                       const std::vector<int64_t> &counts) {
  std::string out;
  for (int32_t id : ids)
    out += fmt::format(" {} {}", dumpJson(Json(tokenizer.nameOf(id))),
                       counts[static_cast<size_t>(id)]);
  return out + "\n";
}

} // namespace

Status bmc::showStatistics(const Tokenizer &tokenizer, std::string_view text,
                           const TokenIds &ids) {
  constexpr size_t kShown = 10;
  std::vector<int64_t> counts = countTokens(tokenizer, ids);
  size_t unused = static_cast<size_t>(std::ranges::count(counts, int64_t{0}));
  size_t unknown = 0;
  for (size_t id = 0; id < counts.size(); ++id)
    if (counts[id] && tokenizer.isPlaceholder(static_cast<int32_t>(id)))
      unknown += static_cast<size_t>(counts[id]);
  TextSize size = measure(text);
  std::string out = fmt::format(
      "bytes             {}\n"
      "characters        {}\n"
      "words             {}\n"
      "lines             {}\n"
      "tokens            {}, {:.3f} bytes each\n"
      "tokens per        character {:.3f}, word {:.3f}\n"
      "different tokens  {} of {}\n"
      "unknown           {} ({:.2f} %)\n"
      "most frequent    ",
      text.size(), size.characters, size.words, size.lines, ids.size(),
      ratio(text.size(), ids.size()), ratio(ids.size(), size.characters),
      ratio(ids.size(), size.words), counts.size() - unused, tokenizer.size(),
      unknown, 100 * ratio(unknown, ids.size()));
  out += listTokens(
      tokenizer,
      firstTokens(counts, kShown,
                  [&](int32_t id) { return -counts[static_cast<size_t>(id)]; }),
      counts);
  out += "longest          ";
  out += listTokens(tokenizer,
                    firstTokens(counts, kShown,
                                [&](int32_t id) {
                                  return -static_cast<int64_t>(
                                      tokenizer.nameOf(id).size());
                                }),
                    counts);
  return printResult(out);
}
