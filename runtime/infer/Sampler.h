//===- Sampler.h - From logits to a token -----------------------*- C++ -*-===//
#ifndef BMC_RUNTIME_INFER_SAMPLER_H
#define BMC_RUNTIME_INFER_SAMPLER_H

#include "runtime/abi/Decoding.h"

#include <cstdint>
#include <span>

namespace bmc {

/// Draws tokens by temperature, top_k, top_p and min_p of abi/Decoding.h. The
/// n-th draw depends on seed, n and the logits only.
struct Sampler {
  DecodingSettings settings;
  uint64_t seed = 0;

  /// Equal logits are ordered by token id; NaN counts as -infinity. `logits`
  /// must not be empty.
  int32_t sample(std::span<const double> logits, uint64_t draw) const;
};

} // namespace bmc

#endif // BMC_RUNTIME_INFER_SAMPLER_H
