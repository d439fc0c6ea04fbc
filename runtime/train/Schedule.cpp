//===- Schedule.cpp - Learning rate as a function of the step -------------===//
#include "runtime/train/Schedule.h"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace bmc {

double Schedule::at(int64_t step, int64_t maxSteps) const {
  if (step <= warmup)
    return base * static_cast<double>(step) / static_cast<double>(warmup);
  if (kind == ScheduleKind::Constant)
    return base;
  double span = static_cast<double>(std::max<int64_t>(1, maxSteps - warmup));
  double progress = std::min(1.0, static_cast<double>(step - warmup) / span);
  double fall = kind == ScheduleKind::Cosine
                    ? 0.5 * (1 - std::cos(std::numbers::pi * progress))
                    : progress;
  return base + (min - base) * fall;
}

} // namespace bmc
