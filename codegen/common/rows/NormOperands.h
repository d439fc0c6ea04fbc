//===- NormOperands.h - What norms and their gradients share ----*- C++ -*-===//
#ifndef BMC_CODEGEN_COMMON_ROWS_NORMOPERANDS_H
#define BMC_CODEGEN_COMMON_ROWS_NORMOPERANDS_H

#include "mlir/IR/Operation.h"

namespace bmc {

/// The operands and results of layer_norm, rms_norm, and both after an
/// addition, by meaning; null where there is none. Without a mean rows are not
/// centred.
struct NormOperands {
  mlir::Value x, addend, weight, bias;
  double eps;
  mlir::Value sum, y, mean, rstd;

  bool isCentred() const { return static_cast<bool>(mean); }
};

NormOperands normOperands(mlir::Operation *anchor);

/// The same of layer_norm_backward and rms_norm_backward.
struct NormGradients {
  mlir::Value dy, x, mean, rstd, weight, residual;
  mlir::Value dx, dweight, dbias;

  bool isCentred() const { return static_cast<bool>(mean); }
};

NormGradients normGradients(mlir::Operation *anchor);

} // namespace bmc

#endif // BMC_CODEGEN_COMMON_ROWS_NORMOPERANDS_H
