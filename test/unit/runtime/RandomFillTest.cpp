//===- RandomFillTest.cpp - Many random numbers at once ---------*- C++ -*-===//
#include "runtime/core/RandomFill.h"

#include <cmath>
#include <gtest/gtest.h>
#include <numbers>
#include <vector>

using namespace bmc;

namespace {

/// Box and Muller's numbers of one pair of words, by libm.
std::array<double, 2> boxMuller(uint32_t first, uint32_t second) {
  double radius = std::sqrt(-2.0 * std::log((first + 1.0) * 0x1p-32));
  double angle = 2.0 * std::numbers::pi * Rng::toUniform(second);
  return {radius * std::cos(angle), radius * std::sin(angle)};
}

TEST(RandomFill, NormalsFollowTheFormula) {
  Rng rng(42, kInitStream);
  std::vector<double> found(1 << 20);
  fillNormal(rng, 5, 0.0, 1.0, found);
  for (size_t i = 0; i < found.size(); i += 2) {
    PhiloxBlock block = rng.block(5 + i / 4);
    auto expected = boxMuller(block[i % 4], block[i % 4 + 1]);
    ASSERT_NEAR(found[i], expected[0], 1e-11) << i;
    ASSERT_NEAR(found[i + 1], expected[1], 1e-11) << i;
  }
}

TEST(RandomFill, NormalsHaveTheRightMoments) {
  std::vector<double> found(200000);
  fillNormal(Rng(42, kInitStream), 0, 0.0, 1.0, found);
  double sum = 0, squares = 0, cubes = 0, fourths = 0;
  for (double value : found) {
    sum += value;
    squares += value * value;
    cubes += value * value * value;
    fourths += value * value * value * value;
  }
  double n = static_cast<double>(found.size());
  EXPECT_NEAR(sum / n, 0, 0.01);
  EXPECT_NEAR(squares / n, 1, 0.02);
  EXPECT_NEAR(cubes / n, 0, 0.05);
  EXPECT_NEAR(fourths / n, 3, 0.1);
}

TEST(RandomFill, UniformsAreThoseOfRng) {
  Rng rng(7, kInitStream + 3);
  std::vector<double> found(1000);
  fillUniform(rng, 11, -1.0, 3.0, found);
  for (size_t i = 0; i < found.size(); ++i)
    ASSERT_EQ(found[i], -1.0 + 4.0 * rng.uniform(44 + i)) << i;
}

// The formula gives the same bits wherever a chunk begins or ends, and floats
// are the doubles rounded.
TEST(RandomFill, DoesNotDependOnTheCut) {
  Rng rng(1, kInitStream);
  std::vector<double> whole(3000);
  fillNormal(rng, 0, 0.5, 0.02, whole);
  for (size_t count : {1, 3, 4, 255, 256, 257, 1021}) {
    std::vector<double> part(count, -1.0);
    std::vector<float> rounded(count + 1, -1.0f);
    fillNormal(rng, 100, 0.5, 0.02, part);
    fillNormal(rng, 100, 0.5, 0.02, std::span(rounded.data(), count));
    for (size_t i = 0; i < count; ++i) {
      ASSERT_EQ(part[i], whole[400 + i]) << count << " " << i;
      ASSERT_EQ(rounded[i], static_cast<float>(whole[400 + i]));
    }
    EXPECT_EQ(rounded[count], -1.0f);
  }
}

// Recorded once: another compiler, CPU or libm must not change a bit.
TEST(RandomFill, KnownAnswers) {
  std::vector<double> found(4);
  fillNormal(Rng(1337, kInitStream), 0, 0.0, 1.0, found);
  EXPECT_EQ(found,
            (std::vector<double>{-0x1.4fc3c37e44f91p-1, -0x1.682af826ba354p-1,
                                 0x1.581b560d4626bp+0, 0x1.02e25ed6a53e1p-2}));
}

} // namespace
