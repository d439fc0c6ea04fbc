//===- Judge.cpp - What an evaluation means for a run ---------------------===//
#include "runtime/train/Judge.h"

#include <cmath>

namespace bmc {

/// NaN if there are no metrics because the loss is not finite.
static double valueOf(const Monitor &monitor, const EvalResult &result) {
  if (monitor.metric == "loss")
    return result.loss;
  for (const MetricValue &metric : result.metrics)
    if (metric.name == monitor.metric)
      return metric.number();
  return NAN;
}

bool judgeEvaluation(const Monitor &monitor, const EvalResult &result,
                     int64_t step, Settings &settings, RunRecord &record) {
  // Rows that do not count say nothing.
  if (result.countsNothing)
    return false;
  double value = valueOf(monitor, result);
  countStale(monitor, value, settings.minDelta, record.stopping);
  if (settings.lr.kind == ScheduleKind::Plateau) {
    watchPlateau(settings.lr, monitor, value, record.plateau);
    settings.lr.reductions = record.plateau.reductions;
  }
  // What is not finite is never the best: nothing would be better.
  bool isBest =
      step > 0 && std::isfinite(value) &&
      (record.bestStep == 0 || monitor.isBetter(value, record.bestValue));
  if (isBest) {
    record.bestStep = step;
    record.bestValue = value;
  }
  return isBest;
}

bool stopsEarly(const Settings &settings, const RunRecord &record) {
  return settings.patience > 0 && record.stopping.stale >= settings.patience;
}

} // namespace bmc
