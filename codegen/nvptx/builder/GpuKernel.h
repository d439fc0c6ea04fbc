//===- GpuKernel.h - A kernel while its GPU code is generated ---*- C++ -*-===//
//
// A kernel becomes one or more grids, run one after the other: a grid sees all
// that earlier ones stored. Each is a function over the addresses of the
// operands and the sizes that it uses, with an attribute that says how many
// blocks and threads to launch (Grid).
//
//===----------------------------------------------------------------------===//
#ifndef BMC_CODEGEN_NVPTX_BUILDER_GPUKERNEL_H
#define BMC_CODEGEN_NVPTX_BUILDER_GPUKERNEL_H

#include "codegen/common/builder/Kernel.h"
#include "codegen/common/program/Grid.h"
#include "codegen/nvptx/builder/GpuBuilder.h"

namespace bmc {

class GpuKernel : public Kernel {
public:
  /// Grids are added where `builder` stands.
  GpuKernel(mlir::func::FuncOp function, GpuBuilder &builder);

  /// The product of extents with every dim at its bound.
  int64_t most(llvm::ArrayRef<Extent> extents) const;

  /// Adds a grid of `threads` per block and as many blocks as the product of
  /// `shape`. `body` emits what a thread does; it is given the block's position
  /// on each factor of the shape, the last one running fastest.
  void grid(llvm::ArrayRef<GridFactor> shape, int64_t threads,
            llvm::function_ref<void(llvm::ArrayRef<mlir::Value>)> body);

  /// Adds a grid of a thread per element: body(element) is run for all that
  /// exist, a product of extents.
  void forEachElement(llvm::ArrayRef<Extent> extents, int64_t threads,
                      llvm::function_ref<void(mlir::Value)> body);

  /// The grids that `body` adds run as often as `rounds` says, one round after
  /// the other; round() tells them which. Loops do not nest.
  void loop(const GridFactor &rounds, llvm::function_ref<void()> body);
  /// Number of the round, in a grid of a loop.
  mlir::Value round() const { return roundNumber; }

  /// The builder of Kernel, as what it is.
  GpuBuilder &builder;

private:
  mlir::func::FuncOp beginFunction();
  llvm::SmallVector<mlir::Value> positionOf(llvm::ArrayRef<GridFactor> shape);
  void finishFunction(mlir::func::FuncOp grid, llvm::ArrayRef<GridFactor> shape,
                      int64_t threads);

  llvm::SmallVector<mlir::StringAttr> dimNames;
  unsigned numStreams;
  unsigned numGrids = 0;
  bool inLoop = false;
  mlir::Value roundNumber;
  mlir::func::FuncOp firstOfLoop;
};

/// A generator: emits all grids. Fails (with an error at the op) only on
/// kernels that the outliner must not build; that is a compiler bug.
using GpuGenerator = mlir::LogicalResult (*)(GpuKernel &kernel,
                                             mlir::Operation *anchor);

/// Emits the grids of any kernel.
mlir::LogicalResult generateKernel(GpuKernel &kernel);

// One per family, in <Family>Kernels.cpp.
mlir::LogicalResult generatePointwise(GpuKernel &kernel,
                                      mlir::Operation *anchor);
mlir::LogicalResult generateConcat(GpuKernel &kernel, mlir::Operation *anchor);
mlir::LogicalResult generateConvolution(GpuKernel &kernel,
                                        mlir::Operation *anchor);
mlir::LogicalResult generatePooling(GpuKernel &kernel, mlir::Operation *anchor);
mlir::LogicalResult generateReduction(GpuKernel &kernel,
                                      mlir::Operation *anchor);
mlir::LogicalResult generateSoftmax(GpuKernel &kernel, mlir::Operation *anchor);
mlir::LogicalResult generateCrossEntropy(GpuKernel &kernel,
                                         mlir::Operation *anchor);
mlir::LogicalResult generateBatchNorm(GpuKernel &kernel,
                                      mlir::Operation *anchor);
mlir::LogicalResult generateLayerNorm(GpuKernel &kernel,
                                      mlir::Operation *anchor);
mlir::LogicalResult generateLayerNormBackward(GpuKernel &kernel,
                                              mlir::Operation *anchor);
mlir::LogicalResult generateEmbeddingBackward(GpuKernel &kernel,
                                              mlir::Operation *anchor);
mlir::LogicalResult generateEmbeddingBackwardRows(GpuKernel &kernel,
                                                  mlir::Operation *anchor);
mlir::LogicalResult generateLinearCrossEntropy(GpuKernel &kernel,
                                               mlir::Operation *anchor);
mlir::LogicalResult generateAttention(GpuKernel &kernel,
                                      mlir::Operation *anchor);
mlir::LogicalResult generateAttentionBackward(GpuKernel &kernel,
                                              mlir::Operation *anchor);
mlir::LogicalResult generateAttentionStep(GpuKernel &kernel,
                                          mlir::Operation *anchor);
mlir::LogicalResult generateStoreRows(GpuKernel &kernel,
                                      mlir::Operation *anchor);
mlir::LogicalResult generateGemm(GpuKernel &kernel, mlir::Operation *anchor);
mlir::LogicalResult generateScatterAdd(GpuKernel &kernel,
                                       mlir::Operation *anchor);
mlir::LogicalResult generateArgmax(GpuKernel &kernel, mlir::Operation *anchor);
mlir::LogicalResult generateArgsort(GpuKernel &kernel, mlir::Operation *anchor);
mlir::LogicalResult generateScan(GpuKernel &kernel, mlir::Operation *anchor);
mlir::LogicalResult generateOptimizer(GpuKernel &kernel,
                                      mlir::Operation *anchor);
mlir::LogicalResult generateGlobalNorm(GpuKernel &kernel,
                                       mlir::Operation *anchor);
mlir::LogicalResult generateRowsNorm(GpuKernel &kernel,
                                     mlir::Operation *anchor);
mlir::LogicalResult generateRecurrent(GpuKernel &kernel,
                                      mlir::Operation *anchor);

} // namespace bmc

#endif // BMC_CODEGEN_NVPTX_BUILDER_GPUKERNEL_H
