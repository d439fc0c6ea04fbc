//===- GpuDevice.cpp - Kernels as grids of an NVIDIA GPU ------------------===//
//
// Opening a device and its memory; launches are in GpuLaunch.cpp.
//
//===----------------------------------------------------------------------===//
#include "runtime/device/GpuDevice.h"
#include "runtime/device/ImageCode.h"

#include <algorithm>

namespace bmc {

Status GpuDevice::create(const BmrtImage &image, int ordinal,
                         std::unique_ptr<Device> &out) {
  std::string ptx;
  BMRT_TRY(readCode(image, ptx));
  const cuda::Driver *driver = nullptr;
  BMRT_TRY(cuda::Driver::load(driver));
  std::unique_ptr<GpuDevice> created(new GpuDevice(*driver, image));
  BMRT_TRY(created->open(ordinal, ptx));
  out = std::move(created);
  return {};
}

Status GpuDevice::open(int ordinal, const std::string &ptx) {
  BMRT_TRY(context.open(ordinal));
  BMRT_TRY(context.load(ptx.c_str(), image.arch, module));
  return guard.load();
}

GpuDevice::~GpuDevice() {
  // What is queued still uses what goes now.
  if (context.stream)
    driver.cuStreamSynchronize(context.stream);
  forgetRecordings();
  for (cuda::Event event : events)
    driver.cuEventDestroy(event);
  freeMemory();
  if (module)
    driver.cuModuleUnload(module);
}

//===----------------------------------------------------------------------===//
// Memory
//===----------------------------------------------------------------------===//

Status GpuDevice::memory(uint64_t &free, uint64_t &total) const {
  size_t freeBytes = 0, totalBytes = 0;
  BMRT_TRY(driver.check(driver.cuMemGetInfo(&freeBytes, &totalBytes),
                        "ask for the GPU's memory"));
  free = freeBytes;
  total = totalBytes;
  return {};
}

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

/// Of a half: the inputs of one call should find room, and a state that passes
/// through should come in large parts.
static uint64_t stagingBytes(const BmrtProgram &program,
                             const ProgramUse &use) {
  constexpr uint64_t kLeast = 1 << 20, kMost = 64 << 20;
  uint64_t most = 0;
  for (const BmrtFunction &function :
       std::span(program.functions, program.numFunctions)) {
    if (!use.calls(function))
      continue;
    uint64_t bytes = 0;
    for (const BmrtTensor &input :
         std::span(function.inputs, function.numInputs))
      bytes += tensorBytes(input, use.limits);
    most = std::max(most, bytes);
  }
  return std::clamp(most, kLeast, kMost);
}

// The flag of the guard lies behind the state.
static uint64_t flagPlace(const BmrtProgram &program, const ProgramUse &use) {
  bool isCarried = std::ranges::any_of(use.functions, [](auto name) {
    return name == "decode" || name == "generate" || name == "stream";
  });
  return isCarried ? program.stateBytes : lastingStateBytes(program);
}

static uint64_t stateBytes(const BmrtProgram &program, const ProgramUse &use) {
  return flagPlace(program, use) + Guard::kFlagBytes;
}

uint64_t GpuDevice::need(const BmrtProgram &program,
                         const ProgramUse &use) const {
  return stateBytes(program, use) + ArenaMap(program, use).bytes();
}

Status GpuDevice::allocate(const BmrtProgram &newProgram,
                           const Sections &newSections, const ProgramUse &use) {
  program = &newProgram;
  sections = &newSections;
  if (state)
    return {};
  arenaMap = ArenaMap(*program, use);
  BMRT_TRY(take(stateBytes(*program, use), "the model's state", state));
  // An empty section has an address too.
  BMRT_TRY(take(std::max<uint64_t>(arenaMap.bytes(), 1), "activations", arena));
  BMRT_TRY(guard.open(state + flagPlace(*program, use)));
  return staging.open(stagingBytes(*program, use));
}

Status GpuDevice::toDevice(BmrtSection section, uint64_t offset,
                           uint64_t bytes) {
  // A new state, a new start.
  if (section == kBmrtState)
    BMRT_TRY(guard.clear());
  return staging.toDevice(address(section, offset),
                          sections->at(section, offset), bytes);
}

Status GpuDevice::toHost(BmrtSection section, uint64_t offset, uint64_t bytes) {
  return staging.toHost(sections->at(section, offset), address(section, offset),
                        bytes);
}

Status GpuDevice::copy(BmrtSection section, uint64_t from, uint64_t to,
                       uint64_t bytes) {
  return driver.check(driver.cuMemcpyDtoDAsync(address(section, to),
                                               address(section, from), bytes,
                                               context.stream),
                      fmt::format("copy within the memory of {}", name()));
}

} // namespace bmc
