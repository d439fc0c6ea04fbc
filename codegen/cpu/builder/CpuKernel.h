//===- CpuKernel.h - A kernel while its CPU code is generated ---*- C++ -*-===//
#ifndef BMC_CODEGEN_CPU_BUILDER_CPUKERNEL_H
#define BMC_CODEGEN_CPU_BUILDER_CPUKERNEL_H

#include "codegen/common/builder/Kernel.h"
#include "codegen/cpu/builder/CpuBuilder.h"

namespace bmc {

/// Becomes llvm.func @name(ptr buffers, ptr sizes), BmrtKernel in
/// runtime/abi/Abi.h.
class CpuKernel : public Kernel {
public:
  /// Reads all buffer pointers and sizes at the builder's insertion point.
  CpuKernel(mlir::func::FuncOp function, CpuBuilder &builder,
            mlir::Value buffers, mlir::Value sizes,
            llvm::ArrayRef<mlir::StringAttr> dimNames);

  /// The builder of Kernel, as what it is.
  CpuBuilder &builder;
};

/// A generator: emits the whole body. Fails (with an error at the op) only on
/// kernels that the outliner must not build; that is a compiler bug.
using KernelGenerator = mlir::LogicalResult (*)(CpuKernel &kernel,
                                                mlir::Operation *anchor);

/// Emits the body of any kernel at the builder's insertion point.
mlir::LogicalResult generateKernel(CpuKernel &kernel);

// One per family, in <Family>Kernels.cpp.
mlir::LogicalResult generatePointwise(CpuKernel &kernel,
                                      mlir::Operation *anchor);
mlir::LogicalResult generateReduction(CpuKernel &kernel,
                                      mlir::Operation *anchor);
mlir::LogicalResult generateConcat(CpuKernel &kernel, mlir::Operation *anchor);
mlir::LogicalResult generateGemm(CpuKernel &kernel, mlir::Operation *anchor);
mlir::LogicalResult generateBatchedMatmul(CpuKernel &kernel,
                                          mlir::Operation *anchor);
mlir::LogicalResult generateConvolution(CpuKernel &kernel,
                                        mlir::Operation *anchor);
mlir::LogicalResult generateConvDweight(CpuKernel &kernel,
                                        mlir::Operation *anchor);
mlir::LogicalResult generatePooling(CpuKernel &kernel, mlir::Operation *anchor);
mlir::LogicalResult generatePoolingBackward(CpuKernel &kernel,
                                            mlir::Operation *anchor);
mlir::LogicalResult generateSoftmax(CpuKernel &kernel, mlir::Operation *anchor);
mlir::LogicalResult generateBatchNorm(CpuKernel &kernel,
                                      mlir::Operation *anchor);
mlir::LogicalResult generateLayerNorm(CpuKernel &kernel,
                                      mlir::Operation *anchor);
mlir::LogicalResult generateLayerNormBackward(CpuKernel &kernel,
                                              mlir::Operation *anchor);
mlir::LogicalResult generateAttention(CpuKernel &kernel,
                                      mlir::Operation *anchor);
mlir::LogicalResult generateAttentionBackward(CpuKernel &kernel,
                                              mlir::Operation *anchor);
mlir::LogicalResult generateAttentionStep(CpuKernel &kernel,
                                          mlir::Operation *anchor);
mlir::LogicalResult generateStoreRows(CpuKernel &kernel,
                                      mlir::Operation *anchor);
mlir::LogicalResult generateCrossEntropy(CpuKernel &kernel,
                                         mlir::Operation *anchor);
mlir::LogicalResult generateLinearCrossEntropy(CpuKernel &kernel,
                                               mlir::Operation *anchor);
mlir::LogicalResult generateEmbeddingBackward(CpuKernel &kernel,
                                              mlir::Operation *anchor);
mlir::LogicalResult generateEmbeddingBackwardRows(CpuKernel &kernel,
                                                  mlir::Operation *anchor);
mlir::LogicalResult generateScatterAdd(CpuKernel &kernel,
                                       mlir::Operation *anchor);
mlir::LogicalResult generateArgmax(CpuKernel &kernel, mlir::Operation *anchor);
mlir::LogicalResult generateArgsort(CpuKernel &kernel, mlir::Operation *anchor);
mlir::LogicalResult generateScan(CpuKernel &kernel, mlir::Operation *anchor);
mlir::LogicalResult generateOptimizer(CpuKernel &kernel,
                                      mlir::Operation *anchor);
mlir::LogicalResult generateGlobalNorm(CpuKernel &kernel,
                                       mlir::Operation *anchor);
mlir::LogicalResult generateRowsNorm(CpuKernel &kernel,
                                     mlir::Operation *anchor);
mlir::LogicalResult generateRecurrent(CpuKernel &kernel,
                                      mlir::Operation *anchor);

} // namespace bmc

#endif // BMC_CODEGEN_CPU_BUILDER_CPUKERNEL_H
