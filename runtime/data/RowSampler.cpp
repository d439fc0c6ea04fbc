//===- RowSampler.cpp - Rows drawn by their weights -----------------------===//
#include "runtime/data/RowSampler.h"

#include "runtime/core/Rng.h"

#include <algorithm>

namespace bmc {

Status RowSampler::open(std::span<const double> weights,
                        std::span<const int64_t> chosen, uint64_t key) {
  seed = key;
  double sum = 0;
  for (int64_t row : chosen) {
    double weight = weights[static_cast<size_t>(row)];
    if (weight == 0)
      continue;
    sum += weight;
    rows.push_back(row);
    ends.push_back(sum);
  }
  return rows.empty() ? badInput("no row for training has a weight above 0")
                      : Status();
}

int64_t RowSampler::draw(int64_t draw) const {
  constexpr uint64_t kSteps = uint64_t{1} << 53;
  Rng rng(seed, kDrawStream);
  double part =
      static_cast<double>(rng.below(static_cast<uint64_t>(draw), kSteps)) /
      static_cast<double>(kSteps);
  // Rounding may reach the sum of all.
  size_t index = static_cast<size_t>(
      std::ranges::upper_bound(ends, part * ends.back()) - ends.begin());
  return rows[std::min(index, rows.size() - 1)];
}

std::vector<double> balancedWeights(std::span<const int64_t> keys,
                                    std::span<const int64_t> rows) {
  std::vector<double> counts(
      keys.empty() ? 0 : static_cast<size_t>(std::ranges::max(keys)) + 1);
  for (int64_t row : rows)
    ++counts[static_cast<size_t>(keys[static_cast<size_t>(row)])];
  std::vector<double> weights(keys.size());
  for (int64_t row : rows) {
    auto at = static_cast<size_t>(row);
    weights[at] = 1 / counts[static_cast<size_t>(keys[at])];
  }
  return weights;
}

} // namespace bmc
