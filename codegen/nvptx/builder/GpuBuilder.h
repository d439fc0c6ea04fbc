//===- GpuBuilder.h - Vocabulary of the GPU's generators --------*- C++ -*-===//
#ifndef BMC_CODEGEN_NVPTX_BUILDER_GPUBUILDER_H
#define BMC_CODEGEN_NVPTX_BUILDER_GPUBUILDER_H

#include "codegen/common/builder/KernelBuilder.h"
#include "codegen/nvptx/target/GpuTarget.h"

namespace bmc {

/// Builds what one thread of a grid does.
class GpuBuilder : public KernelBuilder {
public:
  GpuBuilder(mlir::Location loc, mlir::OpBuilder &builder)
      : KernelBuilder(loc, builder, /*hasFma=*/true) {}

  /// Number of this thread in its block, and of this block in the grid: i64.
  mlir::Value threadIndex();
  mlir::Value blockIndex();

  /// Runs body in the first thread of the block.
  void once(llvm::function_ref<void()> body) {
    ifThen(less(threadIndex(), index(1)), body);
  }

  /// Forbids to unroll the loop that has this result, to LLVM and to ptxas,
  /// which unrolls until registers run out.
  void keepLoop(mlir::Value result);

  /// Waits for all threads of the block, and makes what they stored to shared
  /// memory visible. Every thread must come here.
  void barrier();

  /// The same for the threads of a warp.
  void warpBarrier();

  /// Uninitialised memory of the block, 16-byte aligned.
  mlir::Value shared(mlir::Type elementType, int64_t count);

  /// Forgets what shared() gave out: a new grid begins.
  void beginGrid() { sharedBytes = 0; }
  /// Bytes that shared() has given out in this grid.
  int64_t getSharedBytes() const { return sharedBytes; }

  using Combine = llvm::function_ref<mlir::Value(mlir::Value, mlir::Value)>;
  /// The values of `lanes` neighbouring threads, a power of two up to a warp,
  /// joined in a fixed order, the same bits in each. `combine` must commute.
  mlir::Value joinLanes(mlir::Value value, int64_t lanes, Combine combine);
  mlir::Value joinWarp(mlir::Value value, Combine combine) {
    return joinLanes(value, kWarpSize, combine);
  }
  /// The same for a block of `threads`, a power of two from 32 on. Every thread
  /// must come here; it waits twice.
  mlir::Value joinBlock(mlir::Value value, int64_t threads, mlir::Value neutral,
                        Combine combine);

private:
  int64_t sharedBytes = 0;
};

/// Name of the one external array that shared() hands out parts of. Two arrays
/// would start at the same address.
inline constexpr llvm::StringLiteral kSharedMemoryName = "bmc_shared";

} // namespace bmc

#endif // BMC_CODEGEN_NVPTX_BUILDER_GPUBUILDER_H
