//===- UnigramLearner.cpp - Which pieces are likely -----------------------===//
#include "runtime/tokenizer/UnigramLearner.h"

#include "runtime/core/Parallel.h"
#include "runtime/tokenizer/CharacterClass.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <unordered_map>
#include <unordered_set>

using namespace bmc;

namespace {

constexpr double kShrink = 0.75; ///< what is left each time
constexpr double kSurplus = 1.1; ///< what is left to choose the last from
constexpr int kSteps = 2;        ///< of estimation between two times
constexpr double kLeastExpected = 0.5;
constexpr double kUnknownPenalty = 10;
/// Parts that words are counted in, on any number of threads.
constexpr size_t kParts = 8;
constexpr double kNever = -std::numeric_limits<double>::infinity();

/// The logarithm of a sum.
double addLogs(double a, double b) {
  if (a < b)
    std::swap(a, b);
  return b == kNever || a - b > 50 ? a : a + std::log1p(std::exp(b - a));
}

/// The derivative of the gamma function's logarithm.
double digamma(double x) {
  double result = 0;
  for (; x < 7; ++x)
    result -= 1 / x;
  x -= 0.5;
  double square = 1 / (x * x);
  return result + std::log(x) +
         square * (1.0 / 24 -
                   square * (7.0 / 960 -
                             square * (31.0 / 8064 - square * 127.0 / 30720)));
}

} // namespace

/// A piece where it stands in a text; -1 for a character that is none.
struct UnigramLearner::Edge {
  uint32_t begin, end;
  int32_t piece;
  double score;
};

UnigramLearner::UnigramLearner(const Fragments &given,
                               std::vector<UnigramPiece> seeds)
    : fragments(given), pieces(std::move(seeds)) {
  double sum = 0;
  for (const UnigramPiece &piece : pieces)
    sum += piece.score;
  for (UnigramPiece &piece : pieces)
    piece.score = std::log(piece.score) - std::log(sum);
  rebuild();
}

void UnigramLearner::rebuild() {
  std::vector<Trie::Entry> entries;
  least = 0;
  for (size_t i = 0; i < pieces.size(); ++i) {
    entries.emplace_back(pieces[i].text, static_cast<int32_t>(i));
    least = std::min(least, pieces[i].score);
  }
  trie = Trie(std::move(entries));
}

/// All pieces of a text, in the order of where they begin.
void UnigramLearner::findEdges(std::string_view text, int32_t without,
                               std::vector<Edge> &edges) const {
  edges.clear();
  eachCharacter(text, [&](int32_t, size_t begin, size_t end) {
    bool hasCharacter = false;
    auto from = static_cast<uint32_t>(begin);
    trie.each(text.substr(begin), [&](int32_t piece, size_t length) {
      if (piece == without)
        return;
      hasCharacter |= begin + length == end;
      edges.push_back({from, from + static_cast<uint32_t>(length), piece,
                       pieces[static_cast<size_t>(piece)].score});
    });
    if (!hasCharacter)
      edges.push_back(
          {from, static_cast<uint32_t>(end), -1, least - kUnknownPenalty});
  });
}

/// Adds how often each piece is expected in a fragment.
void UnigramLearner::expectOne(const Fragment &fragment,
                               std::vector<Edge> &edges,
                               std::vector<double> &expected) const {
  findEdges(fragment.text, -1, edges);
  std::vector<double> before(fragment.text.size() + 1, kNever), after = before;
  before.front() = after.back() = 0;
  for (const Edge &edge : edges)
    before[edge.end] =
        addLogs(before[edge.end], before[edge.begin] + edge.score);
  for (size_t i = edges.size(); i-- > 0;)
    after[edges[i].begin] =
        addLogs(after[edges[i].begin], after[edges[i].end] + edges[i].score);
  double all = before.back();
  for (const Edge &edge : edges)
    if (edge.piece >= 0)
      expected[static_cast<size_t>(edge.piece)] +=
          static_cast<double>(fragment.count) *
          std::exp(before[edge.begin] + edge.score + after[edge.end] - all);
}

Status UnigramLearner::expect(std::vector<double> &expected) const {
  std::vector<std::vector<double>> parts(kParts);
  size_t count = fragments.list.size();
  BMRT_TRY(parallelTry(kParts, [&](int64_t index) -> Status {
    auto part = static_cast<size_t>(index);
    std::vector<Edge> edges;
    parts[part].resize(pieces.size());
    for (size_t i = count * part / kParts; i < count * (part + 1) / kParts; ++i)
      expectOne(fragments.list[i], edges, parts[part]);
    return {};
  }));
  expected.assign(pieces.size(), 0);
  for (const std::vector<double> &part : parts)
    for (size_t i = 0; i < part.size(); ++i)
      expected[i] += part[i];
  return {};
}

/// Pieces that are hardly expected go; the others are as likely as expected,
/// the rare ones a little less.
void UnigramLearner::maximize(const std::vector<double> &expected) {
  std::vector<UnigramPiece> kept;
  double sum = 0;
  for (size_t i = 0; i < pieces.size(); ++i) {
    if (expected[i] < kLeastExpected)
      continue;
    kept.push_back({std::move(pieces[i].text), expected[i]});
    sum += expected[i];
  }
  for (UnigramPiece &piece : kept)
    piece.score = digamma(piece.score) - digamma(sum);
  pieces = std::move(kept);
  rebuild();
}

