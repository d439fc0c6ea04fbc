//===- SamplerTest.cpp - Tests of Sampler ---------------------------------===//
#include "runtime/infer/Sampler.h"

#include <cmath>
#include <gtest/gtest.h>
#include <vector>

using namespace bmc;

TEST(Sampler, ZeroTemperatureTakesTheLargestAndTheFirstOfEquals) {
  std::vector<double> logits = {1, 5, NAN, 5, -2};
  EXPECT_EQ((Sampler{0, 0, 1}.sample(logits, 0)), 1);
  EXPECT_EQ((Sampler{1, 1, 1}.sample(logits, 7)), 1);
}

TEST(Sampler, FollowsTheSoftmax) {
  std::vector<double> logits = {std::log(1.0), std::log(2.0), std::log(7.0)};
  int counts[3] = {};
  for (uint64_t draw = 0; draw < 20000; ++draw)
    ++counts[Sampler{1, 0, 42}.sample(logits, draw)];
  EXPECT_NEAR(counts[0], 2000, 200);
  EXPECT_NEAR(counts[1], 4000, 250);
  EXPECT_NEAR(counts[2], 14000, 300);
}

TEST(Sampler, TemperatureSharpens) {
  std::vector<double> logits = {0, std::log(3.0)};
  int ones = 0;
  for (uint64_t draw = 0; draw < 10000; ++draw)
    ones += Sampler{0.5, 0, 1}.sample(logits, draw);
  EXPECT_NEAR(ones, 9000, 150); // 3^2 : 1
}

TEST(Sampler, TopKLeavesOutTheRest) {
  std::vector<double> logits = {3, 1, 2, 0};
  for (uint64_t draw = 0; draw < 1000; ++draw) {
    int32_t id = Sampler{10, 2, 3}.sample(logits, draw);
    EXPECT_TRUE(id == 0 || id == 2) << id;
  }
}

TEST(Sampler, DependsOnSeedAndDrawOnly) {
  std::vector<double> logits(50, 0.0);
  int same = 0;
  for (uint64_t draw = 0; draw < 100; ++draw) {
    Sampler a{1, 0, 1}, b{1, 0, 2};
    EXPECT_EQ(a.sample(logits, draw), a.sample(logits, draw));
    same += a.sample(logits, draw) == b.sample(logits, draw);
  }
  EXPECT_LT(same, 20);
}

TEST(Sampler, SurvivesLogitsWithoutAFiniteOne) {
  std::vector<double> logits = {-HUGE_VAL, NAN, -HUGE_VAL};
  EXPECT_EQ((Sampler{1, 0, 1}.sample(logits, 0)), 0);
  logits[1] = HUGE_VAL;
  EXPECT_EQ((Sampler{1, 0, 1}.sample(logits, 0)), 1);
}
