//===- NormOperands.h - What layer_norm and add_layer_norm share -*- C++
//-*-===//
#ifndef BMC_CODEGEN_COMMON_ROWS_NORMOPERANDS_H
#define BMC_CODEGEN_COMMON_ROWS_NORMOPERANDS_H

#include "mlir/IR/Operation.h"

namespace bmc {

/// The operands and results of layer_norm or add_layer_norm by meaning; null
/// where there is none.
struct NormOperands {
  mlir::Value x, addend, weight, bias;
  double eps;
  mlir::Value sum, y, mean, rstd;
};

NormOperands normOperands(mlir::Operation *anchor);

} // namespace bmc

#endif // BMC_CODEGEN_COMMON_ROWS_NORMOPERANDS_H
