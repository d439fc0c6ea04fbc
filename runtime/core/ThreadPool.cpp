//===- ThreadPool.cpp - bmrt_parallel_for -----------------------*- C++ -*-===//
//
// Every thread owns a part of a loop's indices, the same of every loop as long,
// and walks it forwards in one loop and backwards in the next, so that it
// begins with what the loop before left in the caches of its core; a loop over
// more than caches keep is walked forwards always. A part is
// one 64-bit word, (generation, begin, end), and is taken from by
// compare-and-swap: by its owner from one end, and by threads that have
// finished theirs from the other. A thread that wakes late finds either work of
// the current loop or a generation that no longer matches, and nobody ever
// waits for a thread that took no index. Idle workers spin for a few
// milliseconds (loops of a training step are microseconds apart), then sleep on
// a futex.
//
//===----------------------------------------------------------------------===//
#include "runtime/core/ThreadPool.h"

#include "runtime/abi/Abi.h"

#include <atomic>
#include <chrono>
#include <climits>
#include <cmath>
#include <cstdio>
#include <cstring>
#include <fstream>
#include <linux/futex.h>
#include <pthread.h>
#include <sched.h>
#include <string>
#include <sys/syscall.h>
#include <unistd.h>
#include <vector>

using namespace bmc;

namespace {

using Body = void (*)(void *context, int64_t index);

/// Generated kernels keep up to 1 MiB of scratch on the stack.
constexpr size_t kStackBytes = size_t{8} << 20;
constexpr std::chrono::microseconds kSpinTime{3000};

void relax() {
#if defined(__x86_64__)
  __builtin_ia32_pause();
#elif defined(__aarch64__)
  asm volatile("yield");
#endif
}

/// Indices [begin, end) of loop `generation` that nobody has taken yet. A
/// generation comes again after 2^24 loops: no thread sleeps as long between
/// reading a word and exchanging it.
struct Part {
  static constexpr int kIndexBits = 20;
  static constexpr uint64_t kMaxIndex = (uint64_t{1} << kIndexBits) - 1;
  static constexpr uint64_t kMaxGeneration = (uint64_t{1} << 24) - 1;

  uint64_t generation, begin, end;

  static Part unpack(uint64_t word) {
    return {word >> 2 * kIndexBits, word >> kIndexBits & kMaxIndex,
            word & kMaxIndex};
  }
  uint64_t pack() const {
    return generation << 2 * kIndexBits | begin << kIndexBits | end;
  }
};

/// A cache line of its own.
struct alignas(64) SharedPart {
  std::atomic<uint64_t> word{0};
};

class ThreadPool {
public:
  Status start(int threads);
  void stop();
  int size() const { return static_cast<int>(workers.size()) + 1; }
  /// `alternates`: every other such loop walks the parts backwards.
  void run(Body loopBody, void *loopContext, int64_t count, bool alternates);

private:
  static void *workerMain(void *pool);
  void workUntilStopped(size_t self);
  uint32_t waitForWork(uint32_t seen);
  int64_t takeIndices(size_t self, uint32_t expected);
  int64_t takeFrom(std::atomic<uint64_t> &word, uint32_t expected,
                   bool isOwner);
  void publish(Body loopBody, void *loopContext, int64_t begin, int64_t count,
               bool alternates);
  void runPart(Body loopBody, void *loopContext, int64_t begin, int64_t count,
               bool alternates);
  Status startWorker();
  void pin(const cpu_set_t &allowed);

  /// One per thread; the caller's is the first.
  std::vector<SharedPart> parts{1};
  // Each on its own cache line: they change at different rates.
  alignas(64) std::atomic<int64_t> finished{0};
  alignas(64) std::atomic<uint32_t> signal{0};
  std::atomic<uint32_t> sleepers{0};
  std::atomic<bool> stopping{false};
  // Written only while no part has an index left, and before the parts are. A
  // thread that reads a part first reads the values that belong to it.
  alignas(64) std::atomic<Body> body{nullptr};
  std::atomic<void *> context{nullptr};
  std::atomic<int64_t> first{0}; ///< index of the loop that parts count from
  std::atomic<bool> backwards{false}; ///< how owners walk their parts

