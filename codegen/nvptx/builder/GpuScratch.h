//===- GpuScratch.h - Scratch memory of each kernel family ------*- C++ -*-===//
#ifndef BMC_CODEGEN_NVPTX_BUILDER_GPUSCRATCH_H
#define BMC_CODEGEN_NVPTX_BUILDER_GPUSCRATCH_H

#include "codegen/common/builder/Anchor.h"

namespace bmc {

/// Bytes of scratch a kernel needs with every dim at its bound.
int64_t gpuScratchBytes(mlir::func::FuncOp kernel, DimBound bound);

/// Whether kernels anchored at an op of this name can be generated.
bool hasGpuGenerator(llvm::StringRef opName);

int64_t gpuReductionScratchBytes(mlir::Operation *anchor, DimBound bound);
int64_t gpuGemmScratchBytes(mlir::Operation *anchor, DimBound bound);
int64_t gpuConvDweightScratchBytes(mlir::Operation *anchor, DimBound bound);
int64_t gpuCrossEntropyScratchBytes(mlir::Operation *anchor, DimBound bound);
int64_t gpuLayerNormBackwardScratchBytes(mlir::Operation *anchor,
                                         DimBound bound);
int64_t gpuLinearCrossEntropyScratchBytes(mlir::Operation *anchor,
                                          DimBound bound);
int64_t gpuAttentionStepScratchBytes(mlir::Operation *anchor, DimBound bound);
int64_t gpuAttentionBackwardScratchBytes(mlir::Operation *anchor,
                                         DimBound bound);
int64_t gpuGlobalNormScratchBytes(mlir::Operation *anchor, DimBound bound);
int64_t gpuRowsNormScratchBytes(mlir::Operation *anchor, DimBound bound);
int64_t gpuRecurrentScratchBytes(mlir::Operation *anchor, DimBound bound);

} // namespace bmc

#endif // BMC_CODEGEN_NVPTX_BUILDER_GPUSCRATCH_H
