//===- GpuTiming.cpp - How long each launch takes on a GPU ----------------===//
//
// Launches are queued one by one, not as a graph, with an event between each
// and the next.
//
//===----------------------------------------------------------------------===//
#include "runtime/device/GpuDevice.h"

namespace bmc {

Status GpuDevice::makeEvents(size_t count) {
  while (events.size() < count) {
    cuda::Event event = nullptr;
    BMRT_TRY(driver.check(driver.cuEventCreate(&event, 0), "create an event"));
    events.push_back(event);
  }
  return {};
}

Status GpuDevice::runTimed(const BmrtFunction &function,
                           std::span<const int64_t> dims,
                           std::span<double> seconds) {
  BMRT_TRY(loadGrids(function));
  BMRT_TRY(makeEvents(seconds.size() + 1));
  auto mark = [&](size_t number) {
    return driver.check(driver.cuEventRecord(events[number], context.stream),
                        "time a launch");
  };
  BMRT_TRY(mark(0));
  for (uint32_t i = 0; i < function.numLaunches; ++i) {
    BMRT_TRY(launchGrids(function, i, dims));
    BMRT_TRY(mark(i + 1));
  }
  BMRT_TRY(driver.check(driver.cuEventSynchronize(events[seconds.size()]),
                        fmt::format("run '{}' on the GPU", function.name)));
  for (size_t i = 0; i < seconds.size(); ++i) {
    float milliseconds = 0;
    BMRT_TRY(driver.check(
        driver.cuEventElapsedTime(&milliseconds, events[i], events[i + 1]),
        "time a launch"));
    seconds[i] = static_cast<double>(milliseconds) * 1e-3;
  }
  return {};
}

} // namespace bmc
