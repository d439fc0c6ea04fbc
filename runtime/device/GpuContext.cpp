//===- GpuContext.cpp - A GPU that is open, and its queue -----------------===//
#include "runtime/device/GpuContext.h"

#include "runtime/cuda/PtxVersion.h"

#include <cctype>

namespace bmc {

using cuda::JitOption;
using cuda::Result;

Status GpuContext::findName(int ordinal) {
  char text[256] = {};
  BMRT_TRY(driver.check(driver.cuDeviceGetName(text, sizeof(text) - 1, device),
                        fmt::format("ask for the name of cuda:{}", ordinal)));
  label = fmt::format("cuda:{} ({})", ordinal, text);
  return {};
}

Status GpuContext::open(int ordinal) {
  BMRT_TRY(driver.check(driver.cuDeviceGet(&device, ordinal),
                        fmt::format("open cuda:{}", ordinal)));
  BMRT_TRY(findName(ordinal));
  cuda::Context context = nullptr;
  BMRT_TRY(driver.check(driver.cuDevicePrimaryCtxRetain(&context, device),
                        "open a context on the GPU"));
  isRetained = true;
  BMRT_TRY(driver.check(driver.cuCtxSetCurrent(context),
                        "enter the context of the GPU"));
  return driver.check(driver.cuStreamCreate(&stream, cuda::kStreamNonBlocking),
                      "create a stream");
}

GpuContext::~GpuContext() {
  if (stream)
    driver.cuStreamDestroy(stream);
  if (isRetained)
    driver.cuDevicePrimaryCtxRelease(device);
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

Status GpuContext::load(const char *code, const char *arch,
                        cuda::Module &module) const {
  char log[8192] = {};
  JitOption options[] = {JitOption::ErrorLogBuffer,
                         JitOption::ErrorLogBufferBytes};
  void *values[] = {log, reinterpret_cast<void *>(sizeof(log))};
  Result result = driver.cuModuleLoadDataEx(&module, code, 2, options, values);
  if (result == Result::UnsupportedPtxVersion)
    return tooOld(code, arch);
  Status status = driver.check(
      result, fmt::format("load the code for {} on {}", arch, name()));
  std::string words = oneLine(log);
  if (status.ok() || words.empty())
    return status;
  return {status.code(), status.message() + ": " + words};
}

/// The driver does not know the version of PTX that the code is written in.
Status GpuContext::tooOld(const char *code, const char *arch) const {
  cuda::PtxVersion needed = cuda::ptxVersionOf(code);
  int version = 0;
  BMRT_TRY(driver.check(driver.cuDriverGetVersion(&version),
                        "ask for the version of the NVIDIA driver"));
  return resourceError("the code for {} is PTX {}.{}, for which {} needs {}; "
                       "the one here is for "
                       "CUDA {}.{}",
                       arch, needed.major, needed.minor, name(),
                       cuda::driverForPtx(needed), version / 1000,
                       version % 1000 / 10);
}

} // namespace bmc
