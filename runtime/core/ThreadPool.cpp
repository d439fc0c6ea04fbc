//===- ThreadPool.cpp - bmrt_parallel_for -----------------------*- C++ -*-===//
//
// A loop is published as one 64-bit word, (generation, next index); threads
// take indices by compare-and-swap, so a thread that wakes late finds either
// work of the current loop or a generation that no longer matches, and nobody
// ever waits for a thread that took no index. Idle workers spin for a few
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
/// Low half of the work word when no index is left to take.
constexpr uint32_t kNoWork = UINT32_MAX;

void relax() {
#if defined(__x86_64__)
  __builtin_ia32_pause();
#elif defined(__aarch64__)
  asm volatile("yield");
#endif
}

uint64_t packWork(uint32_t generation, uint32_t next) {
  return uint64_t{generation} << 32 | next;
}

class ThreadPool {
public:
  Status start(int threads);
  void stop();
  int size() const { return static_cast<int>(workers.size()) + 1; }
  void run(Body loopBody, void *loopContext, int64_t count);

private:
  static void *workerMain(void *pool);
  void workUntilStopped();
  uint32_t waitForWork(uint32_t seen);
  int64_t takeIndices(uint32_t expected);
  void publish(Body loopBody, void *loopContext, uint32_t count);
  Status startWorker();
  void pin(const cpu_set_t &allowed);

  // Each on its own cache line: they change at different rates.
  alignas(64) std::atomic<uint64_t> work{packWork(0, kNoWork)};
  alignas(64) std::atomic<int64_t> finished{0};
  alignas(64) std::atomic<uint32_t> signal{0};
  std::atomic<uint32_t> sleepers{0};
  std::atomic<bool> stopping{false};
  // Written only while `work` says kNoWork. A late thread may read the next
  // loop's values; acquire and release make its compare-and-swap fail then.
  alignas(64) std::atomic<Body> body{nullptr};
  std::atomic<void *> context{nullptr};
  std::atomic<uint32_t> total{0};

  uint32_t generation = 0;
  std::chrono::microseconds spinTime = kSpinTime;
  std::vector<pthread_t> workers;
};

/// Never destroyed: a process may exit while workers sleep.
ThreadPool &pool() {
  static ThreadPool *instance = new ThreadPool;
  return *instance;
}

void *ThreadPool::workerMain(void *pool) {
  static_cast<ThreadPool *>(pool)->workUntilStopped();
  return nullptr;
}

void ThreadPool::workUntilStopped() {
  uint32_t seen = 0;
  while (true) {
    seen = waitForWork(seen);
    if (stopping.load(std::memory_order_acquire))
      return;
    if (int64_t done = takeIndices(seen))
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
int64_t ThreadPool::takeIndices(uint32_t expected) {
  int64_t done = 0;
  uint64_t current = work.load(std::memory_order_acquire);
  while (true) {
    uint32_t next = static_cast<uint32_t>(current);
    if (static_cast<uint32_t>(current >> 32) != expected || next == kNoWork)
      return done;
    Body loopBody = body.load(std::memory_order_acquire);
    void *loopContext = context.load(std::memory_order_acquire);
    uint32_t last = total.load(std::memory_order_acquire) - 1;
    uint64_t after = packWork(expected, next == last ? kNoWork : next + 1);
    if (!work.compare_exchange_weak(current, after, std::memory_order_acq_rel,
                                    std::memory_order_acquire))
      continue;
    loopBody(loopContext, next);
    ++done;
    current = work.load(std::memory_order_acquire);
  }
}

void ThreadPool::publish(Body loopBody, void *loopContext, uint32_t count) {
  // The previous loop has ended, so `work` already says kNoWork; moving on the
  // generation first makes every late compare-and-swap fail.
  ++generation;
  work.store(packWork(generation, kNoWork), std::memory_order_relaxed);
  body.store(loopBody, std::memory_order_release);
  context.store(loopContext, std::memory_order_release);
  total.store(count, std::memory_order_release);
  finished.store(0, std::memory_order_relaxed);
  work.store(packWork(generation, 0), std::memory_order_release);
  signal.store(generation);
  uint32_t asleep = sleepers.load();
  if (uint32_t useful = count - 1; asleep)
    syscall(SYS_futex, &signal, FUTEX_WAKE_PRIVATE,
            useful < asleep ? useful : asleep, nullptr, nullptr, 0);
}

void ThreadPool::run(Body loopBody, void *loopContext, int64_t count) {
  if (workers.empty() || count <= 1 || count >= kNoWork) {
    for (int64_t i = 0; i < count; ++i)
      loopBody(loopContext, i);
    return;
  }
  publish(loopBody, loopContext, static_cast<uint32_t>(count));
  int64_t mine = takeIndices(generation);
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
  int failure = pthread_create(&thread, &attributes, workerMain, this);
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
  pool().run(body, context, count);
}
