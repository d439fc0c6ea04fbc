//===- Kernel.h - A kernel function while it is being generated -*- C++ -*-===//
//
// A kernel arrives as a func.func of bmc ops (unit attribute `bmc.kernel`): one
// anchor op with element-wise producers and consumers, or only element-wise
// ops. A generator turns it into llvm.func @name(ptr buffers, ptr sizes), see
// BmrtKernel in runtime/abi/Abi.h: inputs, outputs, then one scratch buffer if
// the generator asked for one; sizes are the module's bmc.dim values in order.
//
//===----------------------------------------------------------------------===//
#ifndef BMC_CODEGEN_CPU_KERNEL_H
#define BMC_CODEGEN_CPU_KERNEL_H

#include "codegen/cpu/KernelBuilder.h"

#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "llvm/ADT/DenseMap.h"

namespace bmc {

class Kernel {
public:
  /// Reads all buffer pointers and sizes at the builder's insertion point.
  Kernel(mlir::func::FuncOp function, KernelBuilder &builder,
         mlir::Value buffers, mlir::Value sizes,
         llvm::ArrayRef<mlir::StringAttr> dimNames);

  mutable mlir::func::FuncOp function;

  unsigned numInputs() const;
  unsigned numOutputs() const;
  /// Address of argument i / of result i / of the scratch buffer.
  mlir::Value input(unsigned i) const { return pointers[i]; }
  mlir::Value output(unsigned i) const { return pointers[numInputs() + i]; }
  mlir::Value scratch() const { return pointers[numInputs() + numOutputs()]; }
  /// The value the kernel returns as result i.
  mlir::Value result(unsigned i) const;
  /// Address where the kernel stores `value`, or null if nobody needs it.
  mlir::Value outputFor(mlir::Value value) const;

  /// The extent as an i64 (constant or run-time size).
  mlir::Value extent(const Extent &extent);
  /// Product of extents as an i64.
  mlir::Value product(llvm::ArrayRef<Extent> extents);
  /// Number of rows of a tensor: product of all axes but the last.
  mlir::Value rows(mlir::Type type) { return product(leadingExtents(type)); }

  /// Number of a random stream that the launch gives.
  mlir::Value stream(uint64_t position);

  KernelBuilder &builder;

private:
  mlir::Value sizeArray;
  unsigned numDims;
  llvm::SmallVector<mlir::Value> pointers;
  llvm::SmallDenseMap<mlir::StringAttr, mlir::Value> sizes;
};

/// A dense matrix view of a kernel value: `rows x cols` elements at
/// base + row * stride + col. Found by lookThroughViews.
struct MatrixView {
  mlir::Value base;
  int64_t columns; ///< static extent of the last axis
  int64_t stride;  ///< elements between rows
};

/// Resolves a value that is an argument, or a last-axis bmc.slice of one (a
/// view without a copy). The value must be one or the other.
MatrixView viewOf(Kernel &kernel, mlir::Value value);

/// A generator: emits the whole body. Fails (with an error at the op) only on
/// kernels that the outliner must not build; that is a compiler bug.
using KernelGenerator = mlir::LogicalResult (*)(Kernel &kernel,
                                                mlir::Operation *anchor);

/// Emits the body of any kernel at the builder's insertion point.
mlir::LogicalResult generateKernel(Kernel &kernel);

/// Bytes of scratch a kernel needs with every dim at its bound.
int64_t scratchBytes(mlir::func::FuncOp kernel,
                     llvm::function_ref<int64_t(mlir::StringAttr)> bound);

// One per family, in <Family>Kernels.cpp.
mlir::LogicalResult generatePointwise(Kernel &kernel, mlir::Operation *anchor);
mlir::LogicalResult generateReduction(Kernel &kernel, mlir::Operation *anchor);
mlir::LogicalResult generateConcat(Kernel &kernel, mlir::Operation *anchor);
mlir::LogicalResult generateGemm(Kernel &kernel, mlir::Operation *anchor);
mlir::LogicalResult generateBatchedMatmul(Kernel &kernel,
                                          mlir::Operation *anchor);
mlir::LogicalResult generateSoftmax(Kernel &kernel, mlir::Operation *anchor);
mlir::LogicalResult generateLayerNorm(Kernel &kernel, mlir::Operation *anchor);
mlir::LogicalResult generateLayerNormBackward(Kernel &kernel,
                                              mlir::Operation *anchor);
mlir::LogicalResult generateAttention(Kernel &kernel, mlir::Operation *anchor);
mlir::LogicalResult generateAttentionBackward(Kernel &kernel,
                                              mlir::Operation *anchor);
mlir::LogicalResult generateCrossEntropy(Kernel &kernel,
                                         mlir::Operation *anchor);
mlir::LogicalResult generateLinearCrossEntropy(Kernel &kernel,
                                               mlir::Operation *anchor);
mlir::LogicalResult generateEmbeddingBackward(Kernel &kernel,
                                              mlir::Operation *anchor);
mlir::LogicalResult generateOptimizer(Kernel &kernel, mlir::Operation *anchor);
mlir::LogicalResult generateGlobalNorm(Kernel &kernel, mlir::Operation *anchor);

} // namespace bmc

#endif // BMC_CODEGEN_CPU_KERNEL_H
