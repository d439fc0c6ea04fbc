//===- Staging.cpp - Copies through pinned memory -------------------------===//
#include "runtime/device/Staging.h"

#include <algorithm>
#include <cstring>

namespace bmc {

Status Staging::open(uint64_t bytes) {
  halfBytes = bytes;
  for (Half &half : halves) {
    void *memory = nullptr;
    BMRT_TRY(driver.check(driver.cuMemAllocHost(&memory, halfBytes),
                          "take pinned memory for copies"));
    half.memory = static_cast<char *>(memory);
    BMRT_TRY(driver.check(
        driver.cuEventCreate(&half.lastCopy, cuda::kEventDisableTiming),
        "create an event"));
  }
  return {};
}

Staging::~Staging() {
  for (Half &half : halves) {
    if (half.lastCopy)
      driver.cuEventDestroy(half.lastCopy);
    if (half.memory)
      driver.cuMemFreeHost(half.memory);
  }
}

Status Staging::wait(const Half &half) {
  return driver.check(driver.cuEventSynchronize(half.lastCopy),
                      "wait for a copy");
}

Status Staging::turn() {
  number = 1 - number;
  used = 0;
  return wait(current());
}

Status Staging::recordCopy() {
  return driver.check(driver.cuEventRecord(current().lastCopy, context.stream),
                      "mark a copy");
}

Status Staging::toDevice(cuda::DevicePtr to, const char *from, uint64_t bytes) {
  for (uint64_t done = 0; done < bytes;) {
    if (used == halfBytes)
      BMRT_TRY(turn());
    uint64_t part = std::min(bytes - done, halfBytes - used);
    char *place = current().memory + used;
    std::memcpy(place, from + done, part);
    BMRT_TRY(driver.check(
        driver.cuMemcpyHtoDAsync(to + done, place, part, context.stream),
        "copy to the GPU"));
    BMRT_TRY(recordCopy());
    used += part;
    done += part;
  }
  return {};
}

Status Staging::toHost(char *to, cuda::DevicePtr from, uint64_t bytes) {
  uint64_t done = 0, before = 0;
  while (done < bytes || before > 0) {
    uint64_t part = std::min(bytes - done, halfBytes);
    BMRT_TRY(turn());
    if (part > 0) {
      BMRT_TRY(
          driver.check(driver.cuMemcpyDtoHAsync(current().memory, from + done,
                                                part, context.stream),
                       "copy from the GPU"));
      BMRT_TRY(recordCopy());
    }
    // While this part is under way, the one before is taken.
    if (before > 0) {
      BMRT_TRY(wait(other()));
      std::memcpy(to + done - before, other().memory, before);
    }
    done += part;
    before = part;
  }
  return {};
}

} // namespace bmc
