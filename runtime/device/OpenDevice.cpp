//===- OpenDevice.cpp - Which device a program runs on --------------------===//
#include "runtime/device/OpenDevice.h"

#include "runtime/device/Capability.h"
#include "runtime/device/CpuDevice.h"
#include "runtime/device/GpuDevice.h"

#include <charconv>

namespace bmc {

const BmrtImage *findImage(const BmrtImages &images, BmrtImageKind kind) {
  for (const BmrtImage &image : std::span(images.images, images.count))
    if (image.kind == kind)
      return &image;
  return nullptr;
}

/// The number in "cuda:N", 0 for "cuda"; false for anything else.
static bool parseCuda(std::string_view text, int &ordinal) {
  constexpr std::string_view kCuda = "cuda";
  ordinal = 0;
  if (!text.starts_with(kCuda))
    return false;
  text.remove_prefix(kCuda.size());
  if (text.empty())
    return true;
  if (!text.starts_with(':'))
    return false;
  const char *end = text.data() + text.size();
  auto [last, error] = std::from_chars(text.data() + 1, end, ordinal);
  return error == std::errc() && last == end && ordinal >= 0;
}

bool isDeviceName(const std::string &text) {
  int ordinal = 0;
  return text == "auto" || text == "cpu" || parseCuda(text, ordinal);
}

/// "sm_80 and sm_90a".
static std::string listArchs(const BmrtImages &images) {
  std::string text;
  for (const BmrtImage &image : std::span(images.images, images.count))
    text += (text.empty() ? "" : ", ") + std::string(image.arch);
  return text;
}

/// The newest code that GPU number `ordinal` runs.
static Status chooseGpu(const BmrtImages &images, int ordinal,
                        DeviceChoice &choice) {
  const cuda::Driver *driver = nullptr;
  BMRT_TRY(cuda::Driver::load(driver));
  int count = 0;
  BMRT_TRY(driver->check(driver->cuDeviceGetCount(&count), "count the GPUs"));
  if (ordinal >= count)
    return resourceError("there is no GPU cuda:{}: the NVIDIA driver has {}",
                         ordinal, count);
  cuda::Device device = 0;
  BMRT_TRY(driver->check(driver->cuDeviceGet(&device, ordinal),
                         fmt::format("open cuda:{}", ordinal)));
  Capability found;
  BMRT_TRY(Capability::ofDevice(*driver, device, found));
  const BmrtImage *best = nullptr;
  for (const BmrtImage &image : std::span(images.images, images.count)) {
    if (image.kind != kBmrtCuda)
      continue;
    Capability code = Capability::ofArch(image.arch);
    if (found.runs(code) && (!best || Capability::ofArch(best->arch) < code))
      best = &image;
  }
  if (!best)
    return resourceError("cuda:{} has compute capability {}.{}; the program "
                         "was built for {}",
                         ordinal, found.major, found.minor, listArchs(images));
  choice = {best, ordinal, {}, nullptr};
  return {};
}

Status chooseDevice(const BmrtImages &images, const std::string &text,
                    DeviceChoice &choice) {
  const BmrtImage *cpu = findImage(images, kBmrtCpu);
  const BmrtImage *gpu = findImage(images, kBmrtCuda);
  choice = {cpu, 0, {}, nullptr};
  if (text == "cpu")
    return cpu ? Status()
               : usageError("--device=cpu: the program was built for {} only",
                            listArchs(images));
  int ordinal = 0;
  if (parseCuda(text, ordinal))
    return gpu ? chooseGpu(images, ordinal, choice)
               : usageError("--device={}: the program was built for {} only; "
                            "build it with --target=cpu,sm_80 for example",
                            text, listArchs(images));
  if (!gpu)
    return {};
  Status status = chooseGpu(images, 0, choice);
  choice.fallback = status.ok() ? cpu : nullptr;
  if (status.ok() || !cpu)
    return status;
  choice = {cpu, 0, status.message(), nullptr};
  return {};
}

Status openDevice(DeviceChoice &choice, std::unique_ptr<Device> &out) {
  if (choice.image->kind == kBmrtCuda) {
    Status status = GpuDevice::create(*choice.image, choice.ordinal, out);
    if (status.ok() || !choice.fallback)
      return status;
    choice = {choice.fallback, 0, status.message(), nullptr};
  }
  out = std::make_unique<CpuDevice>();
  return {};
}

} // namespace bmc
