//===- ArenaPackingTest.cpp - Places and the work to find them ------------===//
#include "passes/schedule/ArenaPacking.h"
#include "ir/Alignment.h"

#include "llvm/Support/MathExtras.h"
#include <algorithm>
#include <gtest/gtest.h>
#include <random>
#include <vector>

using namespace bmc;

namespace {

/// The buffers of a training step: each layer keeps one until its backward
/// pass and needs two more in both passes.
std::vector<ArenaBuffer> trainingStep(int layers) {
  std::vector<ArenaBuffer> buffers;
  int end = 4 * layers;
  for (int layer = 0; layer < layers; ++layer) {
    int now = 2 * layer, later = end - now - 2;
    buffers.push_back({65536, now, later + 1});
    for (int start : {now, later}) {
      buffers.push_back({262144, start, start + 1});
      buffers.push_back({4096, start + 1, start + 1});
      buffers.push_back({0, start, start});
    }
  }
  return buffers;
}

/// The rule of packArena, step by step.
int64_t lowestFree(const std::vector<ArenaBuffer> &placed,
                   const ArenaBuffer &buffer) {
  int64_t size = llvm::alignTo(buffer.bytes, kTensorAlignment);
  for (int64_t offset = 0;; offset += kTensorAlignment)
    if (std::ranges::none_of(placed, [&](const ArenaBuffer &other) {
          return other.begin <= buffer.end && buffer.begin <= other.end &&
                 other.offset < offset + size &&
                 offset < other.offset + other.bytes;
        }))
      return offset;
}

TEST(ArenaPacking, EachBufferIsAtTheLowestFreePlace) {
  std::mt19937 random(1);
  for (int round = 0; round < 50; ++round) {
    std::vector<ArenaBuffer> buffers;
    for (int i = 0; i < 60; ++i) {
      int begin = static_cast<int>(random() % 21) - 1;
      int length = static_cast<int>(random() % 6);
      buffers.push_back(
          {static_cast<int64_t>(random() % 1000), begin, begin + length});
    }
    ArenaPlan plan = packArena(buffers);
    std::ranges::stable_sort(buffers, [](const auto &a, const auto &b) {
      return std::tuple(-a.bytes, a.begin, a.end) <
             std::tuple(-b.bytes, b.begin, b.end);
    });
    std::vector<ArenaBuffer> placed;
    int64_t peak = 0;
    for (const ArenaBuffer &buffer : buffers) {
      if (buffer.bytes == 0)
        continue;
      EXPECT_EQ(buffer.offset, lowestFree(placed, buffer));
      placed.push_back(buffer);
      peak = std::max(peak, buffer.offset + buffer.bytes);
    }
    EXPECT_EQ(plan.bytes,
              static_cast<int64_t>(llvm::alignTo(peak, kTensorAlignment)));
  }
}

TEST(ArenaPacking, WorkGrowsLittleFasterThanTheNumberOfBuffers) {
  std::vector<ArenaBuffer> half = trainingStep(2000),
                           whole = trainingStep(4000);
  ArenaPlan small = packArena(half), large = packArena(whole);
  EXPECT_GT(small.probes, 0);
  EXPECT_LT(large.probes, 2.5 * static_cast<double>(small.probes));
  // As much as lives at once, which is most in the middle.
  EXPECT_EQ(large.bytes, 4000 * 65536 + 262144 + 4096);
}

} // namespace
