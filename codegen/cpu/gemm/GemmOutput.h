//===- GemmOutput.h - Where a product's elements go -------------*- C++ -*-===//
#ifndef BMC_CODEGEN_CPU_GEMM_GEMMOUTPUT_H
#define BMC_CODEGEN_CPU_GEMM_GEMMOUTPUT_H

#include "codegen/cpu/builder/KernelScratch.h"
#include "codegen/cpu/gemm/Gemm.h"

namespace bmc {

/// What a kernel does with one result of its anchor.
struct ProductOutput {
  /// Outputs computed from the result, in order.
  llvm::SmallVector<unsigned> outputs;
  /// The first output that is the result itself.
  std::optional<unsigned> own;
  /// An output whose memory can hold partial sums: `own`, or one of the same
  /// type that no input can share memory with (an input of that type may be
  /// updated in place, and its old elements are needed by the epilogue).
  std::optional<unsigned> partialSums;

  bool hasEpilogue() const { return !own || outputs.size() > 1; }
};

ProductOutput findProductOutput(mlir::func::FuncOp kernel, mlir::Value result);

/// Bytes of the scratch copy of `result` that holds partial sums: 0 if an
/// output can, or if `oneBlock` (there are none).
int64_t partialSumBytes(mlir::func::FuncOp kernel, mlir::Value result,
                        bool oneBlock, DimBound bound);

/// A sink that emits and stores everything the kernel returns that depends on
/// `result`.
VectorSink makeOutputSink(CpuKernel &kernel, mlir::Value result);

/// Sets c, cStride and sink of `gemm` for `result`. `scratch` is where partial
/// sums go if no output can hold them.
void bindOutput(CpuKernel &kernel, mlir::Value result, bool oneBlock,
                mlir::Value scratch, Gemm &gemm);

/// A matrix operand: an argument or a last-axis slice of one.
struct MatrixOperand {
  mlir::Value base;
  mlir::Value stride; ///< elements between rows
};

MatrixOperand matrixOperand(CpuKernel &kernel, mlir::Value value);

} // namespace bmc

#endif // BMC_CODEGEN_CPU_GEMM_GEMMOUTPUT_H
