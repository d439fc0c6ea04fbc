//===- PointFunctions.h - Elementary functions at a point -------*- C++ -*-===//
//
// Functions of scalars or vectors of f32 or f64 that no target has as one
// instruction, built from arithmetic and KernelBuilder's exp and log.
// Infinities and NaN are those of the C library unless said.
//
//===----------------------------------------------------------------------===//
#ifndef BMC_CODEGEN_COMMON_POINTS_POINTFUNCTIONS_H
#define BMC_CODEGEN_COMMON_POINTS_POINTFUNCTIONS_H

#include "codegen/common/builder/KernelBuilder.h"
#include "ir/BmcOps.h"

namespace bmc {

/// A few words so that formulas read like formulas. `type` is that of all
/// operands, a float or a vector of them.
struct PointFormula {
  KernelBuilder &b;
  mlir::Type type;

  mlir::Value num(double value) { return b.constant(value, type); }
  mlir::Value infinity();
  mlir::Value negate(mlir::Value x);
  mlir::Value absolute(mlir::Value x);
  /// c[0] x^(n-1) + .. + c[n-1].
  mlir::Value polynomial(mlir::Value x, llvm::ArrayRef<double> coefficients);
  /// 1 / (1 + e^-x)
  mlir::Value sigmoid(mlir::Value x);
};

mlir::Value compare(KernelBuilder &b, Predicate predicate, mlir::Value x,
                    mlir::Value y);

mlir::Value logarithm(PointFormula f, mlir::Value x);
mlir::Value sine(PointFormula f, mlir::Value x, bool cosine);
mlir::Value exp2(PointFormula f, mlir::Value x);
mlir::Value expm1(PointFormula f, mlir::Value x);
mlir::Value log1p(PointFormula f, mlir::Value x);
mlir::Value atan(PointFormula f, mlir::Value x);
/// The sign of a zero b does not count.
mlir::Value atan2(PointFormula f, mlir::Value a, mlir::Value b);
/// Exact as long as a / b has fewer digits than the type.
mlir::Value fmod(PointFormula f, mlir::Value a, mlir::Value b);

/// i32 arithmetic modulo 2^32; a division by 0 gives 0.
mlir::Value integerArithmetic(KernelBuilder &builder, IntegerFunction function,
                              mlir::Value a, mlir::Value b);

/// Without the fraction as i32, the nearest there is; 0 for NaN.
mlir::Value toInteger(PointFormula f, mlir::Value x);

} // namespace bmc

#endif // BMC_CODEGEN_COMMON_POINTS_POINTFUNCTIONS_H
