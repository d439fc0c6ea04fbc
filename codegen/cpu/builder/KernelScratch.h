//===- KernelScratch.h - Scratch memory of each kernel family ---*- C++ -*-===//
#ifndef BMC_CODEGEN_CPU_BUILDER_KERNELSCRATCH_H
#define BMC_CODEGEN_CPU_BUILDER_KERNELSCRATCH_H

#include "codegen/common/builder/Anchor.h"
#include "codegen/cpu/builder/CpuKernel.h"

namespace bmc {

/// Bytes of scratch a kernel needs with every dim at its bound.
int64_t scratchBytes(mlir::func::FuncOp kernel, DimBound bound);

/// Whether kernels anchored at an op of this name can be generated.
bool hasCpuGenerator(llvm::StringRef opName);

/// Rows of a full reduction that form one chunk of work. The input has these
/// extents; each chunk leaves one f64 in scratch.
int64_t reductionRowsPerChunk(llvm::ArrayRef<Extent> extents);
int64_t reductionScratchBytes(mlir::Operation *anchor, DimBound bound);
int64_t crossEntropyScratchBytes(mlir::Operation *anchor, DimBound bound);
int64_t layerNormBackwardScratchBytes(mlir::Operation *anchor, DimBound bound);
int64_t globalNormScratchBytes(mlir::Operation *anchor, DimBound bound);
int64_t rowsNormScratchBytes(mlir::Operation *anchor, DimBound bound);

int64_t convolutionScratchBytes(mlir::Operation *anchor, DimBound bound);
int64_t convDweightScratchBytes(mlir::Operation *anchor, DimBound bound);
int64_t gemmScratchBytes(mlir::Operation *anchor, DimBound bound);
int64_t batchedMatmulScratchBytes(mlir::Operation *anchor, DimBound bound);
int64_t attentionScratchBytes(mlir::Operation *anchor, DimBound bound);
int64_t attentionStepScratchBytes(mlir::Operation *anchor, DimBound bound);
int64_t attentionBackwardScratchBytes(mlir::Operation *anchor, DimBound bound);
int64_t linearCrossEntropyScratchBytes(mlir::Operation *anchor, DimBound bound);
int64_t recurrentScratchBytes(mlir::Operation *anchor, DimBound bound);

} // namespace bmc

#endif // BMC_CODEGEN_CPU_BUILDER_KERNELSCRATCH_H
