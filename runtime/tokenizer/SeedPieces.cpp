//===- SeedPieces.cpp - What a Unigram model is cut from ------------------===//
#include "runtime/tokenizer/SeedPieces.h"

#include "runtime/tokenizer/CharacterClass.h"

#include <algorithm>
#include <map>
#include <unordered_map>
#include <utf8proc.h>

using namespace bmc;

namespace {

constexpr double kCoverage = 0.9995;   ///< share of characters that are tokens
constexpr size_t kMostBytes = 4096;    ///< of a fragment
constexpr size_t kMostCharacters = 16; ///< of a piece
constexpr size_t kMostSeeds = 1'000'000;
constexpr int32_t kSpaceCharacter = 0x2581;
constexpr int32_t kBorder = -2; ///< between two fragments

std::string textOf(int32_t codePoint) {
  std::string text;
  appendUtf8(text, codePoint);
  return text;
}

/// Characters by how often they occur, the most frequent first, without the
/// rarest, which are few; a space is always one of them.
std::vector<int32_t> frequentCharacters(const CountedWords &counted,
                                        size_t enough) {
  std::map<int32_t, int64_t> counts;
  int64_t total = 0;
  for (int32_t i = 0; i < counted.words.size(); ++i)
    eachCharacter(counted.words[i], [&](int32_t codePoint, size_t, size_t) {
      counts[codePoint] += counted.counts[static_cast<size_t>(i)];
      total += counted.counts[static_cast<size_t>(i)];
    });
  std::vector<std::pair<int64_t, int32_t>> ranked;
  for (auto [codePoint, count] : counts)
    ranked.emplace_back(codePoint == kSpaceCharacter ? -total : -count,
                        codePoint);
  std::ranges::sort(ranked);
  std::vector<int32_t> kept;
  int64_t covered = 0;
  for (auto [count, codePoint] : ranked) {
    bool isCovered =
        static_cast<double>(covered) >= kCoverage * static_cast<double>(total);
    if (isCovered && kept.size() >= enough)
      break;
    kept.push_back(codePoint);
    covered += counts[codePoint];
  }
  return kept;
}

/// What characters a piece may be made of: of one kind only.
enum class Kind { Letter, Number, Other };

Kind kindOf(int32_t codePoint) {
  if (isNumeric(codePoint))
    return Kind::Number;
  utf8proc_category_t category = utf8proc_category(codePoint);
  bool isLetter =
      category >= UTF8PROC_CATEGORY_LU && category <= UTF8PROC_CATEGORY_ME;
  return isLetter ? Kind::Letter : Kind::Other;
}

/// The fragments as characters one after the other, and the places in them,
/// sorted by what follows.
class Suffixes {
public:
  explicit Suffixes(const std::vector<Fragment> &fragments) {
    for (const Fragment &fragment : fragments) {
      eachCharacter(fragment.text, [&](int32_t codePoint, size_t, size_t) {
        places.push_back(static_cast<uint32_t>(characters.size()));
        characters.push_back(codePoint);
        weights.push_back(fragment.count);
      });
      characters.push_back(kBorder);
      weights.push_back(0);
    }
    std::ranges::sort(places, [&](uint32_t a, uint32_t b) {
      size_t common = commonOf(a, b);
      int32_t left = characterAt(a, common), right = characterAt(b, common);
      return left != right ? left < right : a < b;
    });
  }

  /// Calls use(begin, length, count) for each run of characters that occurs
  /// with several behind it, and what each place begins up to its end.
  template <typename Use> void each(const Use &use) const {
    struct Open {
      size_t length;
      int64_t before; ///< what all places in front of the run count
    };
    std::vector<Open> open;
    int64_t total = 0;
    for (size_t i = 0; i < places.size(); ++i) {
      use(places[i], runAt(places[i]), weights[places[i]]);
      size_t common = i > 0 ? commonOf(places[i - 1], places[i]) : 0;
      int64_t before = i > 0 ? total - weights[places[i - 1]] : 0;
      while (!open.empty() && open.back().length > common) {
        use(places[i - 1], open.back().length, total - open.back().before);
        before = open.back().before;
        open.pop_back();
      }
      if (common > 0 && (open.empty() || open.back().length < common))
        open.push_back({common, before});
      total += weights[places[i]];
    }
    for (; !open.empty(); open.pop_back())
      use(places.back(), open.back().length, total - open.back().before);
  }

