//===- RateFinder.cpp - train --lr-find -----------------------------------===//
#include "runtime/train/RateFinder.h"

#include "runtime/train/Format.h"
#include "runtime/train/TrainStep.h"

#include <cmath>
#include <cstdio>

namespace bmc {

static constexpr int64_t kSteps = 120;
static constexpr double kLowest = 1e-7, kHighest = 10;
/// Weight of the losses so far in their average.
static constexpr double kMemory = 0.9;
/// The loss has exploded when it is so many times the lowest.
static constexpr double kExplosion = 4;

double steepestRate(std::span<const RatePoint> points) {
  double steepest = 0, rate = 0;
  for (size_t i = 1; i + 1 < points.size(); ++i) {
    double slope = points[i + 1].loss - points[i - 1].loss;
    if (slope < steepest) {
      steepest = slope;
      rate = points[i].rate;
    }
  }
  return rate;
}

/// Steps until the loss explodes.
static Status collect(TrainRun &run, std::vector<RatePoint> &points) {
  TrainStep step(run);
  double average = 0, lowest = 0, weight = 0;
  for (int64_t i = 0; i < kSteps; ++i) {
    double progress = static_cast<double>(i) / (kSteps - 1);
    run.settings.lr = {};
    run.settings.lr.base = kLowest * std::pow(kHighest / kLowest, progress);
    StepReport report;
    BMRT_TRY(step.start(run.startStep + 1 + i, [] { return Status(); }));
    Status finished = step.finish(report);
    if (finished.code() == Code::Diverged)
      return {};
    BMRT_TRY(finished);
    average = kMemory * average + (1 - kMemory) * report.loss;
    weight = kMemory * weight + (1 - kMemory);
    double loss = average / weight;
    lowest = i == 0 ? loss : std::min(lowest, loss);
    if (i > 0 && loss > kExplosion * std::abs(lowest))
      return {};
    points.push_back({report.lr, loss});
  }
  return {};
}

Status findRate(TrainRun &run) {
  std::vector<RatePoint> points;
  BMRT_TRY(collect(run, points));
  constexpr size_t kShown = 6; ///< every so many
  fmt::print("lr         loss, averaged\n");
  for (size_t i = 0; i < points.size(); i += kShown)
    fmt::print("{:<9.2e}  {}\n", points[i].rate, formatLoss(points[i].loss));
  double rate = steepestRate(points);
  if (rate == 0)
    fmt::print("no rate made the loss fall\n");
  else
    fmt::print("the loss falls fastest at lr = {:.1e}\n", rate);
  return {};
}

} // namespace bmc
