//===- Guard.cpp - No update after a number that is not finite ------------===//
#include "runtime/device/Guard.h"

namespace bmc {

static const char kCode[] =
#include "runtime/device/Guard.ptx"
    ;

Guard::~Guard() {
  if (module)
    driver.cuModuleUnload(module);
}

Status Guard::load() { return context.load(kCode, "the guard", module); }

Status Guard::open(cuda::DevicePtr memory) {
  flag = memory;
  BMRT_TRY(
      driver.check(driver.cuModuleGetFunction(&function, module, "bmc_guard"),
                   "find the code for the guard"));
  return clear();
}

Status Guard::clear() {
  return driver.check(
      driver.cuMemsetD8Async(flag, 0, kFlagBytes, context.stream),
      "clear the guard");
}

Status Guard::look(cuda::DevicePtr number, BmrtDType dtype) {
  bool isDouble = dtype == kBmrtF64;
  // The upper half of a double has its exponent, and makes it NaN.
  uint64_t word = number + (isDouble ? 4 : 0);
  uint64_t exponent = isDouble ? 0x7ff00000 : 0x7f800000;
  void *parameters[] = {&flag, &word, &exponent};
  return driver.check(driver.cuLaunchKernel(function, 1, 1, 1, 1, 1, 1, 0,
                                            context.stream, parameters,
                                            nullptr),
                      "launch the guard");
}

} // namespace bmc
