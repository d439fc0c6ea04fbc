//===- ScheduleTest.cpp - Tests of Schedule -------------------------------===//
#include "runtime/train/Schedule.h"

#include <gtest/gtest.h>

using namespace bmc;

TEST(Schedule, RampsUpToTheBase) {
  Schedule schedule{ScheduleKind::Cosine, 1.0, 4, 0.1, {1}};
  EXPECT_DOUBLE_EQ(schedule.at(1, 100), 0.25);
  EXPECT_DOUBLE_EQ(schedule.at(4, 100), 1.0);
  EXPECT_LT(schedule.at(5, 100), 1.0);
}

TEST(Schedule, CosineEndsAtTheMinimumThroughTheMiddle) {
  Schedule schedule{ScheduleKind::Cosine, 1.0, 20, 0.2, {1}};
  EXPECT_NEAR(schedule.at(60, 100), 0.6, 1e-12);
  EXPECT_NEAR(schedule.at(40, 100), 0.2 + 0.8 * 0.8535533905932737, 1e-12);
  EXPECT_NEAR(schedule.at(100, 100), 0.2, 1e-12);
  EXPECT_NEAR(schedule.at(150, 100), 0.2, 1e-12);
}

TEST(Schedule, LinearFallsEvenly) {
  Schedule schedule{ScheduleKind::Linear, 1.0, 0, 0.0};
  EXPECT_NEAR(schedule.at(1, 10), 0.9, 1e-12);
  EXPECT_NEAR(schedule.at(7, 10), 0.3, 1e-12);
  EXPECT_NEAR(schedule.at(10, 10), 0.0, 1e-12);
}

TEST(Schedule, ConstantStaysAfterWarmup) {
  Schedule schedule{ScheduleKind::Constant, 0.5, 2, 0.0};
  EXPECT_DOUBLE_EQ(schedule.at(1, 10), 0.25);
  EXPECT_DOUBLE_EQ(schedule.at(10, 10), 0.5);
}

TEST(Schedule, WarmupMayCoverTheWholeRun) {
  Schedule schedule{ScheduleKind::Cosine, 1.0, 10, 0.0, {1}};
  EXPECT_DOUBLE_EQ(schedule.at(10, 10), 1.0);
  EXPECT_DOUBLE_EQ(schedule.at(5, 5), 0.5);
}

TEST(Schedule, CosineStartsAgain) {
  Schedule schedule{ScheduleKind::Cosine, 1.0, 0, 0.0, {2}};
  EXPECT_NEAR(schedule.at(25, 100), 0.5, 1e-12);
  EXPECT_NEAR(schedule.at(50, 100), 0.0, 1e-12);
  EXPECT_GT(schedule.at(51, 100), 0.99);
  EXPECT_NEAR(schedule.at(100, 100), 0.0, 1e-12);
}

TEST(Schedule, PolynomialFallsByItsPower) {
  Schedule schedule{ScheduleKind::Polynomial, 1.0, 0, 0.2, {2}};
  EXPECT_NEAR(schedule.at(5, 10), 0.2 + 0.8 * 0.25, 1e-12);
  EXPECT_NEAR(schedule.at(10, 10), 0.2, 1e-12);
}

TEST(Schedule, InverseSqrtMeetsTheRamp) {
  Schedule schedule{ScheduleKind::InverseSqrt, 1.0, 4};
  EXPECT_NEAR(schedule.at(4, 100), 1.0, 1e-12);
  EXPECT_NEAR(schedule.at(16, 100), 0.5, 1e-12);
}

TEST(Schedule, StableDecayFallsAtTheEnd) {
  Schedule schedule{ScheduleKind::StableDecay, 1.0, 2, 0.1, {4}};
  EXPECT_DOUBLE_EQ(schedule.at(1, 20), 0.5);
  EXPECT_DOUBLE_EQ(schedule.at(16, 20), 1.0);
  EXPECT_NEAR(schedule.at(18, 20), 0.55, 1e-12);
  EXPECT_NEAR(schedule.at(20, 20), 0.1, 1e-12);
}

TEST(Schedule, OneCycleOfOneStepIsFinite) {
  Schedule schedule{ScheduleKind::OneCycle, 1.0, 0, 0.0, {0.3, 25, 1e4}};
  for (int64_t steps : {1, 2, 3})
    for (int64_t step = 1; step <= steps; ++step)
      EXPECT_LE(schedule.at(step, steps), 1.0);
}
