//===- GradientOutputs.h - Where attention's gradients go -------*- C++ -*-===//
#ifndef BMC_CODEGEN_COMMON_ATTENTION_GRADIENTOUTPUTS_H
#define BMC_CODEGEN_COMMON_ATTENTION_GRADIENTOUTPUTS_H

#include "codegen/common/gemm/Product.h"

namespace bmc {

/// Matrices of dq, dk, dv and dbias; a null base where one is not returned.
struct GradientOutputs {
  MatrixOperand dq, dk, dv, dbias;
};

/// A kernel returns the gradients of `backward`, or one concat of some of them,
/// which are then column ranges of one matrix. An error at the op if it returns
/// anything else.
mlir::FailureOr<GradientOutputs> findGradientOutputs(Kernel &kernel,
                                                     mlir::Operation *backward);

/// Whether the kernel returns gradient number `i`, by itself or in a concat.
bool returnsGradient(mlir::func::FuncOp kernel, mlir::Operation *backward,
                     unsigned i);

} // namespace bmc

#endif // BMC_CODEGEN_COMMON_ATTENTION_GRADIENTOUTPUTS_H
