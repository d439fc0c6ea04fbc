//===- NumberSlots.cpp - Where numbers of the GPU arrive ------------------===//
#include "runtime/device/NumberSlots.h"

namespace bmc {

static constexpr size_t kNumberBytes = 8;
static constexpr size_t kSlotBytes = NumberSlots::kNumbers * kNumberBytes;
static constexpr size_t kBlockBytes = 4096;

/// Gives its slot back in the end. A copy that is still under way then comes
/// before those of the next delivery.
class NumberSlots::SlotDelivery : public Delivery {
public:
  SlotDelivery(NumberSlots &slots, Slot slot) : slots(slots), slot(slot) {}
  ~SlotDelivery() override { slots.free.push_back(slot); }

  Status wait() override {
    return slots.driver.check(slots.driver.cuEventSynchronize(slot.arrived),
                              "finish work on the GPU");
  }
  const char *number(uint32_t index) const override {
    return slot.memory + index * kNumberBytes;
  }

private:
  NumberSlots &slots;
  Slot slot;
};

NumberSlots::~NumberSlots() {
  for (cuda::Event event : events)
    driver.cuEventDestroy(event);
  for (void *block : blocks)
    driver.cuMemFreeHost(block);
}

Status NumberSlots::addBlock() {
  void *block = nullptr;
  BMRT_TRY(driver.check(driver.cuMemAllocHost(&block, kBlockBytes),
                        "take pinned memory for results"));
  blocks.push_back(block);
  for (size_t offset = 0; offset < kBlockBytes; offset += kSlotBytes) {
    cuda::Event event = nullptr;
    BMRT_TRY(
        driver.check(driver.cuEventCreate(&event, cuda::kEventDisableTiming),
                     "create an event"));
    events.push_back(event);
    free.push_back({static_cast<char *>(block) + offset, event});
  }
  // Giving back must not fail.
  free.reserve(events.size());
  return {};
}

Status NumberSlots::deliver(std::span<const Number> numbers,
                            std::unique_ptr<Delivery> &delivery) {
  if (free.empty())
    BMRT_TRY(addBlock());
  Slot slot = free.back();
  free.pop_back();
  delivery = std::make_unique<SlotDelivery>(*this, slot);
  char *to = slot.memory;
  for (const Number &number : numbers) {
    BMRT_TRY(driver.check(driver.cuMemcpyDtoHAsync(
                              to, number.address, number.bytes, context.stream),
                          "copy results from the GPU"));
    to += kNumberBytes;
  }
  return driver.check(driver.cuEventRecord(slot.arrived, context.stream),
                      "mark results of the GPU");
}

} // namespace bmc
