//===- HeadLoss.h - The operands of linear_cross_entropy(_grad) -*- C++ -*-===//
#ifndef BMC_CODEGEN_COMMON_GEMM_HEADLOSS_H
#define BMC_CODEGEN_COMMON_GEMM_HEADLOSS_H

#include "mlir/IR/Operation.h"

namespace bmc {

/// Operands and results of linear_cross_entropy or its gradient by meaning;
/// null where there is none.
struct HeadLoss {
  explicit HeadLoss(mlir::Operation *anchor);

  mlir::Value dloss; ///< null for the loss alone
  mlir::Value x, weight, targets;
  mlir::Value bias;                     ///< may be null
  mlir::Value loss, dx, dweight, dbias; ///< results; gradients may be null
  mlir::Type elementType;
  int64_t bytes; ///< per element
  int64_t features, classes;
};

} // namespace bmc

#endif // BMC_CODEGEN_COMMON_GEMM_HEADLOSS_H
