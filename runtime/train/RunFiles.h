//===- RunFiles.h - run.json, report.json, plots ----------------*- C++ -*-===//
#ifndef BMC_RUNTIME_TRAIN_RUNFILES_H
#define BMC_RUNTIME_TRAIN_RUNFILES_H

#include "runtime/train/LossCurve.h"
#include "runtime/train/TrainSetup.h"

namespace bmc {

/// How a run went; becomes report.json.
struct RunSummary {
  const char *outcome = "finished"; ///< or "stopped early", "interrupted",
                                    ///< "diverged", "failed"
  int64_t steps = 0;                ///< done in all, earlier processes included
  int64_t units = 0;                ///< tokens or rows by this process
  double seconds = 0;               ///< of this process
  double lastLoss = 0;
  bool hasValLoss = false;
  double lastValLoss = 0;
  std::vector<MetricValue> lastMetrics; ///< of the last evaluation
};

/// Number of trainable values.
int64_t parameterCount(const Program &program);

// Each of these is whole at any time; the one written last is certain to stay
// once the folder is synced.

/// run.json: what was started, with which settings, on what.
Status writeRunFile(const Session &session, const TrainRun &run);

Status writeReport(const Session &session, const TrainRun &run,
                   const RunSummary &summary);

/// loss.svg, and metrics.svg if there are metrics to show.
Status writePlots(const Session &session, const Curves &curves);

} // namespace bmc

#endif // BMC_RUNTIME_TRAIN_RUNFILES_H
