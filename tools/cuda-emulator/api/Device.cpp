//===- Device.cpp - Start, device, context --------------------------------===//
#include "tools/cuda-emulator/api/Call.h"

#include <cstring>

using namespace bmc::cuda;
using namespace emulator;

bmc::cuda::Context &emulator::currentContext() {
  thread_local Context current = nullptr;
  return current;
}

EMULATOR_EXPORT Result cuInit(unsigned flags) {
  Driver &driver = Driver::get();
  std::lock_guard<std::mutex> lock(driver.mutex);
  return flags == 0 ? driver.initialize() : Result::InvalidValue;
}

EMULATOR_EXPORT Result cuDriverGetVersion(int *version) {
  return call("cuDriverGetVersion", Needs::Driver, [=](Driver &driver) {
    if (!version)
      return Result::InvalidValue;
    *version = driver.options.driver;
    return Result::Success;
  });
}

static const char *nameOf(Result code) {
  switch (code) {
#define X(NAME, NUMBER, STRING)                                                \
  case Result::NAME:                                                           \
    return STRING;
    BMC_CUDA_RESULTS(X)
#undef X
  }
  return nullptr;
}

EMULATOR_EXPORT Result cuGetErrorName(Result code, const char **name) {
  if (!name)
    return Result::InvalidValue;
  *name = nameOf(code);
  return *name ? Result::Success : Result::InvalidValue;
}

// Words of our own: "illegal address" from CUDA_ERROR_ILLEGAL_ADDRESS.
EMULATOR_EXPORT Result cuGetErrorString(Result code, const char **text) {
  if (!text)
    return Result::InvalidValue;
  static std::map<Result, std::string> texts;
  static std::mutex mutex;
  std::lock_guard<std::mutex> lock(mutex);
  const char *name = nameOf(code);
  *text = nullptr;
  if (!name)
    return Result::InvalidValue;
  std::string &words = texts[code];
  if (words.empty()) {
    std::string_view rest(name);
    rest.remove_prefix(rest.starts_with("CUDA_ERROR_") ? 11 : 5);
    for (char c : rest)
      words +=
          c == '_' ? ' ' : static_cast<char>(c >= 'A' && c <= 'Z' ? c + 32 : c);
  }
  *text = words.c_str();
  return Result::Success;
}

EMULATOR_EXPORT Result cuDeviceGetCount(int *count) {
  return call("cuDeviceGetCount", Needs::Driver, [=](Driver &) {
    if (!count)
      return Result::InvalidValue;
    *count = 1;
    return Result::Success;
  });
}

EMULATOR_EXPORT Result cuDeviceGet(Device *device, int ordinal) {
  return call("cuDeviceGet", Needs::Driver, [=](Driver &) {
    if (!device)
      return Result::InvalidValue;
    if (ordinal != 0)
      return Result::InvalidDevice;
    *device = 0;
    return Result::Success;
  });
}

EMULATOR_EXPORT Result cuDeviceGetName(char *name, int length, Device device) {
  return call("cuDeviceGetName", Needs::Driver, [=](Driver &driver) {
    if (!name || length <= 0)
      return Result::InvalidValue;
    if (device != 0)
      return Result::InvalidDevice;
    std::string text =
        std::string("bmc emulator (") + driver.options.chip->name + ")";
    size_t bytes = std::min(text.size(), static_cast<size_t>(length - 1));
    std::memcpy(name, text.data(), bytes);
    name[bytes] = '\0';
    return Result::Success;
  });
}

