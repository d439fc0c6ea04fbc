//===- FmaPeak.cpp - Highest rate of f32 fused multiply-adds --------------===//
//
// Usage: peak THREADS. Prints GFLOP/s: the denominator of GEMM efficiency. With
// one thread processor time counts, as in tools/bench/gemm.
//
//===----------------------------------------------------------------------===//
#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <immintrin.h>
#include <thread>
#include <vector>

namespace {

#if defined(__AVX512F__)
using Vector = __m512;
Vector set(float x) { return _mm512_set1_ps(x); }
Vector fma(Vector a, Vector b, Vector c) { return _mm512_fmadd_ps(a, b, c); }
#else
using Vector = __m256;
Vector set(float x) { return _mm256_set1_ps(x); }
Vector fma(Vector a, Vector b, Vector c) { return _mm256_fmadd_ps(a, b, c); }
#endif

/// Independent chains: latency 4 times throughput 2, with room.
constexpr int kChains = 12;
constexpr long kRounds = 20'000'000;

double seconds(clockid_t clock) {
  timespec t;
  clock_gettime(clock, &t);
  return static_cast<double>(t.tv_sec) + static_cast<double>(t.tv_nsec) * 1e-9;
}

float multiplyAdd() {
  Vector factor = set(0.999f), term = set(0.001f), chains[kChains];
  for (int i = 0; i < kChains; ++i)
    chains[i] = set(static_cast<float>(i));
  for (long round = 0; round < kRounds; ++round) {
    for (int i = 0; i < kChains; ++i)
      chains[i] = fma(chains[i], factor, term);
    // Each round is done as written: not vectorised, unrolled or folded.
    asm volatile("" ::: "memory");
  }
  Vector sum = set(0);
  for (Vector chain : chains)
    sum += chain;
  return sum[0];
}

} // namespace

int main(int argc, char **argv) {
  int threads = argc > 1 ? std::atoi(argv[1]) : 1;
  clockid_t clock = threads == 1 ? CLOCK_PROCESS_CPUTIME_ID : CLOCK_MONOTONIC;
  std::vector<float> results(static_cast<size_t>(threads));
  double best = 1e9;
  for (int run = 0; run < 3; ++run) {
    double start = seconds(clock);
    std::vector<std::thread> workers;
    for (float &result : results)
      workers.emplace_back([&result] { result = multiplyAdd(); });
    for (std::thread &worker : workers)
      worker.join();
    best = std::min(best, seconds(clock) - start);
  }
  double lanes = sizeof(Vector) / sizeof(float);
  std::printf("%.1f\n", 2e-9 * lanes * kChains * kRounds * threads / best);
  return results[0] == 0;
}
