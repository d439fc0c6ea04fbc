//===- ScheduleTest.cpp - Tests of Schedule -------------------------------===//
#include "runtime/train/Schedule.h"

#include <gtest/gtest.h>

using namespace bmc;

TEST(Schedule, RampsUpToTheBase) {
  Schedule schedule{ScheduleKind::Cosine, 1.0, 4, 0.1};
  EXPECT_DOUBLE_EQ(schedule.at(1, 100), 0.25);
  EXPECT_DOUBLE_EQ(schedule.at(4, 100), 1.0);
  EXPECT_LT(schedule.at(5, 100), 1.0);
}

TEST(Schedule, CosineEndsAtTheMinimumThroughTheMiddle) {
  Schedule schedule{ScheduleKind::Cosine, 1.0, 20, 0.2};
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
  Schedule schedule{ScheduleKind::Cosine, 1.0, 10, 0.0};
  EXPECT_DOUBLE_EQ(schedule.at(10, 10), 1.0);
  EXPECT_DOUBLE_EQ(schedule.at(5, 5), 0.5);
}
