//===- Call.h - What every exported function does first ---------*- C++ -*-===//
#ifndef EMULATOR_API_CALL_H
#define EMULATOR_API_CALL_H

#include "tools/cuda-emulator/device/Driver.h"

#include <new>

#define EMULATOR_EXPORT extern "C" __attribute__((visibility("default")))

namespace emulator {

/// The context that cuCtxSetCurrent made this thread's.
bmc::cuda::Context &currentContext();

/// What a call needs before it does anything.
enum class Needs { Driver, Context };

/// Locks the driver, checks its state and counts the call, then does it.
template <class Body> Result call(const char *name, Needs needs, Body body) {
  Driver &driver = Driver::get();
  std::lock_guard<std::mutex> lock(driver.mutex);
  if (!driver.heap)
    return Result::NotInitialized;
  if (Result result = driver.planned(name); result != Result::Success)
    return result;
  if (needs == Needs::Context) {
    if (driver.sticky != Result::Success)
      return driver.sticky;
    if (!currentContext())
      return Result::InvalidContext;
  }
  try {
    return body(driver);
  } catch (const std::bad_alloc &) {
    return Result::OutOfMemory;
  }
}

/// For work of a stream: an invalid handle is an error.
template <class Body>
Result onStream(const char *name, bmc::cuda::Stream handle, Body body) {
  return call(name, Needs::Context, [&](Driver &driver) {
    bmc::cuda::StreamObject *stream = driver.stream(handle);
    return stream ? body(driver, *stream) : Result::InvalidHandle;
  });
}

} // namespace emulator

#endif // EMULATOR_API_CALL_H
