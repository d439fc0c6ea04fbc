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

/// Other ids in the place of those below 256 and below 1,000.
void renumberBelow(size_t size, int32_t factor) {
  std::vector<int32_t> expected(200'000), to(size);
  for (size_t i = 0; i < to.size(); ++i)
    to[i] = static_cast<int32_t>(size - 1 - i) * factor;
  for (size_t i = 0; i < expected.size(); ++i)
    expected[i] = static_cast<int32_t>(i % (i < 90'000 ? 200 : size));
  TokenIds ids;
  ids.append(expected);
  ids.renumber(to);
  std::vector<int32_t> found(expected.size());
  ids.copy(0, found.size(), found.data());
  for (size_t i = 0; i < found.size(); ++i)
    ASSERT_EQ(found[i], to[static_cast<size_t>(expected[i])]) << i;
}

TEST(TokenIds, MayBeRenumbered) {
  for (int32_t factor : {1, 60, 100'000}) {
    renumberBelow(256, factor);
    renumberBelow(1000, factor);
  }
}

} // namespace
