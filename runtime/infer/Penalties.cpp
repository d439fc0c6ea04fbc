//===- Penalties.cpp - Against saying the same again ----------------------===//
#include "runtime/infer/Penalties.h"

namespace bmc {

void Penalties::apply(std::span<double> logits) const {
  for (const auto &[id, generated] : counts) {
    if (static_cast<size_t>(id) >= logits.size())
      continue;
    double &score = logits[static_cast<size_t>(id)];
    score = score > 0 ? score / settings.repetitionPenalty
                      : score * settings.repetitionPenalty;
    if (generated > 0)
      score -= settings.presencePenalty +
               settings.frequencyPenalty * static_cast<double>(generated);
  }
}

} // namespace bmc
