//===- Driver.h - State behind the driver's functions -----------*- C++ -*-===//
#ifndef EMULATOR_DEVICE_DRIVER_H
#define EMULATOR_DEVICE_DRIVER_H

#include "tools/cuda-emulator/device/Heap.h"
#include "tools/cuda-emulator/device/Objects.h"
#include "tools/cuda-emulator/device/Options.h"

#include <cstdio>
#include <mutex>
#include <optional>
#include <set>

namespace emulator {

using bmc::cuda::Result;
using bmc::cuda::Work;

/// Handles that exist; anything else is an invalid handle.
template <class Object> class Handles {
public:
  Object *add(std::unique_ptr<Object> object) {
    Object *raw = object.get();
    all[raw] = std::move(object);
    return raw;
  }
  bool contains(Object *object) const { return all.contains(object); }
  void remove(Object *object) { all.erase(object); }
  auto &objects() { return all; }

private:
  std::map<Object *, std::unique_ptr<Object>> all;
};

class Driver {
public:
  static Driver &get();

  std::mutex mutex; ///< one call at a time
  Options options;
  std::optional<Heap> heap;           ///< from cuInit on
  std::unique_ptr<Observer> observer; ///< of checked mode
  bmc::cuda::ContextObject context;
  Handles<bmc::cuda::ModuleObject> modules;
  Handles<bmc::cuda::StreamObject> streams;
  Handles<bmc::cuda::EventObject> events;
  Handles<bmc::cuda::GraphObject> graphs;
  Handles<bmc::cuda::GraphExecObject> graphExecs;
  std::map<uint64_t, uint64_t> pinned; ///< host memory: begin -> bytes
  uint64_t launches = 0;
  std::vector<LaunchOperand> announced; ///< what the next launch uses
  /// From an error of a kernel on every call returns it.
  Result sticky = Result::Success;
  std::string lastReport;

  /// Device memory; 0 if there is no room.
  uint64_t allocate(uint64_t bytes);
  bool release(uint64_t address);

  Result initialize();
  /// Notes and counts the call; a failure that was asked for, or Success.
  Result planned(const char *call);
  void makeSticky(Result code, const std::string &report);

  /// nullptr is the default stream; nullptr if the handle is invalid.
  bmc::cuda::StreamObject *stream(bmc::cuda::Stream handle);
  /// Puts work at the end of a stream or of the graph it is captured into.
  Result enqueue(bmc::cuda::StreamObject &stream, Work work);
  /// Runs what the stream has up to a piece of work, and what must go before.
  Result runUpTo(bmc::cuda::StreamObject &stream, uint64_t number);
  Result runAll(bmc::cuda::StreamObject &stream) {
    return runUpTo(stream, UINT64_MAX);
  }
  /// What a device-wide synchronization does.
  Result runEverything();
  /// One step on, as a poll finds some.
  Result runOne(bmc::cuda::StreamObject &stream);
  uint64_t lastNumber() const { return counter; }

  /// The error if a stream is being captured with a mode that forbids calls
  /// which may synchronize; the capture is invalid then.
  Result forbidDuringCapture();
  /// The same for work of the default stream, which blocking streams wait for.
  Result forbidImplicit();
  bool isPinned(const void *memory, uint64_t bytes) const;

private:
  Driver() = default;
  Result runFront(bmc::cuda::StreamObject &stream);
  void discard();

  void note(const char *call);

  bool isInitialized = false;
  std::FILE *trace = nullptr;
  std::map<std::string, uint64_t> calls;
  bmc::cuda::StreamObject defaultStream;
  uint64_t counter = 0;
};

} // namespace emulator

#endif // EMULATOR_DEVICE_DRIVER_H
