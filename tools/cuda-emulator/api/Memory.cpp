//===- Memory.cpp - Allocations and copies --------------------------------===//
#include "tools/cuda-emulator/api/Call.h"

#include <cstdlib>
#include <cstring>

using namespace bmc::cuda;
using namespace emulator;

EMULATOR_EXPORT Result cuMemGetInfo_v2(size_t *free, size_t *total) {
  return call("cuMemGetInfo", Needs::Context, [=](Driver &driver) {
    if (!free || !total)
      return Result::InvalidValue;
    *free = driver.heap->available();
    *total = driver.heap->total();
    return Result::Success;
  });
}

EMULATOR_EXPORT Result cuMemAlloc_v2(DevicePtr *address, size_t bytes) {
  return call("cuMemAlloc", Needs::Context, [=](Driver &driver) {
    if (!address || bytes == 0)
      return Result::InvalidValue;
    if (Result result = driver.forbidDuringCapture(); result != Result::Success)
      return result;
    *address = driver.allocate(bytes);
    return *address ? Result::Success : Result::OutOfMemory;
  });
}

// Waits for all work that may still use it.
EMULATOR_EXPORT Result cuMemFree_v2(DevicePtr address) {
  return call("cuMemFree", Needs::Context, [=](Driver &driver) {
    if (address == 0)
      return Result::Success;
    if (Result result = driver.forbidDuringCapture(); result != Result::Success)
      return result;
    if (Result result = driver.runEverything(); result != Result::Success)
      return result;
    return driver.release(address) ? Result::Success : Result::InvalidValue;
  });
}

EMULATOR_EXPORT Result cuMemAllocHost_v2(void **memory, size_t bytes) {
  return call("cuMemAllocHost", Needs::Context, [=](Driver &driver) {
    if (!memory || bytes == 0)
      return Result::InvalidValue;
    if (Result result = driver.forbidDuringCapture(); result != Result::Success)
      return result;
    *memory = bytes < SIZE_MAX - 4096
                  ? std::aligned_alloc(4096, (bytes + 4095) / 4096 * 4096)
                  : nullptr;
    if (!*memory)
      return Result::OutOfMemory;
    std::memset(*memory, 0xff, bytes);
    driver.pinned[reinterpret_cast<uint64_t>(*memory)] = bytes;
    return Result::Success;
  });
}

EMULATOR_EXPORT Result cuMemFreeHost(void *memory) {
  return call("cuMemFreeHost", Needs::Context, [=](Driver &driver) {
    if (!memory)
      return Result::Success;
    auto found = driver.pinned.find(reinterpret_cast<uint64_t>(memory));
    if (found == driver.pinned.end())
      return Result::InvalidValue;
    if (Result result = driver.forbidDuringCapture(); result != Result::Success)
      return result;
    if (Result result = driver.runEverything(); result != Result::Success)
      return result;
    driver.pinned.erase(found);
    std::free(memory);
    return Result::Success;
  });
}

static void *hostOf(DevicePtr address) {
  return reinterpret_cast<void *>(address);
}

/// A copy or a fill of device memory, `what` of which was checked.
static Work copyWork(void *target, const void *source, size_t bytes) {
  return [=]() {
    std::memmove(target, source, bytes);
    Driver &driver = Driver::get();
    if (driver.observer)
      driver.observer->hostWrites(reinterpret_cast<uint64_t>(target), bytes);
    return Result::Success;
  };
}

static Work fillWork(DevicePtr target, unsigned char value, size_t bytes) {
  return [=]() {
    std::memset(hostOf(target), value, bytes);
    Driver &driver = Driver::get();
    if (driver.observer)
      driver.observer->hostWrites(target, bytes);
    return Result::Success;
  };
}

/// Blocking calls: work of the default stream that is waited for.
static Result now(Driver &driver, Work work) {
  if (Result result = driver.forbidImplicit(); result != Result::Success)
    return result;
  if (Result result = driver.forbidDuringCapture(); result != Result::Success)
    return result;
  StreamObject &stream = *driver.stream(nullptr);
  if (Result result = driver.enqueue(stream, std::move(work));
      result != Result::Success)
    return result;
  return driver.runAll(stream);
}

EMULATOR_EXPORT Result cuMemcpyHtoD_v2(DevicePtr target, const void *source,
                                       size_t bytes) {
  return call("cuMemcpyHtoD", Needs::Context, [=](Driver &driver) {
    if (bytes == 0)
      return Result::Success;
    if (!source || !driver.heap->holds(target, bytes))
      return Result::InvalidValue;
    return now(driver, copyWork(hostOf(target), source, bytes));
  });
}

