//===- Objects.h - What handles of the driver point to ----------*- C++ -*-===//
#ifndef EMULATOR_DEVICE_OBJECTS_H
#define EMULATOR_DEVICE_OBJECTS_H

#include "runtime/cuda/CudaTypes.h"
#include "tools/cuda-emulator/code/Code.h"
#include "tools/cuda-emulator/exec/Block.h"

#include <chrono>
#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

// The handles of CudaTypes.h are pointers to these.
namespace bmc::cuda {

struct ContextObject {
  int retained = 0;
};

struct FunctionObject {
  ModuleObject *module = nullptr;
  emulator::Code code;
  uint32_t maxDynamicShared = 48 << 10;
};

struct ModuleObject {
  unsigned ptxVersion = 0;
  std::vector<std::string> files;
  std::map<std::string, std::unique_ptr<FunctionObject>> functions;
  std::vector<uint64_t> variables; ///< allocations
};

/// Work of a stream: runs when its turn comes.
using Work = std::function<Result()>;

struct Capture {
  CaptureMode mode = CaptureMode::Global;
  bool isInvalid = false;
  std::vector<Work> works;
};

struct StreamObject {
  bool isBlocking = true; ///< ordered with the default stream
  struct Queued {
    uint64_t number;
    Work work;
  };
  std::deque<Queued> queue;
  std::unique_ptr<Capture> capture;
};

struct EventObject {
  unsigned flags = 0;
  StreamObject *stream = nullptr; ///< where it was recorded last
  uint64_t number = 0;            ///< of the work that records it
  bool isRecorded = false, isDone = false, isCaptured = false;
  std::chrono::steady_clock::time_point time;
};

struct GraphObject {
  std::vector<Work> works;
};

struct GraphExecObject {
  std::vector<Work> works;
};

} // namespace bmc::cuda

#endif // EMULATOR_DEVICE_OBJECTS_H
