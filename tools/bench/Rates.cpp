//===- Rates.cpp - What this machine can do at its best -------------------===//
//
// Usage: rates THREADS. With one thread processor time counts, as in
// tools/bench/gemm: other programs disturb it less. Prints GFLOP/s of
// multiply-adds in f32 and in f64, and GB/s of memory: the denominators of
// efficiency.
//
//===----------------------------------------------------------------------===//
#include "runtime/core/CpuRates.h"
#include "runtime/core/ThreadPool.h"

#include <algorithm>
#include <cstdio>
#include <cstdlib>

int main(int argc, char **argv) {
  bmc::ChipRates rates;
  bmc::Status status =
      bmc::startThreads(argc > 1 ? std::max(1, std::atoi(argv[1])) : 1);
  if (status.ok())
    status = bmc::measureCpuRates(
        bmc::threadCount() == 1 ? CLOCK_PROCESS_CPUTIME_ID : CLOCK_MONOTONIC,
        rates);
  if (!status.ok()) {
    std::fprintf(stderr, "rates: %s\n", status.message().c_str());
    return status.exitCode();
  }
  std::printf("%.1f %.1f %.2f\n", rates.f32 * 1e-9, rates.f64 * 1e-9,
              rates.bytes * 1e-9);
  return 0;
}
