//===- GpuTarget.cpp - What the generators know about a GPU ---------------===//

#include "codegen/nvptx/target/GpuTarget.h"

#include "llvm/ADT/STLExtras.h"

namespace bmc {

// Each with the oldest PTX version that knows the architecture, but 8.0 at
// least (drivers of CUDA 12.0): LLVM aborts on pairs that do not fit.
static constexpr GpuTarget kTargets[] = {
    {"sm_80", "+ptx80"},  {"sm_86", "+ptx80"},  {"sm_89", "+ptx80"},
    {"sm_90a", "+ptx80"}, {"sm_100", "+ptx86"},
};

llvm::ArrayRef<GpuTarget> gpuTargets() { return kTargets; }

std::optional<GpuTarget> parseGpuTarget(llvm::StringRef name) {
  for (const GpuTarget &target : kTargets)
    if (target.arch == name)
      return target;
  return std::nullopt;
}

} // namespace bmc
