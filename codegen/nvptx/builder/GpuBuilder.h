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

  /// Elements of what a thread reads or writes at once, 16 bytes.
  int64_t wideLanes(mlir::Type elementType) const {
    return kWideBytes * 8 / elementType.getIntOrFloatBitWidth();
  }
  mlir::VectorType wideType(mlir::Type elementType) const {
    return mlir::VectorType::get(wideLanes(elementType), elementType);
  }
  /// At addresses that are multiples of 16 bytes.
  mlir::Value loadWide(mlir::Type elementType, mlir::Value pointer);
  void storeWide(mlir::Value vector, mlir::Value pointer);
  /// One element of a vector.
  mlir::Value lane(mlir::Value vector, int64_t number);

  /// Asks for registers of a thread to be so few that a multiprocessor has room
  /// for `blocks` blocks of this grid. One, if nobody asks: ptxas may spill
  /// rather than give a thread more than 128 registers.
  void setLeastBlocks(int32_t blocks) { leastBlocks = blocks; }
  int32_t getLeastBlocks() const { return leastBlocks; }

  /// Forgets what was asked of the grid before: a new one begins.
  void beginGrid() {
    sharedBytes = 0;
    leastBlocks = 1;
  }
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
  static constexpr int64_t kWideBytes = 16;

  int64_t sharedBytes = 0;
  int32_t leastBlocks = 1;
};

/// Name of the one external array that shared() hands out parts of. Two arrays
/// would start at the same address.
inline constexpr llvm::StringLiteral kSharedMemoryName = "bmc_shared";

} // namespace bmc

#endif // BMC_CODEGEN_NVPTX_BUILDER_GPUBUILDER_H