EMULATOR_EXPORT Result cuMemcpyDtoH_v2(void *target, DevicePtr source,
                                       size_t bytes) {
  return call("cuMemcpyDtoH", Needs::Context, [=](Driver &driver) {
    if (bytes == 0)
      return Result::Success;
    if (!target || !driver.heap->holds(source, bytes))
      return Result::InvalidValue;
    return now(driver, copyWork(target, hostOf(source), bytes));
  });
}

EMULATOR_EXPORT Result cuMemcpyDtoD_v2(DevicePtr target, DevicePtr source,
                                       size_t bytes) {
  return call("cuMemcpyDtoD", Needs::Context, [=](Driver &driver) {
    if (bytes == 0)
      return Result::Success;
    if (!driver.heap->holds(target, bytes) ||
        !driver.heap->holds(source, bytes))
      return Result::InvalidValue;
    return now(driver, copyWork(hostOf(target), hostOf(source), bytes));
  });
}

/// Pageable memory cannot be read or written later: an error in a capture.
static Result refusePageable(StreamObject &stream) {
  if (!stream.capture)
    return Result::Success;
  stream.capture->isInvalid = true;
  return Result::StreamCaptureUnsupported;
}

EMULATOR_EXPORT Result cuMemcpyHtoDAsync_v2(DevicePtr target,
                                            const void *source, size_t bytes,
                                            Stream handle) {
  return onStream(
      "cuMemcpyHtoDAsync", handle, [=](Driver &driver, StreamObject &stream) {
        if (bytes == 0)
          return Result::Success;
        if (!source || !driver.heap->holds(target, bytes))
          return Result::InvalidValue;
        if (driver.isPinned(source, bytes))
          return driver.enqueue(stream,
                                copyWork(hostOf(target), source, bytes));
        if (Result result = refusePageable(stream); result != Result::Success)
          return result;
        // The bytes are taken at once.
        const auto *begin = static_cast<const uint8_t *>(source);
        auto copy =
            std::make_shared<std::vector<uint8_t>>(begin, begin + bytes);
        return driver.enqueue(stream, [=]() {
          return copyWork(hostOf(target), copy->data(), bytes)();
        });
      });
}

EMULATOR_EXPORT Result cuMemcpyDtoHAsync_v2(void *target, DevicePtr source,
                                            size_t bytes, Stream handle) {
  return onStream(
      "cuMemcpyDtoHAsync", handle, [=](Driver &driver, StreamObject &stream) {
        if (bytes == 0)
          return Result::Success;
        if (!target || !driver.heap->holds(source, bytes))
          return Result::InvalidValue;
        Work work = copyWork(target, hostOf(source), bytes);
        if (driver.isPinned(target, bytes))
          return driver.enqueue(stream, std::move(work));
        if (Result result = refusePageable(stream); result != Result::Success)
          return result;
        Result result = driver.enqueue(stream, std::move(work));
        return result == Result::Success ? driver.runAll(stream) : result;
      });
}

EMULATOR_EXPORT Result cuMemcpyDtoDAsync_v2(DevicePtr target, DevicePtr source,
                                            size_t bytes, Stream handle) {
  return onStream(
      "cuMemcpyDtoDAsync", handle, [=](Driver &driver, StreamObject &stream) {
        if (bytes == 0)
          return Result::Success;
        if (!driver.heap->holds(target, bytes) ||
            !driver.heap->holds(source, bytes))
          return Result::InvalidValue;
        return driver.enqueue(stream,
                              copyWork(hostOf(target), hostOf(source), bytes));
      });
}

EMULATOR_EXPORT Result cuMemsetD8_v2(DevicePtr target, unsigned char value,
                                     size_t bytes) {
  return call("cuMemsetD8", Needs::Context, [=](Driver &driver) {
    if (bytes == 0)
      return Result::Success;
    if (!driver.heap->holds(target, bytes))
      return Result::InvalidValue;
    return now(driver, fillWork(target, value, bytes));
  });
}

EMULATOR_EXPORT Result cuMemsetD8Async(DevicePtr target, unsigned char value,
                                       size_t bytes, Stream handle) {
  return onStream(
      "cuMemsetD8Async", handle, [=](Driver &driver, StreamObject &stream) {
        if (bytes == 0)
          return Result::Success;
        if (!driver.heap->holds(target, bytes))
          return Result::InvalidValue;
        return driver.enqueue(stream, fillWork(target, value, bytes));
      });
}
