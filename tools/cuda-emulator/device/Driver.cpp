//===- Driver.cpp - State behind the driver's functions -------------------===//
//
// Work is done as late as is legal: when somebody waits for it, or when a
// stream holds a thousand pieces. A program that reads too early reads what was
// there before.
//
//===----------------------------------------------------------------------===//
#include "tools/cuda-emulator/device/Driver.h"

#include "tools/cuda-emulator/check/Checker.h"
#include "tools/cuda-emulator/ops/Ops.h"

#include <cstdlib>

namespace emulator {

using bmc::cuda::StreamObject;

static constexpr size_t kQueueLength = 1024;

Driver &Driver::get() {
  // Never destroyed: other static objects may still call at exit.
  static auto *driver = new Driver;
  return *driver;
}

Result Driver::initialize() {
  if (isInitialized)
    return Result::Success;
  const char *text = std::getenv("BMC_EMULATOR");
  std::string error;
  options = parseOptions(text ? text : "", error);
  if (!error.empty()) {
    std::fprintf(stderr, "bmc emulator: %s\n", error.c_str());
    return Result::InvalidValue;
  }
  if (Result result = planned("cuInit"); result != Result::Success)
    return result;
  try {
    heap.emplace(options.memory);
  } catch (const std::bad_alloc &) {
    return Result::OutOfMemory;
  }
  limitOps(options.host);
  if (options.check)
    observer = std::make_unique<Checker>();
  isInitialized = true;
  return Result::Success;
}

uint64_t Driver::allocate(uint64_t bytes) {
  uint64_t address = heap->allocate(bytes);
  if (address && observer)
    observer->allocated(address, bytes);
  return address;
}

bool Driver::release(uint64_t address) {
  if (!heap->free(address))
    return false;
  if (observer)
    observer->freed(address);
  return true;
}

// A line at a time, so that a program which dies leaves all it has called.
void Driver::note(const char *call) {
  if (!trace && !options.trace.empty())
    trace = std::fopen(options.trace.c_str(), "ae");
  if (trace) {
    std::fprintf(trace, "%s\n", call);
    std::fflush(trace);
  }
}

Result Driver::planned(const char *call) {
  note(call);
  if (options.failures.empty())
    return Result::Success;
  uint64_t number = ++calls[call];
  for (const PlannedFailure &failure : options.failures)
    if (failure.call == call && number >= failure.from &&
        number <= failure.to) {
      int code = static_cast<int>(failure.code);
      // Those that leave the context unusable.
      bool isSticky = code == 214 || code == 220 ||
                      (code >= 700 && code < 800 && code != 701);
      if (isSticky)
        makeSticky(failure.code, std::string("planned failure of ") + call);
      return failure.code;
    }
  return Result::Success;
}

void Driver::makeSticky(Result code, const std::string &report) {
  sticky = code;
  lastReport = report;
  if (options.report)
    std::fprintf(stderr, "bmc emulator: %s\n", report.c_str());
  discard();
}

// After an error nothing that was queued is done any more.
void Driver::discard() {
  defaultStream.queue.clear();
  for (auto &[stream, owner] : streams.objects())
    stream->queue.clear();
}

StreamObject *Driver::stream(bmc::cuda::Stream handle) {
  if (!handle)
    return &defaultStream;
  return streams.contains(handle) ? handle : nullptr;
}

Result Driver::enqueue(StreamObject &stream, Work work) {
  if (stream.capture) {
    if (stream.capture->isInvalid)
      return Result::StreamCaptureInvalidated;
    stream.capture->works.push_back(std::move(work));
    return Result::Success;
  }
  if (&stream == &defaultStream)
    if (Result result = forbidImplicit(); result != Result::Success)
      return result;
  stream.queue.push_back({++counter, std::move(work)});
  if (!options.late)
    return runAll(stream);
  return stream.queue.size() > kQueueLength ? runOne(stream) : Result::Success;
}

Result Driver::runFront(StreamObject &stream) {
  Work work = std::move(stream.queue.front().work);
  stream.queue.pop_front();
  return work();
}

Result Driver::runUpTo(StreamObject &stream, uint64_t number) {
  while (!stream.queue.empty() && stream.queue.front().number <= number) {
    uint64_t here = stream.queue.front().number;
    // The default stream and blocking streams wait for each other.
    if (&stream == &defaultStream) {
      for (auto &[other, owner] : streams.objects())
        if (other->isBlocking)
          if (Result result = runUpTo(*other, here); result != Result::Success)
            return result;
    } else if (stream.isBlocking) {
      if (Result result = runUpTo(defaultStream, here);
          result != Result::Success)
        return result;
    }
    // What was waited for may have taken the piece along.
    if (stream.queue.empty() || stream.queue.front().number != here)
      continue;
    if (Result result = runFront(stream); result != Result::Success)
      return result;
  }
  return Result::Success;
}

Result Driver::runEverything() {
  Result result = runAll(defaultStream);
  for (auto &[stream, owner] : streams.objects())
    if (result == Result::Success)
      result = runAll(*stream);
  return result;
}

Result Driver::runOne(StreamObject &stream) {
  if (stream.queue.empty())
    return Result::Success;
  return runUpTo(stream, stream.queue.front().number);
}

Result Driver::forbidDuringCapture() {
  Result result = Result::Success;
  for (auto &[stream, owner] : streams.objects())
    if (stream->capture &&
        stream->capture->mode != bmc::cuda::CaptureMode::Relaxed) {
      stream->capture->isInvalid = true;
      result = Result::StreamCaptureUnsupported;
    }
  return result;
}

Result Driver::forbidImplicit() {
  Result result = Result::Success;
  for (auto &[stream, owner] : streams.objects())
    if (stream->capture && stream->isBlocking) {
      stream->capture->isInvalid = true;
      result = Result::StreamCaptureImplicit;
    }
  return result;
}

bool Driver::isPinned(const void *memory, uint64_t bytes) const {
  auto address = reinterpret_cast<uint64_t>(memory);
  auto next = pinned.upper_bound(address);
  if (next == pinned.begin())
    return false;
  --next;
  return address - next->first <= next->second &&
         bytes <= next->second - (address - next->first);
}

} // namespace emulator
