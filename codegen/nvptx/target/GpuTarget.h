//===- GpuTarget.h - What the generators know about a GPU -------*- C++ -*-===//
#ifndef BMC_CODEGEN_NVPTX_TARGET_GPUTARGET_H
#define BMC_CODEGEN_NVPTX_TARGET_GPUTARGET_H

#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/StringRef.h"

#include <optional>

namespace bmc {

/// An NVIDIA GPU architecture to generate PTX for.
struct GpuTarget {
  llvm::StringLiteral arch;     ///< "sm_80", also LLVM's -mcpu
  llvm::StringLiteral features; ///< LLVM's feature string: the PTX version
};

/// Every architecture there is code for, oldest first.
llvm::ArrayRef<GpuTarget> gpuTargets();

/// Reads one name of `--target`, such as "sm_90a"; nothing if there is no such
/// architecture.
std::optional<GpuTarget> parseGpuTarget(llvm::StringRef name);

/// Threads of a warp.
constexpr int64_t kWarpSize = 32;

} // namespace bmc

#endif // BMC_CODEGEN_NVPTX_TARGET_GPUTARGET_H
