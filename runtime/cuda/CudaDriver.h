//===- CudaDriver.h - NVIDIA's driver, found while running ------*- C++ -*-===//
#ifndef BMC_RUNTIME_CUDA_CUDADRIVER_H
#define BMC_RUNTIME_CUDA_CUDADRIVER_H

#include "runtime/core/Status.h"
#include "runtime/cuda/CudaTypes.h"

#include <string>

namespace bmc::cuda {

/// The driver's functions. Nothing is linked: a program starts on machines
/// without a driver.
struct Driver {
#define BMC_CUDA_FUNCTION(NAME, SYMBOL, ...)                                   \
  Result (*NAME)(__VA_ARGS__) = nullptr;
#include "runtime/cuda/Driver.def"
  /// Of an emulator that wants to know; null otherwise.
  void (*announce)(uint32_t count, const AnnouncedOperand *operands) = nullptr;

  /// Loads the library that BMC_LIBCUDA names, else libcuda.so.1, and starts
  /// it. Resource error that says what is missing. The library stays loaded.
  static Status load(const Driver *&driver);

  /// A resource error for anything but success: "cannot DOING: NAME (words)".
  Status check(Result result, const std::string &doing) const;
};

} // namespace bmc::cuda

#endif // BMC_RUNTIME_CUDA_CUDADRIVER_H
