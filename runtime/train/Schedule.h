//===- Schedule.h - Learning rate as a function of the step -----*- C++ -*-===//
#ifndef BMC_RUNTIME_TRAIN_SCHEDULE_H
#define BMC_RUNTIME_TRAIN_SCHEDULE_H

#include "runtime/abi/Schedules.h"

#include <array>
#include <cstdint>
#include <vector>

namespace bmc {

/// A ramp from base/warmup to base over the first `warmup` steps, then what the
/// kind says. frontend/README.md has the formulas.
struct Schedule {
  ScheduleKind kind = ScheduleKind::Constant;
  double base = 0;
  int64_t warmup = 0;
  double min = 0;
  /// As the form of the kind names them.
  std::array<double, 4> numbers = {};
  std::vector<int64_t> milestones = {};
  /// How often a plateau has lowered the rate so far (train/Watch.h).
  int64_t reductions = 0;

  /// Learning rate of `step` (1 is the first update) in a run of `maxSteps`.
  double at(int64_t step, int64_t maxSteps) const;

private:
  double afterWarmup(int64_t step, int64_t maxSteps) const;
  double oneCycle(int64_t step, int64_t maxSteps) const;
  double afterPlateaus() const;
};

/// NAdam's momentum grows: that of step t is mu(t) = beta (1 - 0.96^(t decay) /
/// 2).
struct MomentumSchedule {
  double beta = 0; ///< 0: there is none
  double decay = 0;

  /// mu(1) mu(2) .. mu(step), the input `mu_product` of `update`.
  double productUntil(int64_t step) const;
};

} // namespace bmc

#endif // BMC_RUNTIME_TRAIN_SCHEDULE_H
