//===- MetricTotals.h - Metrics over all rows of an evaluation --*- C++ -*-===//
#ifndef BMC_RUNTIME_INFER_METRICTOTALS_H
#define BMC_RUNTIME_INFER_METRICTOTALS_H

#include "runtime/core/Program.h"
#include "runtime/infer/Ranking.h"
#include "runtime/train/MetricValue.h"

#include <map>

namespace bmc {

/// Adds up what `eval` says of each batch, and makes the metrics of the totals:
/// `metrics` computes them of sums, rankings are made here of all scores.
class MetricTotals {
public:
  MetricTotals(Program &program, const std::vector<MetricInfo> &infos);

  /// The outputs of `eval` for one batch.
  void add(const std::vector<HostTensor> &outputs);
  /// One value per metric, in order.
  Status finish(std::vector<MetricValue> &values);

private:
  Program &program;
  const std::vector<MetricInfo> &infos;
  std::map<std::string, HostTensor> sums; ///< by name, in f64
  std::vector<Ranking> rankings;          ///< of the metrics that are one
};

} // namespace bmc

#endif // BMC_RUNTIME_INFER_METRICTOTALS_H
