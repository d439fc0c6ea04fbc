//===- WatchTest.cpp - Tests of early stopping, plateaus, rankings --------===//
#include "runtime/train/Watch.h"
#include "runtime/infer/Ranking.h"

#include <cmath>
#include <gtest/gtest.h>

using namespace bmc;

namespace {

const Monitor kLoss{"loss", false}, kAccuracy{"accuracy", true};

std::vector<int64_t> staleAfter(const Monitor &monitor, double minDelta,
                                std::initializer_list<double> values) {
  Progression progression;
  std::vector<int64_t> stale;
  for (double value : values) {
    countStale(monitor, value, minDelta, progression);
    stale.push_back(progression.stale);
  }
  return stale;
}

TEST(EarlyStop, CountsEvaluationsWithoutProgress) {
  using Stale = std::vector<int64_t>;
  EXPECT_EQ(staleAfter(kLoss, 0, {3, 2, 2, 2.5, 1.9, NAN}),
            (Stale{0, 0, 1, 2, 0, 1}));
  EXPECT_EQ(staleAfter(kAccuracy, 0, {0.5, 0.6, 0.6, 0.55, 0.61}),
            (Stale{0, 0, 1, 2, 0}));
  // Progress counts from the last value that was progress.
  EXPECT_EQ(staleAfter(kLoss, 0.1, {1, 0.95, 0.9, 0.85}), (Stale{0, 1, 2, 0}));
  EXPECT_EQ(staleAfter(kAccuracy, 0.1, {0.5, 0.55, 0.6, 0.61}),
            (Stale{0, 1, 2, 0}));
  EXPECT_EQ(staleAfter(kLoss, 0, {NAN, 5, 6}), (Stale{1, 0, 1}));
}

std::vector<double> ratesAfter(const Schedule &schedule, const Monitor &monitor,
                               const std::vector<double> &values) {
  Schedule current = schedule;
  Plateau plateau;
  std::vector<double> rates;
  for (double value : values) {
    watchPlateau(current, monitor, value, plateau);
    current.reductions = plateau.reductions;
    rates.push_back(current.at(1000, 2000));
  }
  return rates;
}

// values = [1 / (1 + i % 7) + i // 10 * .01 for i in range(24)]
// schedule = ReduceLROnPlateau(SGD([p], lr=.1), mode, factor=.5, patience=2,
//                              threshold=.01, cooldown=1, min_lr=.004)
// for v in values: schedule.step(v); print(schedule.get_last_lr()[0])
TEST(Plateau, LowersTheRateAsTorchDoes) {
  std::vector<double> values;
  for (int i = 0; i < 24; ++i)
    values.push_back(1.0 / (1 + i % 7) + i / 10 * 0.01);
  Schedule schedule{ScheduleKind::Plateau, 0.1, 0, 0.004, {0.5, 2, 0.01, 1}};
  EXPECT_EQ(
      ratesAfter(schedule, kLoss, values),
      (std::vector<double>{0.1,    0.1,    0.1,    0.1,     0.1,     0.1,
                           0.1,    0.1,    0.1,    0.05,    0.05,    0.05,
                           0.05,   0.025,  0.025,  0.025,   0.025,   0.0125,
                           0.0125, 0.0125, 0.0125, 0.00625, 0.00625, 0.00625}));
  EXPECT_EQ(
      ratesAfter(schedule, kAccuracy, values),
      (std::vector<double>{0.1,     0.1,    0.1,    0.05,    0.05,    0.05,
                           0.05,    0.025,  0.025,  0.025,   0.025,   0.0125,
                           0.0125,  0.0125, 0.0125, 0.00625, 0.00625, 0.00625,
                           0.00625, 0.004,  0.004,  0.004,   0.004,   0.004}));
}

TEST(Plateau, ScalesTheWarmup) {
  Schedule schedule{ScheduleKind::Plateau, 0.1, 10, 0, {0.5, 2, 0.01, 0}};
  schedule.reductions = 1;
  EXPECT_DOUBLE_EQ(schedule.at(5, 100), 0.025);
  EXPECT_DOUBLE_EQ(schedule.at(11, 100), 0.05);
  // torch ignores changes below 1e-8.
  schedule.reductions = 1000;
  EXPECT_GT(schedule.at(11, 100), 1e-8);
}

HostTensor column(const char *name, int64_t columns,
                  std::initializer_list<double> values) {
  auto rows = static_cast<int64_t>(values.size()) / columns;
  HostTensor tensor(name, kBmrtF64, {rows, columns});
  std::copy(values.begin(), values.end(), tensor.as<double>());
  return tensor;
}

TEST(Ranking, CountsPairsInOrder) {
  Ranking ranking;
  // Batches make one ranking; -1 does not count; a tie is half a pair.
  ranking.add(column("scores", 1, {0.1, 0.4, 9}),
              column("labels", 1, {0, 0, -1}));
  ranking.add(column("scores", 1, {0.35, 0.4}), column("labels", 1, {1, 1}));
  EXPECT_DOUBLE_EQ(ranking.areaUnderRoc(), 2.5 / 4);
}

TEST(Ranking, IsTheMeanOfClassesThatCanBeRanked) {
  Ranking ranking;
  ranking.add(column("scores", 3, {1, 5, 0, 2, 4, 0, 3, 6, 0}),
              column("labels", 3, {0, 1, 0, 1, 0, 0, 1, 0, 0}));
  EXPECT_DOUBLE_EQ(ranking.areaUnderRoc(), (1.0 + 0.5) / 2);
  Ranking one;
  one.add(column("scores", 1, {1, 2}), column("labels", 1, {1, 1}));
  EXPECT_TRUE(std::isnan(one.areaUnderRoc()));
  Ranking bad;
  bad.add(column("scores", 1, {1, NAN}), column("labels", 1, {1, 0}));
  EXPECT_TRUE(std::isnan(bad.areaUnderRoc()));
}

} // namespace
