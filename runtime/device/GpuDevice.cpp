//===- GpuDevice.cpp - Kernels as grids of an NVIDIA GPU ------------------===//
//
// Opening a device and its memory; launches are in GpuLaunch.cpp.
//
//===----------------------------------------------------------------------===//
#include "runtime/device/GpuDevice.h"

#include <algorithm>

namespace bmc {

using cuda::JitOption;
using cuda::Result;

Status GpuDevice::create(const BmrtImage &image, int ordinal,
                         std::unique_ptr<Device> &out) {
  if (bmrtChecksum(image.code, image.codeBytes) != image.checksum)
    return resourceError("the code for {} in this program is damaged; build "
                         "it again",
                         image.arch);
  const cuda::Driver *driver = nullptr;
  BMRT_TRY(cuda::Driver::load(driver));
  std::unique_ptr<GpuDevice> created(new GpuDevice(*driver, image));
  BMRT_TRY(created->open(ordinal));
  out = std::move(created);
  return {};
}

Status GpuDevice::open(int number) {
  ordinal = number;
  BMRT_TRY(driver.check(driver.cuDeviceGet(&device, ordinal), "open the GPU"));
  cuda::Context context = nullptr;
  BMRT_TRY(driver.check(driver.cuDevicePrimaryCtxRetain(&context, device),
                        "open a context on the GPU"));
  hasContext = true;
  BMRT_TRY(driver.check(driver.cuCtxSetCurrent(context),
                        "enter the context of the GPU"));
  BMRT_TRY(loadCode());
  return driver.check(driver.cuStreamCreate(&stream, cuda::kStreamNonBlocking),
                      "create a stream");
}

Status GpuDevice::loadCode() {
  char log[8192] = {};
  JitOption options[] = {JitOption::ErrorLogBuffer,
                         JitOption::ErrorLogBufferBytes};
  void *values[] = {log, reinterpret_cast<void *>(sizeof(log))};
  Result result =
      driver.cuModuleLoadDataEx(&module, image.code, 2, options, values);
  if (result == Result::Success)
    return {};
  Status status = driver.check(
      result, fmt::format("load the code for {} on {}", image.arch, name()));
  return log[0] ? status.withContext(log) : status;
}

GpuDevice::~GpuDevice() {
  forgetRecordings();
  freeMemory();
  if (stream)
    driver.cuStreamDestroy(stream);
  if (module)
    driver.cuModuleUnload(module);
  if (hasContext)
    driver.cuDevicePrimaryCtxRelease(device);
}

std::string GpuDevice::name() const {
  char text[256] = {};
  if (driver.cuDeviceGetName(text, sizeof(text) - 1, device) != Result::Success)
    return fmt::format("cuda:{}", ordinal);
  return fmt::format("cuda:{} ({})", ordinal, text);
}

//===----------------------------------------------------------------------===//
// Memory
//===----------------------------------------------------------------------===//

void GpuDevice::freeMemory() {
  for (cuda::DevicePtr *memory : {&state, &arena}) {
    if (*memory)
      driver.cuMemFree(*memory);
    *memory = 0;
  }
}

Status GpuDevice::allocate(const BmrtProgram &program,
                           const Sections &newSections) {
  sections = &newSections;
  if (state)
    return {};
  // An empty section has an address too.
  uint64_t stateBytes = std::max<uint64_t>(program.stateBytes, 1);
  uint64_t arenaBytes = std::max<uint64_t>(program.arenaBytes, 1);
  size_t free = 0, total = 0;
  BMRT_TRY(driver.check(driver.cuMemGetInfo(&free, &total),
                        "ask for the GPU's memory"));
  if (stateBytes + arenaBytes > free)
    return resourceError(
        "{} for the model's state and {} for activations are needed on {}, {} "
        "of {} are free; build with a smaller batch",
        formatBytes(stateBytes), formatBytes(arenaBytes), name(),
        formatBytes(free), formatBytes(total));
  BMRT_TRY(driver.check(driver.cuMemAlloc(&state, stateBytes),
                        "take GPU memory for the model's state"));
  return driver.check(driver.cuMemAlloc(&arena, arenaBytes),
                      "take GPU memory for activations");
}

Status GpuDevice::toDevice(BmrtSection section, uint64_t offset,
                           uint64_t bytes) {
  if (bytes == 0)
    return {};
  BMRT_TRY(driver.check(driver.cuMemcpyHtoDAsync(address(section, offset),
                                                 sections->at(section, offset),
                                                 bytes, stream),
                        "copy to the GPU"));
  // The host may change its copy next.
  return driver.check(driver.cuStreamSynchronize(stream), "copy to the GPU");
}

Status GpuDevice::toHost(BmrtSection section, uint64_t offset, uint64_t bytes) {
  if (bytes)
    BMRT_TRY(driver.check(
        driver.cuMemcpyDtoHAsync(sections->at(section, offset),
                                 address(section, offset), bytes, stream),
        "copy from the GPU"));
  return driver.check(driver.cuStreamSynchronize(stream),
                      "finish work on the GPU");
}

} // namespace bmc
