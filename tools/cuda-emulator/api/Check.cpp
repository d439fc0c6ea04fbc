//===- Check.cpp - What is not of the driver ------------------------------===//
//
// Optional entry points: a program looks them up by name and does without them
// on a real driver.
//
//===----------------------------------------------------------------------===//
#include "tools/cuda-emulator/api/Call.h"

using namespace emulator;

EMULATOR_EXPORT void bmcEmulatorAnnounce(uint32_t count, const void *list) {
  const auto *operands = static_cast<const bmc::cuda::AnnouncedOperand *>(list);
  Driver &driver = Driver::get();
  std::lock_guard<std::mutex> lock(driver.mutex);
  driver.announced.clear();
  for (uint32_t i = 0; i < count; ++i)
    if (operands[i].bytes != 0)
      driver.announced.push_back(operands[i]);
}

EMULATOR_EXPORT const char *bmcEmulatorLastReport() {
  Driver &driver = Driver::get();
  std::lock_guard<std::mutex> lock(driver.mutex);
  return driver.lastReport.c_str();
}
