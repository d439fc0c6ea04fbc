//===- Schedule.cpp - Learning rate as a function of the step -------------===//
#include "runtime/train/Schedule.h"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace bmc {

/// From 0 to 1 as `progress` does, slowly at both ends.
static double halfCosine(double progress) {
  return 0.5 * (1 - std::cos(std::numbers::pi * progress));
}

double Schedule::at(int64_t step, int64_t maxSteps) const {
  if (kind == ScheduleKind::OneCycle)
    return oneCycle(step, maxSteps);
  if (step <= warmup)
    return afterPlateaus() * static_cast<double>(step) /
           static_cast<double>(warmup);
  return afterWarmup(step, maxSteps);
}

double Schedule::afterWarmup(int64_t step, int64_t maxSteps) const {
  double span = static_cast<double>(std::max<int64_t>(1, maxSteps - warmup));
  double progress = std::min(1.0, static_cast<double>(step - warmup) / span);
  auto fallen = [&](double part) { return base + (min - base) * part; };
  switch (kind) {
  case ScheduleKind::Constant:
  case ScheduleKind::OneCycle:
    return base;
  case ScheduleKind::Plateau:
    return afterPlateaus();
  case ScheduleKind::Cosine: {
    // The end of a cycle belongs to it, so that the last step is at `min`.
    double phase = progress * numbers[0];
    return fallen(halfCosine(phase - std::max(0.0, std::ceil(phase) - 1)));
  }
  case ScheduleKind::Linear:
    return fallen(progress);
  case ScheduleKind::Polynomial:
    return fallen(1 - std::pow(1 - progress, numbers[0]));
  case ScheduleKind::InverseSqrt:
    return base * std::sqrt(static_cast<double>(std::max<int64_t>(1, warmup)) /
                            static_cast<double>(step));
  case ScheduleKind::Exponential:
    return base * std::pow(numbers[0], static_cast<double>(step - warmup - 1));
  case ScheduleKind::Step:
    return base * std::pow(numbers[1],
                           static_cast<double>(
                               (step - 1) / static_cast<int64_t>(numbers[0])));
  case ScheduleKind::MultiStep:
    return base *
           std::pow(numbers[0], static_cast<double>(
                                    std::lower_bound(milestones.begin(),
                                                     milestones.end(), step) -
                                    milestones.begin()));
  case ScheduleKind::StableDecay: {
    double left = static_cast<double>(std::max<int64_t>(0, maxSteps - step));
    return fallen(std::max(0.0, 1 - left / numbers[0]));
  }
  }
  return base;
}

/// The rate that plateaus have left of `base`; a change below 1e-8 is none, as
/// in torch.optim.lr_scheduler.ReduceLROnPlateau.
double Schedule::afterPlateaus() const {
  constexpr double kLeastChange = 1e-8;
  double rate = base;
  for (int64_t i = 0; i < reductions; ++i) {
    double next = std::max(rate * numbers[0], min);
    if (rate - next <= kLeastChange)
      break;
    rate = next;
  }
  return rate;
}

/// torch.optim.lr_scheduler.OneCycleLR: from base/div up to base over the share
/// `peak` of the run, then down to base/div/final_div.
double Schedule::oneCycle(int64_t step, int64_t maxSteps) const {
  auto [peak, div, finalDiv, none] = numbers;
  double top = peak * static_cast<double>(maxSteps) - 1;
  double last = static_cast<double>(std::max<int64_t>(1, maxSteps - 1));
  double now = std::min(static_cast<double>(step - 1), last);
  double low = base / div;
  if (now <= top)
    return low + (base - low) * (top > 0 ? halfCosine(now / top) : 1);
  double start = std::max(0.0, top);
  return base +
         (low / finalDiv - base) * halfCosine((now - start) / (last - start));
}

double MomentumSchedule::productUntil(int64_t step) const {
  double product = 1;
  // What it is used for is 1 - product.
  for (int64_t t = 1; t <= step && product > 1e-20; ++t)
    product *=
        beta * (1 - 0.5 * std::pow(0.96, static_cast<double>(t) * decay));
  return product;
}

} // namespace bmc
