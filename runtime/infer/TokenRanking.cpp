//===- TokenRanking.cpp - Tokens from the likeliest on --------------------===//
#include "runtime/infer/TokenRanking.h"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace bmc {

TokenRanking::TokenRanking(std::span<const double> logits)
    : logits(logits), ids(logits.size()) {
  std::iota(ids.begin(), ids.end(), 0);
}

double TokenRanking::score(int32_t id) const {
  double logit = logits[static_cast<size_t>(id)];
  return std::isnan(logit) ? -HUGE_VAL : logit;
}

void TokenRanking::sortMore() {
  auto isBefore = [&](int32_t a, int32_t b) {
    return score(a) > score(b) || (score(a) == score(b) && a < b);
  };
  size_t end = std::min(ids.size(), std::max<size_t>(64, 2 * sorted));
  std::partial_sort(ids.begin() + static_cast<int64_t>(sorted),
                    ids.begin() + static_cast<int64_t>(end), ids.end(),
                    isBefore);
  sorted = end;
}

} // namespace bmc
