//===- F64Builder.h - Spellings for formulas over f64 -----------*- C++ -*-===//
#ifndef BMC_CODEGEN_COMMON_MATH_F64BUILDER_H
#define BMC_CODEGEN_COMMON_MATH_F64BUILDER_H

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Math/IR/Math.h"
#include "mlir/IR/ImplicitLocOpBuilder.h"

#include <initializer_list>
#include <utility>

namespace bmc {

/// Operations on f64 scalars, short enough that formulas read like formulas.
struct F64Builder {
  mlir::ImplicitLocOpBuilder b;

  using Value = mlir::Value;
  using Predicate = mlir::arith::CmpFPredicate;

  Value num(double value) {
    return mlir::arith::ConstantOp::create(b, b.getF64FloatAttr(value));
  }
  Value integer(int64_t value) {
    return mlir::arith::ConstantOp::create(b, b.getI64IntegerAttr(value));
  }
  Value add(Value x, Value y) { return mlir::arith::AddFOp::create(b, x, y); }
  Value sub(Value x, Value y) { return mlir::arith::SubFOp::create(b, x, y); }
  Value mul(Value x, Value y) { return mlir::arith::MulFOp::create(b, x, y); }
  Value div(Value x, Value y) { return mlir::arith::DivFOp::create(b, x, y); }
  Value neg(Value x) { return mlir::arith::NegFOp::create(b, x); }
  Value fma(Value x, Value y, Value z) {
    return mlir::math::FmaOp::create(b, x, y, z);
  }
  Value abs(Value x) { return mlir::math::AbsFOp::create(b, x); }
  Value floor(Value x) { return mlir::math::FloorOp::create(b, x); }
  /// To the nearest integer, ties to even.
  Value round(Value x) { return mlir::math::RoundEvenOp::create(b, x); }
  Value copySign(Value x, Value sign) {
    return mlir::math::CopySignOp::create(b, x, sign);
  }
  Value test(Predicate predicate, Value x, Value y) {
    return mlir::arith::CmpFOp::create(b, predicate, x, y);
  }
  Value less(Value x, double y) { return test(Predicate::OLT, x, num(y)); }
  Value equal(Value x, double y) { return test(Predicate::OEQ, x, num(y)); }
  Value both(Value p, Value q) { return mlir::arith::AndIOp::create(b, p, q); }
  Value select(Value condition, Value x, Value y) {
    return mlir::arith::SelectOp::create(b, condition, x, y);
  }
  Value bits(Value x) {
    return mlir::arith::BitcastOp::create(b, b.getI64Type(), x);
  }
  Value fromBits(Value x) {
    return mlir::arith::BitcastOp::create(b, b.getF64Type(), x);
  }
  Value toInteger(Value x) {
    return mlir::arith::FPToSIOp::create(b, b.getI64Type(), x);
  }
  Value toFloat(Value x) {
    return mlir::arith::SIToFPOp::create(b, b.getF64Type(), x);
  }

  /// c[0] x^(n-1) + .. + c[n-1].
  Value polynomial(Value x, std::initializer_list<double> coefficients) {
    Value sum = num(*coefficients.begin());
    for (double c : llvm::drop_begin(coefficients))
      sum = fma(sum, x, num(c));
    return sum;
  }

  Value exp(Value x);
  /// ln of x > 0, not infinite, as an unevaluated sum of a large and a small
  /// part.
  std::pair<Value, Value> logParts(Value x);
  Value log(Value x);
  Value tanh(Value x);
  Value erf(Value x);
  Value sine(Value x, bool cosine);
  Value pow(Value x, Value y);
};

} // namespace bmc

#endif // BMC_CODEGEN_COMMON_MATH_F64BUILDER_H
