//===- TokenIdsTest.cpp - The tokens of a long text -----------------------===//
#include "runtime/tokenizer/TokenIds.h"

#include <gtest/gtest.h>

#include <algorithm>

using namespace bmc;

namespace {

/// Ids of which some blocks have small ones only, as they would be in a list.
std::vector<int32_t> someIds(size_t count) {
  std::vector<int32_t> ids(count);
  uint32_t state = 1;
  for (size_t i = 0; i < count; ++i) {
    state = state * 1664525 + 1013904223;
    uint32_t below = i < 80'000 ? 0x100 : i < 150'000 ? 0x10000 : 0x1000000;
    ids[i] = static_cast<int32_t>((state >> 8) % below);
  }
  return ids;
}

TEST(TokenIds, AreThoseThatWereAppended) {
  std::vector<int32_t> expected = someIds(300'000);
  TokenIds ids;
  std::span<const int32_t> rest = expected;
  for (size_t part = 1; !rest.empty(); part = part * 3 % 100'003) {
    part = std::min(part, rest.size());
    ids.append(rest.first(part));
    rest = rest.subspan(part);
  }
  ASSERT_EQ(ids.size(), expected.size());
  for (size_t begin : {0, 65'535, 65'536, 131'071, 262'143, 299'990}) {
    std::vector<int32_t> found(std::min<size_t>(70'000, 300'000 - begin));
    ids.copy(begin, found.size(), found.data());
    EXPECT_TRUE(std::ranges::equal(
        found, std::span(expected).subspan(begin, found.size())))
        << begin;
  }
  std::vector<int32_t> all;
  ids.forEach(10, 299'999, [&](std::span<const int32_t> part) {
    all.insert(all.end(), part.begin(), part.end());
    return true;
  });
  EXPECT_TRUE(
      std::ranges::equal(all, std::span(expected).subspan(10, 299'989)));
  int calls = 0;
  ids.forEach(0, 300'000,
              [&](std::span<const int32_t>) { return ++calls < 2; });
  EXPECT_EQ(calls, 2);
}

TEST(TokenIds, MayComeAsBytes) {
  std::vector<int32_t> expected = someIds(80'000), wide{0x1234, 5};
  std::vector<uint8_t> bytes(expected.begin(), expected.end());
  TokenIds ids;
  ids.append(std::span<const uint8_t>(bytes));
  ids.append(std::span<const int32_t>(wide)); // in a block of bytes
  ids.append(std::span<const uint8_t>(bytes));
  std::vector<int32_t> found(2 * bytes.size() + 2);
  ASSERT_EQ(ids.size(), found.size());
  ids.copy(0, found.size(), found.data());
  EXPECT_TRUE(std::ranges::equal(std::span(found).first(80'000), expected));
  EXPECT_EQ(found[80'000], 0x1234);
  EXPECT_EQ(found[80'001], 5);
  EXPECT_TRUE(std::ranges::equal(std::span(found).subspan(80'002), expected));
}

} // namespace
