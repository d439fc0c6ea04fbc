//===- Penalties.h - Against saying the same again --------------*- C++ -*-===//
#ifndef BMC_RUNTIME_INFER_PENALTIES_H
#define BMC_RUNTIME_INFER_PENALTIES_H

#include "runtime/abi/Decoding.h"

#include <cstdint>
#include <span>
#include <unordered_map>

namespace bmc {

/// The penalties of abi/Decoding.h on the tokens of one text.
class Penalties {
public:
  explicit Penalties(const DecodingSettings &settings) : settings(settings) {}

  /// A token of the prompt: only the repetition penalty counts it.
  void addPrompt(int32_t id) { counts.try_emplace(id, 0); }
  void addGenerated(int32_t id) { ++counts[id]; }
  /// Tokens beyond the logits are left alone.
  void apply(std::span<double> logits) const;

private:
  DecodingSettings settings;
  std::unordered_map<int32_t, int64_t> counts; ///< how often generated
};

} // namespace bmc

#endif // BMC_RUNTIME_INFER_PENALTIES_H
