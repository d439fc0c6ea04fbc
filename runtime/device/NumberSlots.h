//===- NumberSlots.h - Where numbers of the GPU arrive ----------*- C++ -*-===//
#ifndef BMC_RUNTIME_DEVICE_NUMBERSLOTS_H
#define BMC_RUNTIME_DEVICE_NUMBERSLOTS_H

#include "runtime/device/Device.h"
#include "runtime/device/GpuContext.h"

#include <memory>
#include <vector>

namespace bmc {

/// Pinned memory for the numbers that runs return, each run with an event of
/// its own. There are as many slots as deliveries were ever under way together.
class NumberSlots {
public:
  static constexpr uint32_t kNumbers = 8; ///< of a slot, 8 bytes each

  explicit NumberSlots(const GpuContext &context)
      : context(context), driver(context.driver) {}
  NumberSlots(const NumberSlots &) = delete;
  NumberSlots &operator=(const NumberSlots &) = delete;
  ~NumberSlots();

  struct Number {
    cuda::DevicePtr address;
    size_t bytes;
  };
  /// Queues copies of numbers, at most kNumbers.
  Status deliver(std::span<const Number> numbers,
                 std::unique_ptr<Delivery> &delivery);

private:
  struct Slot {
    char *memory;
    cuda::Event arrived;
  };
  class SlotDelivery;

  Status addBlock();

  const GpuContext &context;
  const cuda::Driver &driver;
  std::vector<void *> blocks;
  std::vector<cuda::Event> events;
  std::vector<Slot> free;
};

} // namespace bmc

#endif // BMC_RUNTIME_DEVICE_NUMBERSLOTS_H
