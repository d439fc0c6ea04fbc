//===- LossCurve.cpp - A loss history of bounded size ---------------------===//
#include "runtime/train/LossCurve.h"

#include <algorithm>

namespace bmc {

void LossCurve::add(int64_t step, double loss) {
  pending.step += static_cast<double>(step);
  pending.loss += loss;
  if (++pendingCount < perPoint)
    return;
  double count = static_cast<double>(pendingCount);
  stored.push_back({pending.step / count, pending.loss / count});
  pending = {0, 0};
  pendingCount = 0;
  if (stored.size() < kCapacity)
    return;
  for (size_t i = 0; i < kCapacity / 2; ++i)
    stored[i] = {(stored[2 * i].step + stored[2 * i + 1].step) / 2,
                 (stored[2 * i].loss + stored[2 * i + 1].loss) / 2};
  stored.resize(kCapacity / 2);
  perPoint *= 2;
}

void Curves::addMetric(const std::string &name, int64_t step, double value) {
  auto isNamed = [&](const auto &entry) { return entry.first == name; };
  auto found = std::ranges::find_if(metrics, isNamed);
  if (found == metrics.end())
    found = metrics.insert(found, {name, LossCurve()});
  found->second.add(step, value);
}

} // namespace bmc
