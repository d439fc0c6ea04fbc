//===- SamplerTest.cpp - Tests of Sampler ---------------------------------===//
#include "runtime/infer/Sampler.h"

#include "runtime/infer/Penalties.h"

#include <cmath>
#include <gtest/gtest.h>
#include <set>
#include <vector>

using namespace bmc;

static Sampler sampler(double temperature, int64_t topK, uint64_t seed) {
  return {{.temperature = temperature, .topK = topK}, seed};
}

TEST(Sampler, ZeroTemperatureTakesTheLargestAndTheFirstOfEquals) {
  std::vector<double> logits = {1, 5, NAN, 5, -2};
  EXPECT_EQ(sampler(0, 0, 1).sample(logits, 0), 1);
  EXPECT_EQ(sampler(1, 1, 1).sample(logits, 7), 1);
}

TEST(Sampler, FollowsTheSoftmax) {
  std::vector<double> logits = {std::log(1.0), std::log(2.0), std::log(7.0)};
  int counts[3] = {};
  for (uint64_t draw = 0; draw < 20000; ++draw)
    ++counts[sampler(1, 0, 42).sample(logits, draw)];
  EXPECT_NEAR(counts[0], 2000, 200);
  EXPECT_NEAR(counts[1], 4000, 250);
  EXPECT_NEAR(counts[2], 14000, 300);
}

TEST(Sampler, TemperatureSharpens) {
  std::vector<double> logits = {0, std::log(3.0)};
  int ones = 0;
  for (uint64_t draw = 0; draw < 10000; ++draw)
    ones += sampler(0.5, 0, 1).sample(logits, draw);
  EXPECT_NEAR(ones, 9000, 150); // 3^2 : 1
}

TEST(Sampler, TopKLeavesOutTheRest) {
  std::vector<double> logits = {3, 1, 2, 0};
  for (uint64_t draw = 0; draw < 1000; ++draw) {
    int32_t id = sampler(10, 2, 3).sample(logits, draw);
    EXPECT_TRUE(id == 0 || id == 2) << id;
  }
}

/// The tokens that 2000 draws bring.
static std::set<int32_t> drawn(const std::vector<double> &probabilities,
                               DecodingSettings settings) {
  std::vector<double> logits;
  for (double probability : probabilities)
    logits.push_back(std::log(probability));
  std::set<int32_t> ids;
  for (uint64_t draw = 0; draw < 2000; ++draw)
    ids.insert(Sampler{settings, 3}.sample(logits, draw));
  return ids;
}

TEST(Sampler, TopPKeepsTheFewestThatAreLikelyEnough) {
  std::vector<double> p = {0.1, 0.4, 0.3, 0.2};
  EXPECT_EQ(drawn(p, {.topP = 0.39}), (std::set<int32_t>{1}));
  EXPECT_EQ(drawn(p, {.topP = 0.41}), (std::set<int32_t>{1, 2}));
  EXPECT_EQ(drawn(p, {.topP = 0.8}), (std::set<int32_t>{1, 2, 3}));
  EXPECT_EQ(drawn(p, {.topP = 0}), (std::set<int32_t>{1}));
  // Of the two that top_k keeps the first has 4/7.
  EXPECT_EQ(drawn(p, {.topK = 2, .topP = 0.55}), (std::set<int32_t>{1}));
  EXPECT_EQ(drawn(p, {.topK = 2, .topP = 0.6}), (std::set<int32_t>{1, 2}));
}

TEST(Sampler, MinPIsAPartOfTheLikeliest) {
  std::vector<double> p = {0.1, 0.4, 0.3, 0.2};
  EXPECT_EQ(drawn(p, {.minP = 0.6}), (std::set<int32_t>{1, 2}));
  EXPECT_EQ(drawn(p, {.minP = 0.3}), (std::set<int32_t>{1, 2, 3}));
  EXPECT_EQ(drawn(p, {.minP = 1}), (std::set<int32_t>{1}));
  // After the temperature: 0.5 squares the ratios.
  EXPECT_EQ(drawn(p, {.temperature = 0.5, .minP = 0.6}),
            (std::set<int32_t>{1}));
}

TEST(Sampler, LooksBeyondWhatItSortedFirst) {
  std::vector<double> p(1000, 1e-3);
  std::set<int32_t> half = drawn(p, {.topP = 0.4995});
  EXPECT_EQ(*half.rbegin(), 499); // Equal ones come by id.
  EXPECT_GT(half.size(), 450u);
  EXPECT_GT(drawn(p, {}).size(), 800u);
}

TEST(Penalties, FollowTheirFormulas) {
  Penalties penalties({.repetitionPenalty = 2,
                       .presencePenalty = 0.5,
                       .frequencyPenalty = 0.25});
  penalties.addPrompt(0);
  penalties.addPrompt(1);
  penalties.addGenerated(1);
  penalties.addGenerated(1);
  penalties.addGenerated(2);
  penalties.addGenerated(9);
  std::vector<double> logits = {3, -1, 4, 1};
  penalties.apply(logits);
  EXPECT_EQ(logits, (std::vector<double>{1.5, -3, 1.25, 1}));
}

TEST(Sampler, DependsOnSeedAndDrawOnly) {
  std::vector<double> logits(50, 0.0);
  int same = 0;
  for (uint64_t draw = 0; draw < 100; ++draw) {
    Sampler a = sampler(1, 0, 1), b = sampler(1, 0, 2);
    EXPECT_EQ(a.sample(logits, draw), a.sample(logits, draw));
    same += a.sample(logits, draw) == b.sample(logits, draw);
  }
  EXPECT_LT(same, 20);
}

TEST(Sampler, SurvivesLogitsWithoutAFiniteOne) {
  std::vector<double> logits = {-HUGE_VAL, NAN, -HUGE_VAL};
  EXPECT_EQ(sampler(1, 0, 1).sample(logits, 0), 0);
  logits[1] = HUGE_VAL;
  EXPECT_EQ(sampler(1, 0, 1).sample(logits, 0), 1);
}
