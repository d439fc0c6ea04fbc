//===- CpuDevice.h - Kernels as functions of this process -------*- C++ -*-===//
#ifndef BMC_RUNTIME_DEVICE_CPUDEVICE_H
#define BMC_RUNTIME_DEVICE_CPUDEVICE_H

#include "runtime/device/Device.h"

#include <cstring>

namespace bmc {

/// Works in the host's sections, on the pool of core/ThreadPool.h.
class CpuDevice : public Device {
public:
  std::string name() const override { return "cpu"; }
  bool usesHostMemory() const override { return true; }
  Status memory(uint64_t &free, uint64_t &total) const override {
    free = total = 0;
    return {};
  }
  uint64_t need(const BmrtProgram &, const ProgramUse &) const override {
    return 0;
  }
  Status allocate(const BmrtProgram &program, const Sections &sections,
                  const ProgramUse &use) override;
  Status toDevice(BmrtSection, uint64_t, uint64_t) override { return {}; }
  Status toHost(BmrtSection, uint64_t, uint64_t) override { return {}; }
  Status copy(BmrtSection section, uint64_t from, uint64_t to,
              uint64_t bytes) override {
    std::memcpy(sections->at(section, to), sections->at(section, from), bytes);
    return {};
  }
  Status run(const BmrtFunction &function,
             std::span<const int64_t> dims) override;
  Status runLaunch(const BmrtFunction &function, uint32_t launch,
                   std::span<const int64_t> dims) override;
  Status start(const BmrtFunction &function, std::span<const int64_t> dims,
               std::unique_ptr<Delivery> &delivery) override {
    delivery = nullptr;
    return run(function, dims);
  }
  Status runTimed(const BmrtFunction &function, std::span<const int64_t> dims,
                  std::span<double> seconds) override;

private:
  struct PreparedLaunch {
    std::vector<char *> buffers;
    std::vector<int64_t> sizes;
  };
  /// A function bound to particular dims; rebuilt when they change.
  struct Prepared {
    bool valid = false;
    std::vector<int64_t> dims;
    std::vector<PreparedLaunch> launches;
  };

  Status prepare(const BmrtFunction &function, std::span<const int64_t> dims,
                 Prepared *&prepared);

  const BmrtProgram *program = nullptr;
  const Sections *sections = nullptr;
  std::vector<Prepared> preparedFunctions;
};

} // namespace bmc

#endif // BMC_RUNTIME_DEVICE_CPUDEVICE_H
