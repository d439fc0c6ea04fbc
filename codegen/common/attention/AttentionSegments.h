//===- AttentionSegments.h - Which keys belong to a query -------*- C++ -*-===//
#ifndef BMC_CODEGEN_COMMON_ATTENTION_ATTENTIONSEGMENTS_H
#define BMC_CODEGEN_COMMON_ATTENTION_ATTENTIONSEGMENTS_H

#include "codegen/common/gemm/Product.h"
#include "ir/BmcOps.h"

namespace bmc {

/// The operands query_segments [B, S] and key_segments [B, T] of attention,
/// i32: a query sees the keys of its own number.
class AttentionSegments {
public:
  AttentionSegments(Kernel &kernel, ScaledDotProductOp op)
      : b(kernel.builder),
        queries(matrixOperand(kernel, op.getQuerySegments())),
        keys(matrixOperand(kernel, op.getKeySegments())) {}

  /// Where the number of a query lies, and that of a key; those that follow in
  /// the same sequence lie behind it.
  mlir::Value query(mlir::Value batch, mlir::Value number) {
    return place(queries, batch, number);
  }
  mlir::Value key(mlir::Value batch, mlir::Value number) {
    return place(keys, batch, number);
  }

private:
  mlir::Value place(const MatrixOperand &matrix, mlir::Value batch,
                    mlir::Value number) {
    return b.pointer(matrix.base, b.add(b.mul(batch, matrix.stride), number),
                     b.getI32Type());
  }

  KernelBuilder &b;
  MatrixOperand queries, keys;
};

} // namespace bmc

#endif // BMC_CODEGEN_COMMON_ATTENTION_ATTENTIONSEGMENTS_H
