//===- Operands.h - Operands that instructions are tried on -----*- C++ -*-===//
#ifndef BMC_TEST_UNIT_CUDAEMULATOR_OPERANDS_H
#define BMC_TEST_UNIT_CUDAEMULATOR_OPERANDS_H

#include <cstdint>
#include <string>
#include <vector>

namespace bmc::cuda {

/// What an operand or a result is, and with it which bank it lies in.
enum class Kind : char {
  Pred = 'p',
  Word16 = 'h',
  Word32 = 'r',
  Word64 = 'd',
  Divisor16 = 'i', ///< not 0
  Divisor32 = 'j',
  Divisor64 = 'k',
  Amount = 's', ///< 32 bits, mostly small: shifts, positions, lengths, lanes
  F16 = 'x',
  BF16 = 'y',
  F16x2 = 'X',
  BF16x2 = 'Y',
  F32 = 'f',
  F64 = 'g',
};

/// The bank of registers of `kernel()` for a kind: 'p', 'h', 'r', 'd', 'f',
/// 'g'.
char bankOf(Kind kind);

/// Bits of operands for `count` instructions whose operands are `kinds`, tuple
/// by tuple: edge values crossed as far as they go, but for at most half of
/// them, then values drawn by counter. The same on every machine.
std::vector<uint64_t> operandTuples(const std::string &kinds, unsigned count);

/// All NaN of the kind become one; other kinds stay as they are.
uint64_t withOneNaN(Kind kind, uint64_t bits);

} // namespace bmc::cuda

#endif // BMC_TEST_UNIT_CUDAEMULATOR_OPERANDS_H
