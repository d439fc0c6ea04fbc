//===- Watch.h - What evaluations are watched for ---------------*- C++ -*-===//
#ifndef BMC_RUNTIME_TRAIN_WATCH_H
#define BMC_RUNTIME_TRAIN_WATCH_H

#include "runtime/core/Json.h"
#include "runtime/core/Status.h"
#include "runtime/train/Schedule.h"

#include <string>

namespace bmc {

/// What an evaluation is judged by: the loss or a metric.
struct Monitor {
  std::string metric = "loss";
  bool higherIsBetter = false;

  /// Whether `value` is beyond `bound`, on the better side.
  bool isBetter(double value, double bound) const {
    return higherIsBetter ? value > bound : value < bound;
  }
};

/// The best value so far, and for how many evaluations there was no better one.
struct Progression {
  double best = 0; ///< once there is one
  bool hasBest = false;
  int64_t stale = 0;
};

/// Early stopping: counts evaluations that are not better by `minDelta`.
void countStale(const Monitor &monitor, double value, double minDelta,
                Progression &progression);

/// The state of a schedule that lowers the rate where nothing improves any
/// more: that of torch.optim.lr_scheduler.ReduceLROnPlateau.
struct Plateau {
  Progression progression;
  int64_t cooldown = 0;   ///< evaluations in which nothing is counted
  int64_t reductions = 0; ///< so far
};

/// Lets a schedule of that kind see the value of an evaluation.
void watchPlateau(const Schedule &schedule, const Monitor &monitor,
                  double value, Plateau &plateau);

} // namespace bmc

#endif // BMC_RUNTIME_TRAIN_WATCH_H
