//===- RandomFill.h - Many random numbers at once ---------------*- C++ -*-===//
//
// What the parameters of a model start from: the numbers Rng.h defines, in the
// order of their indices, computed 64 Philox blocks at a time so that hundreds
// of millions take a fraction of a second. Logarithm, sine and cosine are
// polynomials accurate to 1e-11 instead of libm's: every CPU and every libm
// gives the same bits.
//
//===----------------------------------------------------------------------===//
#ifndef BMC_RUNTIME_CORE_RANDOMFILL_H
#define BMC_RUNTIME_CORE_RANDOMFILL_H

#include "runtime/core/Rng.h"

#include <span>

namespace bmc {

/// Writes mean + deviation * (normal number of index 4 * firstBlock + i) to
/// to[i]. Words (w0, w1) and (w2, w3) of a block make two numbers each by Box
/// and Muller's method: with u = (w0 + 1) / 2^32 and t = w1 / 2^32,
///   sqrt(-2 ln u) cos(2 pi t)  and  sqrt(-2 ln u) sin(2 pi t).
void fillNormal(const Rng &rng, uint64_t firstBlock, double mean,
                double deviation, std::span<float> to);
void fillNormal(const Rng &rng, uint64_t firstBlock, double mean,
                double deviation, std::span<double> to);

/// Writes low + (high - low) * rng.uniform(4 * firstBlock + i) to to[i].
void fillUniform(const Rng &rng, uint64_t firstBlock, double low, double high,
                 std::span<float> to);
void fillUniform(const Rng &rng, uint64_t firstBlock, double low, double high,
                 std::span<double> to);

} // namespace bmc

#endif // BMC_RUNTIME_CORE_RANDOMFILL_H
