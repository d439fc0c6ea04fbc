//===- Capability.cpp - Which GPUs can run which code ---------------------===//
#include "runtime/device/Capability.h"

#include <charconv>

namespace bmc {

using cuda::DeviceAttribute;

Capability Capability::ofArch(std::string_view arch) {
  Capability capability;
  capability.isExact = arch.ends_with('a');
  arch.remove_prefix(std::string_view("sm_").size());
  int number = 0;
  std::from_chars(arch.data(), arch.data() + arch.size(), number);
  capability.major = number / 10;
  capability.minor = number % 10;
  return capability;
}

Status Capability::ofDevice(const cuda::Driver &driver, cuda::Device device,
                            Capability &capability) {
  auto ask = [&](DeviceAttribute attribute, int &value) {
    return driver.check(driver.cuDeviceGetAttribute(&value, attribute, device),
                        "ask for the GPU's compute capability");
  };
  BMRT_TRY(ask(DeviceAttribute::ComputeCapabilityMajor, capability.major));
  return ask(DeviceAttribute::ComputeCapabilityMinor, capability.minor);
}

} // namespace bmc
