//===- Stream.cpp - Streams and events ------------------------------------===//
#include "tools/cuda-emulator/api/Call.h"

using namespace bmc::cuda;
using namespace emulator;

EMULATOR_EXPORT Result cuStreamCreate(Stream *stream, unsigned flags) {
  return call("cuStreamCreate", Needs::Context, [=](Driver &driver) {
    if (!stream || flags > kStreamNonBlocking)
      return Result::InvalidValue;
    auto object = std::make_unique<StreamObject>();
    object->isBlocking = flags == kStreamDefault;
    *stream = driver.streams.add(std::move(object));
    return Result::Success;
  });
}

/// Waiting for a stream that is captured ends the capture.
static Result refuseCapture(StreamObject &stream) {
  if (!stream.capture)
    return Result::Success;
  stream.capture->isInvalid = true;
  return Result::StreamCaptureUnsupported;
}

EMULATOR_EXPORT Result cuStreamSynchronize(Stream handle) {
  return onStream(
      "cuStreamSynchronize", handle, [](Driver &driver, StreamObject &stream) {
        if (Result result = refuseCapture(stream); result != Result::Success)
          return result;
        return driver.runAll(stream);
      });
}

// Each poll finds the stream one piece further.
EMULATOR_EXPORT Result cuStreamQuery(Stream handle) {
  return onStream(
      "cuStreamQuery", handle, [](Driver &driver, StreamObject &stream) {
        if (Result result = refuseCapture(stream); result != Result::Success)
          return result;
        if (stream.queue.empty())
          return Result::Success;
        Result result = driver.runOne(stream);
        return result == Result::Success ? Result::NotReady : result;
      });
}

EMULATOR_EXPORT Result cuStreamDestroy_v2(Stream handle) {
  return call("cuStreamDestroy", Needs::Context, [=](Driver &driver) {
    if (!driver.streams.contains(handle))
      return Result::InvalidHandle;
    Result result = driver.runAll(*handle);
    for (auto &[event, owner] : driver.events.objects())
      if (event->stream == handle)
        event->stream = nullptr;
    driver.streams.remove(handle);
    return result;
  });
}

EMULATOR_EXPORT Result cuEventCreate(Event *event, unsigned flags) {
  return call("cuEventCreate", Needs::Context, [=](Driver &driver) {
    if (!event || flags > (kEventBlockingSync | kEventDisableTiming))
      return Result::InvalidValue;
    auto object = std::make_unique<EventObject>();
    object->flags = flags;
    *event = driver.events.add(std::move(object));
    return Result::Success;
  });
}

static Work recordWork(Event event) {
  return [event]() {
    if (Driver::get().events.contains(event)) {
      event->isDone = true;
      event->time = std::chrono::steady_clock::now();
    }
    return Result::Success;
  };
}

EMULATOR_EXPORT Result cuEventRecord(Event event, Stream handle) {
  return onStream(
      "cuEventRecord", handle, [=](Driver &driver, StreamObject &stream) {
        if (!driver.events.contains(event))
          return Result::InvalidHandle;
        event->isCaptured = stream.capture != nullptr;
        // In a capture it marks a place and is no piece of work.
        if (stream.capture)
          return stream.capture->isInvalid ? Result::StreamCaptureInvalidated
                                           : Result::Success;
        event->isRecorded = true;
        event->isDone = false;
        event->stream = &stream;
        Result result = driver.enqueue(stream, recordWork(event));
        event->number = driver.lastNumber();
        return result;
      });
}

/// What both ways to wait for an event begin with; `done` if that is all.
static Result lookAt(Driver &driver, Event event, bool &done) {
  done = true;
  if (!driver.events.contains(event))
    return Result::InvalidHandle;
  if (event->isCaptured)
    return Result::CapturedEvent;
  done = !event->isRecorded || event->isDone;
  return Result::Success;
}

EMULATOR_EXPORT Result cuEventSynchronize(Event event) {
  return call("cuEventSynchronize", Needs::Context, [=](Driver &driver) {
    bool done;
    Result result = lookAt(driver, event, done);
    return done ? result : driver.runUpTo(*event->stream, event->number);
  });
}

EMULATOR_EXPORT Result cuEventQuery(Event event) {
  return call("cuEventQuery", Needs::Context, [=](Driver &driver) {
    bool done;
    Result result = lookAt(driver, event, done);
    if (done)
      return result;
    result = driver.runOne(*event->stream);
    return result == Result::Success ? Result::NotReady : result;
  });
}

EMULATOR_EXPORT Result cuEventElapsedTime(float *milliseconds, Event begin,
                                          Event end) {
  return call("cuEventElapsedTime", Needs::Context, [=](Driver &driver) {
    if (!milliseconds)
      return Result::InvalidValue;
    for (Event event : {begin, end}) {
      bool done;
      if (Result result = lookAt(driver, event, done);
          result != Result::Success)
        return result;
      if (!event->isRecorded || (event->flags & kEventDisableTiming))
        return Result::InvalidHandle;
      if (!done)
        return Result::NotReady;
    }
    *milliseconds =
        std::chrono::duration<float, std::milli>(end->time - begin->time)
            .count();
    return Result::Success;
  });
}

EMULATOR_EXPORT Result cuEventDestroy_v2(Event event) {
  return call("cuEventDestroy", Needs::Context, [=](Driver &driver) {
    if (!driver.events.contains(event))
      return Result::InvalidHandle;
    driver.events.remove(event);
    return Result::Success;
  });
}