static bool attributeOf(const Chip &chip, DeviceAttribute attribute,
                        int &value) {
  switch (attribute) {
  case DeviceAttribute::MaxThreadsPerBlock:
  case DeviceAttribute::MaxBlockDimX:
  case DeviceAttribute::MaxBlockDimY:
    value = 1024;
    return true;
  case DeviceAttribute::MaxBlockDimZ:
    value = 64;
    return true;
  case DeviceAttribute::MaxGridDimX:
    value = 2147483647;
    return true;
  case DeviceAttribute::MaxGridDimY:
  case DeviceAttribute::MaxGridDimZ:
    value = 65535;
    return true;
  case DeviceAttribute::MaxSharedMemoryPerBlock:
    value = 48 << 10;
    return true;
  case DeviceAttribute::TotalConstantMemory:
    value = 64 << 10;
    return true;
  case DeviceAttribute::WarpSize:
    value = 32;
    return true;
  case DeviceAttribute::MaxRegistersPerBlock:
  case DeviceAttribute::MaxRegistersPerMultiprocessor:
    value = 65536;
    return true;
  case DeviceAttribute::ClockRateKhz:
    value = 1'000'000;
    return true;
  case DeviceAttribute::MultiprocessorCount:
    value = chip.multiprocessors;
    return true;
  case DeviceAttribute::MemoryClockRateKhz:
    value = 1'000'000;
    return true;
  case DeviceAttribute::MemoryBusWidthBits:
    value = 64;
    return true;
  case DeviceAttribute::L2CacheBytes:
    value = 40 << 20;
    return true;
  case DeviceAttribute::MaxThreadsPerMultiprocessor:
    value = 2048;
    return true;
  case DeviceAttribute::ComputeCapabilityMajor:
    value = chip.major;
    return true;
  case DeviceAttribute::ComputeCapabilityMinor:
    value = chip.minor;
    return true;
  case DeviceAttribute::MaxSharedMemoryPerMultiprocessor:
    value = static_cast<int>(chip.sharedPerMultiprocessor);
    return true;
  case DeviceAttribute::MaxSharedMemoryPerBlockOptin:
    value = static_cast<int>(chip.sharedPerBlock);
    return true;
  }
  return false;
}

EMULATOR_EXPORT Result cuDeviceGetAttribute(int *value,
                                            DeviceAttribute attribute,
                                            Device device) {
  return call("cuDeviceGetAttribute", Needs::Driver, [=](Driver &driver) {
    if (device != 0)
      return Result::InvalidDevice;
    bool isKnown =
        value && attributeOf(*driver.options.chip, attribute, *value);
    return isKnown ? Result::Success : Result::InvalidValue;
  });
}

EMULATOR_EXPORT Result cuDeviceTotalMem_v2(size_t *bytes, Device device) {
  return call("cuDeviceTotalMem", Needs::Driver, [=](Driver &driver) {
    if (!bytes)
      return Result::InvalidValue;
    if (device != 0)
      return Result::InvalidDevice;
    *bytes = driver.heap->total();
    return Result::Success;
  });
}

EMULATOR_EXPORT Result cuDevicePrimaryCtxRetain(Context *context,
                                                Device device) {
  return call("cuDevicePrimaryCtxRetain", Needs::Driver, [=](Driver &driver) {
    if (!context)
      return Result::InvalidValue;
    if (device != 0)
      return Result::InvalidDevice;
    ++driver.context.retained;
    *context = &driver.context;
    return Result::Success;
  });
}

EMULATOR_EXPORT Result cuDevicePrimaryCtxRelease_v2(Device device) {
  return call("cuDevicePrimaryCtxRelease", Needs::Driver, [=](Driver &driver) {
    if (device != 0)
      return Result::InvalidDevice;
    if (driver.context.retained == 0)
      return Result::InvalidContext;
    if (--driver.context.retained == 0 && driver.sticky == Result::Success)
      return driver.runEverything();
    return Result::Success;
  });
}

EMULATOR_EXPORT Result cuCtxSetCurrent(Context context) {
  return call("cuCtxSetCurrent", Needs::Driver, [=](Driver &driver) {
    if (context && (context != &driver.context || driver.context.retained == 0))
      return Result::InvalidContext;
    currentContext() = context;
    return Result::Success;
  });
}
