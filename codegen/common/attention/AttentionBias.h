//===- AttentionBias.h - What attention adds to its scores ------*- C++ -*-===//
#ifndef BMC_CODEGEN_COMMON_ATTENTION_ATTENTIONBIAS_H
#define BMC_CODEGEN_COMMON_ATTENTION_ATTENTIONBIAS_H

#include "codegen/common/gemm/Product.h"

namespace bmc {

/// Least maximum of a row of scores (Attention.td): what a row keeps that sees
/// no key.
constexpr double kLeastMaximum = -1e30;

/// The operand bias [B, H, S, T] of attention, whose first three extents may be
/// 1.
class AttentionBias {
public:
  AttentionBias(Kernel &kernel, mlir::Value bias);

  /// Where the biases of one query of one head start.
  mlir::Value row(mlir::Value batch, mlir::Value head, mlir::Value query);

private:
  KernelBuilder &b;
  mlir::Type type;
  Extents extents;
  MatrixOperand matrix;
  mlir::Value queries; ///< extent of the third axis
};

} // namespace bmc

#endif // BMC_CODEGEN_COMMON_ATTENTION_ATTENTIONBIAS_H
