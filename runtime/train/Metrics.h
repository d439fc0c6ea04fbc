//===- Metrics.h - metrics.jsonl --------------------------------*- C++ -*-===//
//
// One JSON object per line: {"step", "loss", "lr", "grad_norm", "tokens" or
// "rows" (total so far), "ms"} for a step and {"step", "val_loss", "val_NAME"
// of each metric, "ms"} for an evaluation. Two runs of the same command differ
// in "ms" only, and so do an interrupted and resumed run and an uninterrupted
// one.
//
//===----------------------------------------------------------------------===//
#ifndef BMC_RUNTIME_TRAIN_METRICS_H
#define BMC_RUNTIME_TRAIN_METRICS_H

#include "runtime/core/Status.h"
#include "runtime/train/AppendFile.h"
#include "runtime/train/LossCurve.h"
#include "runtime/train/MetricValue.h"
#include "runtime/train/Progress.h"

#include <cstdint>
#include <string>

namespace bmc {

/// One line, with its line break.
std::string stepLine(const StepReport &report);
std::string evalLine(int64_t step, double valLoss,
                     const std::vector<MetricValue> &metrics,
                     double milliseconds);

/// Opens a metrics file for appending, dropping lines of steps after
/// `lastStep`, of evaluations after `lastEval`, and lines cut short by a kill.
/// What stays is added to the curves. Which file has the name is
/// certain once the folder is synced.
Status openMetrics(const std::string &path, int64_t lastStep, int64_t lastEval,
                   const std::vector<MetricInfo> &infos, Curves &curves,
                   AppendFile &file);

} // namespace bmc

#endif // BMC_RUNTIME_TRAIN_METRICS_H
