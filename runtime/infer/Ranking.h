//===- Ranking.h - Metrics of the order of scores ---------------*- C++ -*-===//
#ifndef BMC_RUNTIME_INFER_RANKING_H
#define BMC_RUNTIME_INFER_RANKING_H

#include "runtime/core/Tensor.h"

#include <vector>

namespace bmc {

/// Scores of all rows with what they should have said: there are no sums over
/// rows that an order could be made of. Each entry of the last axis, a class,
/// is ranked by itself.
class Ranking {
public:
  /// Labels are 1, 0 or, for what does not count, negative.
  void add(const HostTensor &scores, const HostTensor &labels);
  /// The chance that a positive has a higher score than a negative, ties
  /// counting half; the mean over the classes that have both. NaN if none has,
  /// or if a score is NaN.
  double areaUnderRoc();

private:
  struct Entry {
    double score;
    bool isPositive;
  };
  std::vector<std::vector<Entry>> classes;

  static double areaOf(std::vector<Entry> &entries);
};

} // namespace bmc

#endif // BMC_RUNTIME_INFER_RANKING_H
