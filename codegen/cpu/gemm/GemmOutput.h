//===- GemmOutput.h - Where a product's elements go -------------*- C++ -*-===//
#ifndef BMC_CODEGEN_CPU_GEMM_GEMMOUTPUT_H
#define BMC_CODEGEN_CPU_GEMM_GEMMOUTPUT_H

#include "codegen/common/gemm/Product.h"
#include "codegen/common/points/ResultOutputs.h"
#include "codegen/cpu/builder/KernelScratch.h"
#include "codegen/cpu/gemm/Gemm.h"

namespace bmc {

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

} // namespace bmc

#endif // BMC_CODEGEN_CPU_GEMM_GEMMOUTPUT_H
