//===- RowProduct.h - A few rows times a matrix -----------------*- C++ -*-===//
//
// A few rows meet every element of B as often as they are: what counts is how
// fast B streams from memory. So nothing is packed, and a task takes what lies
// together.
//
//===----------------------------------------------------------------------===//
#ifndef BMC_CODEGEN_CPU_GEMM_ROWPRODUCT_H
#define BMC_CODEGEN_CPU_GEMM_ROWPRODUCT_H

#include "codegen/cpu/gemm/Gemm.h"

namespace bmc {

/// Emits a product of few rows (hasFewRows) at the top level of a kernel (it
/// contains a parallel loop). Needs no scratch.
void emitRowProduct(CpuBuilder &builder, const Gemm &gemm);

} // namespace bmc

#endif // BMC_CODEGEN_CPU_GEMM_ROWPRODUCT_H
