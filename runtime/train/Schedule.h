//===- Schedule.h - Learning rate as a function of the step -----*- C++ -*-===//
#ifndef BMC_RUNTIME_TRAIN_SCHEDULE_H
#define BMC_RUNTIME_TRAIN_SCHEDULE_H

#include <cstdint>

namespace bmc {

enum class ScheduleKind { Constant, Cosine, Linear };

/// Linear ramp from base/warmup to base over the first `warmup` steps, then
/// constant, or down to `min` at the last step.
struct Schedule {
  ScheduleKind kind = ScheduleKind::Constant;
  double base = 0;
  int64_t warmup = 0;
  double min = 0;

  /// Learning rate of `step` (1 is the first update) in a run of `maxSteps`.
  double at(int64_t step, int64_t maxSteps) const;
};

} // namespace bmc

#endif // BMC_RUNTIME_TRAIN_SCHEDULE_H
