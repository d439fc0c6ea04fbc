//===- ThreadPool.h - The threads kernels run on ----------------*- C++ -*-===//
//
// One pool per process, used through bmrt_parallel_for (runtime/abi). Before
// startThreads, and after stopThreads, parallel loops run on the caller.
//
//===----------------------------------------------------------------------===//
#ifndef BMC_RUNTIME_CORE_THREADPOOL_H
#define BMC_RUNTIME_CORE_THREADPOOL_H

#include "runtime/core/Status.h"

namespace bmc {

/// CPUs this process may keep busy: the affinity mask, cut by the cgroup's CPU
/// quota (rounded up). At least 1.
int availableCpus();

/// Most threads startThreads accepts.
constexpr int kMaxThreads = 1024;

/// Starts the pool with `threads` threads, the caller being one of them;
/// 0 means availableCpus(). Threads are pinned when they take exactly all CPUs
/// the process may use, and left to the scheduler otherwise. Stops a running
/// pool first. Fails with Resource if the system refuses a thread.
Status startThreads(int threads);

/// Threads of the running pool, the caller included; 1 without a pool.
int threadCount();

/// Ends and joins the workers. Must not be called from inside a loop body.
void stopThreads();

} // namespace bmc

#endif // BMC_RUNTIME_CORE_THREADPOOL_H
