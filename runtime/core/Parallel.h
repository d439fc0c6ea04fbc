//===- Parallel.h - Loops that may fail on the pool's threads ---*- C++ -*-===//
#ifndef BMC_RUNTIME_CORE_PARALLEL_H
#define BMC_RUNTIME_CORE_PARALLEL_H

#include "runtime/abi/Abi.h"
#include "runtime/core/Status.h"

#include <cstdint>
#include <limits>
#include <mutex>
#include <new>

namespace bmc {

/// Calls body(i), which gives a Status, for i in [0, count) in any order, and
/// returns the error of the smallest i that has one; what comes after an error
/// may be left out. Memory that runs out is such an error.
template <typename Body> Status parallelTry(int64_t count, const Body &body) {
  struct Loop {
    const Body &body;
    std::mutex mutex = {};
    int64_t failed = std::numeric_limits<int64_t>::max();
    Status error = {};

    Status runOne(int64_t index) const {
      try {
        return body(index);
      } catch (const std::bad_alloc &) {
        return resourceError("out of memory");
      }
    }
    void run(int64_t index) {
      {
        std::lock_guard lock(mutex);
        if (index > failed)
          return;
      }
      Status status = runOne(index);
      std::lock_guard lock(mutex);
      if (status.ok() || index > failed)
        return;
      failed = index;
      error = std::move(status);
    }
  } loop{body};
  bmrt_parallel_for(
      [](void *context, int64_t index) {
        static_cast<Loop *>(context)->run(index);
      },
      &loop, count);
  return loop.error;
}

} // namespace bmc

#endif // BMC_RUNTIME_CORE_PARALLEL_H
