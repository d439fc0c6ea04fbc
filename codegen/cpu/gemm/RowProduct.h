//===- RowProduct.h - A row times a matrix ----------------------*- C++ -*-===//
//
// One row meets every element of B once: what counts is how fast B streams from
// memory. So nothing is packed, and a task takes what lies together.
//
//===----------------------------------------------------------------------===//
#ifndef BMC_CODEGEN_CPU_GEMM_ROWPRODUCT_H
#define BMC_CODEGEN_CPU_GEMM_ROWPRODUCT_H

#include "codegen/cpu/gemm/Gemm.h"

namespace bmc {

/// Emits a product of one row, of static depth and not with a packed A, at the
/// top level of a kernel (it contains a parallel loop). Needs no scratch.
void emitRowProduct(CpuBuilder &builder, const Gemm &gemm);

} // namespace bmc

#endif // BMC_CODEGEN_CPU_GEMM_ROWPRODUCT_H
