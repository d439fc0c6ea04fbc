//===- GpuContext.h - A GPU that is open, and its queue ---------*- C++ -*-===//
#ifndef BMC_RUNTIME_DEVICE_GPUCONTEXT_H
#define BMC_RUNTIME_DEVICE_GPUCONTEXT_H

#include "runtime/cuda/CudaDriver.h"

#include <string>

namespace bmc {

/// The primary context of a GPU, current in this thread, and one stream. What
/// was taken from the GPU must be given back before this object ends.
class GpuContext {
public:
  explicit GpuContext(const cuda::Driver &driver) : driver(driver) {}
  GpuContext(const GpuContext &) = delete;
  GpuContext &operator=(const GpuContext &) = delete;
  ~GpuContext();

  Status open(int ordinal);
  /// "cuda:0 (NVIDIA H100)": its number and what the driver calls it.
  const std::string &name() const { return label; }

  /// Loads PTX that was made for `arch`. What the driver's compiler says of
  /// code that it refuses is part of the error.
  Status load(const char *code, const char *arch, cuda::Module &module) const;

  const cuda::Driver &driver;
  cuda::Stream stream = nullptr;

private:
  Status findName(int ordinal);
  Status tooOld(const char *code, const char *arch) const;

  std::string label;
  cuda::Device device = 0;
  bool isRetained = false;
};

} // namespace bmc

#endif // BMC_RUNTIME_DEVICE_GPUCONTEXT_H