  int32_t at(size_t place) const { return characters[place]; }

private:
  int32_t characterAt(uint32_t place, size_t offset) const {
    return offset < kMostCharacters ? characters[place + offset] : kBorder;
  }
  size_t runAt(uint32_t place) const {
    size_t length = 0;
    while (length < kMostCharacters && characters[place + length] != kBorder)
      ++length;
    return length;
  }
  /// Characters that two places have in common, up to the end of a fragment.
  size_t commonOf(uint32_t a, uint32_t b) const {
    size_t common = 0;
    while (common < kMostCharacters &&
           characters[a + common] == characters[b + common] &&
           characters[a + common] != kBorder)
      ++common;
    return common;
  }

  std::vector<int32_t> characters;
  std::vector<int64_t> weights; ///< how often each character occurs
  std::vector<uint32_t> places;
};

/// What of a run may be a piece: a space in front, then characters of one kind.
/// Empty if it is less than two characters.
std::string pieceOf(const Suffixes &suffixes, size_t begin, size_t length) {
  std::string text;
  Kind kind = Kind::Other;
  size_t count = 0;
  for (bool isFirst = true; count < length; ++count) {
    int32_t codePoint = suffixes.at(begin + count);
    bool isSpace = codePoint == kSpaceCharacter;
    if (isSpace ? count > 0 : !isFirst && kindOf(codePoint) != kind)
      break;
    text += textOf(codePoint);
    kind = kindOf(codePoint);
    isFirst = isSpace;
  }
  return count < 2 ? "" : text;
}

} // namespace

Fragments bmc::cutWords(const CountedWords &counted, size_t enough) {
  Fragments result;
  std::vector<int32_t> kept = frequentCharacters(counted, enough);
  for (int32_t codePoint : kept)
    result.characters.push_back(textOf(codePoint));
  std::ranges::sort(kept);
  std::unordered_map<std::string, size_t> known;
  std::string part;
  auto endPart = [&](int64_t count) {
    if (part.empty())
      return;
    auto [found, isNew] = known.emplace(part, result.list.size());
    if (isNew)
      result.list.push_back({part, 0});
    result.list[found->second].count += count;
    part.clear();
  };
  for (int32_t i = 0; i < counted.words.size(); ++i) {
    int64_t count = counted.counts[static_cast<size_t>(i)];
    std::string_view word = counted.words[i];
    eachCharacter(word, [&](int32_t codePoint, size_t begin, size_t end) {
      bool isKept = std::ranges::binary_search(kept, codePoint);
      if (!isKept || part.size() + end - begin > kMostBytes)
        endPart(count);
      if (isKept)
        part += word.substr(begin, end - begin);
    });
    endPart(count);
  }
  return result;
}

std::vector<UnigramPiece> bmc::findSeeds(const Fragments &fragments) {
  Suffixes suffixes(fragments.list);
  std::unordered_map<std::string, int64_t> characters;
  for (const Fragment &fragment : fragments.list)
    eachCharacter(fragment.text, [&](int32_t, size_t begin, size_t end) {
      characters[fragment.text.substr(begin, end - begin)] += fragment.count;
    });
  // How often each piece is known to occur, times its characters.
  std::unordered_map<std::string, int64_t> covered;
  suffixes.each([&](size_t begin, size_t length, int64_t count) {
    if (length < 2 || count < 2)
      return;
    std::string text = pieceOf(suffixes, begin, length);
    int64_t size = std::ranges::count_if(
        text, [](char byte) { return (byte & 0xC0) != 0x80; });
    if (!text.empty()) {
      int64_t &known = covered[std::move(text)];
      known = std::max(known, count * size);
    }
  });
  struct Candidate {
    int64_t covered;
    std::string text;
  };
  std::vector<Candidate> candidates;
  for (const auto &[text, count] : covered)
    candidates.push_back({count, text});
  std::ranges::sort(candidates, [](const Candidate &a, const Candidate &b) {
    return a.covered != b.covered ? a.covered > b.covered : a.text < b.text;
  });
  candidates.resize(std::min(candidates.size(), kMostSeeds));
  std::vector<UnigramPiece> seeds;
  for (const std::string &character : fragments.characters)
    seeds.push_back({character, static_cast<double>(std::max<int64_t>(
                                    characters[character], 1))});
  for (Candidate &candidate : candidates)
    seeds.push_back(
        {std::move(candidate.text), static_cast<double>(candidate.covered)});
  return seeds;
}
