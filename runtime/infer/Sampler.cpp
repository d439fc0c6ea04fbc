//===- Sampler.cpp - From logits to a token -------------------------------===//
#include "runtime/infer/Sampler.h"

#include "runtime/core/Rng.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <vector>

namespace bmc {

int32_t Sampler::sample(std::span<const double> logits, uint64_t draw) const {
  auto score = [&](int32_t id) {
    return std::isnan(logits[id]) ? -HUGE_VAL : logits[id];
  };
  auto isBefore = [&](int32_t a, int32_t b) {
    return score(a) > score(b) || (score(a) == score(b) && a < b);
  };
  std::vector<int32_t> ids(logits.size());
  std::iota(ids.begin(), ids.end(), 0);
  size_t kept = ids.size();
  if (temperature == 0)
    kept = 1;
  else if (topK > 0)
    kept = std::min<size_t>(kept, static_cast<size_t>(topK));
  std::partial_sort(ids.begin(), ids.begin() + static_cast<int64_t>(kept),
                    ids.end(), isBefore);
  ids.resize(kept);
  double highest = score(ids[0]);
  if (kept == 1 || !std::isfinite(highest))
    return ids[0];
  std::vector<double> weights(kept);
  double sum = 0;
  for (size_t i = 0; i < kept; ++i)
    sum += weights[i] = std::exp((score(ids[i]) - highest) / temperature);
  double target = Rng(seed, kSampleStream).uniform(draw) * sum;
  for (size_t i = 0; i < kept; ++i) {
    target -= weights[i];
    if (target < 0)
      return ids[i];
  }
  return ids[0]; // Rounding left a rest behind the last token.
}

} // namespace bmc
