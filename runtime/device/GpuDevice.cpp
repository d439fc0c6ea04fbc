//===- GpuDevice.cpp - Kernels as grids of an NVIDIA GPU ------------------===//
//
// Opening a device and its memory; launches are in GpuLaunch.cpp.
//
//===----------------------------------------------------------------------===//
#include "runtime/device/GpuDevice.h"

#include "runtime/cuda/PtxVersion.h"

#include <algorithm>
#include <cctype>

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

Status GpuDevice::findName(int number) {
  char text[256] = {};
  BMRT_TRY(driver.check(driver.cuDeviceGetName(text, sizeof(text) - 1, device),
                        fmt::format("ask for the name of cuda:{}", number)));
  label = fmt::format("cuda:{} ({})", number, text);
  return {};
}

Status GpuDevice::open(int number) {
  BMRT_TRY(driver.check(driver.cuDeviceGet(&device, number),
                        fmt::format("open cuda:{}", number)));
  BMRT_TRY(findName(number));
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

/// What the driver's compiler says of code it refuses, as one line.
static std::string oneLine(const char *log) {
  std::string words(log);
  while (!words.empty() &&
         std::isspace(static_cast<unsigned char>(words.back())))
    words.pop_back();
  for (size_t end = words.find('\n'); end != std::string::npos;
       end = words.find('\n', end + 2))
    words.replace(end, 1, "; ");
  return words;
}

Status GpuDevice::loadCode() {
  char log[8192] = {};
  JitOption options[] = {JitOption::ErrorLogBuffer,
                         JitOption::ErrorLogBufferBytes};
  void *values[] = {log, reinterpret_cast<void *>(sizeof(log))};
  Result result =
      driver.cuModuleLoadDataEx(&module, image.code, 2, options, values);
  if (result == Result::UnsupportedPtxVersion)
    return tooOld();
  Status status = driver.check(
      result, fmt::format("load the code for {} on {}", image.arch, name()));
  std::string words = oneLine(log);
  if (status.ok() || words.empty())
    return status;
  return {status.code(), status.message() + ": " + words};
}

/// The driver does not know the version of PTX that the code is written in.
Status GpuDevice::tooOld() const {
  cuda::PtxVersion needed = cuda::ptxVersionOf(image.code);
  int version = 0;
  BMRT_TRY(driver.check(driver.cuDriverGetVersion(&version),
                        "ask for the version of the NVIDIA driver"));
  return resourceError("the code for {} is PTX {}.{}, for which {} needs {}; "
                       "the one here is for "
                       "CUDA {}.{}",
                       image.arch, needed.major, needed.minor, name(),
                       cuda::driverForPtx(needed), version / 1000,
                       version % 1000 / 10);
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

Status GpuDevice::take(uint64_t bytes, const char *purpose,
                       cuda::DevicePtr &memory) {
  return driver.check(driver.cuMemAlloc(&memory, bytes),
                      fmt::format("take {} of memory for {} on {}",
                                  formatBytes(bytes), purpose, name()));
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
  BMRT_TRY(take(stateBytes, "the model's state", state));
  return take(arenaBytes, "activations", arena);
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
