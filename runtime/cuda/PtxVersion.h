//===- PtxVersion.h - Versions of PTX and the drivers for them --*- C++ -*-===//
#ifndef BMC_RUNTIME_CUDA_PTXVERSION_H
#define BMC_RUNTIME_CUDA_PTXVERSION_H

#include <string>
#include <string_view>

namespace bmc::cuda {

struct PtxVersion {
  int major = 0, minor = 0;
};

/// What the line `.version 8.0` of PTX says; 0.0 if there is none.
PtxVersion ptxVersionOf(std::string_view ptx);

/// "an NVIDIA driver for CUDA 12.0 or newer (on Linux 525 or newer)": the first
/// that knows this PTX.
std::string driverForPtx(PtxVersion version);

} // namespace bmc::cuda

#endif // BMC_RUNTIME_CUDA_PTXVERSION_H
