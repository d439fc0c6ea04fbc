//===- Formula.h - Building bmc ops as formulas -----------------*- C++ -*-===//
//
// `dy * (1.0 - y * y)` builds the ops it says. All operands of an operator have
// one type; a number stands for a tensor of the other operand's type.
//
//===----------------------------------------------------------------------===//
#ifndef BMC_PASSES_AUTODIFF_FORMULA_H
#define BMC_PASSES_AUTODIFF_FORMULA_H

#include "ir/BmcOps.h"
#include "ir/Shape.h"

#include "mlir/IR/Builders.h"

namespace bmc {

/// A value together with the builder that extends it. Cheap to copy; valid as
/// long as the builder. Null (false) if there is no value.
class Formula {
public:
  Formula() = default;
  Formula(mlir::ImplicitLocOpBuilder &builder, mlir::Value value)
      : builder(&builder), value(value) {}

  explicit operator bool() const { return static_cast<bool>(value); }
  operator mlir::Value() const { return value; }

  mlir::RankedTensorType type() const {
    return llvm::cast<mlir::RankedTensorType>(value.getType());
  }
  int64_t rank() const { return type().getRank(); }
  Extents extents() const { return getExtents(type()); }
  mlir::ImplicitLocOpBuilder &ops() const { return *builder; }

  /// A tensor of this one's type filled with `number`.
  Formula filled(double number) const {
    return {*builder, ConstantOp::create(*builder, type(),
                                         builder->getF64FloatAttr(number))};
  }

private:
  mlir::ImplicitLocOpBuilder *builder = nullptr;
  mlir::Value value;
};

/// The op `OpT` of one operand and one result of the same type.
template <typename OpT> Formula apply(Formula x) {
  return {x.ops(), OpT::create(x.ops(), x.type(), x)};
}
/// The op `OpT` of two operands and one result of the same type.
template <typename OpT> Formula apply(Formula a, Formula b) {
  return {a.ops(), OpT::create(a.ops(), a.type(), a, b)};
}

inline Formula operator-(Formula x) { return apply<NegOp>(x); }
inline Formula operator+(Formula a, Formula b) { return apply<AddOp>(a, b); }
inline Formula operator-(Formula a, Formula b) { return apply<SubOp>(a, b); }
inline Formula operator*(Formula a, Formula b) { return apply<MulOp>(a, b); }
inline Formula operator/(Formula a, Formula b) { return apply<DivOp>(a, b); }
inline Formula operator+(double a, Formula b) { return b.filled(a) + b; }
inline Formula operator-(double a, Formula b) { return b.filled(a) - b; }
inline Formula operator*(double a, Formula b) { return b.filled(a) * b; }

/// Elementwise a <predicate> b, for use as a condition of `select`.
inline Formula compare(Predicate predicate, Formula a, Formula b) {
  return {a.ops(), CompareOp::create(a.ops(), predicate, a, b)};
}
inline Formula select(Formula condition, Formula a, Formula b) {
  return {a.ops(), SelectOp::create(a.ops(), a.type(), condition, a, b)};
}

/// Sum over `axes`, which disappear; x itself if there are none.
Formula sumOver(Formula x, llvm::ArrayRef<int64_t> axes);

/// Sum over all axes but the last.
Formula sumOverRows(Formula x);

/// Sum over the last axis, repeated along it again.
Formula sumOverLast(Formula x);

/// Number of elements of x that share an element of its reduction over `axes`,
/// a scalar of x's element type.
Formula countOver(Formula x, llvm::ArrayRef<int64_t> axes);

/// x repeated along `axes` of `type`, which x lacks.
Formula repeatAlong(Formula x, llvm::ArrayRef<int64_t> axes,
                    mlir::RankedTensorType type);

/// A scalar repeated along all axes of `type`.
Formula everywhere(Formula scalar, mlir::RankedTensorType type);

/// x with the extents of `type`, in the same row-major order; x itself if it
/// has that type.
Formula reshapeTo(Formula x, mlir::RankedTensorType type);

} // namespace bmc

#endif // BMC_PASSES_AUTODIFF_FORMULA_H
