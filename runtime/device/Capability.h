//===- Capability.h - Which GPUs can run which code -------------*- C++ -*-===//
#ifndef BMC_RUNTIME_DEVICE_CAPABILITY_H
#define BMC_RUNTIME_DEVICE_CAPABILITY_H

#include "runtime/cuda/CudaDriver.h"

#include <string_view>

namespace bmc {

/// NVIDIA's number for what a GPU understands, such as 8.0.
struct Capability {
  int major = 0, minor = 0;
  /// Code for it runs on this one only: "sm_90a".
  bool isExact = false;

  /// Of code: "sm_80", "sm_90a".
  static Capability ofArch(std::string_view arch);
  /// Of a device.
  static Status ofDevice(const cuda::Driver &driver, cuda::Device device,
                         Capability &capability);

  bool operator<(const Capability &other) const {
    return major != other.major ? major < other.major : minor < other.minor;
  }
  /// Whether a device of this capability runs code for `code`.
  bool runs(const Capability &code) const {
    return code.isExact ? !(*this < code) && !(code < *this) : !(*this < code);
  }
};

} // namespace bmc

#endif // BMC_RUNTIME_DEVICE_CAPABILITY_H