/// The likeliest pieces of a text, the last first; false if some character is
/// none.
bool UnigramLearner::bestPath(std::string_view text, int32_t without,
                              std::vector<int32_t> &path) const {
  std::vector<Edge> edges;
  findEdges(text, without, edges);
  std::vector<double> best(text.size() + 1, kNever);
  std::vector<const Edge *> last(text.size() + 1);
  best.front() = 0;
  for (const Edge &edge : edges)
    if (double score = best[edge.begin] + edge.score; score > best[edge.end]) {
      best[edge.end] = score;
      last[edge.end] = &edge;
    }
  path.clear();
  bool isKnown = true;
  for (size_t end = text.size(); end > 0; end = last[end]->begin) {
    path.push_back(last[end]->piece);
    isKnown = isKnown && last[end]->piece >= 0;
  }
  return isKnown;
}

/// Drops the pieces whose loss costs least, as others take their place.
void UnigramLearner::prune(size_t wanted) {
  // How often each piece is used, and the words in which it is.
  std::vector<double> used(pieces.size()), inWords(pieces.size());
  double sum = 0, words = 0;
  std::vector<int32_t> path;
  for (const Fragment &fragment : fragments.list) {
    bestPath(fragment.text, -1, path);
    auto count = static_cast<double>(fragment.count);
    words += count;
    std::ranges::sort(path);
    for (size_t i = 0; i < path.size(); ++i) {
      if (path[i] < 0)
        continue;
      auto id = static_cast<size_t>(path[i]);
      used[id] += count;
      sum += count;
      inWords[id] += i == 0 || path[i - 1] != path[i] ? count : 0;
    }
  }
  struct Loss {
    double value;
    size_t piece;
  };
  std::vector<Loss> losses;
  std::vector<bool> isKept(pieces.size());
  size_t kept = 0;
  for (size_t i = 0; i < pieces.size(); ++i) {
    auto id = static_cast<int32_t>(i);
    bestPath(pieces[i].text, -1, path);
    bool isBest = path.size() == 1;
    bool hasOther = bestPath(pieces[i].text, id, path);
    if (!hasOther || (!isBest && used[i] > 0)) {
      isKept[i] = true;
      ++kept;
    } else if (used[i] > 0) {
      auto more = static_cast<double>(path.size() - 1);
      double now = std::log(used[i]) - std::log(sum), then = 0;
      for (int32_t other : path)
        then += std::log(used[static_cast<size_t>(other)] + used[i]) -
                std::log(sum + used[i] * more);
      losses.push_back({inWords[i] / words * (now - then), i});
    }
  }
  std::ranges::sort(losses, [](const Loss &a, const Loss &b) {
    return a.value != b.value ? a.value > b.value : a.piece < b.piece;
  });
  auto shrunk =
      static_cast<size_t>(kShrink * static_cast<double>(pieces.size()));
  for (size_t room = std::max(wanted, shrunk), i = 0;
       i < losses.size() && kept < room; ++i, ++kept)
    isKept[losses[i].piece] = true;
  std::vector<UnigramPiece> rest;
  for (size_t i = 0; i < pieces.size(); ++i)
    if (isKept[i])
      rest.push_back(std::move(pieces[i]));
  pieces = std::move(rest);
  rebuild();
}

Status UnigramLearner::run(size_t wanted) {
  auto surplus = static_cast<size_t>(kSurplus * static_cast<double>(wanted));
  for (;;) {
    for (int step = 0; step < kSteps; ++step) {
      std::vector<double> expected;
      BMRT_TRY(expect(expected));
      maximize(expected);
    }
    size_t before = pieces.size();
    if (before <= surplus)
      return {};
    prune(surplus);
    if (pieces.size() == before)
      return {};
  }
}

std::vector<UnigramPiece> UnigramLearner::finish(size_t wanted) const {
  std::vector<UnigramPiece> ranked = pieces, chosen;
  auto isBefore = [](const UnigramPiece &a, const UnigramPiece &b) {
    return a.score != b.score ? a.score > b.score : a.text < b.text;
  };
  std::ranges::sort(ranked, isBefore);
  std::unordered_map<std::string_view, double> scores;
  for (const UnigramPiece &piece : ranked)
    scores.emplace(piece.text, piece.score);
  std::unordered_set<std::string_view> characters(fragments.characters.begin(),
                                                  fragments.characters.end());
  // Characters without a score of their own are a little less likely than all.
  double score = least;
  for (const std::string &character : fragments.characters) {
    auto found = scores.find(character);
    chosen.push_back(
        {character, found == scores.end() ? score -= 0.0001 : found->second});
  }
  for (const UnigramPiece &piece : ranked)
    if (chosen.size() < wanted && !characters.contains(piece.text))
      chosen.push_back(piece);
  std::ranges::sort(chosen, isBefore);
  return chosen;
}