  uint32_t generation = 0;
  std::chrono::microseconds spinTime = kSpinTime;
  std::vector<pthread_t> workers;
};

/// Never destroyed: a process may exit while workers sleep.
ThreadPool &pool() {
  static ThreadPool *instance = new ThreadPool;
  return *instance;
}

void *ThreadPool::workerMain(void *self) {
  pool().workUntilStopped(reinterpret_cast<size_t>(self));
  return nullptr;
}

void ThreadPool::workUntilStopped(size_t self) {
  uint32_t seen = 0;
  while (true) {
    seen = waitForWork(seen);
    if (stopping.load(std::memory_order_acquire))
      return;
    if (int64_t done = takeIndices(self, seen))
      finished.fetch_add(done, std::memory_order_release);
  }
}

/// Returns the generation of the next loop after `seen`.
uint32_t ThreadPool::waitForWork(uint32_t seen) {
  auto deadline = std::chrono::steady_clock::now() + spinTime;
  for (uint32_t spins = 1;; ++spins) {
    if (uint32_t now = signal.load(std::memory_order_acquire); now != seen)
      return now;
    relax();
    if (spins % 128 || std::chrono::steady_clock::now() < deadline)
      continue;
    // Sequentially consistent on both sides: either the publisher sees this
    // sleeper, or the futex sees the new signal and returns at once.
    sleepers.fetch_add(1);
    if (signal.load() == seen)
      syscall(SYS_futex, &signal, FUTEX_WAIT_PRIVATE, seen, nullptr, nullptr,
              0);
    sleepers.fetch_sub(1);
  }
}

/// Runs indices of loop `expected` until none is left; returns how many.
int64_t ThreadPool::takeIndices(size_t self, uint32_t expected) {
  int64_t done = takeFrom(parts[self].word, expected, /*isOwner=*/true);
  for (size_t i = 1; i < parts.size(); ++i)
    done += takeFrom(parts[(self + i) % parts.size()].word, expected,
                     /*isOwner=*/false);
  return done;
}

int64_t ThreadPool::takeFrom(std::atomic<uint64_t> &word, uint32_t expected,
                             bool isOwner) {
  int64_t done = 0;
  uint64_t current = word.load(std::memory_order_acquire);
  while (true) {
    Part part = Part::unpack(current);
    if (part.generation != (expected & Part::kMaxGeneration) ||
        part.begin == part.end)
      return done;
    Body loopBody = body.load(std::memory_order_acquire);
    void *loopContext = context.load(std::memory_order_acquire);
    int64_t base = first.load(std::memory_order_acquire);
    bool fromFront = isOwner != backwards.load(std::memory_order_acquire);
    int64_t index = base + (fromFront ? part.begin++ : --part.end);
    if (!word.compare_exchange_weak(current, part.pack(),
                                    std::memory_order_acq_rel,
                                    std::memory_order_acquire))
      continue;
    loopBody(loopContext, index);
    ++done;
    current = word.load(std::memory_order_acquire);
  }
}

void ThreadPool::publish(Body loopBody, void *loopContext, int64_t begin,
                         int64_t count, bool alternates) {
  ++generation;
  body.store(loopBody, std::memory_order_release);
  context.store(loopContext, std::memory_order_release);
  first.store(begin, std::memory_order_release);
  backwards.store(alternates && generation % 2, std::memory_order_release);
  finished.store(0, std::memory_order_relaxed);
  uint64_t threads = parts.size(), indices = count;
  for (uint64_t i = 0; i < threads; ++i) {
    Part part{generation & Part::kMaxGeneration, indices * i / threads,
              indices * (i + 1) / threads};
    parts[i].word.store(part.pack(), std::memory_order_release);
  }
  signal.store(generation);
  uint32_t asleep = sleepers.load();
  if (auto useful = static_cast<uint32_t>(count - 1); asleep)
    syscall(SYS_futex, &signal, FUTEX_WAKE_PRIVATE,
            useful < asleep ? useful : asleep, nullptr, nullptr, 0);
}

void ThreadPool::run(Body loopBody, void *loopContext, int64_t count,
                     bool alternates) {
  if (workers.empty() || count <= 1) {
    for (int64_t i = 0; i < count; ++i)
      loopBody(loopContext, i);
    return;
  }
  constexpr int64_t most = Part::kMaxIndex;
  for (int64_t begin = 0; begin < count; begin += most)
    runPart(loopBody, loopContext, begin, std::min(most, count - begin),
            alternates);
}

void ThreadPool::runPart(Body loopBody, void *loopContext, int64_t begin,
                         int64_t count, bool alternates) {
  publish(loopBody, loopContext, begin, count, alternates);
  int64_t mine = takeIndices(/*self=*/0, generation);
  for (uint32_t spins = 1;
       finished.load(std::memory_order_acquire) + mine != count; ++spins) {
    relax();
    // The thread we wait for may be waiting for this CPU.
    if (spins % 4096 == 0)
      sched_yield();
  }
}

Status ThreadPool::startWorker() {
  pthread_attr_t attributes;
  pthread_attr_init(&attributes);
  pthread_attr_setstacksize(&attributes, kStackBytes);
  pthread_t thread;
  int failure = pthread_create(&thread, &attributes, workerMain,
                               reinterpret_cast<void *>(workers.size() + 1));
  pthread_attr_destroy(&attributes);
  if (failure)
    return resourceError("cannot start thread {}: {}", workers.size() + 2,
                         std::strerror(failure));
  workers.push_back(thread);
  return {};
}

void ThreadPool::pin(const cpu_set_t &allowed) {
  size_t thread = 0;
  for (int cpu = 0; cpu < CPU_SETSIZE && thread <= workers.size(); ++cpu) {
    if (!CPU_ISSET(cpu, &allowed))
      continue;
    cpu_set_t one;
    CPU_ZERO(&one);
    CPU_SET(cpu, &one);
    // Pinning is a hint: a refusal changes the speed only.
    pthread_t target = thread ? workers[thread - 1] : pthread_self();
    (void)pthread_setaffinity_np(target, sizeof one, &one);
    ++thread;
  }
}

Status ThreadPool::start(int threads) {
  stop();
  cpu_set_t allowed;
  CPU_ZERO(&allowed);
  bool known = sched_getaffinity(0, sizeof allowed, &allowed) == 0;
  int cpus = availableCpus();
  if (threads == 0)
    threads = std::min(cpus, kMaxThreads);
  if (threads < 1 || threads > kMaxThreads)
    return usageError("found {} threads, expected 1 to {}", threads,
                      kMaxThreads);
  // With more threads than CPUs a spinning thread takes time from a working
  // one.
  spinTime = threads <= cpus ? kSpinTime : std::chrono::microseconds{0};
  stopping.store(false);
  parts = std::vector<SharedPart>(threads);
  for (int i = 1; i < threads; ++i) {
    if (Status status = startWorker(); !status.ok()) {
      stop();
      return status;
    }
  }
  // A pool that leaves CPUs free shares the machine: pinned to the first CPUs,
  // two such programs would fight over them while others idle.
  if (known && threads > 1 && threads == CPU_COUNT(&allowed))
    pin(allowed);
  return {};
}

void ThreadPool::stop() {
  if (workers.empty())
    return;
  stopping.store(true);
  signal.store(++generation);
  syscall(SYS_futex, &signal, FUTEX_WAKE_PRIVATE, INT_MAX, nullptr, nullptr, 0);
  for (pthread_t worker : workers)
    pthread_join(worker, nullptr);
  workers.clear();
}

/// CPUs the cgroup's quota pays for, or 0 without one. Version 2 keeps
/// "QUOTA PERIOD" in cpu.max of the process's group and its parents.
double cgroupCpuQuota() {
  std::ifstream groups("/proc/self/cgroup");
  std::string entry, group;
  while (std::getline(groups, entry))
    if (entry.rfind("0::", 0) == 0)
      group = entry.substr(3);
  double quota = 0;
  while (true) {
    std::ifstream file("/sys/fs/cgroup" + group + "/cpu.max");
    double microseconds, period;
    if (file >> microseconds >> period && period > 0 &&
        (quota == 0 || microseconds / period < quota))
      quota = microseconds / period;
    if (group.empty() || group == "/")
      return quota;
    group.resize(group.rfind('/'));
  }
}

} // namespace

int bmc::availableCpus() {
  cpu_set_t allowed;
  CPU_ZERO(&allowed);
  int cpus = sched_getaffinity(0, sizeof allowed, &allowed) == 0
                 ? CPU_COUNT(&allowed)
                 : static_cast<int>(sysconf(_SC_NPROCESSORS_ONLN));
  double quota = cgroupCpuQuota();
  if (quota > 0 && std::ceil(quota) < cpus)
    cpus = static_cast<int>(std::ceil(quota));
  return std::max(cpus, 1);
}

Status bmc::startThreads(int threads) { return pool().start(threads); }
int bmc::threadCount() { return pool().size(); }
void bmc::stopThreads() { pool().stop(); }

extern "C" __attribute__((visibility("default"))) void
bmrt_parallel_for(void (*body)(void *context, int64_t index), void *context,
                  int64_t count) {
  pool().run(body, context, count, /*alternates=*/true);
}

extern "C" __attribute__((visibility("default"))) void
bmrt_parallel_stream(void (*body)(void *context, int64_t index), void *context,
                     int64_t count) {
  pool().run(body, context, count, /*alternates=*/false);
}
