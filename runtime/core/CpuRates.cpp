//===- CpuRates.cpp - What this machine can do at its best ----------------===//
//
// CMakeLists.txt compiles this file with -O2: the accumulators have to stay in
// registers.
//
//===----------------------------------------------------------------------===//
#include "runtime/core/CpuRates.h"

#include "runtime/core/Memory.h"
#include "runtime/core/ThreadPool.h"

#include <algorithm>
#include <cstring>
#include <vector>

namespace bmc {
namespace {

/// Independent sums: more than the latency of an operation times two units.
constexpr int kChains = 12;
constexpr int64_t kRounds = 4'000'000;
constexpr int kRepeats = 3;
constexpr uint64_t kBlockBytes = uint64_t{256} << 20;

/// kRounds times kChains multiplications and additions of vectors of `Bytes`
/// bytes.
#define BMC_MULTIPLY_ADD(NAME, TARGET, BYTES)                                  \
  template <typename T> TARGET T NAME() {                                      \
    typedef T Vector __attribute__((vector_size(BYTES)));                      \
    Vector factor = Vector{} + T(0.999), term = Vector{} + T(0.001);           \
    Vector chains[kChains];                                                    \
    for (int i = 0; i < kChains; ++i)                                          \
      chains[i] = Vector{} + static_cast<T>(i);                                \
    for (int64_t round = 0; round < kRounds; ++round) {                        \
      _Pragma("clang loop unroll(full)") for (int i = 0; i < kChains; ++i)     \
          chains[i] = chains[i] * factor + term;                               \
      /* Each round is done as written. */                                     \
      asm volatile("" ::: "memory");                                           \
    }                                                                          \
    Vector sum = {};                                                           \
    for (Vector chain : chains)                                                \
      sum += chain;                                                            \
    return sum[0];                                                             \
  }

BMC_MULTIPLY_ADD(multiplyAdd16, , 16)
#if defined(__x86_64__)
BMC_MULTIPLY_ADD(multiplyAdd32, __attribute__((target("avx2,fma"))), 32)
BMC_MULTIPLY_ADD(multiplyAdd64, __attribute__((target("avx512f"))), 64)
#endif

/// A version of the above and the bytes of its vectors.
template <typename T> struct Widest {
  T (*run)() = multiplyAdd16<T>;
  size_t bytes = 16;

  Widest() {
#if defined(__x86_64__)
    if (__builtin_cpu_supports("avx512f"))
      *this = Widest(multiplyAdd64<T>, 64);
    else if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma"))
      *this = Widest(multiplyAdd32<T>, 32);
#endif
  }
  Widest(T (*run)(), size_t bytes) : run(run), bytes(bytes) {}
};

double seconds(clockid_t clock) {
  timespec now;
  clock_gettime(clock, &now);
  return static_cast<double>(now.tv_sec) +
         static_cast<double>(now.tv_nsec) * 1e-9;
}

/// Seconds of the fastest of a few runs of body(0), .., body(threads - 1).
template <typename Body> double fastest(clockid_t clock, const Body &body) {
  auto call = [](void *context, int64_t index) {
    (*static_cast<const Body *>(context))(index);
  };
  double best = 1e9;
  for (int repeat = 0; repeat < kRepeats; ++repeat) {
    double start = seconds(clock);
    bmrt_parallel_for(call, const_cast<Body *>(&body), threadCount());
    best = std::min(best, seconds(clock) - start);
  }
  return best;
}

template <typename T> double multiplyAddRate(clockid_t clock) {
  Widest<T> widest;
  std::vector<T> results(static_cast<size_t>(threadCount()));
  double time = fastest(clock, [&](int64_t i) {
    results[static_cast<size_t>(i)] = widest.run();
  });
  double lanes = static_cast<double>(widest.bytes / sizeof(T));
  return 2 * lanes * kChains * kRounds * threadCount() / time;
}

void add(char *to, const char *from, uint64_t bytes) {
  auto *y = reinterpret_cast<float *>(to);
  auto *x = reinterpret_cast<const float *>(from);
  for (uint64_t i = 0; i < bytes / sizeof(float); ++i)
    y[i] += x[i];
}

/// A copy may read what it overwrites, too; an update needs it.
Status memoryRate(clockid_t clock, double &rate) {
  BMRT_TRY(checkMemory(2 * kBlockBytes, "copies that are timed"));
  MemoryBlock from, to;
  BMRT_TRY(from.allocate(kBlockBytes, "copies that are timed"));
  BMRT_TRY(to.allocate(kBlockBytes, "copies that are timed"));
  uint64_t share =
      kBlockBytes / static_cast<uint64_t>(threadCount()) & ~(sizeof(float) - 1);
  auto at = [&](const MemoryBlock &block, int64_t i) {
    return block.data() + share * static_cast<uint64_t>(i);
  };
  // Pages that were never written are all one page of zeros.
  (void)fastest(clock, [&](int64_t i) { std::memset(at(from, i), 1, share); });
  double copy = fastest(
      clock, [&](int64_t i) { std::memcpy(at(to, i), at(from, i), share); });
  double update =
      fastest(clock, [&](int64_t i) { add(at(to, i), at(from, i), share); });
  rate = static_cast<double>(share) * threadCount() *
         std::max(2 / copy, 3 / update);
  return {};
}

} // namespace

Status measureCpuRates(clockid_t clock, ChipRates &rates) {
  rates.f32 = multiplyAddRate<float>(clock);
  rates.f64 = rates.f64Products = multiplyAddRate<double>(clock);
  rates.bf16Products = 0;
  return memoryRate(clock, rates.bytes);
}

} // namespace bmc
