//===- Softcap.h - Scores that stay below a bound ---------------*- C++ -*-===//
#ifndef BMC_CODEGEN_COMMON_ATTENTION_SOFTCAP_H
#define BMC_CODEGEN_COMMON_ATTENTION_SOFTCAP_H

#include "codegen/common/builder/KernelBuilder.h"

#include "mlir/Dialect/Math/IR/Math.h"

namespace bmc {

/// c tanh(x / c) of scores, scalars or vectors; x itself where c is 0.
class Softcap {
public:
  Softcap(KernelBuilder &builder, const llvm::APFloat &cap)
      : b(builder), cap(cap.convertToDouble()) {}

  explicit operator bool() const { return cap != 0; }

  mlir::Value apply(mlir::Value x) {
    if (cap == 0)
      return x;
    mlir::Type type = x.getType();
    mlir::Value part = b.mulf(x, b.constant(1 / cap, type));
    return b.mulf(mlir::math::TanhOp::create(b, part), b.constant(cap, type));
  }
  /// The derivative by x, from what apply() gave; c is not 0.
  mlir::Value slope(mlir::Value capped) {
    mlir::Type type = capped.getType();
    mlir::Value part = b.mulf(capped, b.constant(1 / cap, type));
    return b.subf(b.constant(1.0, type), b.mulf(part, part));
  }

private:
  KernelBuilder &b;
  double cap;
};

} // namespace bmc

#endif // BMC_CODEGEN_COMMON_ATTENTION_SOFTCAP_H
