//===- Primitives.h - Short spellings of primitive ops ----------*- C++ -*-===//
//
// decompose() reads like the formula it implements when the ops it builds have
// one-word names. Axis conventions follow the .td files.
//
//===----------------------------------------------------------------------===//
#ifndef BMC_IR_OPS_PRIMITIVES_H
#define BMC_IR_OPS_PRIMITIVES_H

#include "ir/BmcOps.h"
#include "ir/Shape.h"

namespace bmc {

/// Builds primitives at the builder's insertion point with one location.
class Primitives {
public:
  Primitives(mlir::OpBuilder &builder, mlir::Location location)
      : builder(builder), location(location) {}

  /// Builds any op of the dialect and returns its first result.
  template <typename OpTy, typename... Args> mlir::Value make(Args &&...args) {
    return OpTy::create(builder, location, std::forward<Args>(args)...)
        ->getResult(0);
  }

  mlir::Value add(mlir::Value a, mlir::Value b) { return make<AddOp>(a, b); }
  mlir::Value sub(mlir::Value a, mlir::Value b) { return make<SubOp>(a, b); }
  mlir::Value mul(mlir::Value a, mlir::Value b) { return make<MulOp>(a, b); }
  mlir::Value div(mlir::Value a, mlir::Value b) { return make<DivOp>(a, b); }
  mlir::Value exp(mlir::Value x) { return make<ExpOp>(x); }
  mlir::Value log(mlir::Value x) { return make<LogOp>(x); }

  /// A tensor of `value` with the type of `like`.
  mlir::Value fill(double value, mlir::Value like) {
    return make<ConstantOp>(like.getType(), builder.getF64FloatAttr(value));
  }
  mlir::Value scale(mlir::Value x, double factor) {
    return mul(x, fill(factor, x));
  }

  /// One value per row [..] repeated along the last axis of `like` [.., D].
  mlir::Value alongRows(mlir::Value x, mlir::Value like);
  /// One vector [D] repeated for every row of `like` [.., D].
  mlir::Value everyRow(mlir::Value x, mlir::Value like);
  /// A scalar repeated to the extents of `like`.
  mlir::Value everywhere(mlir::Value x, mlir::Value like);

  /// Reductions over the last axis: [.., D] -> [..].
  mlir::Value rowSum(mlir::Value x);
  mlir::Value rowMean(mlir::Value x);
  mlir::Value rowMax(mlir::Value x);
  /// Sum over all axes but the last: [.., D] -> [D].
  mlir::Value sumRows(mlir::Value x);
  /// Sum over all axes: a scalar.
  mlir::Value sumAll(mlir::Value x);

  mlir::Value linear(mlir::Value x, mlir::Value weight, mlir::Value bias,
                     bool transposed = false) {
    return make<LinearOp>(x, weight, bias, transposed);
  }
  /// x times linear's weight, without its transposition: what is [.., N]
  /// becomes [.., K].
  mlir::Value backThrough(mlir::Value x, mlir::Value weight, bool transposed) {
    return matmul(x, weight, /*transposeA=*/false, transposed);
  }
  /// The gradient of linear's weight, of y = linear(x).
  mlir::Value linearDweight(mlir::Value dy, mlir::Value x, bool transposed) {
    return transposed ? make<LinearDweightOp>(x, dy)
                      : make<LinearDweightOp>(dy, x);
  }
  mlir::Value matmul(mlir::Value a, mlir::Value b, bool transposeA = false,
                     bool transposeB = false) {
    return make<MatmulOp>(a, b, transposeA, transposeB);
  }

  /// [B, S, H*E] -> [B, H, S, E], and back to `type`.
  mlir::Value splitHeads(mlir::Value x, int64_t heads);
  mlir::Value mergeHeads(mlir::Value x, mlir::Type type);

  mlir::OpBuilder &builder;
  mlir::Location location;
};

} // namespace bmc

#endif // BMC_IR_OPS_PRIMITIVES_H
