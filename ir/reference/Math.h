//===- Math.h - Scalar functions of the reference evaluator -----*- C++ -*-===//
#ifndef BMC_IR_REFERENCE_MATH_H
#define BMC_IR_REFERENCE_MATH_H

#include "ir/BmcDialect.h"

#include <array>
#include <cstdint>

namespace bmc::reference {

/// 1 / (1 + e^-x).
double sigmoid(double x);

double gelu(double x, GeluKind kind);
/// d gelu / dx.
double geluGrad(double x, GeluKind kind);

double activate(double x, Activation activation);
/// d activation / dx; 0 for relu at 0.
double activateGrad(double x, Activation activation);

/// x without its fraction, the nearest i32 there is; 0 for NaN.
int64_t toInt32(double x);

/// Philox4x32-10, Salmon et al., "Parallel Random Numbers: As Easy as 1, 2, 3",
/// SC'11.
std::array<uint32_t, 4> philox(std::array<uint32_t, 4> counter,
                               std::array<uint32_t, 2> key);

/// Word `index` of the numbers addressed by (seed, draw, stream): the layout of
/// bmc.dropout.
uint32_t philoxWord(uint64_t seed, uint32_t draw, uint32_t stream,
                    uint64_t index);

} // namespace bmc::reference

#endif // BMC_IR_REFERENCE_MATH_H
