//===- F64Functions.h - Elementary functions of f64 as formulas -*- C++ -*-===//
#ifndef BMC_CODEGEN_COMMON_MATH_F64FUNCTIONS_H
#define BMC_CODEGEN_COMMON_MATH_F64FUNCTIONS_H

#include "mlir/IR/PatternMatch.h"

namespace bmc {

/// Rewrites math.exp, log, tanh, erf, sin, cos and powf of f64 scalars (powf of
/// f32 too) to arith and math.fma, for targets without a library of functions.
/// Results are good to 1e-14 (sin and cos up to |x| = 1e6), infinities, NaN,
/// zeros and denormals are those of the C library; test/unit/codegen compares.
void populateF64FunctionPatterns(mlir::RewritePatternSet &patterns);

} // namespace bmc

#endif // BMC_CODEGEN_COMMON_MATH_F64FUNCTIONS_H
