//===- GpuDevice.h - Kernels as grids of an NVIDIA GPU ----------*- C++ -*-===//
#ifndef BMC_RUNTIME_DEVICE_GPUDEVICE_H
#define BMC_RUNTIME_DEVICE_GPUDEVICE_H

#include "runtime/cuda/CudaDriver.h"
#include "runtime/device/ArenaMap.h"
#include "runtime/device/Device.h"
#include "runtime/device/GpuContext.h"
#include "runtime/device/Guard.h"
#include "runtime/device/NumberSlots.h"
#include "runtime/device/Staging.h"

#include <memory>
#include <unordered_map>

namespace bmc {

/// One GPU with the code of one image. All work is queued on one stream, a
/// function's launches as a graph; what fails there is reported by a later
/// call, at the latest by the next one that waits.
class GpuDevice : public Device {
public:
  /// Opens GPU number `ordinal`, which there is and which runs the image's code
  /// (OpenDevice.h), and loads it. Resource error if that fails.
  static Status create(const BmrtImage &image, int ordinal,
                       std::unique_ptr<Device> &out);
  ~GpuDevice() override;

  std::string name() const override { return context.name(); }
  bool usesHostMemory() const override { return false; }
  Status memory(uint64_t &free, uint64_t &total) const override;
  uint64_t need(const BmrtProgram &program,
                const ProgramUse &use) const override;
  Status allocate(const BmrtProgram &program, const Sections &sections,
                  const ProgramUse &use) override;
  Status toDevice(BmrtSection section, uint64_t offset,
                  uint64_t bytes) override;
  Status toHost(BmrtSection section, uint64_t offset, uint64_t bytes) override;
  Status copy(BmrtSection section, uint64_t from, uint64_t to,
              uint64_t bytes) override;
  Status run(const BmrtFunction &function,
             std::span<const int64_t> dims) override;
  Status runLaunch(const BmrtFunction &function, uint32_t launch,
                   std::span<const int64_t> dims) override;
  Status start(const BmrtFunction &function, std::span<const int64_t> dims,
               std::unique_ptr<Delivery> &delivery) override;
  Status runTimed(const BmrtFunction &function, std::span<const int64_t> dims,
                  std::span<double> seconds) override;

private:
  /// A function captured at particular dims, with or without the guard's looks
  /// at its outputs.
  struct Recording {
    const BmrtFunction *function;
    std::vector<int64_t> dims;
    bool isGuarded;
    cuda::GraphExec graph;
    uint64_t lastUse;
  };

  GpuDevice(const cuda::Driver &driver, const BmrtImage &image)
      : driver(driver), image(image), context(driver), guard(context),
        staging(context), slots(context) {}
  Status open(int ordinal, const std::string &ptx);
  Status launchGrids(const BmrtFunction &function, uint32_t launch,
                     std::span<const int64_t> dims);
  Status launchGrid(const BmrtLaunch &launch, const BmrtGrid &grid,
                    std::span<const int64_t> dims, int64_t round);
  Status announce(const BmrtLaunch &launch, bool isFirst,
                  std::span<const int64_t> dims);
  Status findGrid(const BmrtGrid &grid, cuda::Function &function);
  Status replay(const BmrtFunction &function, std::span<const int64_t> dims,
                bool isGuarded);
  Status record(Recording &recording);
  Status capture(const Recording &recording);
  Status lookAtOutputs(const BmrtFunction &function, uint32_t launch);
  void forgetRecordings();
  Status loadGrids(const BmrtFunction &function);
  Status makeEvents(size_t count);
  Status take(uint64_t bytes, const char *purpose, cuda::DevicePtr &memory);
  void freeMemory();
  cuda::DevicePtr address(BmrtSection section, uint64_t offset) const {
    return section == kBmrtState ? state + offset
                                 : arena + arenaMap.place(offset);
  }

  const cuda::Driver &driver;
  const BmrtImage &image;
  GpuContext context;
  Guard guard;
  Staging staging;
  NumberSlots slots;
  cuda::Module module = nullptr;
  cuda::DevicePtr state = 0, arena = 0;
  ArenaMap arenaMap;
  const BmrtProgram *program = nullptr;
  const Sections *sections = nullptr;
  std::unordered_map<const BmrtGrid *, cuda::Function> functions;
  std::vector<Recording> recordings;
  /// Before the first launch that is timed, and after each.
  std::vector<cuda::Event> events;
  uint64_t uses = 0;
};

} // namespace bmc

#endif // BMC_RUNTIME_DEVICE_GPUDEVICE_H
