//===- Ranking.cpp - Metrics of the order of scores -----------------------===//
#include "runtime/infer/Ranking.h"

#include <algorithm>
#include <cmath>

namespace bmc {

void Ranking::add(const HostTensor &scores, const HostTensor &labels) {
  size_t columns = static_cast<size_t>(scores.shape[scores.shape.rank() - 1]);
  classes.resize(columns);
  for (int64_t i = 0; i < scores.shape.elements(); ++i)
    if (labels.element(i) >= 0)
      classes[static_cast<size_t>(i) % columns].push_back(
          {scores.element(i), labels.element(i) > 0});
}

/// NaN if one of the two kinds is missing.
double Ranking::areaOf(std::vector<Entry> &entries) {
  if (std::ranges::any_of(entries, [](Entry e) { return std::isnan(e.score); }))
    return NAN;
  std::ranges::sort(entries, {}, &Entry::score);
  double positives = 0, negatives = 0, area = 0;
  for (size_t begin = 0, end; begin < entries.size(); begin = end) {
    double positive = 0, negative = 0;
    for (end = begin;
         end < entries.size() && entries[end].score == entries[begin].score;
         ++end)
      (entries[end].isPositive ? positive : negative) += 1;
    area += positive * (negatives + negative / 2);
    positives += positive;
    negatives += negative;
  }
  return positives > 0 && negatives > 0 ? area / positives / negatives : NAN;
}

double Ranking::areaUnderRoc() {
  double sum = 0, count = 0;
  for (std::vector<Entry> &entries : classes) {
    auto isPositive = [](Entry e) { return e.isPositive; };
    if (std::ranges::all_of(entries, isPositive) ||
        std::ranges::none_of(entries, isPositive))
      continue;
    sum += areaOf(entries);
    ++count;
  }
  return sum / count;
}

} // namespace bmc
