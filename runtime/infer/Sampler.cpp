//===- Sampler.cpp - From logits to a token -------------------------------===//
#include "runtime/infer/Sampler.h"

#include "runtime/core/Rng.h"
#include "runtime/infer/TokenRanking.h"

#include <algorithm>
#include <cmath>
#include <vector>

namespace bmc {

int32_t Sampler::sample(std::span<const double> logits, uint64_t draw) const {
  TokenRanking ranking(logits);
  const int32_t likeliest = ranking[0];
  const double highest = ranking.score(likeliest);
  size_t limit = ranking.size();
  if (settings.topK > 0)
    limit = std::min(limit, static_cast<size_t>(settings.topK));
  if (limit == 1 || settings.temperature == 0 || !std::isfinite(highest))
    return likeliest;
  auto weightOf = [&](int32_t id) {
    return std::exp((ranking.score(id) - highest) / settings.temperature);
  };
  // What top_p is a part of: that of the tokens that top_k keeps.
  double all = 0;
  if (limit == ranking.size())
    for (size_t id = 0; id < limit; ++id)
      all += weightOf(static_cast<int32_t>(id));
  else
    for (size_t rank = 0; rank < limit; ++rank)
      all += weightOf(ranking[rank]);
  std::vector<double> weights;
  double sum = 0;
  while (weights.size() < limit) {
    double weight = weightOf(ranking[weights.size()]);
    bool isEnough = settings.topP < 1 && sum >= settings.topP * all;
    if (!weights.empty() && (isEnough || weight < settings.minP))
      break;
    weights.push_back(weight);
    sum += weight;
  }
  double target = Rng(seed, kSampleStream).uniform(draw) * sum;
  for (size_t rank = 0; rank < weights.size(); ++rank) {
    target -= weights[rank];
    if (target < 0)
      return ranking[rank];
  }
  return likeliest; // Rounding left a rest behind the last token.
}

} // namespace bmc
