//===- Sampler.h - From logits to a token -----------------------*- C++ -*-===//
#ifndef BMC_RUNTIME_INFER_SAMPLER_H
#define BMC_RUNTIME_INFER_SAMPLER_H

#include <cstdint>
#include <span>

namespace bmc {

/// Draws tokens. The n-th draw depends on seed, n and the logits only.
struct Sampler {
  double temperature = 1; ///< 0 takes the largest logit
  int64_t topK = 0;       ///< 0 = no limit
  uint64_t seed = 0;

  /// Equal logits are ordered by token id; NaN counts as -infinity. `logits`
  /// must not be empty.
  int32_t sample(std::span<const double> logits, uint64_t draw) const;
};

} // namespace bmc

#endif // BMC_RUNTIME_INFER_SAMPLER_H
