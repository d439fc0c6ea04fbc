//===- Staging.h - Copies through pinned memory -----------------*- C++ -*-===//
#ifndef BMC_RUNTIME_DEVICE_STAGING_H
#define BMC_RUNTIME_DEVICE_STAGING_H

#include "runtime/device/GpuContext.h"

namespace bmc {

/// Two halves of pinned memory between the host's memory and the device's. A
/// half is filled while the copies of the other one are under way, so the host
/// waits only if both are.
class Staging {
public:
  explicit Staging(const GpuContext &context)
      : context(context), driver(context.driver) {}
  Staging(const Staging &) = delete;
  Staging &operator=(const Staging &) = delete;
  ~Staging();

  /// Takes pinned memory, `halfBytes` a half.
  Status open(uint64_t halfBytes);

  /// Queues a copy. The host's bytes are taken before it returns.
  Status toDevice(cuda::DevicePtr to, const char *from, uint64_t bytes);
  /// Copies when all that was queued before has ended, and waits for it.
  Status toHost(char *to, cuda::DevicePtr from, uint64_t bytes);

private:
  struct Half {
    char *memory = nullptr;
    cuda::Event lastCopy = nullptr;
  };
  Half &current() { return halves[number]; }
  Half &other() { return halves[1 - number]; }
  /// Goes on to the other half, all of which is then free.
  Status turn();
  Status recordCopy();
  Status wait(const Half &half);

  const GpuContext &context;
  const cuda::Driver &driver;
  uint64_t halfBytes = 0;
  uint64_t used = 0; ///< of the current half
  int number = 0;    ///< of the current half
  Half halves[2];
};

} // namespace bmc

#endif // BMC_RUNTIME_DEVICE_STAGING_H
