//===- RngTest.cpp - Counter-based random numbers ---------------*- C++ -*-===//
#include "runtime/core/Rng.h"

#include <gtest/gtest.h>

using namespace bmc;

// kat_vectors of Random123 1.09, philox4x32 10.
TEST(Rng, KnownAnswers) {
  EXPECT_EQ(philox({0, 0, 0, 0}, {0, 0}),
            (PhiloxBlock{0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8}));
  uint32_t ones = 0xffffffff;
  EXPECT_EQ(philox({ones, ones, ones, ones}, {ones, ones}),
            (PhiloxBlock{0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd}));
  EXPECT_EQ(philox({0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344},
                   {0xa4093822, 0x299f31d0}),
            (PhiloxBlock{0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1}));
}

TEST(Rng, AddressesWordsAsDocumented) {
  Rng rng(0x0000000200000001, 7, 5);
  PhiloxBlock block = philox({3, 0, 5, 7}, {1, 2});
  for (unsigned lane = 0; lane < 4; ++lane)
    EXPECT_EQ(rng.word(12 + lane), block[lane]);
  EXPECT_EQ(rng.word((uint64_t{1} << 34) + 1), philox({0, 1, 5, 7}, {1, 2})[1]);
}

TEST(Rng, BelowStaysInRangeAndReachesBothEnds) {
  Rng rng(1, 2);
  bool low = false, high = false;
  for (uint64_t i = 0; i < 1000; ++i) {
    uint64_t value = rng.below(i, 10);
    ASSERT_LT(value, 10u);
    low |= value == 0;
    high |= value == 9;
  }
  EXPECT_TRUE(low && high);
  EXPECT_EQ(rng.below(3, 1), 0u);
}
