//===- Suggest.cpp - "did you mean" ---------------------------------------===//
#include "runtime/core/Suggest.h"

#include <algorithm>
#include <numeric>
#include <vector>

namespace bmc {
namespace {

/// Levenshtein distance by rows.
size_t editDistance(std::string_view a, std::string_view b) {
  std::vector<size_t> row(b.size() + 1);
  std::iota(row.begin(), row.end(), size_t{0});
  for (size_t i = 1; i <= a.size(); ++i) {
    size_t diagonal = row[0];
    row[0] = i;
    for (size_t j = 1; j <= b.size(); ++j) {
      size_t replace = diagonal + (a[i - 1] != b[j - 1]);
      diagonal = row[j];
      row[j] = std::min({replace, row[j] + 1, row[j - 1] + 1});
    }
  }
  return row[b.size()];
}

} // namespace

std::string suggestion(std::string_view word,
                       std::span<const std::string_view> candidates) {
  size_t limit = std::max<size_t>(1, (word.size() + 1) / 3);
  std::string_view best;
  for (std::string_view candidate : candidates) {
    size_t distance = editDistance(word, candidate);
    bool isPrefix = word.size() >= 3 && candidate.starts_with(word);
    if (isPrefix)
      distance = std::min<size_t>(distance, 1);
    if (distance <= limit) {
      best = candidate;
      limit = distance == 0 ? 0 : distance - 1;
    }
  }
  if (best.empty())
    return "";
  return "; did you mean '" + std::string(best) + "'?";
}

} // namespace bmc
