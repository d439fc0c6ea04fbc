//===- Guard.h - No update after a number that is not finite ----*- C++ -*-===//
#ifndef BMC_RUNTIME_DEVICE_GUARD_H
#define BMC_RUNTIME_DEVICE_GUARD_H

#include "runtime/abi/Abi.h"
#include "runtime/device/GpuContext.h"

namespace bmc {

/// Looks at losses and norms in the place of the host, which sees them later.
/// The first one that is not finite sets a flag on the device; while it is set,
/// all that is looked at becomes NaN, so that updates leave the state alone.
class Guard {
public:
  explicit Guard(const GpuContext &context)
      : context(context), driver(context.driver) {}
  Guard(const Guard &) = delete;
  Guard &operator=(const Guard &) = delete;
  ~Guard();

  static constexpr uint64_t kFlagBytes = 4;

  Status load();
  /// Puts the flag, which is clear, into memory of the GPU.
  Status open(cuda::DevicePtr memory);
  /// Queues that the flag is clear again.
  Status clear();
  /// Queues a look at a number of type f32 or f64.
  Status look(cuda::DevicePtr number, BmrtDType dtype);

private:
  const GpuContext &context;
  const cuda::Driver &driver;
  cuda::Module module = nullptr;
  cuda::Function function = nullptr;
  cuda::DevicePtr flag = 0;
};

} // namespace bmc

#endif // BMC_RUNTIME_DEVICE_GUARD_H
