//===- Metrics.h - metrics.jsonl --------------------------------*- C++ -*-===//
//
// One JSON object per line: {"step", "loss", "lr", "grad_norm", "tokens" or
// "rows" (total so far), "ms"} for a step and {"step", "val_loss", "ms"} for an
// evaluation. Two runs of the same command differ in "ms" only, and so do an
// interrupted and resumed run and an uninterrupted one.
//
//===----------------------------------------------------------------------===//
#ifndef BMC_RUNTIME_TRAIN_METRICS_H
#define BMC_RUNTIME_TRAIN_METRICS_H

#include "runtime/core/Status.h"
#include "runtime/train/LossCurve.h"
#include "runtime/train/Progress.h"

#include <cstdint>
#include <string>

namespace bmc {

std::string stepLine(const StepReport &report);
std::string evalLine(int64_t step, double valLoss, double milliseconds);

/// Appends to a metrics file. Lines are buffered for up to a second.
class MetricsLog {
public:
  MetricsLog() = default;
  MetricsLog(const MetricsLog &) = delete;
  MetricsLog &operator=(const MetricsLog &) = delete;
  ~MetricsLog();

  /// Opens `path`, dropping lines of steps after `lastStep` and lines cut short
  /// by a kill. The losses that stay are added to the curves.
  Status open(const std::string &path, int64_t lastStep, LossCurve &train,
              LossCurve &val);
  Status append(const std::string &line);
  /// Hands buffered lines to the system; `durable` also waits for the disk. On
  /// failure no line is left half-written.
  Status flush(bool durable);

private:
  std::string path;
  int descriptor = -1;
  int64_t length = 0;
  double lastFlush = 0;
  std::string buffer;
};

} // namespace bmc

#endif // BMC_RUNTIME_TRAIN_METRICS_H
