//===- Kernel.h - A kernel function while it is being generated -*- C++ -*-===//
//
// A kernel arrives as a func.func of bmc ops (unit attribute `bmc.kernel`): one
// anchor op with element-wise producers and consumers, or only element-wise
// ops. A generator of the target turns it into code over the addresses of its
// operands (inputs, outputs, then one scratch buffer if the generator asked for
// one) and the values of the module's bmc.dims, in order.
//
//===----------------------------------------------------------------------===//
#ifndef BMC_CODEGEN_COMMON_BUILDER_KERNEL_H
#define BMC_CODEGEN_COMMON_BUILDER_KERNEL_H

#include "codegen/common/builder/KernelBuilder.h"

#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "llvm/ADT/DenseMap.h"

namespace bmc {

class Kernel {
public:
  /// Where its operands and sizes are is for the target to say.
  Kernel(mlir::func::FuncOp function, KernelBuilder &builder)
      : function(function), builder(builder) {}

  mutable mlir::func::FuncOp function;

  unsigned numInputs() const;
  unsigned numOutputs() const;
  /// Address of argument i / of result i / of the scratch buffer.
  mlir::Value input(unsigned i) const { return pointers[i]; }
  /// The same of the argument itself.
  mlir::Value input(mlir::Value argument) const {
    return input(mlir::cast<mlir::BlockArgument>(argument).getArgNumber());
  }
  mlir::Value output(unsigned i) const { return pointers[numInputs() + i]; }
  mlir::Value scratch() const { return pointers[numInputs() + numOutputs()]; }
  /// The value the kernel returns as result i.
  mlir::Value result(unsigned i) const;
  /// Whether the kernel returns `value`.
  bool isReturned(mlir::Value value) const;
  /// Address where the kernel stores `value`, or null if nobody needs it.
  mlir::Value outputFor(mlir::Value value) const;

  /// The extent as an i64 (constant or run-time size).
  mlir::Value extent(const Extent &extent);
  /// The largest value of a run-time size.
  int64_t boundOf(mlir::StringAttr dim) const;
  /// Product of extents as an i64.
  mlir::Value product(llvm::ArrayRef<Extent> extents);
  /// Number of rows of a tensor: product of all axes but the last.
  mlir::Value rows(mlir::Type type) { return product(leadingExtents(type)); }

  /// Number of a random stream that the launch gives.
  mlir::Value stream(uint64_t position) const { return streams[position]; }

  KernelBuilder &builder;

protected:
  llvm::SmallVector<mlir::Value> pointers;
  llvm::SmallDenseMap<mlir::StringAttr, mlir::Value> sizes;
  llvm::SmallVector<mlir::Value> streams;
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

} // namespace bmc

#endif // BMC_CODEGEN_COMMON_BUILDER_KERNEL_H
