//===- ThreadPoolTest.cpp - bmrt_parallel_for -------------------*- C++ -*-===//
#include "runtime/core/ThreadPool.h"

#include "TempFolder.h"
#include "runtime/abi/Abi.h"

#include <atomic>
#include <ctime>
#include <map>
#include <mutex>
#include <numeric>
#include <set>
#include <thread>
#include <vector>

using namespace bmc;

namespace {

struct Counters {
  std::vector<std::atomic<int>> hits;
  explicit Counters(size_t count) : hits(count) {}
  static void body(void *context, int64_t index) {
    static_cast<Counters *>(context)->hits[static_cast<size_t>(index)]++;
  }
};

class ThreadPoolTest : public testing::TestWithParam<int> {
protected:
  void SetUp() override { ASSERT_OK(startThreads(GetParam())); }
  void TearDown() override { stopThreads(); }
};

TEST_P(ThreadPoolTest, RunsEveryIndexOnce) {
  EXPECT_EQ(threadCount(), GetParam());
  for (int64_t count : {0, 1, 2, 3, 7, 100, 10000}) {
    Counters counters(static_cast<size_t>(count));
    bmrt_parallel_for(Counters::body, &counters, count);
    for (auto &hit : counters.hits)
      ASSERT_EQ(hit.load(), 1) << count;
  }
}

// Late threads must never touch the context of a later loop.
TEST_P(ThreadPoolTest, ManyShortLoops) {
  for (int loop = 0; loop < 20000; ++loop) {
    auto count = static_cast<size_t>(loop % 5 + 2);
    Counters counters(count);
    bmrt_parallel_for(Counters::body, &counters, static_cast<int64_t>(count));
    for (auto &hit : counters.hits)
      ASSERT_EQ(hit.load(), 1) << loop;
  }
}

TEST_P(ThreadPoolTest, WakesAfterSleep) {
  for (int loop = 0; loop < 5; ++loop) {
    std::this_thread::sleep_for(std::chrono::milliseconds(15));
    Counters counters(64);
    bmrt_parallel_for(Counters::body, &counters, 64);
    for (auto &hit : counters.hits)
      ASSERT_EQ(hit.load(), 1);
  }
}

TEST_P(ThreadPoolTest, IdleThreadsUseNoCpu) {
  Counters counters(64);
  bmrt_parallel_for(Counters::body, &counters, 64);
  std::this_thread::sleep_for(std::chrono::milliseconds(50));
  timespec before, after;
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &before);
  std::this_thread::sleep_for(std::chrono::milliseconds(100));
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &after);
  double used = static_cast<double>(after.tv_sec - before.tv_sec) +
                1e-9 * static_cast<double>(after.tv_nsec - before.tv_nsec);
  EXPECT_LT(used, 0.02);
}

// Generated kernels keep up to 1 MiB on the stack.
TEST_P(ThreadPoolTest, StacksAreLarge) {
  auto body = [](void *context, int64_t) {
    volatile char scratch[4 << 20];
    scratch[0] = 1;
    scratch[sizeof scratch - 1] = 1;
    *static_cast<std::atomic<int> *>(context) += scratch[0];
  };
  std::atomic<int> sum = 0;
  bmrt_parallel_for(body, &sum, 32);
  EXPECT_EQ(sum.load(), 32);
}

// What a loop leaves in a core's cache is of use to the next only there.
TEST_P(ThreadPoolTest, ThreadsKeepTheirIndices) {
  struct Owners {
    std::vector<std::thread::id> ids;
    std::atomic<int> entered = 0;
    // Nobody leaves, and could take from another, before all have one.
    static void body(void *context, int64_t index) {
      auto &owners = *static_cast<Owners *>(context);
      owners.ids[static_cast<size_t>(index)] = std::this_thread::get_id();
      ++owners.entered;
      while (owners.entered < static_cast<int>(owners.ids.size()))
        std::this_thread::yield();
    }
  };
  std::vector<std::thread::id> before;
  for (int loop = 0; loop < 50; ++loop) {
    Owners owners{std::vector<std::thread::id>(GetParam())};
    bmrt_parallel_for(Owners::body, &owners, GetParam());
    if (loop > 0)
      ASSERT_EQ(owners.ids, before) << loop;
    before = owners.ids;
  }
}

// Loops begin at either end of a thread's part in turns; streams at the front.
TEST_P(ThreadPoolTest, WalksStreamsForwards) {
  struct Firsts {
    std::mutex mutex;
    std::map<std::thread::id, int64_t> of;
    // Nobody takes a second index, maybe another's, before all have one.
    static void body(void *context, int64_t index) {
      auto &firsts = *static_cast<Firsts *>(context);
      auto threads = static_cast<size_t>(GetParam());
      std::unique_lock lock(firsts.mutex);
      firsts.of.try_emplace(std::this_thread::get_id(), index);
      while (firsts.of.size() < threads) {
        lock.unlock();
        std::this_thread::yield();
        lock.lock();
      }
    }
    std::set<int64_t> indices() const {
      std::set<int64_t> all;
      for (auto [thread, index] : of)
        all.insert(index);
      return all;
    }
  };
  std::set<int64_t> fronts, ends;
  for (int64_t i = 0; i < GetParam(); ++i) {
    fronts.insert(10 * i);
    ends.insert(10 * i + 9);
  }
  for (int loop = 0; loop < 20; ++loop) {
    Firsts first, second, stream;
    bmrt_parallel_for(Firsts::body, &first, 10 * GetParam());
    bmrt_parallel_for(Firsts::body, &second, 10 * GetParam());
    bmrt_parallel_stream(Firsts::body, &stream, 10 * GetParam());
    EXPECT_EQ(stream.indices(), fronts) << loop;
    if (GetParam() > 1)
      EXPECT_EQ((std::set{first.indices(), second.indices()}),
                (std::set{fronts, ends}))
          << loop;
  }
}

// More indices than a word counts are run piece by piece.
TEST_P(ThreadPoolTest, RunsLongLoops) {
  constexpr int64_t count = 2'500'000;
  Counters counters(count);
  bmrt_parallel_for(Counters::body, &counters, count);
  for (auto &hit : counters.hits)
    ASSERT_EQ(hit.load(), 1);
}

INSTANTIATE_TEST_SUITE_P(Threads, ThreadPoolTest, testing::Values(1, 2, 3, 8));

TEST(ThreadPool, RestartsAndRefusesBadCounts) {
  for (int round = 0; round < 20; ++round) {
    ASSERT_OK(startThreads(round % 3 + 1));
    Counters counters(10);
    bmrt_parallel_for(Counters::body, &counters, 10);
    for (auto &hit : counters.hits)
      ASSERT_EQ(hit.load(), 1);
  }
  stopThreads();
  EXPECT_EQ(threadCount(), 1);
  EXPECT_ERROR(startThreads(-1), Code::Usage, "found -1 threads");
  EXPECT_ERROR(startThreads(100000), Code::Usage, "expected 1 to 1024");
  ASSERT_OK(startThreads(0));
  EXPECT_EQ(threadCount(), availableCpus());
  stopThreads();
}

} // namespace
